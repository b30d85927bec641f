// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "app/viewport/layout.h"

using namespace iso::app;

TEST_CASE("Layouts cover the area without overlap, apart from the gaps") {
  for (const auto kind : {LayoutKind::TwoByTwo, LayoutKind::OneAndThree})
    for (const QSize area : {QSize(801, 601), QSize(1920, 1080), QSize(333, 999)}) {
      const auto rects = layoutRects(kind, {}, area, 3, 0);
      REQUIRE(rects.size() == 4);
      long covered = 0;
      for (std::size_t a = 0; a < 4; ++a) {
        CHECK(QRect(QPoint(0, 0), area).contains(rects[a]));
        covered += static_cast<long>(rects[a].width()) * rects[a].height();
        for (std::size_t b = 0; b < a; ++b) CHECK_FALSE(rects[a].intersects(rects[b]));
      }
      const long all = static_cast<long>(area.width()) * area.height();
      CHECK(covered < all);
      CHECK(covered > all - 3L * (area.width() + 2L * area.height()) - 1);
    }
}

TEST_CASE("2x2 is ordered row by row, 1+3 has its large view left") {
  const auto grid = layoutRects(LayoutKind::TwoByTwo, {}, {800, 600}, 2, 0);
  CHECK(grid[0] == QRect(0, 0, 399, 299));
  CHECK(grid[1] == QRect(401, 0, 399, 299));
  CHECK(grid[2] == QRect(0, 301, 399, 299));
  CHECK(grid[3] == QRect(401, 301, 399, 299));
  const auto large = layoutRects(LayoutKind::OneAndThree, {}, {900, 600}, 2, 0);
  CHECK(large[0] == QRect(0, 0, 599, 600));
  CHECK(large[1].topLeft() == QPoint(601, 0));
  CHECK(large[3].bottomRight() == QPoint(899, 599));
  const auto single = layoutRects(LayoutKind::Single, {}, {900, 600}, 2, 2);
  CHECK(single[2] == QRect(0, 0, 900, 600));
  CHECK(single[0].isNull());
}

TEST_CASE("Splitters are found, moved, and leave every view some room") {
  LayoutSplits splits;
  const QSize area(800, 600);
  CHECK(splitterAt(LayoutKind::TwoByTwo, splits, area, {401, 100}, 4) == Splitter::Column);
  CHECK(splitterAt(LayoutKind::TwoByTwo, splits, area, {100, 298}, 4) == Splitter::Row);
  CHECK(splitterAt(LayoutKind::TwoByTwo, splits, area, {402, 301}, 4) == Splitter::Cross);
  CHECK(splitterAt(LayoutKind::TwoByTwo, splits, area, {100, 100}, 4) == Splitter::None);
  CHECK(splitterAt(LayoutKind::Single, splits, area, {400, 300}, 4) == Splitter::None);
  moveSplitter(splits, Splitter::Cross, area, {200, 450});
  CHECK(splits.column == Approx(0.25));
  CHECK(splits.row == Approx(0.75));
  moveSplitter(splits, Splitter::Column, area, {-50, 0});
  CHECK(splits.column == Approx(0.1));
  moveSplitter(splits, Splitter::First, area, {0, 599});
  CHECK(splits.first < splits.second);
}

TEST_CASE("Layout names are those of the command line") {
  for (const auto kind : {LayoutKind::TwoByTwo, LayoutKind::OneAndThree, LayoutKind::Single})
    CHECK(parseLayout(layoutName(kind)) == kind);
  CHECK(layoutName(LayoutKind::OneAndThree) == "1+3");
  CHECK_FALSE(parseLayout("3x3"));
}
