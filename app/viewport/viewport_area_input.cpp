// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>

#include "app/viewport/curved_annotations.h"
#include "app/viewport/viewport_area_private.h"

namespace iso::app {
namespace {

constexpr double kClickTravel = 4.0;    ///< logical pixels a click may wander
constexpr double kSplitterReach = 4.0;  ///< logical pixels
constexpr double kZoomPerNotch = 1.15;
constexpr int kFast = 5;  ///< Shift+wheel
constexpr int kPage = 10;

double distance(QPointF a, QPointF b) {
  return std::hypot(a.x() - b.x(), a.y() - b.y());
}

}  // namespace

QPoint ViewportArea::Private::devicePoint(QPointF position) const {
  const double ratio = q.devicePixelRatioF();
  return {static_cast<int>(std::floor(position.x() * ratio)),
          static_cast<int>(std::floor(position.y() * ratio))};
}

int ViewportArea::Private::viewUnder(QPointF position) const {
  const_cast<Private*>(this)->arrange();
  return board.viewAt(devicePoint(position));
}

QPointF ViewportArea::Private::local(int view, QPointF position) const {
  const auto& v = board.at(view);
  return position - QPointF(v.rect().topLeft()) / v.pixelRatio();
}

sdk::ToolEvent ViewportArea::Private::toolEvent(int view, QPointF position,
                                                Qt::KeyboardModifiers modifiers) const {
  sdk::ToolEvent event;
  event.position = local(view, position);
  event.modifiers = modifiers;
  if (const auto plane = board.at(view).planeOnScreen()) {
    const auto point = plane->toPatient({event.position.x(), event.position.y()});
    event.hasPatientPoint = true;
    for (int a = 0; a < 3; ++a) event.patientPoint[a] = point.mm[a];
  } else if (const auto picture = board.at(view).curvedPicture(Interpolation::Linear)) {
    const auto place =
        curvedPlace(*picture, board.at(view).pixelRatio(), event.position.x(), event.position.y());
    event.hasPatientPoint = picture->onPath(place);
    const auto point = picture->toPatient(place);
    for (int a = 0; a < 3; ++a) event.patientPoint[a] = point.mm[a];
  }
  return event;
}

void ViewportArea::Private::activate(int view) {
  if (board.setActive(view)) {
    emit q.activeChanged();
    announceWindow();
  }
}

void ViewportArea::Private::setMaximised(bool maximised) {
  if (board.maximised == maximised) return;
  board.maximised = maximised;
  board.touchOverlays();
  emit q.viewMaximised(maximised);
}

sdk::ViewTool* ViewportArea::Private::toolFor(int view, const QMouseEvent& event, bool crosshairPart) const {
  const bool volume = board.at(view).isVolume();
  switch (event.button()) {
    case Qt::MiddleButton:
      return tools.find(QStringLiteral("pan"));
    case Qt::RightButton:
      return tools.find(QStringLiteral("zoom"));
    case Qt::LeftButton:
      break;
    default:
      return nullptr;
  }
  auto* active = tools.active();
  const auto type = volume                      ? sdk::ViewType::Volume
                    : board.at(view).isCurved() ? sdk::ViewType::Curved
                                                : sdk::ViewType::Slice;
  if (active && !active->worksIn(type)) active = nullptr;
  if (active && active->comesBeforeCrosshair()) crosshairPart = false;
  if (!volume && (crosshairPart || event.modifiers().testFlag(Qt::ShiftModifier)))
    return tools.find(QStringLiteral("crosshair"));
  if (active) return active;
  return tools.find(volume ? QStringLiteral("rotate3d") : QStringLiteral("window"));
}

void ViewportArea::Private::press(QMouseEvent* event) {
  if (gesture.running()) return;
  arrange();
  const QPointF at = event->position();
  const int reach = static_cast<int>(kSplitterReach * q.devicePixelRatioF());
  const auto splitter =
      splitterAt(board.effectiveLayout(), board.splits, deviceSize(), devicePoint(at), reach);
  gesture = {};
  gesture.button = event->button();
  gesture.start = at;
  if (splitter != Splitter::None && event->button() == Qt::LeftButton) {
    gesture.splitter = splitter;
    return;
  }
  const int view = viewUnder(at);
  if (view < 0) return;
  activate(view);
  if (!board.at(view).state()) {
    if (event->button() == Qt::RightButton) gesture.view = view;
    return;
  }
  // With Shift the hand is at the crosshair.
  const bool crosshair = !board.at(view).isVolume() && event->modifiers().testFlag(Qt::ShiftModifier);
  if (event->button() == Qt::LeftButton && !crosshair && takeHandle(view, at)) return;
  BoardServices services(board, view);
  const auto part = services.crosshairPartAt(local(view, at)).kind;
  gesture.tool = toolFor(view, *event, part != sdk::CrosshairPart::None);
  gesture.view = view;
  // The right button may still become a click: nothing moves before the hand does.
  if (gesture.tool && event->button() != Qt::RightButton) {
    gesture.begun = true;
    auto e = toolEvent(view, at, event->modifiers());
    e.button = event->button();
    e.buttons = event->buttons();
    if (!gesture.tool->press(e, services)) gesture.tool = nullptr;
  }
}

void ViewportArea::Private::move(QMouseEvent* event) {
  const QPointF at = event->position();
  if (gesture.splitter != Splitter::None) {
    moveSplitter(board.splits, gesture.splitter, deviceSize(), devicePoint(at));
    board.touchOverlays();
    return;
  }
  if (gesture.look) {
    dragHandle(at);
    readOutAt(gesture.view, at);
    return;
  }
  if (!gesture.tool) {
    hover(at, event->modifiers());
    return;
  }
  if (distance(at, gesture.start) > kClickTravel) gesture.moved = true;
  BoardServices services(board, gesture.view);
  if (!gesture.begun) {
    if (!gesture.moved) return;
    gesture.begun = true;
    auto e = toolEvent(gesture.view, gesture.start, event->modifiers());
    e.button = gesture.button;
    if (!gesture.tool->press(e, services)) {
      gesture.tool = nullptr;
      return;
    }
  }
  auto e = toolEvent(gesture.view, at, event->modifiers());
  e.buttons = event->buttons();
  gesture.tool->move(e, services);
  if (!gesture.tool->marks(services).isEmpty()) repaintMarks();
  readOutAt(gesture.view, at);
}

void ViewportArea::Private::release(QMouseEvent* event) {
  if (event->button() != gesture.button) return;
  const Gesture ended = gesture;
  gesture = {};
  if (ended.look) emit q.lookSettled();
  if (ended.tool && ended.begun) {
    BoardServices services(board, ended.view);
    auto e = toolEvent(ended.view, event->position(), event->modifiers());
    e.button = event->button();
    e.buttons = event->buttons();
    ended.tool->release(e, services);
    if (ended.view >= 0) board.at(ended.view).overlayDirty = true;  // the tool's marks go
    q.update();
  }
  if (event->button() == Qt::RightButton && ended.view >= 0 && !ended.moved)
    emit q.contextMenuRequested(event->globalPosition().toPoint());
  hover(event->position(), event->modifiers());
}

void ViewportArea::Private::readOutAt(int view, QPointF position) {
  QString text;
  hoverView = view;
  hoverPosition = position;
  if (view >= 0 && board.at(view).state()) {
    // Of the picture that is seen, which may not be the one asked for yet.
    const QPointF p = local(view, position);
    if (const auto curved = board.at(view).shownCurved()) {
      const auto place = curvedPlace(*curved, board.at(view).pixelRatio(), p.x(), p.y());
      if (curved->onPath(place)) text = readOut(*board.at(view).state(), curved->toPatient(place));
      if (!text.isEmpty() && !curved->slab.isPlane())
        text += QCoreApplication::translate("Viewport", " on the surface");
    }
    if (const auto plane = board.at(view).shownPlane()) {
      text = readOut(*board.at(view).state(), plane->toPatient({p.x(), p.y()}));
      // What a slab shows may come from before or behind it.
      if (!text.isEmpty() && !board.at(view).slab().isPlane())
        text += QCoreApplication::translate("Viewport", " in the plane");
    }
  }
  if (text == lastReadOut) return;
  lastReadOut = text;
  emit q.cursorMoved(text);
}

void ViewportArea::Private::hover(QPointF position, Qt::KeyboardModifiers modifiers) {
  const int view = viewUnder(position);
  readOutAt(view, position);
  const int reach = static_cast<int>(kSplitterReach * q.devicePixelRatioF());
  Qt::CursorShape shape = Qt::ArrowCursor;
  int heldIn = -1;
  std::optional<int> line, point;
  std::optional<LookHandle> handle;
  switch (splitterAt(board.effectiveLayout(), board.splits, deviceSize(), devicePoint(position), reach)) {
    case Splitter::Column:
    case Splitter::Large:
      shape = Qt::SplitHCursor;
      break;
    case Splitter::Row:
    case Splitter::First:
    case Splitter::Second:
      shape = Qt::SplitVCursor;
      break;
    case Splitter::Cross:
      shape = Qt::SizeAllCursor;
      break;
    case Splitter::None:
      if (view < 0 || !board.at(view).state()) break;
      BoardServices services(board, view);
      if (!board.at(view).isVolume() && modifiers.testFlag(Qt::ShiftModifier)) {
        const auto e = toolEvent(view, position, modifiers);
        if (e.hasPatientPoint) services.setCrosshair(e.patientPoint);
        shape = Qt::CrossCursor;
        break;
      }
      const QPointF p = local(view, position);
      handle = lookHandleAt(board.at(view), board.annotation.handles, {p.x(), p.y()});
      if (handle) {
        heldIn = view;
        shape = lookHandleCursor(board.at(view), *handle);
        break;
      }
      auto* tool = tools.active();
      if (tool && tool->comesBeforeCrosshair() && tool->worksIn(services.type())) {
        const auto path = services.pathPartAt(p);
        if (path.kind == sdk::PathPart::Point) {
          heldIn = view;
          point = path.index;
        }
        shape = path.kind == sdk::PathPart::Point  ? Qt::SizeAllCursor
                : path.kind == sdk::PathPart::Line ? Qt::PointingHandCursor
                                                   : tool->cursor();
        break;
      }
      const auto part = services.crosshairPartAt(p);
      if (part.kind == sdk::CrosshairPart::MoveLine || part.kind == sdk::CrosshairPart::TurnLine) {
        heldIn = view;
        line = part.plane;
      }
      if (part.kind == sdk::CrosshairPart::TurnLine)
        shape = Qt::PointingHandCursor;
      else if (part.kind != sdk::CrosshairPart::None)
        shape = Qt::SizeAllCursor;
      else if (tool && tool->worksIn(services.type()))
        shape = tool->cursor();
      break;
  }
  if (heldIn != board.heldIn || line != board.annotation.heldLine || point != board.annotation.heldPoint ||
      handle != board.annotation.heldHandle) {
    for (const int i : {heldIn, board.heldIn})
      if (i >= 0) board.at(i).overlayDirty = true;
    board.heldIn = heldIn;
    board.annotation.heldLine = line;
    board.annotation.heldPoint = point;
    board.annotation.heldHandle = handle;
    q.update();
  }
  if (q.cursor().shape() != shape) q.setCursor(shape);
}

void ViewportArea::Private::wheel(QWheelEvent* event) {
  const QPointF at = event->position();
  const int view = viewUnder(at);
  if (view < 0 || !board.at(view).state()) return;
  activate(view);
  // With Alt or Shift some systems turn the wheel sideways.
  const QPoint angle = event->angleDelta();
  const double notches = (angle.y() != 0 ? angle.y() : angle.x()) / 120.0;
  BoardServices services(board, view);
  auto e = toolEvent(view, at, event->modifiers());
  e.wheelSteps = notches;
  if (tools.active() && tools.active()->wheel(e, services)) return;
  if (board.at(view).isVolume() || event->modifiers().testFlag(Qt::ControlModifier)) {
    services.zoom(std::pow(kZoomPerNotch, notches), e.position);
    return;
  }
  // Fine wheels and touch pads send parts of a notch.
  wheelRest += notches;
  const int whole = static_cast<int>(wheelRest);
  if (whole == 0) return;
  wheelRest -= whole;
  if (event->modifiers().testFlag(Qt::AltModifier)) {
    // Over another plane's line it is that plane which grows.
    const auto part = services.crosshairPartAt(local(view, at));
    const bool onLine =
        part.kind == sdk::CrosshairPart::MoveLine || part.kind == sdk::CrosshairPart::TurnLine;
    if (onLine && part.plane != sdk::CrosshairPart::kStation)
      board.stepSlabOf(view, static_cast<Plane>(part.plane), whole);
    else
      board.stepSlab(view, whole);
    return;
  }
  services.scroll(-whole * (event->modifiers().testFlag(Qt::ShiftModifier) ? kFast : 1));
  readOutAt(view, at);
}

bool ViewportArea::Private::key(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && escape()) return true;
  const int view = board.active();
  if (!board.at(view).state()) return false;
  BoardServices services(board, view);
  sdk::ToolEvent e;
  e.key = event->key();
  e.modifiers = event->modifiers() & ~Qt::KeypadModifier;
  e.position = hoverView == view ? local(view, hoverPosition) : QPointF(-1e6, -1e6);
  if (tools.active() && tools.active()->key(e, services)) {
    // Nothing is left to do with it: back to the first tool.
    if (event->key() == Qt::Key_Escape) q.setActiveTool(tools.ids().front());
    return true;
  }
  if (board.at(view).isVolume()) return false;
  switch (event->key()) {
    case Qt::Key_Up:
      services.scroll(-1);
      return true;
    case Qt::Key_Down:
      services.scroll(1);
      return true;
    case Qt::Key_PageUp:
      services.scroll(-kPage);
      return true;
    case Qt::Key_PageDown:
      services.scroll(kPage);
      return true;
    case Qt::Key_Home:
      board.toEnd(view, false);
      return true;
    case Qt::Key_End:
      board.toEnd(view, true);
      return true;
    default:
      return false;
  }
}

void ViewportArea::mousePressEvent(QMouseEvent* event) {
  d_->press(event);
}
void ViewportArea::mouseMoveEvent(QMouseEvent* event) {
  d_->move(event);
}
void ViewportArea::mouseReleaseEvent(QMouseEvent* event) {
  d_->release(event);
}

void ViewportArea::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) {
    d_->press(event);
    return;
  }
  const int view = d_->viewUnder(event->position());
  if (view < 0) return;
  const QPointF p = d_->local(view, event->position());
  const auto* tool = d_->tools.active();
  // Two quick clicks are two points; a hand that takes a handle twice in a row means the handle.
  if ((tool && tool->comesBeforeCrosshair() && tool->worksIn(BoardServices(d_->board, view).type())) ||
      lookHandleAt(d_->board.at(view), d_->board.annotation.handles, {p.x(), p.y()})) {
    d_->press(event);
    return;
  }
  d_->gesture = {};
  d_->activate(view);
  if (d_->board.layout != LayoutKind::Single) d_->setMaximised(!d_->board.maximised);
}

void ViewportArea::wheelEvent(QWheelEvent* event) {
  d_->wheel(event);
  event->accept();
}

void ViewportArea::keyPressEvent(QKeyEvent* event) {
  if (!d_->key(event)) QOpenGLWidget::keyPressEvent(event);
}

void ViewportArea::leaveEvent(QEvent* event) {
  d_->readOutAt(-1, {});
  if (d_->board.heldIn >= 0) {
    d_->board.at(d_->board.heldIn).overlayDirty = true;
    d_->board.heldIn = -1;
    d_->board.annotation.heldLine.reset();
    d_->board.annotation.heldPoint.reset();
    d_->board.annotation.heldHandle.reset();
    update();
  }
  QOpenGLWidget::leaveEvent(event);
}

}  // namespace iso::app
