// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

namespace iso::app {

/// Paints the rows of the study list: a study's heading, or a series with picture, texts, progress, mark.
class SeriesDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  enum Role {
    HeadingRole = Qt::UserRole + 1,  ///< bool: a study's heading
    KeyRole,                         ///< QString: series key, or study UID of a heading
    TitleRole,                       ///< QString: first line
    DetailRole,                      ///< QString: second line
    CountRole,                       ///< QString: third line
    PictureRole,                     ///< QImage
    ProgressRole,                    ///< double 0…1 while being read, else -1
    IssueRole,                       ///< int: what there is to know; a mark carries the number, 0 = no mark
    ShownRole,                       ///< bool: in the active viewport
    LoadedRole,                      ///< bool: all voxels are in memory
    KindRole,                        ///< QString: "SR", …: objects, drawn as a badge in place of a picture
  };
  static constexpr int kPicture = 72;  ///< side of the picture in logical pixels

  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  /// Where a row of this rectangle has its issue mark; empty without issues.
  static QRect issueBadge(const QRect& row, const QModelIndex& index, const QFont& font);

 private:
  void paintHeading(QPainter& painter, const QRect& rect, const QModelIndex& index, const QFont& font) const;
  void paintSeries(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
};

}  // namespace iso::app
