// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QOpenGLWidget>
#include <QString>
#include <QStringList>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "app/session/loaded_series.h"
#include "app/viewport/curve_path.h"
#include "app/viewport/layout.h"
#include "app/viewport/volume_look.h"
#include "core/dicom/dicom_reader.h"
#include "core/display/volume_preset.h"
#include "core/display/window_level.h"
#include "render/engine/engine.h"

class QUndoStack;

namespace iso::app {

/// All viewports of a window on one OpenGL surface. Pictures are computed by the engine on its own thread;
/// this class only records what changed, asks for pictures, and shows what has arrived. Four viewports:
/// axial, sagittal, coronal and 3D of one series at first; the layout decides which are seen.
class ViewportArea : public QOpenGLWidget {
  Q_OBJECT
 public:
  ViewportArea(std::shared_ptr<Engine> engine, std::vector<VolumePreset> presets, QWidget* parent = nullptr);
  ~ViewportArea() override;

  /// Hangs a series in all viewports, linked; what was there goes.
  void showSeries(const LoadedSeriesPtr& series);
  /// Hangs a series as a stack of acquired slices in one viewport.
  void showSeriesIn(const LoadedSeriesPtr& series, int viewport);
  /// Takes a series off all viewports (its study was closed).
  void forget(const LoadedSeriesPtr& series);
  /// The viewport under a point in widget coordinates; -1 between them.
  int viewportAt(QPoint position) const;
  int activeViewport() const;
  void setActiveViewport(int viewport);
  LoadedSeriesPtr activeSeries() const;
  std::vector<LoadedSeriesPtr> seriesShown() const;
  /// The slice of the active series that is looked at, counted from 0: the stack's, else where the crosshair
  /// is.
  std::optional<int> activeSlice() const;

  void setLayoutKind(LayoutKind kind);
  LayoutKind layoutKind() const;
  void setMaximised(bool maximised);  ///< the active viewport alone, or back
  bool isMaximised() const;
  void setViewKind(ViewKind kind);  ///< of the active viewport
  ViewKind viewKind() const;

  QStringList toolIds() const;
  QString toolTitle(const QString& id) const;
  void setActiveTool(const QString& id);
  QString activeTool() const;

  /// Window of the active series, shared by all its views; nullopt while nothing is shown.
  void setWindow(const WindowLevel& window);
  std::optional<WindowLevel> window() const;
  void setAutomaticWindow();
  /// One of the file's VOI tables as the look of the active series, until a window is chosen.
  void setVoiLut(int index);
  std::optional<int> voiLut() const;
  void setColorMap(const QString& name);
  QString colorMapName() const;
  /// Of slices at rest; while the hand moves they may be linear.
  void setInterpolation(Interpolation interpolation);
  Interpolation interpolation() const;
  /// Thickness of the active view's plane and what it shows of it; a plane without thickness where there is
  /// nothing to project.
  void setSlab(const Slab& slab);
  Slab slab() const;
  bool canHaveSlab() const;
  void stepSlab(int steps);  ///< to the next round thickness
  /// Cuts the 3D views of the active series at one of its linked planes, or no more.
  void toggleCut(Plane plane);
  bool isCut(Plane plane) const;
  /// Those of the active series' modality first.
  std::vector<VolumePreset> volumePresets() const;
  /// Adds presets, in place of those of the same id.
  void addVolumePresets(const std::vector<VolumePreset>& presets);
  void removeVolumePreset(const QString& id);
  void setVolumePreset(const QString& id);
  QString volumePreset() const;
  /// The active series has slices to look through and values; its 3D view comes when all are read.
  bool canShowVolume() const;
  /// An edited preset for the active series, in modality values; its id is the one it was made from.
  void setVolumeTransfer(const VolumePreset& preset);
  /// What the active series' 3D views show, in modality values once the series is complete.
  VolumePreset currentPreset() const;
  bool presetEdited() const;
  /// The same as a file should have it: relative where the preset it was made from is.
  VolumePreset presetToKeep() const;
  void setVolumeLook(const VolumeLook& look);
  VolumeLook volumeLook() const;
  /// Pieces have been taken out of the active series' 3D views with the tool "sculpt"; all of them back.
  bool isSculpted() const;
  void restoreSculpted();
  /// Handles of the active series' crop box over its 3D views and slices, of free clip planes over 3D views.
  void setCropHandlesVisible(bool visible);
  bool cropHandlesVisible() const;
  void setClipHandlesVisible(bool visible);
  bool clipHandlesVisible() const;
  void resetCrop();  ///< shows the whole volume
  /// Cuts away what lies before the middle of the 3D view that is looked at; error() if that is too much.
  void addClipPlane();
  void removeClipPlanes();
  /// Lays a surface into a series that is open: seen in its 3D views, outlined in its slices.
  void addSurface(const LoadedSeriesPtr& series, LookSurface surface);
  bool handlingLook() const;  ///< the hand is at a handle
  /// Small square pictures of the active series in the look of each preset, by presetPicture(), as long as
  /// they are wanted; they wait for everything else.
  void requestPresetPictures(int side);
  void stopPresetPictures();

  void rotateClockwise();
  void flipHorizontal();
  void invert();
  void resetView();  ///< active viewport: orientation, zoom, pan
  void resetAll();   ///< every viewport, the crosshair, the window, light and shadows, what cuts and
                     ///< sculpts 3D
  void zoomToFit();
  void setZoomOneToOne();  ///< one voxel = one device pixel
  void stepSlice(int delta);
  void goToFirst();
  void goToLast();
  /// Another time point of the active series; after the last comes the first.
  void stepPhase(int delta);
  /// One image on, after the last the first; for cine.
  void stepAround(int delta);
  /// The active view, and of a series over time every view of it, shows what was last asked for, coarse or
  /// not.
  bool picturesCurrent() const;
  /// "anterior", "posterior", "left", "right", "head", "feet": turns the 3D view (the active one, else all).
  void setViewFrom(const QString& side);

  // The curved reformation of the active series: its path, how it is shown.
  void setCurveMode(CurveMode mode);
  CurveMode curveMode() const;
  bool hasPath() const;  ///< points enough for a curve
  void clearPath();      ///< one undo step
  /// Turns about the path, by degrees.
  void turnCurve(double degrees);
  void stepStation(double mm);
  /// Curved picture, section and the slices they come from side by side: the last two viewports change.
  void showCurve();
  /// Steps of picking, of all series. The curved path tool itself takes Ctrl+Z while it is chosen.
  QUndoStack& pathUndoStack();

  void setCrosshairVisible(bool visible);
  bool crosshairVisible() const;
  void resetCrosshair();
  void setAnnotationLevel(AnnotationLevel level);
  AnnotationLevel annotationLevel() const;
  void setFrameRateVisible(bool visible);
  bool frameRateVisible() const;
  /// Where the overlay planes of files come from: called without blocking, answers on the UI thread.
  void setOverlaySource(
      std::function<void(const SliceSource&, std::function<void(std::vector<OverlayPlane>)>)> source);
  void setOverlaysVisible(bool visible);
  bool overlaysVisible() const;
  /// Preference: dragging down makes brighter instead of dragging up.
  void setVerticalWindowInverted(bool inverted);

  /// Every visible view shows its final-quality picture, or has nothing to show, or shows an error.
  bool allFinal() const;

 signals:
  void seriesShownChanged();
  void activeChanged();  ///< active viewport, its series or its kind
  void windowChanged();  ///< window, colour map or 3D look of the active series
  void lookSettled();    ///< the 3D look as it is now is a step that can be undone
  void handlesChanged();
  void presetsChanged();
  void presetPicture(const QString& preset, const QImage& picture);
  void layoutChanged();
  void cursorMoved(const QString& text);  ///< "L 12.3 P 4.0 H 55.1 mm · 45 HU", or "" outside
  void finalReached();
  void pictureShown();  ///< the first picture of the series hung last is on the screen
  void toolChanged();
  void contextMenuRequested(const QPoint& global);
  void error(const QString& sentence);
  void viewMaximised(bool maximised);

 protected:
  void initializeGL() override;
  void resizeGL(int width, int height) override;
  void paintGL() override;
  bool event(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  void tellTooManyPlanes();
  friend class ViewportAreaProbe;  // tests look at state
  class Private;
  void rotateCurvedPicture();
  std::unique_ptr<Private> d_;
};

}  // namespace iso::app
