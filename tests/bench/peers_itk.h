// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

namespace iso::bench {

// Flat on purpose: ITK 5.2 brings an Eigen of its own that does not go together with the system's in one
// translation unit.
struct FlatVolume {
  const short* voxels;
  int size[3];
  double spacing[3], origin[3];
};
struct FlatSlice {
  double first[3], right[3], down[3], normal[3];
  double pixelMm;
  int width, height;
};

/// itk::ResampleImageFilter, linear, on the volume's own memory.
class ItkResample {
 public:
  explicit ItkResample(const FlatVolume& volume);
  ~ItkResample();
  void render(const FlatSlice& slice);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace iso::bench
