// SPDX-License-Identifier: Apache-2.0
#include "app/panels/study_panel.h"

#include <QDrag>
#include <QMenu>
#include <QMimeData>
#include <QPixmap>
#include <QVBoxLayout>

#include "app/panels/series_delegate.h"
#include "app/session/patient_name.h"

namespace iso::app {
namespace {

QString joined(const QStringList& parts, const QString& separator = QStringLiteral(" · ")) {
  QStringList kept;
  for (const QString& part : parts)
    if (!part.trimmed().isEmpty()) kept << part.trimmed();
  return kept.join(separator);
}

QString detail(const LoadedSeries& one) {
  const Series& series = one.series();
  QStringList parts;
  if (series.number) parts << QStringLiteral("#%1").arg(*series.number);
  parts << QString::fromStdString(series.modality);
  if (series.volumes.size() > 1)
    parts << QStringLiteral("part %1 of %2").arg(one.volumeIndex() + 1).arg(series.volumes.size());
  return joined(parts);
}

QString count(const LoadedSeries& one) {
  const VolumeDescription& d = one.description();
  const int slices = d.geometry.size()[2];
  QString text = slices == 1 ? QStringLiteral("1 image") : QStringLiteral("%1 images").arg(slices);
  if (d.phases > 1) text += QStringLiteral(" × %1").arg(d.phases);
  if (slices > 1) text += QStringLiteral(" · %1 mm").arg(d.geometry.spacing()[2], 0, 'g', 3);
  return text;
}

QString seriesToolTip(const LoadedSeries& one) {
  QStringList lines{seriesLabel(one.series())};
  const auto size = one.description().geometry.size();
  lines << QStringLiteral("%1 × %2 × %3 voxels").arg(size[0]).arg(size[1]).arg(size[2]);
  for (const GeometryIssue& issue : one.description().issues) lines << QString::fromStdString(issue.message);
  if (!one.error().isEmpty()) lines << one.error();
  return lines.join('\n').toHtmlEscaped().replace('\n', QStringLiteral("<br>"));
}

}  // namespace

QMimeData* SeriesList::mimeData(const QList<QListWidgetItem*>& items) const {
  if (items.isEmpty() || items.front()->data(SeriesDelegate::HeadingRole).toBool()) return nullptr;
  auto* mime = new QMimeData;
  mime->setData(kSeriesMime, items.front()->data(SeriesDelegate::KeyRole).toString().toUtf8());
  return mime;
}

void SeriesList::startDrag(Qt::DropActions) {
  QMimeData* mime = mimeData(selectedItems());
  if (!mime) return;
  auto* drag = new QDrag(this);
  drag->setMimeData(mime);
  if (const auto picture = currentItem()->data(SeriesDelegate::PictureRole).value<QImage>();
      !picture.isNull()) {
    const double scale = devicePixelRatioF();
    const int side = static_cast<int>(SeriesDelegate::kPicture * scale);
    QPixmap pixmap =
        QPixmap::fromImage(picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    pixmap.setDevicePixelRatio(scale);
    drag->setPixmap(pixmap);
    drag->setHotSpot({12, 12});
  }
  drag->exec(Qt::CopyAction);
}

StudyPanel::StudyPanel(Session& session, QWidget* parent)
    : QWidget(parent), session_(session), list_(new SeriesList(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(list_);
  list_->setObjectName("seriesList");
  list_->setItemDelegate(new SeriesDelegate(list_));
  list_->setMouseTracking(true);
  list_->setSelectionMode(QAbstractItemView::SingleSelection);
  list_->setDragEnabled(true);
  list_->setDragDropMode(QAbstractItemView::DragOnly);
  list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setContextMenuPolicy(Qt::CustomContextMenu);
  list_->setAccessibleName("Series");
  setMinimumWidth(200);

  connect(list_, &QListWidget::itemActivated, this, [this](QListWidgetItem* row) {
    if (const auto series = session_.find(row->data(SeriesDelegate::KeyRole).toString()))
      emit hangRequested(series);
  });
  connect(list_, &QListWidget::customContextMenuRequested, this, &StudyPanel::showMenu);
  connect(&session_, &Session::studiesChanged, this, &StudyPanel::rebuild);
  connect(&session_, &Session::thumbnailReady, this, &StudyPanel::refresh);
  connect(&session_, &Session::loadsChanged, this, [this] {
    for (const LoadedSeriesPtr& one : session_.series()) refresh(one->key());
  });
  rebuild();
}

void StudyPanel::rebuild() {
  list_->clear();
  int number = 0;
  for (const Study& study : session_.studies()) {
    auto* heading = new QListWidgetItem(list_);
    heading->setFlags(Qt::ItemIsEnabled);
    heading->setData(SeriesDelegate::HeadingRole, true);
    heading->setData(SeriesDelegate::KeyRole, studyKey(study));
    if (identityVisible_) {
      heading->setData(SeriesDelegate::TitleRole, patientLabel(study.patient));
      heading->setData(SeriesDelegate::DetailRole,
                       joined({QString::fromStdString(study.patient.id.value_or("")),
                               QString::fromStdString(study.patient.sex.value_or("")),
                               QString::fromStdString(study.patient.birthDate.value_or(""))}));
    } else {
      heading->setData(SeriesDelegate::TitleRole, QStringLiteral("Study %1").arg(++number));
    }
    heading->setData(SeriesDelegate::CountRole,
                     joined({QString::fromStdString(study.date), QString::fromStdString(study.description)}));
    for (const LoadedSeriesPtr& one : session_.seriesOf(studyKey(study))) {
      auto* row = new QListWidgetItem(list_);
      row->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled);
      row->setData(SeriesDelegate::HeadingRole, false);
      row->setData(SeriesDelegate::KeyRole, one->key());
      row->setData(SeriesDelegate::TitleRole, seriesLabel(one->series()));
      row->setData(Qt::AccessibleTextRole, seriesLabel(one->series()));
      row->setData(SeriesDelegate::DetailRole, detail(*one));
      row->setData(SeriesDelegate::CountRole, count(*one));
      refresh(one->key());
    }
  }
}

QListWidgetItem* StudyPanel::item(const QString& key) const {
  for (int i = 0; i < list_->count(); ++i)
    if (list_->item(i)->data(SeriesDelegate::KeyRole).toString() == key) return list_->item(i);
  return nullptr;
}

void StudyPanel::refresh(const QString& key) {
  QListWidgetItem* row = item(key);
  const LoadedSeriesPtr one = session_.find(key);
  if (!row || !one) return;
  row->setData(SeriesDelegate::PictureRole, session_.thumbnailOf(key));
  row->setData(SeriesDelegate::ProgressRole, one->loading() ? one->progress() : -1.0);
  row->setData(SeriesDelegate::LoadedRole, one->complete());
  row->setData(SeriesDelegate::IssueRole,
               !one->description().issues.empty() || !one->error().isEmpty() || !one->problems().empty());
  row->setData(SeriesDelegate::ShownRole, key == shown_);
  row->setToolTip(seriesToolTip(*one));
}

void StudyPanel::setShown(const LoadedSeriesPtr& series) {
  const QString key = series ? series->key() : QString();
  if (key == shown_) return;
  const QString before = std::exchange(shown_, key);
  refresh(before);
  refresh(key);
  if (QListWidgetItem* row = item(key)) list_->scrollToItem(row);
}

void StudyPanel::setIdentityVisible(bool visible) {
  if (visible == identityVisible_) return;
  identityVisible_ = visible;
  rebuild();
}

void StudyPanel::showMenu(const QPoint& position) {
  QListWidgetItem* row = list_->itemAt(position);
  if (!row) return;
  const QString key = row->data(SeriesDelegate::KeyRole).toString();
  QMenu menu(this);
  QString study = key;
  if (const LoadedSeriesPtr series = session_.find(key)) {
    study = studyKey(series->study());
    menu.addAction("Show in all views", this, [this, series] { emit hangRequested(series); });
    menu.addSeparator();
  }
  menu.addAction("Close this study", this, [this, study] { emit closeStudyRequested(study); });
  menu.exec(list_->viewport()->mapToGlobal(position));
}

}  // namespace iso::app
