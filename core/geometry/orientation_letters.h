// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/geometry/points.h"

namespace iso {

/// Names a direction in the patient with R L A P H F, strongest axis first. A second letter is added when
/// the direction is more than `obliqueRadians` off the strongest axis (so "R", "RA"), never a third.
/// @param direction LPS, any length above zero; "" for a zero vector
std::string orientationLetters(const Vector3& direction, double obliqueRadians = 0.1745);

}  // namespace iso
