// SPDX-License-Identifier: Apache-2.0
// Commands about one series beyond its pictures: header, issues, time points, cine, overlays, resampling.
#include <QAction>
#include <QMenu>
#include <QProgressDialog>
#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "app/panels/header_dialog.h"
#include "app/panels/issues_dialog.h"
#include "app/session/derived_series.h"
#include "app/session/patient_name.h"
#include "app/session/pool_task.h"
#include "app/shell/main_window.h"
#include "app/viewport/cine.h"
#include "core/dicom/dicom_reader.h"

namespace iso::app {
namespace {

constexpr double kRateStep = 1.25;

/// The files of the phase on screen, each once, in the order of the slices.
HeaderFiles headerFiles(const LoadedSeries& series, int slice) {
  HeaderFiles found;
  found.title = seriesLabel(series.series());
  const VolumeDescription& d = series.description();
  const int count = d.geometry.size()[2];
  std::unordered_map<std::string, int> places;
  for (int k = 0; k < count; ++k) {
    const std::size_t at = static_cast<std::size_t>(series.phase()) * static_cast<std::size_t>(count) +
                           static_cast<std::size_t>(k);
    if (at >= d.slices.size()) break;
    const auto& path = d.slices[at].path;
    const auto [place, isNew] = places.try_emplace(path.string(), static_cast<int>(found.files.size()));
    if (isNew) found.files.push_back(path);
    if (k == slice) found.current = place->second;
  }
  return found;
}

}  // namespace

void MainWindow::buildSeriesCommands(QMenu* image) {
  cine_ = new Cine(*area_);
  add(image, "phase.previous", "Previous time point", {QKeySequence(",")}, [this] { area_->stepPhase(-1); });
  add(image, "phase.next", "Next time point", {QKeySequence(".")}, [this] { area_->stepPhase(1); });
  add(image, "cine.toggle", "Play", {QKeySequence("C")}, [this] { cine_->toggle(); })->setCheckable(true);
  add(image, "cine.slower", "Play slower", {QKeySequence("-")},
      [this] { cine_->setRate(cine_->rate() / kRateStep); });
  add(image, "cine.faster", "Play faster", {QKeySequence("+")},
      [this] { cine_->setRate(cine_->rate() * kRateStep); });
  image->addSeparator();
  QAction* overlays = add(image, "view.overlays", "Show the file's overlays", {QKeySequence("Shift+O")},
                          [this] { area_->setOverlaysVisible(!area_->overlaysVisible()); });
  overlays->setCheckable(true);
  overlays->setChecked(area_->overlaysVisible());
  add(image, "series.regular", "Resample to an even, upright stack", {}, [this] { resample(); });
  add(image, "series.issues", "Issues of this series…", {}, [this] { showIssues(area_->activeSeries()); });
  add(image, "file.header", "DICOM header…", {QKeySequence("Ctrl+I")},
      [this] { showHeader(area_->activeSeries()); });
}

void MainWindow::connectSeries() {
  connect(cine_, &Cine::changed, this, &MainWindow::syncSeriesCommands);
  connect(&session_, &Session::loadsChanged, this, &MainWindow::syncSeriesCommands);
  connect(studies_, &StudyPanel::headerRequested, this, &MainWindow::showHeader);
  connect(studies_, &StudyPanel::objectHeaderRequested, this, &MainWindow::showObjectHeader);
  connect(studies_, &StudyPanel::issuesRequested, this, &MainWindow::showIssues);
  connect(area_, &ViewportArea::seriesShownChanged, this,
          [this] { session_.setOnScreen(area_->seriesShown()); });
  session_.setMemoryLimit(preferences_.memoryForImages());
  area_->setOverlaySource(
      [this](const SliceSource& slice, std::function<void(std::vector<OverlayPlane>)> deliver) {
        const auto reader = session_.reader();
        if (!reader) {
          deliver({});
          return;
        }
        runOnPool(
            session_.pool(), area_, [reader, slice] { return reader->overlays(slice, CancelToken()); },
            [deliver = std::move(deliver)](Result<std::vector<OverlayPlane>> planes) {
              // A file whose overlays cannot be read is shown without; its header says what they are.
              deliver(planes ? std::move(*planes) : std::vector<OverlayPlane>{});
            });
      });
}

void MainWindow::syncSeriesCommands() {
  const LoadedSeriesPtr active = area_->activeSeries();
  const auto enable = [this](const char* id, bool on) {
    if (QAction* action = command(id)) action->setEnabled(on);
  };
  const bool phases = active && active->phaseCount() > 1;
  enable("phase.previous", phases);
  enable("phase.next", phases);
  const bool playable = cine_->possible();
  for (const char* id : {"cine.toggle", "cine.slower", "cine.faster"}) enable(id, playable);
  if (QAction* play = command("cine.toggle")) {
    play->setChecked(cine_->playing());
    const QString title = cine_->playing() ? QStringLiteral("Play (%1 a second)").arg(qRound(cine_->rate()))
                                           : QStringLiteral("Play");
    if (play->text() != title) play->setText(title);
  }
  enable("series.regular", active && active->complete() && needsRegularGrid(*active));
  enable("series.issues", active != nullptr);
  enable("file.header", active && !active->derived());
  if (QAction* overlays = command("view.overlays")) overlays->setChecked(area_->overlaysVisible());
}

HeaderDialog& MainWindow::headerDialog() {
  if (!header_) {
    header_ = new HeaderDialog(session_.reader(), session_.pool(), this);
    header_->setAttribute(Qt::WA_DeleteOnClose);
    header_->setIdentityVisible(identityVisible());
    if (const QByteArray kept = preferences_.headerGeometry(); !kept.isEmpty())
      header_->restoreGeometry(kept);
    connect(header_, &QDialog::finished, this,
            [this, dialog = header_.data()] { preferences_.setHeaderGeometry(dialog->saveGeometry()); });
  }
  return *header_;
}

void MainWindow::showHeader(const LoadedSeriesPtr& series) {
  if (!series || series->derived()) return;
  const int middle = series->description().geometry.size()[2] / 2;
  const int slice = series == area_->activeSeries() ? area_->activeSlice().value_or(middle) : middle;
  headerDialog().showFiles(headerFiles(*series, slice));
}

void MainWindow::showObjectHeader(const QString& key) {
  const ObjectSeries* objects = session_.findObjects(key);
  if (!objects || objects->files.empty()) return;
  HeaderFiles files;
  files.title = objects->label();
  for (const SeriesObject& file : objects->files) files.files.push_back(file.path);
  headerDialog().showFiles(std::move(files));
}

void MainWindow::showIssues(const LoadedSeriesPtr& series) {
  if (!series) return;
  if (issues_) issues_->close();
  issues_ = new IssuesDialog(series, this);
  issues_->setAttribute(Qt::WA_DeleteOnClose);
  issues_->show();
}

void MainWindow::resample() {
  const LoadedSeriesPtr source = area_->activeSeries();
  if (!source || !source->complete() || !needsRegularGrid(*source)) return;
  resampling_.cancel();  // of two wishes the later counts
  resampling_ = CancelToken();
  auto* dialog = new QProgressDialog("Resampling to an even, upright stack…", "Cancel", 0, 100, this);
  dialog->setWindowTitle("Isocenter");
  dialog->setWindowModality(Qt::NonModal);
  dialog->setMinimumDuration(300);
  dialog->setAutoReset(false);
  dialog->setAutoClose(false);
  connect(dialog, &QProgressDialog::canceled, this, [cancel = resampling_] { cancel.cancel(); });
  const QPointer<QProgressDialog> shown(dialog);
  const Progress progress = [shown, last = std::make_shared<int>(-1)](double fraction) {
    const int percent = static_cast<int>(100.0 * fraction);
    if (percent == *last) return;
    *last = percent;
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [shown, percent] {
          if (shown) shown->setValue(percent);
        },
        Qt::QueuedConnection);
  };
  runOnPool(
      session_.pool(), this,
      [volume = source->volume(), progress, cancel = resampling_] {
        return regularVolume(volume, progress, cancel);
      },
      [this, shown, from = std::weak_ptr(source)](Result<DerivedVolume> made) {
        if (shown) shown->deleteLater();
        const LoadedSeriesPtr series = from.lock();
        if (!made) {
          if (made.error().code != ErrorCode::Cancelled) tell({QString::fromStdString(made.error().message)});
          return;
        }
        if (!series) return;
        const LoadedSeriesPtr derived = derivedSeries(*series, std::move(*made));
        session_.addDerived(derived);
        thumbnailTimer_.start();
        if (session_.find(derived->key())) hang(session_.find(derived->key()));
      });
}

}  // namespace iso::app
