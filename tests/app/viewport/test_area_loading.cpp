// SPDX-License-Identifier: Apache-2.0
#include <QSignalSpy>
#include <catch2/catch.hpp>

#include "app/viewport/board_services.h"
#include "app/viewport/view_annotations.h"
#include "tests/app/viewport/area_fixture.h"

using namespace iso;
using namespace iso::app;
using namespace iso::test;

namespace {

bool says(const Overlay& overlay, const std::string& text) {
  for (const auto& t : overlay.texts)
    if (t.text.find(text) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("While reading, the slice on screen comes first; other planes wait") {
  AreaFixture f;
  auto load = std::make_shared<SlowLoad>(makeVolume({}));
  auto series = makeUnread();
  series->adopt(load);
  f.area->showSeries(series);
  REQUIRE(waitFor([&] { return !load->wanted.empty(); }));
  CHECK(load->wanted.back() == 14);
  CHECK_FALSE(f.area->allFinal());
  CHECK(f.board().at(1).message() == "Reading 0 %");

  load->ready.insert(14);
  emit series->sliceArrived(14);
  REQUIRE(waitFor([&] { return f.board().at(0).hasPicture() && f.board().at(0).isFinal(); }));
  CHECK(f.board().at(0).shownSlice() == 14);
  CHECK_FALSE(f.board().at(1).hasPicture());
  CHECK_FALSE(f.area->allFinal());

  // Scrolling to a slice that is not there yet: the last good picture stays under its own number.
  f.area->setActiveViewport(0);
  f.area->stepSlice(2);
  REQUIRE(waitFor([&] { return load->wanted.back() == 16; }));
  REQUIRE(waitFor([&] { return f.board().at(0).message() == "Loading slice 17"; }));
  CHECK(f.board().at(0).shownSlice() == 14);
  const auto overlay = annotations(f.board().at(0), {});
  CHECK(says(overlay, "Image 15/30"));
  CHECK(says(overlay, "Loading slice 17"));

  load->ready.insert(16);
  emit series->sliceArrived(16);
  REQUIRE(waitFor([&] { return f.board().at(0).isFinal(); }));
  CHECK(f.board().at(0).shownSlice() == 16);
  // While reading the engine gets copies of single slices: it may keep what it got.
  CHECK(std::get<SliceRequest>(*f.board().at(0).shown()).volume->size()[2] == 1);
  // No slice was ever asked of the engine before it was there.
  for (const auto& asked : f.engine->slices()) {
    const double k = series->description().geometry.toIndex(asked.view.center).ijk.z();
    CHECK((std::lround(k) == 14 || std::lround(k) == 16));
  }

  QSignalSpy final(f.area.get(), &ViewportArea::finalReached);
  for (int k = 0; k < 30; ++k) load->ready.insert(k);
  series->adopt(load->partial());
  REQUIRE(waitFor([&] { return f.area->allFinal(); }));
  CHECK(f.board().at(1).hasPicture());
  CHECK(f.board().at(3).hasPicture());
  CHECK(std::get<SliceRequest>(*f.board().at(0).shown()).volume->size()[2] == 30);
  CHECK(final.count() >= 1);
}

TEST_CASE("A series just hung is painted with its picture, and without one if that is long in coming") {
  AreaFixture f;
  auto first = makeUnread();
  auto load = std::make_shared<SlowLoad>(makeVolume({}));
  first->adopt(load);
  f.area->showSeries(first);
  CHECK_FALSE(f.area->updatesEnabled());
  REQUIRE(waitFor([&] { return f.area->updatesEnabled(); }));
  CHECK(f.board().at(0).message() == "Reading 0 %");
  CHECK_FALSE(f.board().at(0).hasPicture());

  QSignalSpy shown(f.area.get(), &ViewportArea::pictureShown);
  auto second = makeSeries();
  f.area->showSeries(second);
  CHECK_FALSE(f.area->updatesEnabled());
  REQUIRE(waitFor([&] { return shown.count() == 1; }));
  CHECK(f.area->updatesEnabled());
}

TEST_CASE("An error is a sentence in the view and counts as final") {
  AreaFixture f;
  auto series = makeUnread();
  series->adopt(std::make_shared<SlowLoad>(makeVolume({})));
  f.area->showSeries(series);
  series->stop("The folder is gone.");
  REQUIRE(waitFor([&] { return f.area->allFinal(); }));
  CHECK(f.board().at(0).message() == "The folder is gone.");
  CHECK(says(annotations(f.board().at(0), {}), "The folder is gone."));
}

TEST_CASE("Corner texts, letters and notices say what they must") {
  AreaFixture f;
  auto series = makeSeries();
  f.show(series);
  f.area->setLayoutKind(LayoutKind::Single);
  REQUIRE(f.settle());
  f.grab();
  AnnotationChoice choice;
  auto overlay = annotations(f.board().at(0), choice);
  for (const char* text : {"TEST, ANNA", "ID7", "1970-01-02", "2024-05-06", "Test study", "Test series",
                           "Image 15/30", "H 128.0 mm", "W 400  L 40", "Axial"}) {
    INFO(text);
    CHECK(says(overlay, text));
  }
  CHECK_FALSE(says(overlay, "MIRRORED"));
  choice.level = AnnotationLevel::Less;
  overlay = annotations(f.board().at(0), choice);
  for (const char* text : {"TEST", "ID7", "1970", "2024"}) CHECK_FALSE(says(overlay, text));
  CHECK(says(overlay, "Image 15/30"));

  f.area->flipHorizontal();
  REQUIRE(f.settle());
  choice.level = AnnotationLevel::None;
  overlay = annotations(f.board().at(0), choice);
  CHECK(says(overlay, "MIRRORED"));
  CHECK_FALSE(says(overlay, "Image"));
  f.area->rotateClockwise();
  f.area->flipHorizontal();
  REQUIRE(f.settle());
  CHECK_FALSE(says(annotations(f.board().at(0), choice), "MIRRORED"));
}

TEST_CASE("What is wrong with the geometry is said in the view") {
  AreaFixture f;
  auto unread = makeUnread();
  Series series = unread->series();
  series.volumes[0].issues = {{"missing-slices", "2 slices are missing."}, {"gantry-tilt", "Tilted by 18°."}};
  auto loaded = std::make_shared<LoadedSeries>(unread->study(), series, 0);
  loaded->adopt(makeVolume({}));
  f.show(loaded);
  const auto overlay = annotations(f.board().at(0), {});
  CHECK(says(overlay, "(+1 more) 2 slices are missing."));
}

TEST_CASE("Slices that could not be read are never shown as if they had been") {
  AreaFixture f;
  auto load = std::make_shared<SlowLoad>(makeVolume({}));
  auto series = makeUnread();
  series->adopt(load);
  for (int k = 0; k < 30; ++k)
    if (k != 14) load->ready.insert(k);
  load->unread = {{"14.dcm", "14.dcm cannot be read."}};
  series->adopt(load->partial());
  f.show(series);
  // The linked planes meet in slice 14: the acquired plane has nothing to show, the others have a gap.
  CHECK_FALSE(f.board().at(0).hasPicture());
  CHECK(f.board().at(0).message() == "Slice 15 could not be read.");
  for (int view = 0; view < 4; ++view) {
    INFO(view);
    CHECK(says(annotations(f.board().at(view), {}), "1 slice could not be read and is shown empty"));
  }
  f.area->setActiveViewport(0);
  f.area->stepSlice(1);
  REQUIRE(f.settle());
  CHECK(f.board().at(0).shownSlice() == 15);
}

TEST_CASE("Images without a known place get no directions, positions or planes") {
  AreaFixture f;
  const auto make = [](const Vector3& spacing, bool positioned) {
    SeriesSpec spec;
    spec.spacing = spacing;
    const auto unread = makeUnread(spec);
    Series series = unread->series();
    series.volumes[0].positioned = positioned;
    auto loaded = std::make_shared<LoadedSeries>(unread->study(), series, 0);
    loaded->adopt(makeVolume(spec));
    return loaded;
  };
  const auto hasLetter = [](const Overlay& overlay) {
    for (const auto& t : overlay.texts)
      for (const char* letter : {"R", "L", "A", "P", "H", "F"})
        if (t.text == letter) return true;
    return false;
  };
  const auto known = make({0.5, 0.5, 2.0}, true);
  f.show(known);
  CHECK(hasLetter(annotations(f.board().at(0), {})));
  CHECK(says(annotations(f.board().at(0), {}), "H 128.0 mm"));

  const auto unknown = make({0.5, 0.5, 1.0}, false);
  f.show(unknown);
  CHECK(f.board().at(0).kind() == ViewKind::Stack);
  REQUIRE(f.board().at(0).hasPicture());
  for (int view : {1, 2, 3}) CHECK_FALSE(f.board().at(view).hasPicture());
  auto overlay = annotations(f.board().at(0), {});
  CHECK_FALSE(hasLetter(overlay));
  CHECK(says(overlay, "Image 15/30"));
  CHECK_FALSE(says(overlay, "Axial"));
  CHECK_FALSE(says(overlay, "H 1"));
  CHECK(says(overlay, " mm"));  // the ruler: the distance of the pixels is known
  const auto& state = *f.board().at(0).state();
  const QString text = readOut(state, state.geometry().toPatient(IndexPoint{Vector3(7, 9, 3)}));
  CHECK(text == "Pixel 7, 9 · 30907 HU");
  CHECK_FALSE(state.sharesSpaceWith(SeriesState(known, {})));

  f.show(make({1.0, 1.0, 1.0}, false));
  CHECK_FALSE(says(annotations(f.board().at(0), {}), " mm"));
}

TEST_CASE("The time point on screen is named") {
  AreaFixture f;
  auto unread = makeUnread();
  Series series = unread->series();
  series.volumes[0].phases = 3;
  auto loaded = std::make_shared<LoadedSeries>(unread->study(), series, 0);
  loaded->adopt(makeVolume({}));
  f.show(loaded);
  for (int view = 0; view < 4; ++view) CHECK(says(annotations(f.board().at(view), {}), "Phase 1/3"));
}
