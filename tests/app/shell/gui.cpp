// SPDX-License-Identifier: Apache-2.0
#include "tests/app/shell/gui.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QSurfaceFormat>
#include <QTest>
#include <QTimer>
#include <catch2/catch.hpp>

#include "app/panels/theme.h"
#include "render/device/make_engine.h"

namespace iso::test {

void ensureApplication() {
  static int argc = 1;
  static char name[] = "test_shell";
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
    auto* made = new QApplication(argc, argv);
    app::theme::apply(*made);
    return made;
  }();
  (void)application;
}

bool waitFor(const std::function<bool()>& condition) {
  QElapsedTimer clock;
  clock.start();
  while (!condition()) {
    if (clock.elapsed() > 60'000) return false;
    QEventLoop loop;
    QTimer::singleShot(10, &loop, &QEventLoop::quit);
    loop.exec();
  }
  return true;
}

TestWindow::TestWindow(std::unique_ptr<QSettings> store) : preferences(std::move(store)) {
  ensureApplication();
  session = std::make_unique<app::Session>(nullptr, silentLog(), 2);
  auto engine = makeEngine(Backend::Cpu, silentLog(), 1);
  REQUIRE(engine);
  VolumePreset bone;
  bone.id = "ct-bone";
  bone.title = "CT bone";
  bone.modality = "CT";
  bone.transfer.points = {{50.0, 0.0, {1.0, 0.8, 0.7}}, {200.0, 0.5, {1.0, 0.9, 0.8}}};
  VolumePreset skin = bone;
  skin.id = "ct-skin";
  skin.title = "CT skin";
  window = std::make_unique<app::MainWindow>(*session, *engine, std::vector{bone, skin}, preferences);
  window->resize(1200, 800);
  window->show();
  REQUIRE(waitFor([&] { return window->isVisible(); }));
}

TestWindow::~TestWindow() {
  window.reset();
  session.reset();
}

void TestWindow::open(const QStringList& paths) {
  window->openPaths(paths);
  REQUIRE(waitFor([&] { return window->settled(); }));
}

void TestWindow::key(int key, int modifiers) {
  // A display without a window manager gives nobody the focus by itself; shortcuts ask for it.
  QApplication::setActiveWindow(window.get());
  QWidget* target = window->focusWidget() ? window->focusWidget() : window.get();
  QTest::keyClick(target, static_cast<Qt::Key>(key), static_cast<Qt::KeyboardModifiers>(modifiers));
  QCoreApplication::processEvents();
}

}  // namespace iso::test
