// SPDX-License-Identifier: Apache-2.0
#include "tests/app/viewport/area_fixture.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QMouseEvent>
#include <QSurfaceFormat>
#include <QTimer>
#include <QWheelEvent>
#include <algorithm>
#include <catch2/catch.hpp>

#include "app/viewport/viewport_area_private.h"
#include "tests/render/support/white_paths.h"

namespace iso::app {

ViewportBoard& ViewportAreaProbe::board(ViewportArea& area) {
  return area.d_->board;
}

}  // namespace iso::app

namespace iso::test {

void ensureApplication() {
  static int argc = 1;
  static char name[] = "test_viewport";
  static char* argv[] = {name, nullptr};
  // Kept to the end of the process on purpose: static destruction is too late for Qt.
  static QApplication* application = [] {
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QSurfaceFormat format;
    format.setRenderableType(QSurfaceFormat::OpenGL);
    format.setVersion(3, 2);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setDepthBufferSize(24);
    format.setStencilBufferSize(8);
    format.setAlphaBufferSize(0);
    QSurfaceFormat::setDefaultFormat(format);
    return new QApplication(argc, argv);
  }();
  (void)application;
}

bool waitFor(const std::function<bool()>& condition) {
  QElapsedTimer clock;
  clock.start();
  while (!condition()) {
    if (clock.elapsed() > 60'000) return false;
    QEventLoop loop;
    QTimer::singleShot(5, &loop, &QEventLoop::quit);
    loop.exec();
  }
  return true;
}

Rgba8 PatternEngine::pattern(int x, int y) {
  return {static_cast<std::uint8_t>(x & 255), static_cast<std::uint8_t>(y & 255),
          static_cast<std::uint8_t>((64 * (x >> 8) + (y >> 8)) & 255), 255};
}

Result<ValueFrame> PatternEngine::sliceValues(const VolumePtr&, const SliceView&, const CancelToken&) {
  return fail(ErrorCode::Unsupported, "No values here.");
}

Result<ColorFrame> PatternEngine::slice(const VolumePtr&, const SliceView& view, const SliceDisplay& display,
                                        const CancelToken&) {
  {
    const std::lock_guard lock(mutex_);
    asked_.push_back({view, display});
  }
  ColorFrame frame{view.width, view.height, {}, {}};
  frame.pixels.reserve(static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height));
  for (int y = 0; y < view.height; ++y)
    for (int x = 0; x < view.width; ++x) frame.pixels.push_back(pattern(x, y));
  return frame;
}

Result<ColorFrame> PatternEngine::volume(const VolumePtr&, const VolumeView& view, const CancelToken&) {
  ColorFrame frame{view.width, view.height, {}, {}};
  frame.pixels.assign(static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height),
                      kVolumeColour);
  return frame;
}

Result<void> PatternEngine::trace(const VolumePtr&, const VolumeView& view, int until, PathFrame& frame,
                                  const CancelToken&) {
  whitePaths(view, until, frame);
  return {};
}

std::vector<PatternEngine::Asked> PatternEngine::slices() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

VolumePtr makeVolume(const SeriesSpec& spec) {
  const auto count = static_cast<std::size_t>(spec.size[0]) * static_cast<std::size_t>(spec.size[1]) *
                     static_cast<std::size_t>(spec.size[2]);
  auto buffer = VoxelBuffer::allocate(count * sizeof(float));
  REQUIRE(buffer);
  auto* voxel = reinterpret_cast<float*>((*buffer)->data());
  for (int k = 0; k < spec.size[2]; ++k)
    for (int j = 0; j < spec.size[1]; ++j)
      for (int i = 0; i < spec.size[0]; ++i) *voxel++ = static_cast<float>(i + 100 * j + 10000 * k);
  auto geometry = VolumeGeometry::make(spec.size, spec.spacing.asDiagonal(), {{-10, -20, 100}});
  REQUIRE(geometry);
  auto volume = Volume::make(*buffer, VoxelType::Float32, *geometry, {{1.0, 0.0}}, "HU");
  REQUIRE(volume);
  return *volume;
}

app::LoadedSeriesPtr makeUnread(const SeriesSpec& spec) {
  Study study;
  study.uid = "1.2.3";
  study.date = "2024-05-06";
  study.description = "Test study";
  study.patient = {"ID7", spec.patient, "F", "1970-01-02"};
  Series series;
  series.uid = spec.uid;
  series.modality = spec.modality;
  series.description = "Test series";
  series.frameOfReference = spec.frame;
  VolumeDescription description;
  description.geometry = *VolumeGeometry::make(spec.size, spec.spacing.asDiagonal(), {{-10, -20, 100}});
  description.type = VoxelType::Float32;
  description.unit = "HU";
  if (spec.window) description.windows = {{40.0, 400.0, VoiFunction::LinearExact}};
  series.volumes.push_back(description);
  return std::make_shared<app::LoadedSeries>(study, series, 0);
}

app::LoadedSeriesPtr makeSeries(const SeriesSpec& spec) {
  auto series = makeUnread(spec);
  series->adopt(makeVolume(spec));
  return series;
}

AreaFixture::AreaFixture() {
  ensureApplication();
  VolumePreset bone;
  bone.id = "ct-bone";
  bone.title = "CT bone";
  bone.modality = "CT";
  bone.transfer.points = {{100.0, 0.0, {1, 1, 1}}, {200.0, 1.0, {1, 1, 1}}};
  area = std::make_unique<app::ViewportArea>(engine, std::vector<VolumePreset>{bone});
  area->setAnnotationLevel(app::AnnotationLevel::None);
  area->resize(800, 600);
  area->show();
  REQUIRE(waitFor([&] { return area->isVisible() && area->isValid(); }));
}

void AreaFixture::show(const app::LoadedSeriesPtr& series) {
  area->showSeries(series);
  REQUIRE(settle());
}

bool AreaFixture::settle() {
  return waitFor([&] { return area->allFinal(); });
}

QImage AreaFixture::grab() {
  REQUIRE(settle());
  return area->grabFramebuffer().convertToFormat(QImage::Format_RGB32);
}

QPoint AreaFixture::inView(int view, double x, double y) {
  const auto& v = board().at(view);
  const QPointF corner = QPointF(v.rect().topLeft()) / v.pixelRatio();
  return (corner + QPointF(x, y)).toPoint();
}

QPoint AreaFixture::centreOf(int view) {
  const auto& v = board().at(view);
  return inView(view, 0.5 * v.rect().width() / v.pixelRatio(), 0.5 * v.rect().height() / v.pixelRatio());
}

Vector3 AreaFixture::cursorIndex(int view) {
  const auto& state = *board().at(view).state();
  return state.geometry().toIndex(state.cursor().point()).ijk;
}

namespace {

void send(QWidget& widget, QEvent::Type type, QPoint p, Qt::MouseButton button, Qt::MouseButtons buttons,
          Qt::KeyboardModifiers modifiers) {
  QMouseEvent event(type, QPointF(p), QPointF(widget.mapToGlobal(p)), button, buttons, modifiers);
  QCoreApplication::sendEvent(&widget, &event);
}

}  // namespace

void AreaFixture::drag(QPoint from, QPoint to, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) {
  send(*area, QEvent::MouseButtonPress, from, button, button, modifiers);
  for (int step = 1; step <= 4; ++step) {
    send(*area, QEvent::MouseMove, from + (to - from) * step / 4, Qt::NoButton, button, modifiers);
    QCoreApplication::processEvents();
  }
  send(*area, QEvent::MouseButtonRelease, to, button, Qt::NoButton, modifiers);
  QCoreApplication::processEvents();
}

void AreaFixture::draw(const std::vector<QPoint>& path, Qt::KeyboardModifiers modifiers, bool letGo) {
  send(*area, QEvent::MouseButtonPress, path.front(), Qt::LeftButton, Qt::LeftButton, modifiers);
  for (const QPoint& p : path) send(*area, QEvent::MouseMove, p, Qt::NoButton, Qt::LeftButton, modifiers);
  if (letGo) send(*area, QEvent::MouseButtonRelease, path.back(), Qt::LeftButton, Qt::NoButton, modifiers);
}

void AreaFixture::moveTo(QPoint position, Qt::KeyboardModifiers modifiers) {
  send(*area, QEvent::MouseMove, position, Qt::NoButton, Qt::NoButton, modifiers);
  QCoreApplication::processEvents();
}

void AreaFixture::wheel(QPoint position, int notches, Qt::KeyboardModifiers modifiers) {
  QWheelEvent event(QPointF(position), QPointF(area->mapToGlobal(position)), QPoint(),
                    QPoint(0, 120 * notches), Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(area.get(), &event);
  QCoreApplication::processEvents();
}

}  // namespace iso::test
