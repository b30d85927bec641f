// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QUndoStack>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/viewport/view_annotations.h"
#include "app/viewport/viewport.h"

namespace iso::app {

/// A 3D view can be cut by one plane more; cuts at linked planes count.
bool roomForPlane(const SeriesState& state);

/// The four viewports and what links them: series' states, layout, active view. Every change goes through
/// here, so that all views it concerns are marked. Knows no widget and no GL.
class ViewportBoard {
 public:
  static constexpr int kCount = 4;

  explicit ViewportBoard(std::vector<VolumePreset> presets);

  std::function<void()> changed;        ///< something has to be asked for or painted again
  std::function<void()> windowChanged;  ///< of the active series
  /// A piece is to be taken out of a 3D view; corners in logical pixels.
  std::function<void(int index, const std::vector<Vector2>& outline, bool keepInside)> sculpt;

  Viewport& at(int index) { return views_[static_cast<std::size_t>(index)]; }
  const Viewport& at(int index) const { return views_[static_cast<std::size_t>(index)]; }
  int active() const { return active_; }
  Viewport& activeView() { return at(active_); }
  const Viewport& activeView() const { return at(active_); }
  bool setActive(int index);  ///< true if it was another one

  void showSeries(const LoadedSeriesPtr& series);
  void showSeriesIn(const LoadedSeriesPtr& series, int index);
  void forget(const LoadedSeriesPtr& series);
  void setKind(int index, ViewKind kind);
  /// Series that any viewport shows.
  std::vector<LoadedSeriesPtr> seriesShown() const;
  /// A slice of a series arrived: asks again where it is waited for.
  void sliceArrived(const LoadedSeries* series, int k);
  /// More of a series has been read, or all of it, or reading failed.
  void progressed(const LoadedSeries* series);

  void arrange(QSize area, double pixelRatio, int gap);
  int viewAt(QPoint devicePixel) const;
  LayoutKind layout = LayoutKind::TwoByTwo;
  LayoutSplits splits;
  bool maximised = false;
  LayoutKind effectiveLayout() const { return maximised ? LayoutKind::Single : layout; }

  AnnotationChoice annotation;  ///< active and heldLine are filled per view
  int heldIn = -1;              ///< the view whose crosshair line is under the hand
  Interpolation interpolation = Interpolation::Cubic;
  const std::vector<VolumePreset>& presets() const { return presets_; }
  /// Those of the active series' modality first.
  std::vector<VolumePreset> orderedPresets() const;
  const VolumePreset* findPreset(const std::string& id) const;  ///< null if there is none
  void setPresets(std::vector<VolumePreset> presets) { presets_ = std::move(presets); }

  // Commands. Lengths in logical pixels of the view.
  void pan(int index, double dx, double dy);
  void zoom(int index, double factor, const Vector2& fixed);
  void scroll(int index, int slices);
  void toEnd(int index, bool last);
  /// One image on or back; from the last to the first and the other way round.
  void scrollAround(int index, int slices);
  void rotateCamera(int index, double dx, double dy);
  void setCrosshair(int index, const PatientPoint& point);
  void movePlane(int index, Plane plane, const PatientPoint& through);
  void turnPlanes(int index, double radians);
  void setPlane(int index, const PlaneAxes& axes);
  void setWindow(int index, const WindowLevel& window);
  /// Thickness of a view's plane, in all views that show it.
  void setSlab(int index, const Slab& slab);
  void stepSlab(int index, int steps);
  /// The same of another plane, whose line a view shows.
  void stepSlabOf(int index, Plane plane, int steps);
  // The path of a series' curved reformation. A point that is being placed or dragged shows at once;
  // finishPath() makes one undo step of all since the last one.
  /// Before point `before`, at the end if that is none.
  /// @return its index; -1 where no path can be picked, or one more point would be too many
  int addPathPoint(int index, const PatientPoint& point, int before);
  void movePathPoint(int index, int point, const Vector3& by);
  void finishPath(const QString& step);
  void removePathPoint(int index, int point);
  void clearPath(int index);
  void setCurveMode(int index, CurveMode mode);
  /// About the path, by the right-hand rule.
  void turnCurve(int index, double radians);
  /// Curved picture back to how it stood at first; straightened.
  void resetCurve(int index);
  /// Shows curved picture and cross-section of the active series in two views that are not the active one.
  void showCurve();
  /// The shared point of all linked views follows.
  void setStation(int index, double mm);
  /// Of the active view's path: what is undone is seen.
  QUndoStack& pathUndo();

  void resetCrosshair();
  /// Cuts the 3D views of the active series at a linked plane, so that the cut faces who looks now; or no
  /// more. False if that would be too many planes.
  bool toggleCut(Plane plane);
  /// Marks all views of a series (frames and overlays), or everything.
  void touch(const SeriesState* state);
  void touchVolumes(const SeriesState& state);  ///< its 3D views only
  /// The look of a series: asks for 3D again, and paints what is drawn of it over every view.
  void setLook(SeriesState& state, const VolumeLook& look);
  /// Lays one more surface into a series, shown now or not.
  void addSurface(const LoadedSeriesPtr& series, LookSurface surface);
  void touchOverlays();
  void touchView(int index);

 private:
  std::shared_ptr<SeriesState> stateOf(const LoadedSeriesPtr& series);
  void dropUnused();
  void setSlabOf(SeriesState& state, std::optional<Plane> plane, const Slab& slab);
  void moved(int index);  ///< a view stepped: what follows it
  void cursorMoved(SeriesState& source, int origin);
  void planesTurned(SeriesState& state, const LinkedCursor& before);
  void stationMoved(SeriesState& state, int origin);
  void pathChanged(const CurvePath& path);
  void pushPath(const std::shared_ptr<CurvePath>& path, CurvePath::Picks before, CurvePath::Picks after,
                const QString& step);
  void notify() {
    if (changed) changed();
  }

  std::vector<VolumePreset> presets_;
  std::array<Viewport, kCount> views_;
  std::map<const LoadedSeries*, std::shared_ptr<SeriesState>> states_;
  /// Paths are work of the hand: they stay until the series is closed, shown or not.
  std::map<const LoadedSeries*, std::shared_ptr<CurvePath>> paths_;
  /// So are pieces cut away and the rest of a series' 3D look, of series that no view shows now.
  std::map<const LoadedSeries*, VolumeLook> looks_;
  struct PathChange {
    std::shared_ptr<CurvePath> path;
    CurvePath::Picks before;
  };
  std::optional<PathChange> pathChange_;  ///< the running one
  QUndoStack& stepsOf(const CurvePath& path);
  std::map<const CurvePath*, std::unique_ptr<QUndoStack>> pathSteps_;
  QUndoStack noSteps_;  ///< where there is no series
  int active_ = 0;
};

}  // namespace iso::app
