// SPDX-License-Identifier: Apache-2.0
#include "app/shell/main_window.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QProgressBar>
#include <QScreen>
#include <QSplitter>
#include <QStackedLayout>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "app/panels/command_palette.h"
#include "app/panels/empty_page.h"
#include "app/panels/header_dialog.h"
#include "app/panels/issues_dialog.h"
#include "app/panels/problems_dialog.h"
#include "app/panels/series_delegate.h"
#include "app/panels/volume_panel.h"
#include "app/session/patient_name.h"
#include "app/session/pool_task.h"
#include "app/shell/keys_dialog.h"
#include "app/shell/preferences_dialog.h"
#include "render/device/render_device.h"

namespace iso::app {
namespace {

/// The pictures of the list wait until the series on screen has had the disk for itself for a moment.
constexpr int kThumbnailDelayMs = 150;
/// Sharp up to 300 % interface scale.
constexpr int kThumbnailSide = SeriesDelegate::kPicture * 3;
constexpr int kPanelWidth = 264;
constexpr int kLookWidth = 308;

}  // namespace

MainWindow::MainWindow(Session& session, std::shared_ptr<Engine> engine, std::vector<VolumePreset> presets,
                       Preferences& preferences, QWidget* parent)
    : QMainWindow(parent), session_(session), engine_(std::move(engine)), preferences_(preferences) {
  setWindowIcon(applicationIcon());
  setAcceptDrops(true);
  setContextMenuPolicy(Qt::NoContextMenu);
  area_ = new ViewportArea(engine_, std::move(presets), this);
  buildCentre();
  buildStatus();
  buildMenus();
  buildToolBar();
  connectAll();
  connectSeries();
  connectVolume();

  resize(1440, 900);
  if (const QByteArray kept = preferences_.geometry(); !kept.isEmpty()) restoreGeometry(kept);
  if (const QScreen* on = screen()) resize(size().boundedTo(on->availableSize()));
  if (const QByteArray kept = preferences_.splitter(); !kept.isEmpty()) splitter_->restoreState(kept);
  setLayoutKind(preferences_.layout());
  area_->setInterpolation(preferences_.interpolation());
  area_->setVerticalWindowInverted(preferences_.verticalWindowInverted());
  applyAnnotations(preferences_.annotations());
  onActiveChanged();
  updateProgress();
}

MainWindow::~MainWindow() {
  resampling_.cancel();
  // The views go first: nothing of theirs may call back into a half-destroyed window.
  session_.disconnect(this);
  area_->disconnect(this);
  delete volumePanel_;
  delete area_;
}

void MainWindow::buildCentre() {
  auto* whole = new QWidget(this);
  auto* column = new QVBoxLayout(whole);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  banner_ = new PatientBanner(whole);
  messages_ = new MessageBar(whole);
  column->addWidget(banner_);
  column->addWidget(messages_);
  splitter_ = new QSplitter(Qt::Horizontal, whole);
  splitter_->setHandleWidth(1);
  splitter_->setChildrenCollapsible(false);
  studies_ = new StudyPanel(session_, splitter_);
  centre_ = new QStackedWidget(splitter_);
  empty_ = new EmptyPage(centre_);
  centre_->addWidget(empty_);
  centre_->addWidget(area_);
  // The views lie under the page that says that nothing is open: OpenGL starts with the window, while files
  // are still being looked at, and not between a click and its picture.
  if (auto* pages = qobject_cast<QStackedLayout*>(centre_->layout()))
    pages->setStackingMode(QStackedLayout::StackAll);
  centre_->setMinimumSize(320, 240);
  splitter_->addWidget(studies_);
  splitter_->addWidget(centre_);
  volumePanel_ = new VolumePanel(*area_, session_.pool(), splitter_);
  splitter_->addWidget(volumePanel_);
  splitter_->setStretchFactor(0, 0);
  splitter_->setStretchFactor(1, 1);
  splitter_->setStretchFactor(2, 0);
  splitter_->setSizes({kPanelWidth, 1200, kLookWidth});
  column->addWidget(splitter_, 1);
  setCentralWidget(whole);
  area_->setAcceptDrops(true);
  area_->installEventFilter(this);
  area_->setFocusPolicy(Qt::StrongFocus);
}

void MainWindow::buildStatus() {
  cursor_ = new QLabel(this);
  cursor_->setObjectName("cursorText");
  cursor_->setTextFormat(Qt::PlainText);
  cursor_->setStyleSheet("color: #d6d9dd; padding-left: 8px;");
  activity_ = new QLabel(this);
  progress_ = new QProgressBar(this);
  progress_->setTextVisible(false);
  progress_->setFixedWidth(160);
  cancel_ = new QToolButton(this);
  cancel_->setIcon(glyphIcon(Glyph::Close));
  cancel_->setIconSize({12, 12});
  cancel_->setToolTip("Stop");
  cancel_->setFocusPolicy(Qt::NoFocus);
  auto* device = engineText_ = new QLabel(this);
  device->setObjectName("engineText");
  updateEngineText();
  device->setToolTip("What computes the pictures");
  device->setStyleSheet("padding: 0 8px 0 16px;");
  statusBar()->setSizeGripEnabled(false);
  statusBar()->addWidget(cursor_, 1);
  statusBar()->addPermanentWidget(activity_);
  statusBar()->addPermanentWidget(progress_);
  statusBar()->addPermanentWidget(cancel_);
  statusBar()->addPermanentWidget(device);
  connect(cancel_, &QToolButton::clicked, this, [this] {
    session_.cancelScan();
    session_.cancelLoads();
  });
}

void MainWindow::updateEngineText() {
  engineText_->setText(QString::fromStdString(engine_->info().device));
}

void MainWindow::tellOfEngine(const QString& sentence) {
  tell({sentence});
  updateEngineText();
}

void MainWindow::connectAll() {
  connect(area_, &ViewportArea::finalReached, this, &MainWindow::updateEngineText);
  connect(&session_, &Session::scanStarted, this, &MainWindow::updateProgress);
  connect(&session_, &Session::scanProgress, this, [this](double fraction) {
    activity_->setText(QStringLiteral("Looking for images… %1 %").arg(static_cast<int>(fraction * 100.0)));
    setProgress(static_cast<int>(fraction * 100.0));
  });
  connect(&session_, &Session::scanFinished, this, &MainWindow::onScanFinished);
  connect(&session_, &Session::loadsChanged, this, &MainWindow::updateProgress);
  connect(&session_, &Session::problems, this, &MainWindow::tell);
  connect(&session_, &Session::seriesClosed, area_, &ViewportArea::forget);
  connect(&session_, &Session::studiesChanged, this, [this] {
    banner_->setPatients(session_.patients());
    showViews(!session_.series().empty());
    onActiveChanged();
  });
  connect(messages_, &MessageBar::showAllRequested, this, &MainWindow::showProblems);
  connect(empty_, &EmptyPage::openRequested, this, [this](const QString& path) { openPaths({path}); });
  connect(studies_, &StudyPanel::hangRequested, this, &MainWindow::hang);
  connect(studies_, &StudyPanel::closeStudyRequested, this,
          [this](const QString& study) { session_.closeStudy(study); });

  connect(area_, &ViewportArea::activeChanged, this, &MainWindow::onActiveChanged);
  connect(area_, &ViewportArea::windowChanged, this, &MainWindow::syncChoices);
  connect(area_, &ViewportArea::layoutChanged, this, [this] {
    preferences_.setLayout(area_->layoutKind());
    syncChoices();
  });
  connect(area_, &ViewportArea::pictureShown, &session_, &Session::notePicture);
  connect(area_, &ViewportArea::toolChanged, this, &MainWindow::syncChoices);
  connect(area_, &ViewportArea::cursorMoved, cursor_, &QLabel::setText);
  connect(area_, &ViewportArea::contextMenuRequested, this, &MainWindow::showContextMenu);
  connect(area_, &ViewportArea::error, this, [this](const QString& sentence) { tell({sentence}); });

  thumbnailTimer_.setSingleShot(true);
  thumbnailTimer_.setInterval(kThumbnailDelayMs);
  connect(&thumbnailTimer_, &QTimer::timeout, this, [this] { session_.requestThumbnails(kThumbnailSide); });
}

void MainWindow::openPaths(const QStringList& paths) {
  if (paths.isEmpty()) return;
  QStringList absolute;
  for (const QString& path : paths) absolute << QDir::cleanPath(QDir::current().absoluteFilePath(path));
  opening_ << absolute;
  session_.openPaths(absolute);
}

void MainWindow::onScanFinished(const QStringList& added) {
  updateProgress();
  if (!session_.scanning()) {
    const QStringList asked = std::exchange(opening_, {});
    if (!added.isEmpty()) {
      // A long list of files would push everything else out: their folder stands for them.
      QStringList keep = asked;
      if (keep.size() > 2) keep = {QFileInfo(keep.front()).absolutePath()};
      preferences_.addRecent(keep);
      rebuildRecent();
    }
  }
  if (added.isEmpty()) return;
  thumbnailTimer_.start();
  // The first study with a stack to read; a study of single pictures only if there is no other.
  LoadedSeriesPtr first;
  for (const QString& study : added) {
    const LoadedSeriesPtr main = session_.mainSeries(study);
    if (!main) continue;
    const bool stack = main->description().geometry.size()[2] > 1;
    if (stack || !first) first = main;
    if (stack) break;
  }
  hang(first);
}

void MainWindow::hang(const LoadedSeriesPtr& series) {
  if (!series) return;
  session_.load(series);
  area_->showSeries(series);
  showViews(true);
  onActiveChanged();
}

void MainWindow::showViews(bool shown) {
  empty_->setVisible(!shown);
  centre_->setCurrentWidget(shown ? static_cast<QWidget*>(area_) : empty_);
}

bool MainWindow::viewsShown() const {
  return area_->isVisible() && empty_->isHidden();
}

void MainWindow::hangIn(const LoadedSeriesPtr& series, int viewport) {
  if (!series || viewport < 0) return;
  session_.load(series);
  area_->showSeriesIn(series, viewport);
  area_->setActiveViewport(viewport);
  onActiveChanged();
}

void MainWindow::setLayoutKind(LayoutKind kind) {
  area_->setLayoutKind(kind);
  syncChoices();
}

bool MainWindow::settled() const {
  return session_.idle() && readingSurfaces_ == 0 && !thumbnailTimer_.isActive() &&
         (!viewsShown() || area_->allFinal());
}

bool MainWindow::identityVisible() const {
  return area_->annotationLevel() == AnnotationLevel::All;
}

void MainWindow::onActiveChanged() {
  const LoadedSeriesPtr active = area_->activeSeries();
  studies_->setShown(active);
  if (active != menuSeries_) {
    menuSeries_ = active;
    rebuildWindowMenu();
    rebuildVolumePresets();
  }
  syncChoices();
  updateTitle();
}

void MainWindow::updateTitle() {
  const LoadedSeriesPtr active = area_->activeSeries();
  QStringList parts;
  if (active) {
    if (identityVisible()) parts << patientLabel(active->study().patient);
    parts << seriesLabel(active->series());
  }
  parts << "Isocenter";
  setWindowTitle(parts.join(QStringLiteral(" — ")));
}

void MainWindow::setProgress(int percent) {
  // QProgressBar repaints at once, and with it the whole window with its OpenGL surface; where updates are
  // off it leaves that for later.
  progress_->setUpdatesEnabled(false);
  progress_->setValue(percent);
  progress_->setUpdatesEnabled(true);
}

void MainWindow::updateProgress() {
  const bool scanning = session_.scanning();
  const int loading = session_.loadingCount();
  const bool busy = scanning || loading > 0;
  for (QWidget* widget :
       {static_cast<QWidget*>(activity_), static_cast<QWidget*>(progress_), static_cast<QWidget*>(cancel_)})
    widget->setVisible(busy);
  empty_->setScanning(scanning);
  if (scanning) {
    activity_->setText("Looking for images…");
    setProgress(0);
  } else if (loading > 0) {
    const int percent = static_cast<int>(session_.loadProgress() * 100.0);
    activity_->setText(loading == 1 ? QStringLiteral("Reading… %1 %").arg(percent)
                                    : QStringLiteral("Reading %1 series… %2 %").arg(loading).arg(percent));
    setProgress(percent);
  }
}

void MainWindow::applyAnnotations(AnnotationLevel level) {
  area_->setAnnotationLevel(level);
  studies_->setIdentityVisible(identityVisible());
  banner_->setIdentityVisible(identityVisible());
  if (header_) header_->setIdentityVisible(identityVisible());
  syncChoices();
  updateTitle();
}

void MainWindow::stepSeries(int delta) {
  const auto all = session_.series();
  if (all.empty()) return;
  const auto at = std::find(all.begin(), all.end(), area_->activeSeries());
  const auto count = static_cast<std::ptrdiff_t>(all.size());
  const std::ptrdiff_t now = at == all.end() ? -delta : at - all.begin();
  const std::ptrdiff_t next = std::clamp<std::ptrdiff_t>(now + delta, 0, count - 1);
  if (next != now) hang(all[static_cast<std::size_t>(next)]);
}

void MainWindow::chooseFolder() {
  const QString folder =
      QFileDialog::getExistingDirectory(this, "Open a folder with images", preferences_.lastFolder());
  if (folder.isEmpty()) return;
  preferences_.setLastFolder(folder);
  openPaths({folder});
}

void MainWindow::chooseFiles() {
  const QStringList files = QFileDialog::getOpenFileNames(this, "Open files", preferences_.lastFolder());
  if (files.isEmpty()) return;
  preferences_.setLastFolder(QFileInfo(files.front()).absolutePath());
  openPaths(files);
}

void MainWindow::savePicture() {
  if (!viewsShown()) return;
  const QImage picture = area_->grabFramebuffer();
  QString file =
      QFileDialog::getSaveFileName(this, "Save the views as a picture",
                                   QDir(preferences_.lastFolder()).filePath("views.png"), "PNG (*.png)");
  if (file.isEmpty()) return;
  if (QFileInfo(file).suffix().isEmpty()) file += ".png";
  if (!picture.save(file))
    tell({QStringLiteral("%1 could not be written. Check the folder's access rights.").arg(file)});
}

void MainWindow::copyPicture() {
  if (viewsShown()) QApplication::clipboard()->setImage(area_->grabFramebuffer());
}

void MainWindow::closeCurrentStudy() {
  if (const LoadedSeriesPtr active = area_->activeSeries())
    session_.closeStudy(studyKey(active->study()));
  else
    session_.closeAll();
  if (area_->activeSeries() || session_.studies().empty()) return;
  if (const LoadedSeriesPtr next = session_.mainSeries(studyKey(session_.studies().front()))) hang(next);
}

void MainWindow::toggleFullScreen() {
  if (isFullScreen())
    showNormal();
  else
    showFullScreen();
}

void MainWindow::showProblems() {
  messages_->dismiss();
  if (!problems_) {
    problems_ = new ProblemsDialog(session_, this);
    problems_->setAttribute(Qt::WA_DeleteOnClose);
  }
  problems_->show();
  problems_->raise();
}

void MainWindow::showPalette() {
  (new CommandPalette(commands(), this))->show();
}

void MainWindow::showKeys() {
  auto* dialog = new KeysDialog(commands(), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->show();
}

void MainWindow::showPreferences() {
  const EngineInfo info = engine_->info();
  PreferencesDialog dialog(preferences_, QString::fromStdString(info.device), this);
  // Drivers may take seconds to answer.
  runOnPool(
      session_.pool(), &dialog, [] { return listDevices(); },
      [&dialog](const std::vector<RenderDevice>& devices) { dialog.setDevices(devices); });
  if (dialog.exec() != QDialog::Accepted) return;
  area_->setVerticalWindowInverted(preferences_.verticalWindowInverted());
  session_.setMemoryLimit(preferences_.memoryForImages());
  applyAnnotations(preferences_.annotations());
}

void MainWindow::showAbout() {
  const EngineInfo info = engine_->info();
  QMessageBox box(this);
  box.setWindowTitle("About Isocenter");
  box.setIconPixmap(applicationIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
  box.setText(QStringLiteral("Isocenter ") + ISOCENTER_VERSION);
  box.setInformativeText(QStringLiteral("An open-source radiology workstation, Apache License 2.0.\n\n"
                                        "It is not a certified medical device: do not use it for diagnosis "
                                        "or treatment.\n\nPictures are computed by: %1 (%2).")
                             .arg(QString::fromStdString(info.device), QString::fromStdString(info.backend)));
  box.exec();
}

void MainWindow::showContextMenu(const QPoint& global) {
  QMenu menu(this);
  menu.addMenu(viewKindMenu_);
  if (area_->viewKind() == ViewKind::Volume)
    menu.addMenu(volumeMenu_);
  else
    menu.addMenu(windowMenu_);
  menu.addMenu(colorMenu_);
  menu.addMenu(toolMenu_);
  menu.addSeparator();
  for (const char* id : {"view.fit", "view.oneToOne", "view.rotate", "view.flip", "view.invert"})
    if (QAction* action = command(id)) menu.addAction(action);
  menu.addSeparator();
  for (const char* id : {"view.reset", "view.resetAll"})
    if (QAction* action = command(id)) menu.addAction(action);
  menu.addSeparator();
  for (const char* id : {"cine.toggle", "view.overlays", "series.regular", "series.issues", "file.header"})
    if (QAction* action = command(id)) menu.addAction(action);
  menu.exec(global);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  preferences_.setGeometry(saveGeometry());
  preferences_.setSplitter(splitter_->saveState());
  QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  QStringList paths;
  for (const QUrl& url : event->mimeData()->urls())
    if (url.isLocalFile()) paths << url.toLocalFile();
  if (paths.isEmpty()) return;
  event->acceptProposedAction();
  const auto others =
      std::stable_partition(paths.begin(), paths.end(), [](const QString& path) { return isSurface(path); });
  const auto surfaces = static_cast<qsizetype>(others - paths.begin());
  if (surfaces > 0) addSurfaces(paths.first(surfaces));
  openPaths(paths.sliced(surfaces));
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
  const auto type = event->type();
  if (watched != area_ || (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::Drop))
    return QMainWindow::eventFilter(watched, event);
  auto* drop = static_cast<QDropEvent*>(event);
  if (!drop->mimeData()->hasFormat(kSeriesMime)) return false;  // files are the window's
  const int viewport = area_->viewportAt(drop->position().toPoint());
  drop->setAccepted(type == QEvent::DragEnter || viewport >= 0);
  if (type == QEvent::Drop && viewport >= 0)
    hangIn(session_.find(QString::fromUtf8(drop->mimeData()->data(kSeriesMime))), viewport);
  return true;
}

}  // namespace iso::app
