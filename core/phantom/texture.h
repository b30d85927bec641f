// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/phantom/shape.h"
#include "core/phantom/tissue.h"

namespace iso {

/// What makes a tissue look grown instead of poured.
enum class Texture : std::uint8_t {
  None,
  Fat,
  Muscle,
  Marrow,
  Skull,
  Lung,
  Cerebrum,
  Cerebellum,
  Parenchyma,
  Stool,
  AirCells
};

/// Value of a tissue at a point.
/// @param base value from surface and core tissue  @param depth mm below the layer's surface
/// @param p warped patient point in mm  @param soft width in mm over which edges blend
float textured(Texture texture, float base, float depth, const Vec3f& p, float soft, Channel channel);

}  // namespace iso
