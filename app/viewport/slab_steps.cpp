// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/slab_steps.h"

#include <algorithm>
#include <iterator>

namespace iso::app {
namespace {

constexpr double kThicknesses[] = {0,  1,  2,  3,  4,  5,  6,  7,   8,   10,  12,  15,  20,  25,
                                   30, 40, 50, 60, 70, 80, 90, 100, 120, 150, 200, 300, 400, 500};

}  // namespace

double steppedThickness(double thicknessMm, int steps) {
  if (steps == 0) return thicknessMm;
  // From between two, the first step goes to the next one in its direction.
  const auto* next = steps > 0
                         ? std::upper_bound(std::begin(kThicknesses), std::end(kThicknesses), thicknessMm)
                         : std::lower_bound(std::begin(kThicknesses), std::end(kThicknesses), thicknessMm);
  const auto index = (next - std::begin(kThicknesses)) + (steps > 0 ? steps - 1 : steps);
  return kThicknesses[std::clamp<std::ptrdiff_t>(index, 0, std::ssize(kThicknesses) - 1)];
}

}  // namespace iso::app
