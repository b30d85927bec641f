// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/display/color_map.h"
#include "core/volume/volume.h"
#include "render/cpu/row_spans.h"
#include "render/scene/slice_view.h"

namespace iso {

/// What the kernels need of a scalar volume, flat.
struct VoxelSource {
  const std::byte* voxels = nullptr;
  VoxelType type = VoxelType::Int16;
  Size3 size{};
  std::int64_t rowVoxels = 0, sliceVoxels = 0;  ///< from one row to the next, and from one slice
  float slope = 1.0f, intercept = 0.0f;         ///< for all slices, if the next two are null
  const float* slopes = nullptr;                ///< size[2] entries
  const float* intercepts = nullptr;
};

/// Keeps the per-slice tables that a VoxelSource points at.
struct VoxelSourceTables {
  explicit VoxelSourceTables(const Volume& volume);
  VoxelSource source;

 private:
  std::vector<float> slopes_, intercepts_;
};

/// The same voxels without their rescale.
inline VoxelSource storedNumbers(VoxelSource source) {
  source.slope = 1.0f;
  source.intercept = 0.0f;
  source.slopes = source.intercepts = nullptr;
  return source;
}

/// Whether the voxels of one vector's pixels in a row are few enough to be read by one load, and how many it
/// brings.
enum class RowWindow { None, Narrow /* 16 */, Wide /* 32 */ };

/// Where the pixels of one vector lie relative to its first: whole voxels and fractions in 2⁻³⁰ of a voxel.
/// Kept by the caller between spans of equal step.
struct LaneOffsets {
  static constexpr std::size_t kMostLanes = 16;
  std::array<double, 3> step{};
  alignas(64) std::int32_t whole[3][kMostLanes] = {};
  alignas(64) std::int32_t fraction[3][kMostLanes] = {};
  /// Voxels from a pixel's to that of the pixel a few rows below, fetched ahead of time: rows of an oblique
  /// plane lie in other cache lines than the rows before them. 0 = nothing is fetched ahead.
  std::int64_t ahead = 0;
  /// For vectors of kMostLanes pixels.
  RowWindow window = RowWindow::None;
  std::int32_t windowLow = 0;  ///< columns from a pixel's voxel to the window's first
  /// The same for one voxel more on each side, from one column further to the left.
  RowWindow cubicWindow = RowWindow::None;
  /// Whether four lanes find all they need in eight voxels of a row.
  bool fourFit = false, fourFitCubic = false;

  void update(const std::array<double, 3>& newStep);
};

/// Samples one span (inside = true) into out[0 … end − begin): modality values.
void sampleSpan(const VoxelSource& source, const RowSpan& span, Interpolation interpolation,
                LaneOffsets& lanes, float* out);

/// Grey fractions value × scale + offset → entries of a 256-colour map; NaN takes entry 0.
void colorize(const float* values, int count, float scale, float offset, const Rgba8* map, Rgba8* out);

/// The instruction set the kernels run on here, for people ("AVX-512").
const char* simdName();

}  // namespace iso
