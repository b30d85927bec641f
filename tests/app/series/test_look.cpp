// SPDX-License-Identifier: Apache-2.0
#include <QAction>
#include <QImage>
#include <catch2/catch.hpp>
#include <cmath>

#include "app/viewport/overlay_planes.h"
#include "app/viewport/overlay_store.h"
#include "app/viewport/series_state.h"
#include "app/viewport/voi_lut.h"
#include "tests/app/series/fake_reader.h"
#include "tests/app/series/made_series.h"
#include "tests/app/shell/gui.h"
#include "tests/app/shell/tiny_dicom.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::app;
using iso::test::TestWindow;
using iso::test::TinySeries;

namespace {

/// The grey a value gets: what an engine does with a window and a map.
int grey(const SliceDisplay& display, double value) {
  return display.map.entries[static_cast<std::size_t>(std::lround(255.0 * windowed(display.window, value)))]
      .r;
}

std::shared_ptr<LookupTable> quadratic() {
  auto table = std::make_shared<LookupTable>();
  table->explanation = "BONE";
  table->first = -100;
  table->bits = 12;
  for (int e = 0; e < 256; ++e)
    table->entries.push_back(static_cast<std::uint16_t>(e * e * 4095 / (255 * 255)));
  return table;
}

/// Where the image is tinted: x0, y0, x1, y1 inclusive; and that nothing else is.
void checkBlock(const QImage& image, int x0, int y0, int x1, int y1) {
  int inside = 0, outside = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) {
      const bool set = qAlpha(image.pixel(x, y)) > 0;
      const bool within = x >= x0 && x <= x1 && y >= y0 && y <= y1;
      inside += set && within;
      outside += set && !within;
    }
  CHECK(inside == (x1 - x0 + 1) * (y1 - y0 + 1));
  CHECK(outside == 0);
}

}  // namespace

TEST_CASE("A VOI table shows every value of its inputs as its entry says", "[look]") {
  const auto table = quadratic();
  const auto series = test::madeSeries([&](VolumeDescription& d) {
    d.windows.clear();
    d.voiLuts = {table};
  });
  series->adopt(test::flatVolume(1.0F));
  SeriesState state(series, {});
  // A file with tables and no windows starts with the first table.
  REQUIRE(state.updateInitialWindow());
  CHECK(state.voiLut() == 0);
  for (int e = 0; e < 256; ++e) {
    INFO(e);
    const int entry = e * e * 4095 / (255 * 255);
    const int expected = static_cast<int>(std::lround(255.0 * entry / 4095.0));
    CHECK(grey(state.display(), -100 + e) == expected);
  }
  CHECK(grey(state.display(), -5000) == 0);
  CHECK(grey(state.display(), 5000) == 255);
  state.setInverted(true);
  CHECK(grey(state.display(), 5000) == 0);
  state.setInverted(false);

  // By hand it is plain grey again, and reset brings the table back.
  state.setWindow({0.0, 255.0, VoiFunction::LinearExact});
  CHECK_FALSE(state.voiLut());
  CHECK(grey(state.display(), 0.0) == 128);
  state.resetWindow();
  CHECK(state.voiLut() == 0);

  // A long table of ten bits: a step in its middle stays where it is to within half a grey step.
  LookupTable step;
  step.bits = 10;
  for (int e = 0; e < 1024; ++e) step.entries.push_back(e < 512 ? 0 : 1023);
  SliceDisplay display;
  display.window = lutWindow(step);
  display.map = lutMap(step, colorMap("Grey"));
  CHECK(grey(display, 508) == 0);
  CHECK(grey(display, 516) == 255);
}

TEST_CASE("Where the file has windows a table is a choice", "[look]") {
  const auto series = test::madeSeries([&](VolumeDescription& d) { d.voiLuts = {quadratic()}; });
  series->adopt(test::flatVolume(1.0F));
  SeriesState state(series, {});
  REQUIRE(state.updateInitialWindow());
  CHECK_FALSE(state.voiLut());
  CHECK(state.window()->width == 400.0);
  state.setVoiLut(3);
  CHECK_FALSE(state.voiLut());

  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path(), TinySeries{});
  TestWindow w;
  w.open({QString::fromStdString(folder.path().string())});
  w.window->viewports().showSeries(series);
  REQUIRE(test::waitFor([&] { return w.window->settled(); }));
  QAction* choice = w.window->command("window.table.0");
  REQUIRE(choice);
  CHECK(choice->text() == "From the file (BONE)");
  choice->trigger();
  CHECK(w.window->viewports().voiLut() == 0);
  CHECK(choice->isChecked());
  w.window->viewports().setWindow({10.0, 20.0, VoiFunction::LinearExact});
  CHECK_FALSE(choice->isChecked());
}

TEST_CASE("Overlay planes lie on their image pixels, turned and flipped with them", "[look]") {
  const auto geometry = *VolumeGeometry::make({10, 10, 1}, Matrix3::Identity(), {{0, 0, 0}});
  OverlayPlane plane;
  plane.rows = 2;
  plane.columns = 3;
  plane.originRow = 4;
  plane.originColumn = 3;
  plane.bits = {1, 0, 0, 0, 0, 0};  // image column 2, row 3, counted from 0
  SliceView view;
  view.center = {Vector3(4.5, 4.5, 0.0)};
  view.pixelMm = 0.1;
  view.width = view.height = 100;
  const auto painted = [&] {
    QImage image(view.width, view.height, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    paintPlanesUnder(image, {plane}, view, geometry, 0, QColor(240, 200, 60, 150));
    return image;
  };
  // Ten screen pixels an image pixel; the picture's left edge is that of column 0.
  checkBlock(painted(), 20, 30, 29, 39);
  CHECK(std::abs(qAlpha(painted().pixel(25, 35)) - 150) <= 1);
  // Flipped: column 2 from the left is column 7.
  view.right = -Vector3::UnitX();
  checkBlock(painted(), 70, 30, 79, 39);
  // Turned clockwise: row 3 from the top is the fourth from the right, column 2 from the left the third from
  // the top.
  view.right = -Vector3::UnitY();
  view.down = Vector3::UnitX();
  checkBlock(painted(), 60, 20, 69, 29);
  // So small that an image pixel is a quarter of a screen pixel wide: it still shows.
  view.right = Vector3::UnitX();
  view.down = Vector3::UnitY();
  view.pixelMm = 4.0;
  checkBlock(painted(), 49, 49, 49, 49);
}

TEST_CASE("Of overlays wished for while one is looked at, the latest is kept", "[look]") {
  std::vector<std::pair<SliceSource, OverlayStore::Deliver>> asked;
  OverlayStore store;
  int changed = 0;
  store.changed = [&] { ++changed; };
  store.setSource([&](const SliceSource& slice, OverlayStore::Deliver deliver) {
    asked.emplace_back(slice, std::move(deliver));
  });
  const auto slice = [](int frame) {
    SliceSource s;
    s.path = "us.dcm";
    s.frame = frame;
    return s;
  };
  CHECK(store.find(slice(0)) == nullptr);
  for (int frame = 1; frame < 10; ++frame) CHECK(store.find(slice(frame)) == nullptr);
  REQUIRE(asked.size() == 1);
  OverlayPlane plane;
  plane.rows = plane.columns = 1;
  plane.bits = {1};
  asked[0].second({plane});
  CHECK(changed == 1);
  REQUIRE(asked.size() == 2);
  CHECK(asked[1].first.frame == 9);
  asked[1].second({});
  REQUIRE(store.find(slice(0)));
  CHECK(store.find(slice(0))->size() == 1);
  REQUIRE(store.find(slice(9)));
  CHECK(store.find(slice(9))->empty());
  CHECK(asked.size() == 2);
}

TEST_CASE("A stack shows its file's overlay until it is switched off", "[look]") {
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path(), TinySeries{});
  TestWindow w;
  auto reader = std::make_shared<test::FakeReader>();
  OverlayPlane plane;
  plane.rows = 24;
  plane.columns = 32;
  plane.bits.assign(24 * 32, 1);
  reader->planes = {plane};
  w.open({QString::fromStdString(folder.path().string())});
  w.session->setReader(reader);
  ViewportArea& area = w.window->viewports();
  area.setLayoutKind(LayoutKind::Single);
  area.setAnnotationLevel(AnnotationLevel::None);
  const auto colourful = [&] {
    const QImage picture = area.grabFramebuffer();
    const QColor c = picture.pixelColor(picture.width() / 2 + 40, picture.height() / 2 + 40);
    return c.red() > c.blue() + 30;
  };
  REQUIRE(test::waitFor([&] { return w.window->settled(); }));
  CHECK_FALSE(colourful());  // planes of the patient are not acquired slices
  area.setViewKind(ViewKind::Stack);
  REQUIRE(test::waitFor([&] { return w.window->settled() && colourful(); }));
  w.window->command("view.overlays")->trigger();
  CHECK_FALSE(w.window->command("view.overlays")->isChecked());
  CHECK_FALSE(colourful());
}
