// SPDX-License-Identifier: Apache-2.0
#include <QGuiApplication>
#include <catch2/catch.hpp>

#include "app/viewport/overlay_painter.h"
#include "tests/app/viewport/area_fixture.h"

using namespace iso;
using namespace iso::app;

TEST_CASE("Upright lines fall on whole pixels at every scale") {
  test::ensureApplication();
  for (const double ratio : {1.0, 1.25, 1.5, 2.0, 3.0}) {
    Overlay o;
    OverlayLine line;
    line.points = {{20.3, 0}, {20.3, 50}};
    line.color = {255, 0, 0, 255};
    line.halo = 0.0;
    o.lines.push_back(line);
    const int side = static_cast<int>(50 * ratio);
    const QImage image = paintOverlay(o, {side, side}, ratio, "DejaVu Sans");
    int full = 0, part = 0;
    for (int x = 0; x < side; ++x) {
      const int alpha = qAlpha(image.pixel(x, side / 2));
      full += alpha == 255;
      part += alpha > 0 && alpha < 255;
    }
    INFO("ratio " << ratio);
    CHECK(full >= 1);
    if (ratio == std::floor(ratio)) CHECK(part == 0);
  }
}

TEST_CASE("Text is cut to its room and stays inside the picture") {
  test::ensureApplication();
  Overlay o;
  OverlayText text;
  text.position = {8, 8};
  text.text = "A very long patient name that does not fit into so narrow a column at all";
  text.color = {255, 255, 255, 255};
  text.maxWidth = 100;
  o.texts.push_back(text);
  const QImage image = paintOverlay(o, {300, 60}, 1.0, "DejaVu Sans");
  int rightmost = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      if (qAlpha(image.pixel(x, y)) > 0) rightmost = std::max(rightmost, x);
  CHECK(rightmost > 60);
  CHECK(rightmost <= 8 + 100 + 2);
}

TEST_CASE("What a closed line encloses is tinted once, with rim or without") {
  test::ensureApplication();
  for (const double halo : {0.0, 1.0}) {
    Overlay o;
    OverlayLine line;
    line.points = {{5, 5}, {45, 5}, {45, 45}, {5, 45}};
    line.color = {200, 150, 255, 255};
    line.closed = true;
    line.halo = halo;
    line.fill = Rgba8{200, 150, 255, 51};
    o.lines.push_back(line);
    const QImage image = paintOverlay(o, {50, 50}, 1.0, "DejaVu Sans");
    CHECK(std::abs(qAlpha(image.pixel(25, 25)) - 51) <= 1);
  }
}
