// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "core/base/error.h"

namespace iso {

/// How a volume is lit and photographed for a picture by path tracing (Engine::trace). Lights and surfaces
/// are in linear units: a white matte surface under an even sky of 1 sends back 1.
struct Cinematic {
  int passes = 256;  ///< paths a pixel at which the picture is done, 1…65536
  int bounces = 16;  ///< at most, of one path, 1…100000
  /// The sky: light from straight above and straight below as the viewer sees it, mixed in between.
  std::array<double, 3> sky{0.40, 0.43, 0.47}, ground{0.12, 0.11, 0.10};
  /// The key light, a disc at a great distance: what a white matte surface that faces it sends back of it,
  /// and the disc's half angle in radians (0.001…1.5; the wider, the softer the shadows).
  double key = 0.85;
  double keyAngle = 0.2;
  /// Depth of field: tangent of the half angle of the cone of rays through a point in focus; 0 = all sharp.
  /// At z mm before or behind the plane in focus a point is a disc of radius z · aperture.
  double aperture = 0.0;
  double focusMm = 0.0;   ///< of the plane in focus beyond the plane through the focal point
  double exposure = 1.0;  ///< the light is multiplied by it when it becomes a picture
  bool denoise = true;    ///< smooths what noise is left, see developed()

  friend bool operator==(const Cinematic&, const Cinematic&) = default;
};

/// @return InvalidArgument, with a sentence, where a number means nothing
Result<void> checkCinematic(const Cinematic& cinematic);

}  // namespace iso
