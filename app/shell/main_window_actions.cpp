// SPDX-License-Identifier: Apache-2.0
// The window's commands: menus, tool bar, keys (docs/user/mouse-and-keys.md lists them for readers).
#include <QAction>
#include <QActionGroup>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <algorithm>
#include <tuple>

#include "app/panels/command_palette.h"
#include "app/panels/empty_page.h"
#include "app/panels/volume_panel.h"
#include "app/shell/main_window.h"
#include "app/viewport/voi_lut.h"
#include "core/display/color_map.h"
#include "core/display/window_presets.h"

namespace iso::app {
namespace {

using Keys = QList<QKeySequence>;

QString plain(QString title) {
  return title.remove('&');
}

QString numbers(const WindowLevel& window) {
  return QStringLiteral("W %1  L %2").arg(window.width, 0, 'g', 5).arg(window.center, 0, 'g', 5);
}

bool sameWindow(const WindowLevel& a, const WindowLevel& b) {
  const double tolerance = 1e-6 * std::max(1.0, std::max(a.width, b.width));
  return std::abs(a.center - b.center) < tolerance && std::abs(a.width - b.width) < tolerance;
}

QKeySequence digit(int number) {
  return {static_cast<Qt::Key>(Qt::Key_0 + number)};
}

}  // namespace

QAction* MainWindow::add(QMenu* menu, const char* id, const QString& title, const QList<QKeySequence>& keys,
                         std::function<void()> run) {
  auto* action = new QAction(title, this);
  action->setObjectName(id);
  action->setShortcuts(keys);
  action->setProperty(kCommandGroup, plain(menu->title()));
  connect(action, &QAction::triggered, this, std::move(run));
  menu->addAction(action);
  fixedCommands_ << action;
  return action;
}

QAction* MainWindow::addChoice(QMenu* menu, QActionGroup* group, const char* id, const QString& title,
                               const QList<QKeySequence>& keys, std::function<void()> run) {
  QAction* action = add(menu, id, title, keys, std::move(run));
  action->setCheckable(true);
  group->addAction(action);
  return action;
}

QList<QAction*> MainWindow::commands() const {
  QList<QAction*> all = fixedCommands_;
  for (QActionGroup* group : {windows_, volumes_, colors_}) all << group->actions();
  return all;
}

void MainWindow::buildMenus() {
  tools_ = new QActionGroup(this);
  layouts_ = new QActionGroup(this);
  annotations_ = new QActionGroup(this);
  kinds_ = new QActionGroup(this);
  windows_ = new QActionGroup(this);
  volumes_ = new QActionGroup(this);
  colors_ = new QActionGroup(this);
  interpolations_ = new QActionGroup(this);
  slabs_ = new QActionGroup(this);
  buildFileMenu();
  buildEditMenu();
  buildViewMenu();
  buildImageMenu();
  windowMenu_ = menuBar()->addMenu("&Window");
  buildVolumeMenu();
  buildHelpMenu();
  rebuildWindowMenu();
  rebuildColorMaps();
  rebuildVolumePresets();
  rebuildRecent();
}

void MainWindow::buildFileMenu() {
  QMenu* file = menuBar()->addMenu("&File");
  add(file, "file.openFolder", "Open &folder…", {QKeySequence("Ctrl+O")}, [this] {
    chooseFolder();
  })->setIcon(glyphIcon(Glyph::Open));
  add(file, "file.openFiles", "&Open files…", {QKeySequence("Ctrl+Shift+O")}, [this] { chooseFiles(); });
  add(file, "file.addSurface", "Add s&urface…", {}, [this] { chooseSurfaces(); });
  recentMenu_ = file->addMenu("&Recent");
  file->addSeparator();
  add(file, "file.savePicture", "&Save picture…", {QKeySequence("Ctrl+S")}, [this] { savePicture(); });
  add(file, "file.copyPicture", "&Copy picture", {QKeySequence("Ctrl+C")}, [this] { copyPicture(); });
  file->addSeparator();
  add(file, "file.closeStudy", "C&lose study", {QKeySequence("Ctrl+W")}, [this] { closeCurrentStudy(); });
  add(file, "file.closeAll", "Close &all studies", {QKeySequence("Ctrl+Shift+W")},
      [this] { session_.closeAll(); });
  file->addSeparator();
  add(file, "file.preferences", "&Preferences…", {QKeySequence("Ctrl+,")}, [this] { showPreferences(); });
  add(file, "file.quit", "&Quit", {QKeySequence("Ctrl+Q")}, [this] { close(); });
}

void MainWindow::buildEditMenu() {
  QMenu* edit = menuBar()->addMenu("&Edit");
  QAction* undo = add(edit, "edit.undo", "&Undo", {QKeySequence("Ctrl+Z")}, [this] { volumePanel_->undo(); });
  QAction* redo = add(edit, "edit.redo", "&Redo", {QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")},
                      [this] { volumePanel_->redo(); });
  undo->setIcon(glyphIcon(Glyph::Undo));
  redo->setIcon(glyphIcon(Glyph::Redo));
  const QUndoStack& steps = volumePanel_->undoStack();
  undo->setEnabled(steps.canUndo());
  redo->setEnabled(steps.canRedo());
  connect(&steps, &QUndoStack::canUndoChanged, undo, &QAction::setEnabled);
  connect(&steps, &QUndoStack::canRedoChanged, redo, &QAction::setEnabled);
}

void MainWindow::buildViewMenu() {
  QMenu* view = menuBar()->addMenu("&View");
  const auto layout = [&](LayoutKind kind, const char* id, const QString& title, const char* key,
                          Glyph glyph) {
    QAction* action =
        addChoice(view, layouts_, id, title, {QKeySequence(key)}, [this, kind] { setLayoutKind(kind); });
    action->setIcon(glyphIcon(glyph));
    action->setData(static_cast<int>(kind));
  };
  layout(LayoutKind::TwoByTwo, "layout.2x2", "Layout 2 × 2", "Ctrl+1", Glyph::TwoByTwo);
  layout(LayoutKind::OneAndThree, "layout.1+3", "Layout 1 + 3", "Ctrl+2", Glyph::OneAndThree);
  layout(LayoutKind::Single, "layout.single", "One view", "Ctrl+3", Glyph::Single);
  add(view, "view.maximise", "Maximise the view, and back", {QKeySequence("Return"), QKeySequence("Enter")},
      [this] { area_->setMaximised(!area_->isMaximised()); });
  view->addSeparator();
  viewKindMenu_ = view->addMenu("View as");
  const auto kind = [&](ViewKind value, const char* id, const QString& title, const char* key) {
    addChoice(viewKindMenu_, kinds_, id, title, {QKeySequence(key)}, [this, value] {
      area_->setViewKind(value);
      onActiveChanged();
    })->setData(static_cast<int>(value));
  };
  kind(ViewKind::Axial, "kind.axial", "Axial", "Alt+1");
  kind(ViewKind::Sagittal, "kind.sagittal", "Sagittal", "Alt+2");
  kind(ViewKind::Coronal, "kind.coronal", "Coronal", "Alt+3");
  kind(ViewKind::Volume, "kind.volume", "3D", "Alt+4");
  kind(ViewKind::Stack, "kind.stack", "Stack as acquired", "Alt+5");
  kind(ViewKind::Curved, "kind.curved", "Curved along the path", "Alt+6");
  kind(ViewKind::CrossSection, "kind.section", "Cross-section of the path", "Alt+7");
  view->addSeparator();
  add(view, "series.previous", "Previous series", {QKeySequence("Left")}, [this] { stepSeries(-1); });
  add(view, "series.next", "Next series", {QKeySequence("Right")}, [this] { stepSeries(1); });
  view->addSeparator();
  const auto level = [&](AnnotationLevel value, const char* id, const QString& title) {
    addChoice(view, annotations_, id, title, {}, [this, value] {
      applyAnnotations(value);
      preferences_.setAnnotations(value);
    })->setData(static_cast<int>(value));
  };
  level(AnnotationLevel::All, "annotations.all", "Text: all");
  level(AnnotationLevel::Less, "annotations.less", "Text: without the patient");
  level(AnnotationLevel::None, "annotations.none", "Text: none");
  add(view, "annotations.next", "Text: all, without the patient, none", {QKeySequence("Space")}, [this] {
    const auto now = area_->annotationLevel();
    applyAnnotations(now == AnnotationLevel::All    ? AnnotationLevel::Less
                     : now == AnnotationLevel::Less ? AnnotationLevel::None
                                                    : AnnotationLevel::All);
  })->setIcon(glyphIcon(Glyph::Annotations));
  add(view, "view.frameRate", "Frame rate", {}, [this] {
    area_->setFrameRateVisible(!area_->frameRateVisible());
    syncChoices();
  })->setCheckable(true);
  view->addSeparator();
  add(view, "crosshair.toggle", "Show the crosshair", {QKeySequence("Shift+X")},
      [this] { area_->setCrosshairVisible(!area_->crosshairVisible()); });
  add(view, "crosshair.reset", "Crosshair to the middle", {QKeySequence("Ctrl+R")},
      [this] { area_->resetCrosshair(); });
  view->addSeparator();
  QAction* panel = add(view, "window.studyPanel", "Study list", {QKeySequence("F9")},
                       [this] { studies_->setVisible(studies_->isHidden()); });
  panel->setIcon(glyphIcon(Glyph::Panel));
  QAction* look = add(view, "window.volumePanel", "3D panel", {QKeySequence("F10")}, [this] {
    const bool shown = volumePanel_->isHidden();
    volumePanel_->setVisible(shown);
    preferences_.setVolumePanelVisible(shown);
    syncChoices();
  });
  look->setIcon(glyphIcon(Glyph::LookPanel));
  look->setCheckable(true);
  add(view, "window.fullScreen", "Full screen", {QKeySequence("F11")}, [this] { toggleFullScreen(); });
}

void MainWindow::buildImageMenu() {
  QMenu* image = menuBar()->addMenu("&Image");
  toolMenu_ = image->addMenu("Tool");
  const QHash<QString, Keys> keys{{"window", {QKeySequence("W")}},
                                  {"pan", {QKeySequence("T"), QKeySequence("M")}},
                                  {"zoom", {QKeySequence("Z")}},
                                  {"scroll", {QKeySequence("S")}},
                                  {"crosshair", {QKeySequence("X")}},
                                  {"rotate3d", {QKeySequence("O")}},
                                  {"sculpt", {QKeySequence("Ctrl+Alt+L")}},
                                  {"curve", {QKeySequence("P")}}};
  for (const QString& id : area_->toolIds()) {
    QAction* action = addChoice(toolMenu_, tools_, ("tool." + id).toUtf8().constData(), area_->toolTitle(id),
                                keys.value(id), [this, id] { area_->setActiveTool(id); });
    action->setIcon(glyphIcon(toolGlyph(id)));
    action->setData(id);
  }
  colorMenu_ = image->addMenu("Colours");
  interpolationMenu_ = image->addMenu("Interpolation");
  const std::tuple<const char*, const char*, Interpolation> interpolations[] = {
      {"interpolation.nearest", "Nearest voxel", Interpolation::Nearest},
      {"interpolation.linear", "Linear", Interpolation::Linear},
      {"interpolation.cubic", "Cubic", Interpolation::Cubic}};
  for (const auto& [name, title, way] : interpolations)
    addChoice(interpolationMenu_, interpolations_, name, title, {}, [this, way = way] {
      area_->setInterpolation(way);
      preferences_.setInterpolation(way);
    })->setData(static_cast<int>(way));
  buildSlabMenu(image);
  buildCurveMenu(image);
  image->addSeparator();
  add(image, "slice.previous", "Previous image", {QKeySequence("Up")}, [this] { area_->stepSlice(-1); });
  add(image, "slice.next", "Next image", {QKeySequence("Down")}, [this] { area_->stepSlice(1); });
  add(image, "slice.back", "Ten images back", {QKeySequence("PgUp")}, [this] { area_->stepSlice(-10); });
  add(image, "slice.forward", "Ten images on", {QKeySequence("PgDown")}, [this] { area_->stepSlice(10); });
  add(image, "slice.first", "First image", {QKeySequence("Home")}, [this] { area_->goToFirst(); });
  add(image, "slice.last", "Last image", {QKeySequence("End")}, [this] { area_->goToLast(); });
  image->addSeparator();
  add(image, "view.fit", "Zoom to fit", {QKeySequence("F")}, [this] { area_->zoomToFit(); });
  add(image, "view.oneToOne", "One voxel per pixel", {QKeySequence("Shift+Z")},
      [this] { area_->setZoomOneToOne(); });
  add(image, "view.rotate", "Rotate clockwise", {QKeySequence("R")}, [this] {
    area_->rotateClockwise();
  })->setIcon(glyphIcon(Glyph::RotateClockwise));
  add(image, "view.flip", "Flip left to right", {QKeySequence("H")}, [this] {
    area_->flipHorizontal();
  })->setIcon(glyphIcon(Glyph::FlipHorizontal));
  add(image, "view.invert", "Invert", {QKeySequence("I")}, [this] {
    area_->invert();
  })->setIcon(glyphIcon(Glyph::Invert));
  image->addSeparator();
  buildSeriesCommands(image);
  image->addSeparator();
  add(image, "view.reset", "Reset the view", {QKeySequence("Esc")}, [this] { area_->resetView(); });
  add(image, "view.resetAll", "Reset everything", {QKeySequence("Shift+Esc")}, [this] {
    area_->resetAll();
  })->setIcon(glyphIcon(Glyph::Reset));
}

void MainWindow::buildHelpMenu() {
  QMenu* help = menuBar()->addMenu("&Help");
  add(help, "help.commands", "All commands…", {QKeySequence("Ctrl+K"), QKeySequence("?")}, [this] {
    showPalette();
  })->setIcon(glyphIcon(Glyph::Search));
  add(help, "help.keys", "Keys and mouse", {QKeySequence("F1")}, [this] { showKeys(); });
  add(help, "help.problems", "Problems…", {}, [this] { showProblems(); });
  help->addSeparator();
  add(help, "help.about", "About Isocenter", {}, [this] { showAbout(); });
}

void MainWindow::buildToolBar() {
  auto* bar = new QToolBar("Tools", this);
  bar->setObjectName("toolBar");
  bar->setMovable(false);
  bar->setIconSize({20, 20});
  bar->setContextMenuPolicy(Qt::PreventContextMenu);
  bar->addAction(command("window.studyPanel"));
  bar->addAction(command("file.openFolder"));
  bar->addSeparator();
  bar->addActions(tools_->actions());
  bar->addSeparator();
  const auto popup = [&](QMenu* menu, const QString& text, const QString& tip, Glyph glyph) {
    auto* button = new QToolButton(bar);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIcon(glyphIcon(glyph));
    button->setText(text);
    button->setToolTip(tip);
    button->setFocusPolicy(Qt::NoFocus);
    bar->addWidget(button);
    return button;
  };
  windowButton_ = popup(windowMenu_, "Window", "Grey window (keys 0 to 9)", Glyph::Window);
  slabButton_ =
      popup(slabMenu_, "Slab", "Thickness of the slices, MIP (] and [, or Alt and the wheel)", Glyph::Slab);
  volumeButton_ = popup(volumeMenu_, "3D", "Look of the 3D view", Glyph::Volume);
  bar->addSeparator();
  for (const char* id : {"view.rotate", "view.flip", "view.invert", "view.resetAll", "annotations.next"})
    bar->addAction(command(id));
  auto* space = new QWidget(bar);
  space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  bar->addWidget(space);
  bar->addActions(layouts_->actions());
  bar->addAction(command("window.volumePanel"));
  bar->addSeparator();
  bar->addAction(command("help.commands"));
  for (QAction* action : bar->actions()) {
    if (action->isSeparator() || action->text().isEmpty()) continue;
    const QString key = action->shortcut().toString(QKeySequence::NativeText);
    const QString title = plain(action->text()).remove(QStringLiteral("…"));
    action->setToolTip(key.isEmpty() ? title : QStringLiteral("%1  (%2)").arg(title, key));
    if (QWidget* button = bar->widgetForAction(action)) button->setFocusPolicy(Qt::NoFocus);
  }
  addToolBar(Qt::TopToolBarArea, bar);
}

std::vector<MainWindow::NamedWindow> MainWindow::fileWindows() const {
  std::vector<NamedWindow> found;
  if (!menuSeries_) return found;
  const VolumeDescription& d = menuSeries_->description();
  for (std::size_t i = 0; i < d.windows.size(); ++i) {
    const QString name =
        i < d.windowNames.size() ? QString::fromStdString(d.windowNames[i]).trimmed() : QString();
    found.push_back(
        {name.isEmpty() ? QStringLiteral("From the file") : name + QStringLiteral(" (file)"), d.windows[i]});
  }
  return found;
}

void MainWindow::rebuildWindowMenu() {
  qDeleteAll(windows_->actions());
  windowMenu_->clear();
  const auto entry = [this](const QString& title, int key, std::function<void()> run) {
    auto* action = new QAction(title, windows_);
    action->setProperty(kCommandGroup, "Window");
    action->setCheckable(true);
    if (key >= 0 && key <= 9) action->setShortcut(digit(key));
    connect(action, &QAction::triggered, this, std::move(run));
    windowMenu_->addAction(action);
    return action;
  };
  const auto preset = [&](const NamedWindow& named, int key) {
    QAction* action = entry(QStringLiteral("%1   %2").arg(named.name, numbers(named.window)), key,
                            [this, window = named.window] { area_->setWindow(window); });
    action->setObjectName("window." + named.name);
    action->setData(QVariantList{named.window.center, named.window.width, named.name});
  };
  entry("Automatic", 0, [this] { area_->setAutomaticWindow(); })->setObjectName("window.automatic");
  const auto own = fileWindows();
  if (!own.empty()) windowMenu_->addSeparator();
  // 1 and 2 are the file's, whether it has them or not; the list begins at 3.
  for (std::size_t i = 0; i < own.size(); ++i) preset(own[i], i < 2 ? static_cast<int>(i) + 1 : -1);
  if (menuSeries_) {
    const auto& tables = menuSeries_->description().voiLuts;
    if (own.empty() && !tables.empty()) windowMenu_->addSeparator();
    for (std::size_t i = 0; i < tables.size(); ++i) {
      if (!tables[i] || tables[i]->entries.empty()) continue;
      const int index = static_cast<int>(i);
      const auto key = own.size() + i;
      QAction* action =
          entry(QString::fromStdString(lutTitle(*tables[i])).replace('&', "&&"),
                key < 2 ? static_cast<int>(key) + 1 : -1, [this, index] { area_->setVoiLut(index); });
      action->setObjectName(QStringLiteral("window.table.%1").arg(index));
      action->setData(index);
    }
  }
  const auto general = windowPresets(menuSeries_ ? menuSeries_->series().modality : std::string());
  if (!general.empty()) windowMenu_->addSeparator();
  for (std::size_t i = 0; i < general.size(); ++i)
    preset({QString::fromStdString(general[i].name), general[i].window}, static_cast<int>(i) + 3);
}

void MainWindow::rebuildColorMaps() {
  for (const std::string& name : colorMapNames()) {
    const QString title = QString::fromStdString(name);
    auto* action = new QAction(title, colors_);
    action->setObjectName("color." + title);
    action->setProperty(kCommandGroup, "Colours");
    action->setCheckable(true);
    action->setData(title);
    connect(action, &QAction::triggered, this, [this, title] { area_->setColorMap(title); });
    colorMenu_->addAction(action);
  }
}

void MainWindow::rebuildRecent() {
  recentMenu_->clear();
  const QStringList recent = preferences_.recent();
  for (const QString& path : recent)
    recentMenu_->addAction(QString(path).replace('&', "&&"), this, [this, path] { openPaths({path}); });
  if (!recent.isEmpty()) {
    recentMenu_->addSeparator();
    recentMenu_->addAction("Forget these", this, [this] {
      preferences_.clearRecent();
      rebuildRecent();
    });
  }
  recentMenu_->setEnabled(!recent.isEmpty());
  empty_->setRecent(recent);
}

void MainWindow::syncChoices() {
  const auto check = [](QActionGroup* group, const auto& matches) {
    for (QAction* action : group->actions()) action->setChecked(matches(*action));
  };
  check(tools_, [&](const QAction& a) { return a.data().toString() == area_->activeTool(); });
  check(layouts_,
        [&](const QAction& a) { return a.data().toInt() == static_cast<int>(area_->layoutKind()); });
  check(annotations_,
        [&](const QAction& a) { return a.data().toInt() == static_cast<int>(area_->annotationLevel()); });
  check(kinds_, [&](const QAction& a) { return a.data().toInt() == static_cast<int>(area_->viewKind()); });
  check(volumes_, [&](const QAction& a) { return a.data().toString() == area_->volumePreset(); });
  check(interpolations_,
        [&](const QAction& a) { return a.data().toInt() == static_cast<int>(area_->interpolation()); });
  check(colors_, [&](const QAction& a) { return a.data().toString() == area_->colorMapName(); });

  syncSlab();
  cinematic_->setChecked(area_->volumeLook().cinematic);
  syncCurve();
  for (QAction* action : cuts_) action->setChecked(area_->isCut(static_cast<Plane>(action->data().toInt())));
  const auto window = area_->window();
  QString windowName;
  const auto table = area_->voiLut();
  for (QAction* action : windows_->actions()) {
    if (action->data().userType() == QMetaType::Int) {
      action->setChecked(table == action->data().toInt());
      if (action->isChecked()) windowName = plain(action->text());
      continue;
    }
    const QVariantList numbersOf = action->data().toList();
    const bool same = window && !table && numbersOf.size() == 3 && windowName.isEmpty() &&
                      sameWindow(*window, {numbersOf[0].toDouble(), numbersOf[1].toDouble()});
    if (same) windowName = numbersOf[2].toString();
    action->setChecked(same);
  }
  const bool shown = area_->activeSeries() != nullptr;
  if (windowButton_)
    windowButton_->setText(' ' + (windowName.isEmpty() ? QStringLiteral("Window") : windowName));
  if (volumeButton_) {
    QAction* chosen = volumes_->checkedAction();
    const QString edited = area_->presetEdited() ? QStringLiteral(" (edited)") : QString();
    volumeButton_->setText(' ' + (chosen ? chosen->text() + edited : QStringLiteral("3D")));
  }
  for (QAction* action : fixedCommands_) {
    const QString id = action->objectName();
    const bool needsSeries = id.startsWith("slice.") || id.startsWith("view.") || id.startsWith("kind.") ||
                             id.startsWith("side.") || id.startsWith("cut.") || id.startsWith("crosshair.") ||
                             id.startsWith("series.") || id == "file.savePicture" ||
                             id == "file.copyPicture" || id.startsWith("file.close");
    if (needsSeries)
      action->setEnabled(shown || (id.startsWith("file.close") && !session_.studies().empty()));
    if (id.startsWith("slab.")) action->setEnabled(area_->canHaveSlab());
    if (id == "sculpt.restore") action->setEnabled(area_->isSculpted());
  }
  for (QAction* action : windows_->actions()) action->setEnabled(shown);
  for (QAction* action : volumes_->actions()) action->setEnabled(shown);
  for (QAction* action : colors_->actions()) action->setEnabled(shown);
  if (QAction* look = command("window.volumePanel")) look->setChecked(!volumePanel_->isHidden());
  syncCrop();
  if (QAction* rate = command("view.frameRate")) rate->setChecked(area_->frameRateVisible());
  syncSeriesCommands();
}

}  // namespace iso::app
