// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>

#include "render/engine/engine.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/reference.h"

namespace iso::test {

/// Shares of the pixels that may not be further off than two grey levels, and than 0.05 mm in depth.
struct Agreement {
  double withinTwo = 0.995, depth = 0.98;
};

/// Checks an engine's volume picture against the reference.
inline void checkVolume(Engine& engine, const VolumePtr& volume, const VolumeView& view,
                        const Agreement& least = {}) {
  const auto frame = engine.volume(volume, view, {});
  REQUIRE(frame);
  const ColorFrame expected = referenceVolume(*volume, view);
  const ColorDifference d = difference(*frame, expected);
  CAPTURE(d.mean, d.withinTwo, d.largest);
  CHECK(d.mean <= 0.5);
  CHECK(d.withinTwo >= least.withinTwo);
  CHECK(depthsWithin(frame->depth, expected.depth, 0.05) >= least.depth);
}

}  // namespace iso::test
