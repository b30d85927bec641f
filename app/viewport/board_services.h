// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/viewport/viewport_board.h"
#include "plugins/sdk/view_services.h"

namespace iso::app {

/// What tools may do in one viewport: the SDK's interface on the board.
class BoardServices : public sdk::ViewServices {
 public:
  BoardServices(ViewportBoard& board, int index) : board_(board), index_(index) {}

  sdk::ViewType type() const override;
  std::optional<sdk::PlaneState> plane() const override;
  std::optional<sdk::WindowState> window() const override;
  std::optional<double> valueAt(const double point[3]) const override;
  QPointF crosshair() const override;
  sdk::CrosshairPart crosshairPartAt(QPointF position) const override;
  sdk::PathPart pathPartAt(QPointF position) const override;
  int pathPointCount() const override;
  void setWindow(const sdk::WindowState& window) override;
  void pan(double dx, double dy) override;
  void zoom(double factor, QPointF fixed) override;
  void scroll(int slices) override;
  void setCrosshair(const double point[3]) override;
  void movePlane(int plane, const double through[3]) override;
  void turnPlanes(double radians) override;
  void setPlane(const double right[3], const double down[3]) override;
  int addPathPoint(const double point[3], int before) override;
  void movePathPoint(int index, const double by[3]) override;
  void finishPath(const QString& step) override;
  void removePathPoint(int index) override;
  void undoPath() override;
  void redoPath() override;
  void moveStation(QPointF position) override;
  void rotateCamera(double dx, double dy) override;
  void sculpt(const QPolygonF& outline, bool keepInside) override;

 private:
  ViewportBoard& board_;
  int index_;
};

/// Voxel under a point: its value (nullopt outside, while not read, or for colours).
std::optional<double> voxelValue(const SeriesState& state, const PatientPoint& point);
/// Position and value for the status line, "" outside the volume.
QString readOut(const SeriesState& state, const PatientPoint& point);

}  // namespace iso::app
