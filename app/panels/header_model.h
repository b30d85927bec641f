// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractItemModel>
#include <QSortFilterProxyModel>
#include <vector>

#include "core/study/header_line.h"

namespace iso::app {

/// True for an element whose value says, or may say, who the patient is or where and when they were seen:
/// names, ids, dates, addresses, institutions, and whatever private elements hold.
bool namesPatient(const HeaderLine& line);

/// The elements of one file's header as a tree: sequences hold their items, items their elements.
class HeaderModel : public QAbstractItemModel {
  Q_OBJECT
 public:
  enum Column { Tag, Name, Vr, Value, ColumnCount };

  using QAbstractItemModel::QAbstractItemModel;

  void setLines(std::vector<HeaderLine> lines);
  int lineCount() const { return static_cast<int>(lines_.size()); }
  /// False replaces the values of namesPatient() by "hidden".
  void setIdentityVisible(bool visible);
  bool identityVisible() const { return identityVisible_; }

  /// A line as text: indented, its columns parted by tabs.
  QString text(const QModelIndex& index) const;
  QString allText() const;

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& index) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString cell(const HeaderLine& line, int column) const;
  QString lineText(const HeaderLine& line) const;
  const std::vector<int>& childrenOf(const QModelIndex& parent) const;

  std::vector<HeaderLine> lines_;
  std::vector<std::vector<int>> children_;  ///< of line i at i + 1; of the file at 0
  std::vector<int> parents_, rows_;
  bool identityVisible_ = true;
};

/// Rows with a text in any column, what they lie in, and what lies in them. A tag may be written with or
/// without comma and brackets.
class HeaderFilter : public QSortFilterProxyModel {
  Q_OBJECT
 public:
  explicit HeaderFilter(QObject* parent = nullptr);
  void setNeedle(const QString& text);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  QString needle_, tagNeedle_;
};

}  // namespace iso::app
