// SPDX-License-Identifier: Apache-2.0
#include <QSignalSpy>
#include <algorithm>
#include <catch2/catch.hpp>

#include "app/viewport/view_annotations.h"
#include "tests/app/viewport/area_fixture.h"
#include "tests/support/made_meshes.h"

using namespace iso;
using namespace iso::app;
using namespace iso::test;

namespace {

bool says(const Overlay& overlay, const std::string& text) {
  return std::any_of(overlay.texts.begin(), overlay.texts.end(),
                     [&](const OverlayText& t) { return t.text.find(text) != std::string::npos; });
}

const VolumeView& shownVolume(AreaFixture& f) {
  return std::get<VolumeRequest>(*f.board().at(3).shown()).view;
}

VolumePreset relativePreset() {
  VolumePreset preset;
  preset.id = "mr-own";
  preset.title = "MR own";
  preset.modality = "MR";
  preset.relative = true;
  preset.transfer.points = {{0.1, 0.0, {1, 1, 1}}, {0.9, 1.0, {1, 1, 1}}};
  return preset;
}

}  // namespace

TEST_CASE("The 3D view is asked for with the look of its series, and reset takes it back") {
  AreaFixture f;
  f.show(makeSeries());
  CHECK_FALSE(shownVolume(f).light);
  QSignalSpy changed(f.area.get(), &ViewportArea::windowChanged);
  f.area->setVolumeLook({LightPlace::UpperLeft, 0.5, true, true});
  CHECK(changed.count() == 1);
  REQUIRE(f.settle());
  const VolumeView& view = shownVolume(f);
  REQUIRE(view.light);
  CHECK(view.light->isApprox(*lightDirection(LightPlace::UpperLeft, view.camera)));
  CHECK(view.occlusion == 0.5);
  CHECK(view.shadows);
  CHECK(view.preintegrated);
  CHECK(view.jitter);
  // The light stays with the viewer.
  f.area->setViewFrom("left");
  REQUIRE(f.settle());
  CHECK(shownVolume(f).light->isApprox(*lightDirection(LightPlace::UpperLeft, shownVolume(f).camera)));
  f.area->resetAll();
  REQUIRE(f.settle());
  CHECK(f.area->volumeLook() == VolumeLook{});
  CHECK_FALSE(shownVolume(f).light);
}

TEST_CASE("A surface in a cinematic view says why the picture is not traced") {
  AreaFixture f;
  f.show(makeSeries());
  REQUIRE(f.area->currentPreset().mode == VolumeMode::Composite);
  VolumeLook look;
  look.cinematic = true;
  f.area->setVolumeLook(look);
  REQUIRE(f.settle());
  CHECK(shownVolume(f).cinematic);
  CHECK_FALSE(says(annotations(f.board().at(3), {}), "Not cinematic"));
  look.surfaces = {{sphereMesh({0, 0, 0}, 5.0, 4), "ball", {200, 100, 50, 255}, true}};
  f.area->setVolumeLook(look);
  REQUIRE(f.settle());
  CHECK_FALSE(shownVolume(f).cinematic);
  CHECK(says(annotations(f.board().at(3), {}), "Not cinematic with a surface"));
}

TEST_CASE("An edited preset is named so, keeps its origin's id, and edited back is the origin") {
  AreaFixture f;
  f.show(makeSeries());
  const VolumePreset before = f.area->currentPreset();
  CHECK_FALSE(f.area->presetEdited());
  VolumePreset edited = before;
  edited.transfer.points[1].opacity = 0.25;
  f.area->setVolumeTransfer(edited);
  CHECK(f.area->presetEdited());
  CHECK(f.area->volumePreset() == "ct-bone");
  REQUIRE(f.settle());
  CHECK(shownVolume(f).preset.transfer.points[1].opacity == 0.25);
  CHECK(says(annotations(f.board().at(3), {}), "CT bone (edited)"));
  CHECK((f.area->currentPreset() == edited));
  f.area->setVolumeTransfer(before);
  CHECK_FALSE(f.area->presetEdited());
  f.area->setVolumeTransfer(edited);
  f.area->setVolumePreset("ct-bone");
  CHECK_FALSE(f.area->presetEdited());
  REQUIRE(f.settle());
  CHECK_FALSE(says(annotations(f.board().at(3), {}), "(edited)"));
}

TEST_CASE("What was made from a relative preset is kept relative") {
  AreaFixture f;
  f.show(makeSeries());
  f.area->addVolumePresets({relativePreset()});
  f.area->setVolumePreset("mr-own");
  VolumePreset fitted = f.area->currentPreset();
  CHECK_FALSE(fitted.relative);
  const auto window = f.area->activeSeries()->automaticWindow();
  REQUIRE(window);
  CHECK(fitted.transfer.points[0].value == Approx(window->center - 0.4 * window->width));
  CHECK_FALSE(f.area->presetEdited());
  fitted.transfer.points[0].opacity = 0.125;
  fitted.gradient.points = {{0.0, 0.5}, {0.2 * window->width, 1.0}};
  f.area->setVolumeTransfer(fitted);
  CHECK(f.area->presetEdited());
  const VolumePreset kept = f.area->presetToKeep();
  CHECK(kept.relative);
  CHECK(kept.transfer.points[0].value == Approx(0.1));
  CHECK(kept.transfer.points[1].value == Approx(0.9));
  CHECK(kept.transfer.points[0].opacity == 0.125);
  CHECK(kept.gradient.points[1].gradient == Approx(0.2));
}

TEST_CASE("Presets can join, be replaced and go") {
  AreaFixture f;
  f.show(makeSeries());
  QSignalSpy spy(f.area.get(), &ViewportArea::presetsChanged);
  VolumePreset own = relativePreset();
  f.area->addVolumePresets({own});
  own.title = "Other title";
  f.area->addVolumePresets({own});
  CHECK(spy.count() == 2);
  const auto presets = f.area->volumePresets();
  REQUIRE(presets.size() == 2);
  CHECK(presets[0].modality == "CT");  // of the series' modality first
  CHECK(presets[1].title == "Other title");
  f.area->removeVolumePreset("mr-own");
  CHECK(f.area->volumePresets().size() == 1);
}

TEST_CASE("Every preset gets a small picture, and the views know nothing of it") {
  AreaFixture f;
  f.area->addVolumePresets({relativePreset()});
  f.show(makeSeries());
  QSignalSpy pictures(f.area.get(), &ViewportArea::presetPicture);
  int disturbed = 0;
  QObject::connect(f.area.get(), &ViewportArea::presetPicture, f.area.get(),
                   [&] { disturbed += !f.area->allFinal(); });
  f.area->requestPresetPictures(32);
  REQUIRE(waitFor([&] { return pictures.count() >= 2; }));
  CHECK(pictures[0][0].toString() == "ct-bone");
  CHECK(pictures[1][0].toString() == "mr-own");
  for (const auto& arguments : pictures) {
    const auto image = arguments[1].value<QImage>();
    REQUIRE(image.size() == QSize(32, 32));
    const Rgba8 colour = PatternEngine::kVolumeColour;
    CHECK(image.pixelColor(5, 7) == QColor(colour.r, colour.g, colour.b));
  }
  CHECK(f.area->allFinal());
  // Another camera, other pictures.
  f.area->setViewFrom("head");
  REQUIRE(waitFor([&] { return pictures.count() >= 4; }));
  CHECK(disturbed == 0);
  f.area->stopPresetPictures();
  f.area->setViewFrom("feet");
  REQUIRE(f.settle());
  CHECK(pictures.count() == 4);
}

TEST_CASE("The frame rate is told where it is asked for") {
  AreaFixture f;
  f.show(makeSeries());
  AnnotationChoice choice;
  CHECK_FALSE(says(annotations(f.board().at(3), choice), " ms"));
  choice.frameRate = true;
  CHECK(says(annotations(f.board().at(3), choice), " ms"));
  CHECK(says(annotations(f.board().at(0), choice), " ms"));
  CHECK_FALSE(f.area->frameRateVisible());
  f.area->setFrameRateVisible(true);
  CHECK(f.area->frameRateVisible());
}
