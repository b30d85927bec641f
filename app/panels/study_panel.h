// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QListWidget>
#include <QWidget>

#include "app/session/session.h"

namespace iso::app {

/// The mime type a dragged series carries; its data is LoadedSeries::key() in UTF-8.
inline constexpr const char* kSeriesMime = "application/x-isocenter-series";

/// The rows of the study panel; a series row can be dragged.
class SeriesList : public QListWidget {
  Q_OBJECT
 public:
  using QListWidget::QListWidget;

 signals:
  /// The mark of a row with issues was clicked.
  void issuesClicked(const QString& key);

 protected:
  bool viewportEvent(QEvent* event) override;
  QMimeData* mimeData(const QList<QListWidgetItem*>& items) const override;
  QStringList mimeTypes() const override { return {kSeriesMime}; }
  void startDrag(Qt::DropActions actions) override;
};

/// What is open: each study's heading, its series with a picture of the middle slice, its files without
/// images. A double click hangs a series, dragging it onto a view shows it there; of other files a double
/// click asks for the header.
class StudyPanel : public QWidget {
  Q_OBJECT
 public:
  explicit StudyPanel(Session& session, QWidget* parent = nullptr);

  /// Marks the row of the series in the active viewport.
  void setShown(const LoadedSeriesPtr& series);
  /// False hides who the patients are (teaching).
  void setIdentityVisible(bool visible);
  SeriesList* list() const { return list_; }

 signals:
  void hangRequested(LoadedSeriesPtr series);
  void closeStudyRequested(const QString& study);
  void headerRequested(LoadedSeriesPtr series);
  void objectHeaderRequested(const QString& objects);
  void issuesRequested(LoadedSeriesPtr series);

 private:
  void rebuild();
  void addSeriesRow(const LoadedSeriesPtr& one);
  void addObjectRow(const ObjectSeries& one);
  void refresh(const QString& key);
  void showMenu(const QPoint& position);
  QListWidgetItem* item(const QString& key) const;

  Session& session_;
  SeriesList* list_;
  QString shown_;
  bool identityVisible_ = true;
};

}  // namespace iso::app
