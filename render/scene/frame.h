// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/display/color_map.h"

namespace iso {

/// Leaves new elements as they are: an engine writes every pixel once, and zeroing a picture first would
/// cost it a fifth of the time of a slice.
template <class T>
struct UninitializedAllocator : std::allocator<T> {
  template <class U>
  struct rebind {
    using other = UninitializedAllocator<U>;
  };
  UninitializedAllocator() = default;
  template <class U>
  UninitializedAllocator(const UninitializedAllocator<U>&) noexcept {}
  template <class U>
  void construct(U*) noexcept {
    static_assert(std::is_trivially_copyable_v<U>, "only plain pixels may be left uninitialised");
  }
  template <class U, class... Arguments>
  void construct(U* place, Arguments&&... arguments) {
    ::new (static_cast<void*>(place)) U(std::forward<Arguments>(arguments)...);
  }
};

template <class T>
using PixelBuffer = std::vector<T, UninitializedAllocator<T>>;

/// Modality values of a slice, row by row from the top; NaN where the volume is not.
struct ValueFrame {
  int width = 0, height = 0;
  PixelBuffer<float> values;
};

/// A finished picture, row by row from the top; straight (not premultiplied) alpha.
struct ColorFrame {
  int width = 0, height = 0;
  PixelBuffer<Rgba8> pixels;
  /// Volume pictures only, else empty: distance in mm from the plane through the focal point
  /// perpendicular to the view, positive away from the viewer, of the first sample at which the ray's
  /// accumulated opacity reaches 0.5 (MIP: of the maximum); +infinity where it never does.
  PixelBuffer<float> depth;
};

}  // namespace iso
