// SPDX-License-Identifier: Apache-2.0
#include "app/panels/study_panel.h"

#include <QDrag>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QPixmap>
#include <QVBoxLayout>

#include "app/panels/series_delegate.h"
#include "app/session/patient_name.h"
#include "app/session/series_issues.h"

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
  if (slices > 1 && d.positioned) text += QStringLiteral(" · %1 mm").arg(d.geometry.spacing()[2], 0, 'g', 3);
  return text;
}

/// Tool tips that look like plain text may be taken for mark-up.
QString rich(const QString& text) {
  return text.toHtmlEscaped().replace('\n', QStringLiteral("<br>"));
}

QString seriesToolTip(const LoadedSeries& one) {
  QStringList lines{seriesLabel(one.series())};
  const auto size = one.description().geometry.size();
  lines << QStringLiteral("%1 × %2 × %3 voxels").arg(size[0]).arg(size[1]).arg(size[2]);
  if (one.derived()) lines << QStringLiteral("Computed from the acquired slices; not in a file");
  lines << issuesOf(one);
  return rich(lines.join('\n'));
}

}  // namespace

QMimeData* SeriesList::mimeData(const QList<QListWidgetItem*>& items) const {
  if (items.isEmpty() || !items.front()->flags().testFlag(Qt::ItemIsDragEnabled)) return nullptr;
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

bool SeriesList::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonDblClick) {
    const auto* mouse = static_cast<QMouseEvent*>(event);
    const QModelIndex row = indexAt(mouse->position().toPoint());
    if (mouse->button() == Qt::LeftButton && row.isValid() &&
        SeriesDelegate::issueBadge(visualRect(row), row, font()).contains(mouse->position().toPoint())) {
      if (event->type() == QEvent::MouseButtonPress)
        emit issuesClicked(row.data(SeriesDelegate::KeyRole).toString());
      return true;  // neither a selection nor a double click on the series
    }
  }
  return QListWidget::viewportEvent(event);
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
    const QString key = row->data(SeriesDelegate::KeyRole).toString();
    if (const auto series = session_.find(key))
      emit hangRequested(series);
    else if (session_.findObjects(key))
      emit objectHeaderRequested(key);
  });
  connect(list_, &SeriesList::issuesClicked, this, [this](const QString& key) {
    if (const auto series = session_.find(key)) emit issuesRequested(series);
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
    // Both in the order of their series' numbers; of one series the images first.
    const auto numberOf = [](const Series& one) { return one.number.value_or(1 << 30); };
    const auto objects = session_.objectsOfStudy(studyKey(study));
    auto object = objects.begin();
    for (const LoadedSeriesPtr& one : session_.seriesOf(studyKey(study))) {
      while (object != objects.end() && numberOf(object->series) < numberOf(one->series()))
        addObjectRow(*object++);
      addSeriesRow(one);
    }
    while (object != objects.end()) addObjectRow(*object++);
  }
}

void StudyPanel::addSeriesRow(const LoadedSeriesPtr& one) {
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

void StudyPanel::addObjectRow(const ObjectSeries& one) {
  auto* row = new QListWidgetItem(list_);
  row->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
  row->setData(SeriesDelegate::HeadingRole, false);
  row->setData(SeriesDelegate::KeyRole, one.key());
  row->setData(SeriesDelegate::KindRole, one.kind);
  row->setData(SeriesDelegate::TitleRole, one.label());
  row->setData(Qt::AccessibleTextRole, one.label() + ", " + one.countText());
  row->setData(
      SeriesDelegate::DetailRole,
      joined({one.series.number ? QStringLiteral("#%1").arg(*one.series.number) : QString(), one.kind}));
  row->setData(SeriesDelegate::CountRole, one.countText());
  row->setData(SeriesDelegate::ProgressRole, -1.0);
  row->setData(SeriesDelegate::IssueRole, 0);
  row->setToolTip(rich(one.toolTip()));
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
  row->setData(SeriesDelegate::IssueRole, static_cast<int>(issuesOf(*one).size()));
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
    QAction* header = menu.addAction("DICOM header…", this, [this, series] { emit headerRequested(series); });
    header->setEnabled(!series->derived());
    QAction* issues =
        menu.addAction("Issues of this series…", this, [this, series] { emit issuesRequested(series); });
    issues->setEnabled(!issuesOf(*series).isEmpty());
    menu.addSeparator();
  } else if (const ObjectSeries* objects = session_.findObjects(key)) {
    study = studyKey(objects->study);
    QAction* header = menu.addAction("DICOM header…", this, [this, key] { emit objectHeaderRequested(key); });
    header->setEnabled(!objects->files.empty());
    menu.addSeparator();
  }
  menu.addAction("Close this study", this, [this, study] { emit closeStudyRequested(study); });
  menu.exec(list_->viewport()->mapToGlobal(position));
}

}  // namespace iso::app
