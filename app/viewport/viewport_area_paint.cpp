// SPDX-License-Identifier: Apache-2.0
#include <QEvent>
#include <QKeyEvent>
#include <QOpenGLContext>
#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "app/viewport/overlay_painter.h"
#include "app/viewport/overlay_planes.h"
#include "app/viewport/tool_marks.h"
#include "app/viewport/viewport_area_private.h"

namespace iso::app {
namespace {

constexpr double kBackground[3] = {0x10 / 255.0, 0x12 / 255.0, 0x14 / 255.0};
const QColor kPlaneColor(240, 200, 60, 150);
constexpr int kHoldMs = 50;      ///< see Private::hold
constexpr int kProgressMs = 80;  ///< how often "Reading 43 %" is painted anew

OverlayImage shared(QImage image) {
  auto holder = std::make_shared<const QImage>(std::move(image));
  const std::shared_ptr<const std::uint8_t> pixels(holder, holder->constBits());
  return {holder->width(), holder->height(), static_cast<int>(holder->bytesPerLine()), pixels};
}

}  // namespace

ViewportArea::Private::Private(ViewportArea& owner, std::shared_ptr<Engine> engine,
                               std::vector<VolumePreset> presets)
    : q(owner),
      board(std::move(presets)),
      window({[this] {
                // Not QOpenGLWidget::makeCurrent(): it binds Qt's framebuffer behind VTK's back.
                if (auto* context = q.context()) context->makeCurrent(surface);
              },
              [this] { return q.context() && QOpenGLContext::currentContext() == q.context(); }}),
      presetPictures(
          board,
          {[this](ViewId view, RenderRequest request) { return scheduler->submit(view, std::move(request)); },
           [this](ViewId view) { scheduler->remove(view); }, [this] { return settled(); },
           [this](const QString& id, const QImage& image) { emit q.presetPicture(id, image); }}),
      sculptor(q, {[this] { board.touchOverlays(); },
                   [this](const std::shared_ptr<SeriesState>& state) { sculptedSeries(state); },
                   [this](const QString& sentence) { emit q.error(sentence); }}) {
  clock.start();
  for (auto& tool : builtinTools(preferences)) tools.add(std::move(tool));
  window.setBackground(kBackground[0], kBackground[1], kBackground[2]);
  for (int i = 0; i < ViewportBoard::kCount; ++i) window.addView();
  board.changed = [this] { schedule(); };
  board.sculpt = [this](int view, const std::vector<Vector2>& outline, bool keepInside) {
    startSculpting(view, outline, keepInside);
  };
  planes.changed = [this] { board.touchOverlays(); };
  board.windowChanged = [this] {
    announcedWindow = q.window();
    emit q.windowChanged();
  };
  QObject::connect(&q, &QOpenGLWidget::frameSwapped, &q, [this] {
    if (std::exchange(pictureDrawn, false)) emit q.pictureShown();
  });
  progressTimer.setSingleShot(true);
  progressTimer.setInterval(kProgressMs);
  QObject::connect(&progressTimer, &QTimer::timeout, &q, [this] {
    const auto all = std::exchange(progressed, {});
    for (const auto* series : all) board.progressed(series);
  });
  holdTimer.setSingleShot(true);
  holdTimer.setInterval(kHoldMs);
  QObject::connect(&holdTimer, &QTimer::timeout, &q, [this] { letGo(); });
  scheduler = std::make_unique<RenderScheduler>(std::move(engine), [this](RenderedFrame frame) {
    // On the engine's thread. The scheduler ends before the widget does.
    auto held = std::make_shared<const RenderedFrame>(std::move(frame));
    QMetaObject::invokeMethod(
        &q, [this, held] { onFrame(*held); }, Qt::QueuedConnection);
  });
}

ViewportArea::Private::~Private() {
  scheduler.reset();
}

QSize ViewportArea::Private::deviceSize() const {
  const double ratio = q.devicePixelRatioF();
  return {qRound(q.width() * ratio), qRound(q.height() * ratio)};
}

int ViewportArea::Private::gap() const {
  return std::max(1, qRound(2.0 * q.devicePixelRatioF()));
}

void ViewportArea::Private::arrange() {
  board.arrange(deviceSize(), q.devicePixelRatioF(), gap());
}

void ViewportArea::Private::schedule() {
  wasFinal = false;
  if (flushPending) return;
  flushPending = true;
  QMetaObject::invokeMethod(
      &q, [this] { flush(); }, Qt::QueuedConnection);
}

void ViewportArea::Private::flush() {
  flushPending = false;
  arrange();
  for (int i = 0; i < ViewportBoard::kCount; ++i) {
    auto& view = board.at(i);
    bool& asked = requested[static_cast<std::size_t>(i)];
    if (!view.visible()) {
      if (std::exchange(asked, false)) scheduler->remove(i);  // asked for again when it is seen
      continue;
    }
    if (!view.frameDirty) continue;
    if (auto request = view.request(board.interpolation)) {
      presetPictures.giveWay();
      asked = true;
      const auto serial = scheduler->submit(i, *request);
      view.submitted(serial, std::move(*request));
    } else {
      view.frameDirty = false;
      if (!view.waiting()) scheduler->remove(i);
    }
  }
  announceWindow();
  q.update();
  checkFinal();
}

void ViewportArea::Private::onFrame(const RenderedFrame& frame) {
  if (frame.view >= PresetPictures::kFirstView) {
    presetPictures.take(frame);
    return;
  }
  if (frame.view < 0 || frame.view >= ViewportBoard::kCount) return;
  auto& view = board.at(frame.view);
  if (!view.accept(frame)) {
    // The picture without stays; that no better one comes is said.
    if (frame.traced && !frame.frame && frame.frame.error().code != ErrorCode::Cancelled) {
      emit q.error(QString::fromStdString(frame.frame.error().message));
      checkFinal();
    }
    return;
  }
  pictures[static_cast<std::size_t>(frame.view)] = frame.frame ? *frame.frame : nullptr;
  letGo();
  if (frame.frame && frame.paths == 0)
    view.frameRate.add(1e-3 * static_cast<double>(clock.elapsed()), frame.milliseconds, frame.pixelScale);
  if (!frame.frame) emit q.error(QString::fromStdString(frame.frame.error().message));
  // What lies under a resting hand is another voxel now.
  if (frame.view == hoverView && !gesture.running()) readOutAt(hoverView, hoverPosition);
  q.update();
  checkFinal();
}

void ViewportArea::Private::hold() {
  if (holdTimer.isActive() || !q.isVisible()) return;
  heldWindow = q.QWidget::window();
  heldWindow->setUpdatesEnabled(false);
  holdTimer.start();
}

void ViewportArea::Private::letGo() {
  holdTimer.stop();
  if (heldWindow) heldWindow->setUpdatesEnabled(true);
  heldWindow = nullptr;
}

bool ViewportArea::Private::settled() const {
  for (int i = 0; i < ViewportBoard::kCount; ++i)
    if (!board.at(i).isSettled()) return false;
  return true;
}

void ViewportArea::Private::checkFinal() {
  const bool final = q.allFinal();
  if (final && !wasFinal) {
    wasFinal = true;
    emit q.finalReached();
  } else if (!final) {
    wasFinal = false;
  }
  presetPictures.consider();
}

void ViewportArea::Private::announceWindow() {
  const auto now = q.window();
  if (now == announcedWindow) return;
  announcedWindow = now;
  emit q.windowChanged();
}

void ViewportArea::Private::watchSeries() {
  for (const auto& connection : seriesConnections) QObject::disconnect(connection);
  seriesConnections.clear();
  progressed.clear();
  for (const auto& series : board.seriesShown()) {
    const auto* raw = series.get();
    const auto more = [this, raw] {
      if (std::find(progressed.begin(), progressed.end(), raw) == progressed.end()) progressed.push_back(raw);
      if (!progressTimer.isActive()) progressTimer.start();
    };
    const auto end = [this, raw] { board.progressed(raw); };
    seriesConnections.push_back(QObject::connect(raw, &LoadedSeries::sliceArrived, &q,
                                                 [this, raw](int k) { board.sliceArrived(raw, k); }));
    seriesConnections.push_back(QObject::connect(raw, &LoadedSeries::progressChanged, &q, more));
    seriesConnections.push_back(QObject::connect(raw, &LoadedSeries::completed, &q, end));
    seriesConnections.push_back(QObject::connect(raw, &LoadedSeries::failed, &q, end));
    const auto other = [this, raw] { touchSeries(raw); };
    seriesConnections.push_back(QObject::connect(raw, &LoadedSeries::phaseChanged, &q, other));
    seriesConnections.push_back(
        QObject::connect(raw, &LoadedSeries::phasePending, &q, [this] { board.touchOverlays(); }));
  }
  emit q.seriesShownChanged();
}

void ViewportArea::Private::paint() {
  if (!glReady || painting) return;
  painting = true;
  arrange();
  const QSize size = deviceSize();
  window.setSize(size.width(), size.height());
  int seen = 0;
  for (int i = 0; i < ViewportBoard::kCount; ++i) seen += board.at(i).visible() ? 1 : 0;
  const QString family = q.font().family();
  bool late = false;
  for (int i = 0; i < ViewportBoard::kCount; ++i) {
    auto& view = board.at(i);
    const QRect& r = view.rect();
    window.setRect(i, {r.x(), r.y(), std::max(0, r.width()), std::max(0, r.height())});
    if (!view.visible()) continue;
    late = late || view.frameDirty;
    auto& picture = pictures[static_cast<std::size_t>(i)];
    if (!view.hasPicture()) picture.reset();
    // Pixel for pixel where the sizes agree; a coarse picture, or one of the size before, is stretched.
    window.setFrame(i, picture, picture && (picture->width != r.width() || picture->height != r.height()));
    if (!view.overlayDirty) continue;
    AnnotationChoice choice = board.annotation;
    choice.active = seen > 1 && i == board.active();
    if (i != board.heldIn) {
      choice.heldLine.reset();
      choice.heldPoint.reset();
      choice.heldHandle.reset();
    }
    Overlay marks = annotations(view, choice);
    const double width = r.width() / view.pixelRatio(), height = r.height() / view.pixelRatio();
    if (gesture.tool && gesture.view == i)
      marks.append(markOverlay(gesture.tool->marks(BoardServices(board, i)), width, height));
    if (view.isVolume())
      marks.append(noteOverlay(sculptor.note(view.state().get()).toStdString(), width, height));
    QImage over = paintOverlay(marks, r.size(), view.pixelRatio(), family);
    if (const auto* known = planesOf(view); known && !known->empty())
      paintPlanesUnder(over, *known, *view.shownView(), view.state()->geometry(), *view.shownSlice(),
                       kPlaneColor);
    window.setOverlay(i, shared(std::move(over)));
    view.overlayDirty = false;
  }
  window.render(q.defaultFramebufferObject());
  painting = false;
  if (const LoadedSeriesPtr due = pictureDue.lock())
    for (int i = 0; i < ViewportBoard::kCount; ++i) {
      const auto& view = board.at(i);
      if (!view.visible() || !pictures[static_cast<std::size_t>(i)] || view.state()->series() != due)
        continue;
      pictureDue.reset();
      pictureDrawn = true;
    }
  if (late) schedule();
}

void ViewportArea::initializeGL() {
  d_->contextGone = connect(
      context(), &QOpenGLContext::aboutToBeDestroyed, this,
      [this] {
        makeCurrent();
        d_->window.release();
        d_->glReady = false;
        doneCurrent();
      },
      Qt::DirectConnection);
  d_->surface = context()->surface();
  d_->glReady = d_->window.initialize();
  if (!d_->glReady) emit error(tr("This screen's OpenGL is older than 3.2: no picture can be shown."));
}

void ViewportArea::resizeGL(int, int) {
  d_->board.touchOverlays();
}

void ViewportArea::paintGL() {
  d_->paint();
}

bool ViewportArea::event(QEvent* event) {
  const auto type = event->type();
  if (type == QEvent::ShortcutOverride) {
    // Before the window's commands on the same keys.
    const auto* key = static_cast<const QKeyEvent*>(event);
    const auto* tool = d_->tools.active();
    if ((key->key() == Qt::Key_Escape && d_->wantsEscape()) ||
        (tool && tool->takesKey(key->key(), key->modifiers() & ~Qt::KeypadModifier))) {
      event->accept();
      return true;
    }
  }
  if (type == QEvent::ScreenChangeInternal || type == QEvent::FontChange || type == QEvent::Show)
    d_->board.touchOverlays();
  return QOpenGLWidget::event(event);
}

}  // namespace iso::app
