// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointF>
#include <QPolygonF>
#include <QString>
#include <optional>

namespace iso::sdk {

/// Curved: a picture along a path, not a plane.
enum class ViewType { Slice, Volume, Curved };

/// The plane a slice view shows. Directions are unit vectors in LPS; the view's middle shows `center`.
struct PlaneState {
  double center[3];
  double right[3];
  double down[3];
  double mmPerPixel;     ///< per logical pixel
  double width, height;  ///< logical pixels
};

/// A grey window in modality values.
struct WindowState {
  double center, width;
};

/// What of the linked crosshair lies at a position.
struct CrosshairPart {
  enum Kind { None, Centre, MoveLine, TurnLine } kind = None;
  int plane = 0;  ///< the plane whose line it is; in curved views kStation
  static constexpr int kStation = 3;
};

/// What of the picked path lies at a position.
struct PathPart {
  enum Kind { None, Point, Line } kind = None;
  int index = 0;  ///< the point; of the line the point before which a new one would come in
};

/// What a tool may know about the view it works in, and what it may ask for. Implemented by the program;
/// used on the UI thread during the call that hands it over only. Changes show at the next repaint.
class ViewServices {
 public:
  virtual ~ViewServices() = default;

  virtual ViewType type() const = 0;
  virtual std::optional<PlaneState> plane() const = 0;    ///< nullopt in volume and curved views
  virtual std::optional<WindowState> window() const = 0;  ///< nullopt where nothing is shown
  /// Modality value of the voxel nearest to a point (LPS mm); nullopt outside and for colour images.
  virtual std::optional<double> valueAt(const double point[3]) const = 0;
  virtual QPointF crosshair() const = 0;  ///< where the shared point appears
  virtual CrosshairPart crosshairPartAt(QPointF position) const = 0;
  virtual PathPart pathPartAt(QPointF position) const = 0;
  virtual int pathPointCount() const = 0;

  /// The window is shared by all views of the series.
  virtual void setWindow(const WindowState& window) = 0;
  /// Moves the picture with the hand, in logical pixels.
  virtual void pan(double dx, double dy) = 0;
  /// Makes the picture larger by a factor, leaving what lies at `fixed` where it is.
  virtual void zoom(double factor, QPointF fixed) = 0;
  virtual void scroll(int slices) = 0;
  /// Puts the shared point of all linked views somewhere (LPS mm; taken into the volume if outside).
  virtual void setCrosshair(const double point[3]) = 0;
  /// Moves a crossing plane along its normal until it passes through a point.
  virtual void movePlane(int plane, const double through[3]) = 0;
  /// Turns the two crossing planes about this view's normal, clockwise on the screen; they stay at 90°.
  virtual void turnPlanes(double radians) = 0;
  /// Replaces the view's own plane orientation (unit, perpendicular, LPS); the others follow at 90°.
  virtual void setPlane(const double right[3], const double down[3]) = 0;
  /// Adds a point to the path of the series' curved reformation, before another one or (-1) at the end (LPS
  /// mm). It shows at once; finishPath() makes one undo step of what was done since the last one.
  /// @return its index, or -1 where none can be added
  virtual int addPathPoint(const double point[3], int before) = 0;
  /// Moves a point of the path by a vector (LPS mm).
  virtual void movePathPoint(int index, const double by[3]) = 0;
  virtual void finishPath(const QString& step) = 0;
  virtual void removePathPoint(int index) = 0;
  virtual void undoPath() = 0;
  virtual void redoPath() = 0;
  /// Curved views: moves the station to a position.
  virtual void moveStation(QPointF position) = 0;
  /// Volume and curved views: turns the body under the hand, in logical pixels of movement.
  virtual void rotateCamera(double dx, double dy) = 0;
  /// Volume views: hides all that is seen inside a closed line (logical pixels), however deep it lies, or
  /// with `keepInside` all that is seen outside. Done in the background; a step that can be undone.
  virtual void sculpt(const QPolygonF& outline, bool keepInside) = 0;
};

}  // namespace iso::sdk
