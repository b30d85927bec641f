// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

namespace iso {

/// An image to lay over a picture: 8-bit blue, green, red, alpha (premultiplied), row by row from the top.
struct OverlayImage {
  int width = 0, height = 0;
  int strideBytes = 0;  ///< from row to row, a multiple of 4
  std::shared_ptr<const std::uint8_t> pixels;
};

}  // namespace iso
