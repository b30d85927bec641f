// SPDX-License-Identifier: Apache-2.0
#include <QAction>
#include <QSignalSpy>
#include <QTest>
#include <catch2/catch.hpp>

#include "app/viewport/cine.h"
#include "app/viewport/phase_text.h"
#include "app/viewport/view_annotations.h"
#include "tests/app/series/made_series.h"
#include "tests/app/shell/gui.h"
#include "tests/app/shell/tiny_dicom.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::app;
using iso::test::TestWindow;
using iso::test::TinySeries;

namespace {

/// Readings that end when the test says so.
struct Readings {
  class Load : public VolumeLoad {
   public:
    Load(VolumePtr volume, Callbacks callbacks)
        : volume_(std::move(volume)), callbacks_(std::move(callbacks)) {}
    VolumePtr partial() const override { return volume_; }
    bool sliceReady(int) const override { return ended; }
    std::vector<FileProblem> problems() const override { return {}; }
    void prioritize(int) override {}
    void cancel() override { cancelled = true; }
    Result<VolumePtr> wait() override { return volume_; }
    void end() {
      ended = true;
      callbacks_.done(volume_);
    }
    void failNow() { callbacks_.done(iso::fail(ErrorCode::BadFile, "Phase 2 is broken.")); }
    bool ended = false, cancelled = false;

   private:
    VolumePtr volume_;
    Callbacks callbacks_;
  };
  std::vector<std::pair<int, std::shared_ptr<Load>>> begun;
  VolumeLoader loader() {
    return [this](const VolumeDescription&, int phase, VolumeLoad::Callbacks callbacks) {
      auto load = std::make_shared<Load>(test::flatVolume(static_cast<float>(phase)), std::move(callbacks));
      begun.emplace_back(phase, load);
      return Result<std::shared_ptr<VolumeLoad>>(load);
    };
  }
};

LoadedSeriesPtr threePhases() {
  return test::madeSeries([](VolumeDescription& d) {
    d.phases = 3;
    d.phaseQuantity = "trigger";
    d.phaseUnit = "ms";
    d.phaseValues = {0.0, 240.0, 480.5};
  });
}

void events() {
  for (int i = 0; i < 5; ++i) QCoreApplication::processEvents();
}

}  // namespace

TEST_CASE("The other phase comes when all of it is there; until then the first stays", "[phases]") {
  test::ensureApplication();
  Readings readings;
  const auto series = threePhases();
  series->load(readings.loader());
  readings.begun[0].second->end();
  events();
  REQUIRE(series->complete());
  CHECK(series->volume()->valueAt(0, 0, 0) == 0.0);
  QSignalSpy changed(series.get(), &LoadedSeries::phaseChanged);

  series->setPhase(1);
  CHECK(series->pendingPhase() == 1);
  CHECK(series->phase() == 0);
  CHECK(series->volume()->valueAt(0, 0, 0) == 0.0);
  CHECK(series->sliceReady(2));
  // A later wish takes the place of the earlier, whose end no longer matters.
  series->setPhase(2);
  CHECK(readings.begun[1].second->cancelled);
  readings.begun[1].second->end();
  events();
  CHECK(changed.count() == 0);
  readings.begun[2].second->end();
  events();
  REQUIRE(changed.count() == 1);
  CHECK(series->phase() == 2);
  CHECK(series->volume()->valueAt(0, 0, 0) == 2.0);
  CHECK_FALSE(series->pendingPhase());

  // What was read is at hand.
  series->setPhase(0);
  CHECK(series->phase() == 0);
  CHECK(series->volume()->valueAt(0, 0, 0) == 0.0);
  CHECK(readings.begun.size() == 3);
  CHECK(series->held().size() == 2);
  series->releasePhase(0);  // on screen: stays
  CHECK(series->held().size() == 2);
  series->releasePhase(2);
  CHECK(series->held().size() == 1);

  // One that cannot be read leaves what is there and says so.
  QSignalSpy problems(series.get(), &LoadedSeries::phaseProblems);
  series->setPhase(1);
  readings.begun[3].second->failNow();
  events();
  CHECK(problems.count() == 1);
  CHECK(series->phase() == 0);
  CHECK(series->error().isEmpty());
  CHECK_FALSE(series->pendingPhase());
  series->setPhase(7);
  CHECK(series->phase() == 0);
}

TEST_CASE("A phase asked for while the first is read follows it", "[phases]") {
  test::ensureApplication();
  Readings readings;
  const auto series = threePhases();
  series->load(readings.loader());
  series->setPhase(2);
  CHECK(series->pendingPhase() == 2);
  CHECK(readings.begun.size() == 1);
  readings.begun[0].second->end();
  events();
  REQUIRE(readings.begun.size() == 2);
  CHECK(readings.begun[1].first == 2);
  readings.begun[1].second->end();
  events();
  CHECK(series->phase() == 2);
}

TEST_CASE("Phases are named by what tells them apart", "[phases]") {
  const auto series = threePhases();
  CHECK(phaseText(series->description(), 1) == "Phase 2/3 · trigger 240 ms");
  CHECK(phaseText(series->description(), 2) == "Phase 3/3 · trigger 480.5 ms");
  VolumeDescription d = series->description();
  d.phaseQuantity = "instance";
  CHECK(phaseText(d, 0) == "Phase 1/3");
  d.phases = 1;
  CHECK(phaseText(d, 0).empty());
  d.frameTimeMs = 40.0;
  CHECK(Cine::rateOf(d) == Approx(25.0));
  d.frameTimeMs = 0.0;
  CHECK(Cine::rateOf(d) == Approx(15.0));
}

TEST_CASE("Keys step the phases, the corner text names the one on screen, cine plays them in order",
          "[phases]") {
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path(), TinySeries{});
  TestWindow w;
  w.open({QString::fromStdString(folder.path().string())});
  const auto series = threePhases();
  series->adopt(test::flatVolume(0.0F));
  series->adoptPhase(1, test::flatVolume(1.0F));
  series->adoptPhase(2, test::flatVolume(2.0F));
  ViewportArea& area = w.window->viewports();
  area.showSeries(series);
  REQUIRE(test::waitFor([&] { return w.window->settled(); }));
  const auto texts = [&](int view) { return annotations(ViewportAreaProbe::board(area).at(view), {}); };
  for (int view = 0; view < 4; ++view) CHECK(test::says(texts(view), "Phase 1/3 · trigger 0 ms"));
  w.key(Qt::Key_Period);
  CHECK(series->phase() == 1);
  // Before its picture is there the text still names the old one.
  CHECK(test::says(texts(0), "Phase 1/3"));
  REQUIRE(test::waitFor([&] { return w.window->settled(); }));
  for (int view = 0; view < 4; ++view) CHECK(test::says(texts(view), "Phase 2/3 · trigger 240 ms"));
  w.key(Qt::Key_Comma);
  w.key(Qt::Key_Comma);
  CHECK(series->phase() == 2);  // before the first comes the last
  REQUIRE(test::waitFor([&] { return w.window->settled(); }));

  QSignalSpy changed(series.get(), &LoadedSeries::phaseChanged);
  w.key(Qt::Key_C);
  CHECK(w.window->command("cine.toggle")->isChecked());
  REQUIRE(test::waitFor([&] { return changed.count() >= 5; }));
  for (int i = 0; i < 5; ++i) CHECK(changed[i][0].toInt() == i % 3);
  QTest::mouseClick(&area, Qt::LeftButton, {}, QPoint(50, 50));
  CHECK_FALSE(w.window->command("cine.toggle")->isChecked());
}

TEST_CASE("Cine plays the images of a series without phases round and round", "[phases]") {
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path(), TinySeries{});
  TestWindow w;
  w.open({QString::fromStdString(folder.path().string())});
  ViewportArea& area = w.window->viewports();
  area.setViewKind(ViewKind::Stack);
  area.goToLast();
  REQUIRE(test::waitFor([&] { return w.window->settled(); }));
  const auto& view = ViewportAreaProbe::board(area).at(area.activeViewport());
  CHECK(view.shownSlice() == 9);
  w.window->command("cine.faster")->trigger();
  w.window->command("cine.toggle")->trigger();
  REQUIRE(test::waitFor([&] { return view.shownSlice() == 0; }));
  REQUIRE(test::waitFor([&] { return view.shownSlice() == 2; }));
  w.window->command("cine.toggle")->trigger();
  CHECK_FALSE(w.window->command("cine.toggle")->isChecked());
}
