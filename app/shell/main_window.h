// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QKeySequence>
#include <QList>
#include <QMainWindow>
#include <QPointer>
#include <QTimer>
#include <functional>
#include <memory>
#include <vector>

#include "app/panels/icons.h"
#include "app/panels/message_bar.h"
#include "app/panels/study_panel.h"
#include "app/session/session.h"
#include "app/shell/preferences.h"
#include "app/viewport/viewport_area.h"

class QActionGroup;
class QLabel;
class QMenu;
class QProgressBar;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace iso::app {

class Cine;
class EmptyPage;
class HeaderDialog;
class IssuesDialog;
class ProblemsDialog;
class VolumePanel;

/// The workstation's window: study list, views, commands. What a command does to a picture is
/// ViewportArea's; what is open is Session's. Every command is a QAction whose object name is its id.
class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  MainWindow(Session& session, std::shared_ptr<Engine> engine, std::vector<VolumePreset> presets,
             Preferences& preferences, QWidget* parent = nullptr);
  ~MainWindow() override;

  void openPaths(const QStringList& paths);
  /// Reads a series and shows it in all views.
  void hang(const LoadedSeriesPtr& series);
  /// Reads a series and shows it as a stack in one view.
  void hangIn(const LoadedSeriesPtr& series, int viewport);
  /// Reads surfaces and lays them into the active series.
  void addSurfaces(const QStringList& files);
  void setLayoutKind(LayoutKind kind);
  void tell(const QStringList& sentences) { messages_->add(sentences); }
  /// What the engine says of itself: that another device draws from now on.
  void tellOfEngine(const QString& sentence);
  /// Where the user's own 3D presets are kept; those that are there join the others.
  void setPresetFolder(const QString& folder);

  Session& session() { return session_; }
  ViewportArea& viewports() { return *area_; }
  /// The views are seen, and not the page that says that nothing is open.
  bool viewsShown() const;
  MessageBar& messages() { return *messages_; }
  PatientBanner& banner() { return *banner_; }
  StudyPanel& studyPanel() { return *studies_; }
  VolumePanel& volumePanel() { return *volumePanel_; }
  QList<QAction*> commands() const;
  /// A command by its id; null if there is none.
  QAction* command(const QString& id) const { return findChild<QAction*>(id); }

  /// Nothing is being opened, read or drawn, and every view shows its final picture.
  bool settled() const;

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct NamedWindow {
    QString name;
    WindowLevel window;
  };

  // main_window_actions.cpp: everything that makes commands
  void buildMenus();
  void buildFileMenu();
  void buildEditMenu();
  void buildViewMenu();
  void buildImageMenu();
  void buildSlabMenu(QMenu* image);
  void askSlabThickness();
  void syncSlab();
  void buildHelpMenu();
  void buildToolBar();
  QAction* add(QMenu* menu, const char* id, const QString& title, const QList<QKeySequence>& keys,
               std::function<void()> run);
  QAction* addChoice(QMenu* menu, QActionGroup* group, const char* id, const QString& title,
                     const QList<QKeySequence>& keys, std::function<void()> run);
  void rebuildWindowMenu();
  void rebuildColorMaps();
  void rebuildRecent();
  std::vector<NamedWindow> fileWindows() const;

  // main_window_volume.cpp: commands about the 3D view, the panel of its look
  void buildVolumeMenu();
  void buildCropCommands(QMenu* volume);
  void syncCrop();
  void rebuildVolumePresets();
  void connectVolume();

  // main_window_surfaces.cpp: surfaces from files
  void chooseSurfaces();
  void takeSurface(const LoadedSeriesPtr& series, const QString& name, SurfaceMeshPtr mesh);
  static bool isSurface(const QString& file);

  // main_window_curve.cpp: commands about the curved reformation
  void buildCurveMenu(QMenu* image);
  void syncCurve();

  // main_window_series.cpp: commands about one series beyond its pictures
  void buildSeriesCommands(QMenu* image);
  void connectSeries();
  void syncSeriesCommands();
  void showHeader(const LoadedSeriesPtr& series);
  void showObjectHeader(const QString& objects);
  HeaderDialog& headerDialog();
  void showIssues(const LoadedSeriesPtr& series);
  void resample();

  // main_window.cpp
  void buildCentre();
  void buildStatus();
  void connectAll();
  void onScanFinished(const QStringList& added);
  void onActiveChanged();
  void syncChoices();
  void updateTitle();
  void updateEngineText();
  void setProgress(int percent);
  void showViews(bool shown);  ///< or the page that says that nothing is open
  void updateProgress();
  void applyAnnotations(AnnotationLevel level);
  void stepSeries(int delta);
  void chooseFolder();
  void chooseFiles();
  void savePicture();
  void copyPicture();
  void closeCurrentStudy();
  void toggleFullScreen();
  void showProblems();
  void showPalette();
  void showKeys();
  void showAbout();
  void showPreferences();
  void showContextMenu(const QPoint& global);
  bool identityVisible() const;

  Session& session_;
  std::shared_ptr<Engine> engine_;
  Preferences& preferences_;
  ViewportArea* area_ = nullptr;
  StudyPanel* studies_ = nullptr;
  VolumePanel* volumePanel_ = nullptr;
  EmptyPage* empty_ = nullptr;
  MessageBar* messages_ = nullptr;
  PatientBanner* banner_ = nullptr;
  QSplitter* splitter_ = nullptr;
  QStackedWidget* centre_ = nullptr;
  QPointer<ProblemsDialog> problems_;
  QPointer<HeaderDialog> header_;
  QPointer<IssuesDialog> issues_;
  Cine* cine_ = nullptr;
  CancelToken resampling_;

  QMenu* windowMenu_ = nullptr;
  QMenu* volumeMenu_ = nullptr;
  QMenu* colorMenu_ = nullptr;
  QMenu* interpolationMenu_ = nullptr;
  QList<QAction*> cuts_;
  QAction* cinematic_ = nullptr;
  QMenu* slabMenu_ = nullptr;
  QMenu* recentMenu_ = nullptr;
  QMenu* toolMenu_ = nullptr;
  QMenu* viewKindMenu_ = nullptr;
  QActionGroup* tools_ = nullptr;
  QActionGroup* layouts_ = nullptr;
  QActionGroup* annotations_ = nullptr;
  QActionGroup* kinds_ = nullptr;
  QActionGroup* windows_ = nullptr;
  QActionGroup* volumes_ = nullptr;
  QActionGroup* colors_ = nullptr;
  QActionGroup* interpolations_ = nullptr;
  QActionGroup* slabs_ = nullptr;
  QActionGroup* curveModes_ = nullptr;
  QToolButton* windowButton_ = nullptr;
  QToolButton* slabButton_ = nullptr;
  QToolButton* volumeButton_ = nullptr;
  QList<QAction*> fixedCommands_;

  QLabel* cursor_ = nullptr;
  QLabel* activity_ = nullptr;
  QLabel* engineText_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QToolButton* cancel_ = nullptr;
  QTimer thumbnailTimer_;
  QStringList opening_;
  int readingSurfaces_ = 0;
  std::size_t surfacesAdded_ = 0;
  LoadedSeriesPtr menuSeries_;  ///< whose windows and presets the menus list
};

}  // namespace iso::app
