// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QMetaObject>
#include <QPointer>
#include <QTimer>
#include <array>
#include <vector>

#include "app/viewport/board_services.h"
#include "app/viewport/builtin_tools.h"
#include "app/viewport/overlay_store.h"
#include "app/viewport/preset_pictures.h"
#include "app/viewport/sculptor.h"
#include "app/viewport/tool_registry.h"
#include "app/viewport/viewport_area.h"
#include "app/viewport/viewport_board.h"
#include "render/engine/render_scheduler.h"
#include "render/vtk/view_window.h"

class QSurface;

namespace iso::app {

/// The parts behind ViewportArea: the board (what is shown), the scheduler (who computes it), the VTK window
/// (where it appears) and the hand's current movement.
class ViewportArea::Private {
 public:
  Private(ViewportArea& owner, std::shared_ptr<Engine> engine, std::vector<VolumePreset> presets);
  ~Private();

  // When: an event only marks what changed; flush() asks for pictures, paint() shows them.
  void schedule();
  void flush();
  void paint();
  void onFrame(const RenderedFrame& frame);
  void checkFinal();
  bool settled() const;  ///< every view is, see Viewport::isSettled
  void announceWindow();
  void watchSeries();
  void touchSeries(const LoadedSeries* series);
  /// The planes of the slice that a stack view shows; null where there are none to paint.
  const OverlayStore::Planes* planesOf(const Viewport& view);

  // Where: device pixels and views.
  QSize deviceSize() const;
  int gap() const;
  void arrange();
  QPoint devicePoint(QPointF position) const;
  int viewUnder(QPointF position) const;
  QPointF local(int view, QPointF position) const;
  sdk::ToolEvent toolEvent(int view, QPointF position, Qt::KeyboardModifiers modifiers) const;

  // The hand.
  struct Gesture {
    sdk::ViewTool* tool = nullptr;
    int view = -1;
    Qt::MouseButton button = Qt::NoButton;
    QPointF start;
    bool moved = false;
    bool begun = false;
    Splitter splitter = Splitter::None;
    LookDrag look;  ///< a handle of the crop box or of a clip plane
    std::weak_ptr<SeriesState> lookOf;
    bool running() const { return tool != nullptr || splitter != Splitter::None || look; }
  };
  void press(QMouseEvent* event);
  void move(QMouseEvent* event);
  void release(QMouseEvent* event);
  void wheel(QWheelEvent* event);
  bool key(QKeyEvent* event);
  void hover(QPointF position, Qt::KeyboardModifiers modifiers);
  void readOutAt(int view, QPointF position);
  bool takeHandle(int view, QPointF position);  ///< true if there is one, which the hand moves from now on
  void dragHandle(QPointF position);
  sdk::ViewTool* toolFor(int view, const QMouseEvent& event, bool crosshairPart) const;
  void setMaximised(bool maximised);
  void activate(int view);
  // viewport_area_sculpt.cpp
  void startSculpting(int view, const std::vector<Vector2>& outline, bool keepInside);
  void sculptedSeries(const std::shared_ptr<SeriesState>& state);
  bool wantsEscape() const;  ///< rather than that the window has the key
  bool escape();             ///< ends what is being drawn or sculpted; false if there is nothing
  void repaintMarks();

  ViewportArea& q;
  ViewportBoard board;
  std::shared_ptr<ToolPreferences> preferences = std::make_shared<ToolPreferences>();
  ToolRegistry tools;
  ViewWindow window;
  QSurface* surface = nullptr;
  QMetaObject::Connection contextGone;
  std::array<std::shared_ptr<const ColorFrame>, ViewportBoard::kCount> pictures;
  std::array<bool, ViewportBoard::kCount> requested{};  ///< from the scheduler, which may still be at it
  Gesture gesture;
  double wheelRest = 0.0;
  QString lastReadOut;
  int hoverView = -1;  ///< where the read-out was made, to be made again when the picture changes
  QPointF hoverPosition;
  OverlayStore planes;
  bool planesVisible = true;
  std::vector<QMetaObject::Connection> seriesConnections;
  QTimer progressTimer;
  std::vector<const LoadedSeries*> progressed;
  bool flushPending = false;
  bool wasFinal = true;
  bool painting = false;
  /// See ViewportArea::pictureShown: the series whose first picture is still to come, and whether it was
  /// drawn.
  std::weak_ptr<LoadedSeries> pictureDue;
  /// The window keeps what it shows until the first picture of a series hung just now is there, for a few
  /// hundredths of a second at most: painting it once with the picture comes sooner than painting it twice.
  void hold();
  void letGo();
  QPointer<QWidget> heldWindow;
  QTimer holdTimer;
  bool pictureDrawn = false;
  bool glReady = false;
  std::optional<WindowLevel> announcedWindow;
  QElapsedTimer clock;  ///< when pictures arrive
  PresetPictures presetPictures;
  Sculptor sculptor;
  /// Last, so that its thread ends before anything it delivers to goes.
  std::unique_ptr<RenderScheduler> scheduler;
};

}  // namespace iso::app
