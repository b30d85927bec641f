// SPDX-License-Identifier: Apache-2.0
#include "app/panels/preset_gallery.h"

#include <QHash>
#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

#include "app/panels/theme.h"

namespace iso::app {
namespace {

constexpr int kCellWidth = PresetGallery::kPicture + 6;
constexpr int kCellHeight = PresetGallery::kPicture + 26;
constexpr int kTextPixels = 11;
/// The third row is seen in part: there is more below.
constexpr int kVisibleHeight = 2 * kCellHeight + kCellHeight / 2;

class PresetDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  /// As many columns as nearly fit, and these as wide as the list: no empty strip, no lost column.
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
    const auto* list = qobject_cast<const QAbstractItemView*>(option.widget);
    const int width = list ? list->viewport()->width() - 1 : kCellWidth;
    const int columns = std::max(1, qRound(static_cast<double>(width) / kCellWidth));
    return {width / columns, kCellHeight};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const bool chosen = index.data(PresetGallery::ChosenRole).toBool();
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const int side = std::min(PresetGallery::kPicture, option.rect.width() - 6);
    const QRect box(option.rect.x() + (option.rect.width() - side) / 2, option.rect.y() + 3, side, side);
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter->fillRect(box, theme::kBackground);
    if (const auto picture = index.data(PresetGallery::PictureRole).value<QImage>(); !picture.isNull())
      painter->drawImage(box, picture);
    if (chosen || option.state.testFlag(QStyle::State_MouseOver) ||
        option.state.testFlag(QStyle::State_HasFocus)) {
      painter->setPen(QPen(chosen ? theme::kAccent : theme::kFaint, chosen ? 2.0 : 1.0));
      painter->setBrush(Qt::NoBrush);
      painter->drawRect(QRectF(box).adjusted(-1.0, -1.0, 1.0, 1.0));
    }
    QFont font = option.font;
    font.setPixelSize(kTextPixels);
    painter->setFont(font);
    painter->setPen(!enabled ? theme::kFaint : chosen ? theme::kText : theme::kDim);
    const QRect line(option.rect.x() + 3, box.bottom() + 3, option.rect.width() - 6,
                     kCellHeight - PresetGallery::kPicture - 6);
    const QString title =
        QFontMetrics(font).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, line.width());
    painter->drawText(line, Qt::AlignHCenter | Qt::AlignTop, title);
    painter->restore();
  }
};

}  // namespace

PresetGallery::PresetGallery(QWidget* parent) : QListWidget(parent) {
  setObjectName("presetGallery");
  setAccessibleName("3D presets");
  setViewMode(QListView::IconMode);
  setFlow(QListView::LeftToRight);
  setWrapping(true);
  setResizeMode(QListView::Adjust);
  setMovement(QListView::Static);
  setUniformItemSizes(true);
  setSpacing(0);
  setDragEnabled(false);
  setItemDelegate(new PresetDelegate(this));
  setMouseTracking(true);
  setSelectionMode(QAbstractItemView::SingleSelection);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(this, &QListWidget::itemClicked, this,
          [this](const QListWidgetItem* item) { emit chosen(item->data(IdRole).toString()); });
  connect(this, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
    // Enter; a double-click has clicked already.
    if (!item->data(ChosenRole).toBool()) emit chosen(item->data(IdRole).toString());
  });
}

void PresetGallery::setPresets(const std::vector<VolumePreset>& presets) {
  QHash<QString, QVariant> pictures;
  for (int row = 0; row < count(); ++row)
    pictures.insert(item(row)->data(IdRole).toString(), item(row)->data(PictureRole));
  clear();
  for (const VolumePreset& preset : presets) {
    const QString id = QString::fromStdString(preset.id), title = QString::fromStdString(preset.title);
    auto* added = new QListWidgetItem(title, this);
    added->setData(IdRole, id);
    added->setData(PictureRole, pictures.value(id));
    // What looks like plain text may be taken for mark-up.
    added->setToolTip(title.toHtmlEscaped());
  }
}

void PresetGallery::clearPictures() {
  for (int row = 0; row < count(); ++row) item(row)->setData(PictureRole, QVariant());
}

void PresetGallery::setPicture(const QString& id, const QImage& picture) {
  if (QListWidgetItem* at = find(id)) at->setData(PictureRole, picture);
}

void PresetGallery::setChosen(const QString& id) {
  for (int row = 0; row < count(); ++row) {
    QListWidgetItem* at = item(row);
    const bool is = at->data(IdRole).toString() == id;
    if (at->data(ChosenRole).toBool() == is) continue;
    at->setData(ChosenRole, is);
    if (is) scrollToItem(at);
  }
}

QListWidgetItem* PresetGallery::find(const QString& id) const {
  for (int row = 0; row < count(); ++row)
    if (item(row)->data(IdRole).toString() == id) return item(row);
  return nullptr;
}

QSize PresetGallery::sizeHint() const {
  return {3 * kCellWidth + 16, kVisibleHeight};
}

}  // namespace iso::app
