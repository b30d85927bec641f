// SPDX-License-Identifier: Apache-2.0
#include <QDoubleSpinBox>
#include <catch2/catch.hpp>

#include "app/session/derived_series.h"
#include "app/session/volume_cache.h"
#include "app/shell/preferences_dialog.h"
#include "tests/app/series/made_series.h"
#include "tests/app/shell/gui.h"
#include "tests/app/shell/tiny_dicom.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::app;
using iso::test::TestWindow;
using iso::test::TinySeries;

TEST_CASE("What was shown longest ago goes first, and no more than needed", "[memory]") {
  const std::vector<CacheEntry> entries{{100, 3, true}, {100, 1, true}, {100, 2, false}, {100, 4, true}};
  CHECK(entriesToEvict(entries, 400, 0).empty());
  CHECK(entriesToEvict(entries, 399, 0) == std::vector<std::size_t>{1});
  CHECK(entriesToEvict(entries, 400, 150) == std::vector<std::size_t>{1, 0});
  CHECK(entriesToEvict(entries, 0, 0) == std::vector<std::size_t>{1, 0, 3});
}

TEST_CASE("Beyond the limit a series off screen is let go and read again when it is shown", "[memory]") {
  test::ensureApplication();
  test::TemporaryFolder folder;
  TinySeries tiny;
  for (int n = 1; n <= 3; ++n) {
    tiny.seriesUid = "1.2.826.0.1.3680043.10.1." + std::to_string(n);
    tiny.number = n;
    test::writeTinySeries(folder.path() / std::to_string(n), tiny);
  }
  Session session(nullptr, silentLog(), 2);
  session.openPaths({QString::fromStdString(folder.path().string())});
  REQUIRE(test::waitFor([&] { return session.idle(); }));
  REQUIRE(session.series().size() == 3);
  const auto one = session.series()[0], two = session.series()[1], three = session.series()[2];
  const auto show = [&](const LoadedSeriesPtr& series) {
    session.load(series);
    session.setOnScreen({series});
    REQUIRE(test::waitFor([&] { return session.idle(); }));
  };
  show(one);
  const std::size_t each = session.bytesHeld();
  CHECK(each == 32 * 24 * 10 * 2);
  session.setMemoryLimit(2 * each);
  session.requestThumbnails(16);
  REQUIRE(test::waitFor([&] { return session.idle(); }));
  show(two);
  CHECK(one->complete());
  show(three);
  CHECK_FALSE(one->complete());
  CHECK(one->volume() == nullptr);
  CHECK(two->complete());
  CHECK(three->complete());
  CHECK(session.bytesHeld() == 2 * each);
  CHECK_FALSE(session.thumbnailOf(one->key()).isNull());

  show(one);
  REQUIRE(one->complete());
  CHECK(one->volume()->valueAt(3, 2, 1) == tiny.value(3, 2, 1));
  CHECK_FALSE(two->complete());
  // What is on screen stays, whatever the limit.
  session.setMemoryLimit(1);
  CHECK(one->complete());
  CHECK_FALSE(three->complete());
}

TEST_CASE("The memory for images is a preference in GB", "[memory]") {
  test::ensureApplication();
  Preferences preferences;
  const std::size_t half = preferences.memoryForImages();
  CHECK(half >= (std::size_t{1} << 30));
  PreferencesDialog untouched(preferences, "test");
  untouched.accept();
  CHECK(preferences.memoryForImages() == half);
  PreferencesDialog dialog(preferences, "test");
  dialog.findChild<QDoubleSpinBox*>("memoryForImages")->setValue(1.5);
  dialog.accept();
  CHECK(preferences.memoryForImages() == 1610612736u);
}

TEST_CASE("A computed series says so and has no file", "[memory]") {
  test::ensureApplication();
  const auto source = test::madeSeries();
  source->adopt(test::flatVolume(5.0F));
  CHECK_FALSE(needsRegularGrid(*source));
  const auto tilted = test::madeSeries([](VolumeDescription& d) {
    Matrix3 axes = Vector3(1.0, 1.0, 2.0).asDiagonal();
    axes(1, 2) = 0.7;
    d.geometry = *VolumeGeometry::make({8, 6, 4}, axes, {{0, 0, 0}});
  });
  CHECK(needsRegularGrid(*tilted));
  const auto derived = derivedSeries(*source, {test::flatVolume(5.0F), std::nullopt});
  CHECK(derived->derived());
  CHECK(derived->complete());
  CHECK(derived->series().description == "Made (resampled)");
  CHECK(derived->key() != source->key());
  CHECK(derived->description().slices.empty());
  CHECK_FALSE(needsRegularGrid(*derived));

  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path(), TinySeries{});
  TestWindow w;
  w.open({QString::fromStdString(folder.path().string())});
  const auto open = w.session->series().front();
  const auto made = derivedSeries(*open, {open->volume(), open->automaticWindow()});
  w.session->addDerived(made);
  w.session->addDerived(made);  // once
  REQUIRE(w.session->series().size() == 2);
  w.window->hang(made);
  CHECK(w.window->viewports().activeSeries() == made);
  CHECK_FALSE(w.window->command("file.header")->isEnabled());
  CHECK(w.window->windowTitle().contains("(resampled)"));
}
