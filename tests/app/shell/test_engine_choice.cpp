// SPDX-License-Identifier: Apache-2.0
#include <QComboBox>
#include <QLabel>
#include <catch2/catch.hpp>

#include "app/shell/engine_choice.h"
#include "app/shell/preferences.h"
#include "app/shell/preferences_dialog.h"
#include "render/cpu/cpu_engine.h"
#include "render/device/fallback_engine.h"
#include "tests/app/shell/gui.h"
#include "tests/app/shell/tiny_dicom.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::app;

namespace {

RenderDevice gpu(const char* name) {
  RenderDevice d;
  d.kind = RenderDevice::Kind::Gpu;
  d.name = name;
  d.memoryBytes = std::size_t{24} << 30;
  d.openClIndex = 1000;  // the test's machine has no such device
  return d;
}

const std::vector<RenderDevice> kTwo{RenderDevice{}, gpu("NVIDIA GeForce RTX 3090"), gpu("AMD Radeon")};

Result<ChosenEngine> choose(const Options& options, const Preferences& preferences,
                            const std::vector<RenderDevice>& devices = kTwo) {
  EngineChoice common;
  common.threads = 1;
  return chooseEngine(options, preferences, common, silentLog(), [&] { return devices; });
}

/// A device that breaks at the first picture.
class LostEngine final : public Engine {
 public:
  EngineInfo info() const override { return {"opencl", "GeForce X"}; }
  Result<void> prepare(const VolumePtr&, const CancelToken&) override { return {}; }
  Result<ValueFrame> sliceValues(const VolumePtr&, const SliceView&, const CancelToken&) override {
    return fail(ErrorCode::Device, "It is gone.");
  }
  Result<ColorFrame> slice(const VolumePtr&, const SliceView&, const SliceDisplay&,
                           const CancelToken&) override {
    return fail(ErrorCode::Device, "It is gone.");
  }
  Result<ColorFrame> volume(const VolumePtr&, const VolumeView&, const CancelToken&) override {
    return fail(ErrorCode::Device, "It is gone.");
  }
};

}  // namespace

TEST_CASE("The command line's device comes before the preferences'", "[device]") {
  Preferences preferences;
  preferences.setBackend("opencl");
  preferences.setDevice("AMD Radeon");
  Options options;
  options.device = "processor";
  const auto chosen = choose(options, preferences);
  REQUIRE(chosen);
  CHECK(chosen->engine->info().backend == "cpu");
  CHECK(chosen->problem.isEmpty());

  for (const char* wrong : {"matrox", "a"}) {  // none; several
    options.device = wrong;
    const auto refused = choose(options, preferences);
    REQUIRE_FALSE(refused);
    CHECK(
        (refused.error().code == ErrorCode::InvalidArgument || refused.error().code == ErrorCode::Ambiguous));
    CHECK(refused.error().message.find("2 AMD Radeon") != std::string::npos);
  }
  options.device = "radeon";
  options.backend = Backend::Cpu;
  CHECK(choose(options, preferences).error().code == ErrorCode::InvalidArgument);
}

TEST_CASE("A device of the preferences that is missing today is said, and remembered", "[device]") {
  Preferences preferences;
  preferences.setBackend("opencl");
  preferences.setDevice("NVIDIA GeForce RTX 309");  // a part of another's name is not that device
  const auto chosen = choose({}, preferences);
  REQUIRE(chosen);
  CHECK(chosen->problem.startsWith("NVIDIA GeForce RTX 309, chosen in the preferences, is not there."));
  CHECK(chosen->problem.contains(QString::fromStdString(chosen->engine->info().device)));
  CHECK(preferences.device() == "NVIDIA GeForce RTX 309");

  preferences.setDevice("AMD Radeon");  // listed, but it does not start
  const auto broken = choose({}, preferences);
  REQUIRE(broken);
  CHECK_FALSE(broken->problem.isEmpty());
}

TEST_CASE("Without a named device nothing is listed", "[device]") {
  Preferences preferences;
  preferences.setBackend("cpu");
  EngineChoice common;
  common.threads = 1;
  const auto chosen = chooseEngine({}, preferences, common, silentLog(), [] {
    FAIL("listed");
    return std::vector<RenderDevice>{};
  });
  REQUIRE(chosen);
  CHECK(chosen->engine->info().backend == "cpu");
}

TEST_CASE("The preferences offer the devices by name", "[device]") {
  test::ensureApplication();
  Preferences preferences;
  PreferencesDialog dialog(preferences, "test");
  auto* box = dialog.findChild<QComboBox*>("device");
  auto* text = dialog.findChild<QLabel*>("devicesText");
  CHECK(box->count() == 2);  // before the devices are known: automatic, processor
  CHECK(text->text().contains("Looking"));
  box->setCurrentIndex(1);
  dialog.setDevices(kTwo);
  REQUIRE(box->count() == 4);
  CHECK(box->currentText() == "Processor");  // what was chosen meanwhile
  CHECK(box->itemText(2) == "NVIDIA GeForce RTX 3090 (24 GB)");
  CHECK(text->text().startsWith("Now: test."));
  box->setCurrentIndex(3);
  dialog.accept();
  CHECK(preferences.backend() == "opencl");
  CHECK(preferences.device() == "AMD Radeon");
}

TEST_CASE("A remembered device that is missing stays chosen until another is", "[device]") {
  test::ensureApplication();
  Preferences preferences;
  preferences.setBackend("opencl");
  preferences.setDevice("Voodoo 2");
  {
    PreferencesDialog dialog(preferences, "test");
    dialog.setDevices(kTwo);
    auto* box = dialog.findChild<QComboBox*>("device");
    auto* text = dialog.findChild<QLabel*>("devicesText");
    CHECK(box->currentText() == "Voodoo 2");
    CHECK(text->text().startsWith("Voodoo 2 is not there now."));
    dialog.accept();
  }
  CHECK(preferences.backend() == "opencl");
  CHECK(preferences.device() == "Voodoo 2");
  PreferencesDialog dialog(preferences, "test");
  dialog.setDevices(kTwo);
  dialog.findChild<QComboBox*>("device")->setCurrentIndex(0);
  CHECK(dialog.findChild<QLabel*>("devicesText")->text().startsWith("Now: test."));
  dialog.accept();
  CHECK(preferences.backend() == "auto");
  CHECK(preferences.device().isEmpty());
}

TEST_CASE("When a device is lost the views go on, and the window says so", "[device]") {
  test::ensureApplication();
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path(), test::TinySeries{});
  Preferences preferences;
  Session session(nullptr, silentLog(), 2);
  EngineNotices notices;
  auto engine = std::make_shared<FallbackEngine>(
      std::make_unique<LostEngine>(), [] { return makeCpuEngine(1); }, notices.sink());
  VolumePreset bone;
  bone.id = "ct-bone";
  bone.title = "CT bone";
  bone.modality = "CT";
  bone.transfer.points = {{50.0, 0.0, {1.0, 0.8, 0.7}}, {200.0, 0.5, {1.0, 0.9, 0.8}}};
  MainWindow window(session, engine, {bone}, preferences);
  QObject::connect(&notices, &EngineNotices::said, &window, &MainWindow::tellOfEngine);
  auto* text = window.findChild<QLabel*>("engineText");
  CHECK(text->text() == "GeForce X");
  window.resize(1000, 700);
  window.show();
  window.openPaths({QString::fromStdString(folder.path().string())});
  REQUIRE(test::waitFor([&] { return window.settled() && !window.messages().text().isEmpty(); }));
  CHECK(window.messages().text() ==
        "GeForce X stopped answering (It is gone); pictures are drawn by the processor from now on.");
  CHECK(text->text() == QString::fromStdString(engine->info().device));
  CHECK(engine->info().backend == "cpu");
  const QImage drawn = window.viewports().grabFramebuffer();
  int bright = 0;
  for (int y = 0; y < drawn.height(); y += 5)
    for (int x = 0; x < drawn.width(); x += 5) bright += drawn.pixelColor(x, y).lightness() > 60;
  CHECK(bright > 100);
}
