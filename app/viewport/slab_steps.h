// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace iso::app {

/// The thickness in mm that lies `steps` further on a list of round numbers: 0 (a plane), 1, 2, 3 … 500.
double steppedThickness(double thicknessMm, int steps);

/// What a slab starts with when only its projection was chosen.
constexpr double kUsualThickness = 10.0;

}  // namespace iso::app
