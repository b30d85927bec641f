// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/geometry/volume_geometry.h"
#include "core/volume/voxel_buffer.h"
#include "core/volume/voxel_type.h"

namespace iso {

/// Stored value × slope + intercept = modality value (DICOM PS3.3 C.11.1.1.2).
struct Rescale {
  double slope = 1.0;
  double intercept = 0.0;
  double operator()(double stored) const { return stored * slope + intercept; }
  friend bool operator==(const Rescale&, const Rescale&) = default;
};

/// A number together with what it measures ("HU", "Bq/ml", "SUVbw", "" when the file names none).
struct ModalityValue {
  double value = 0.0;
  std::string unit;
};

/// Lowest and highest of some stored numbers; nothing = none.
using StoredRange = std::optional<std::array<double, 2>>;

/// An immutable block of voxels in the patient: voxels as stored, what makes them modality values, where
/// they lie. Layout: i fastest, then j, then k; no padding between rows or slices. Shared between threads.
class Volume {
 public:
  /// @param rescales one for all slices, or one for each
  /// @return InvalidArgument if the buffer is too small or the number of rescales is neither 1 nor size[2]
  static Result<std::shared_ptr<const Volume>> make(std::shared_ptr<const VoxelBuffer> voxels, VoxelType type,
                                                    VolumeGeometry geometry, std::vector<Rescale> rescales,
                                                    std::string unit, StoredRange padding = {});

  VoxelType type() const { return type_; }
  const VolumeGeometry& geometry() const { return geometry_; }
  const Size3& size() const { return geometry_.size(); }
  const std::string& unit() const { return unit_; }
  const std::byte* data() const { return voxels_->data(); }
  const std::shared_ptr<const VoxelBuffer>& buffer() const { return voxels_; }
  std::size_t sliceBytes() const;

  /// One entry if all slices share it, else one a slice.
  const std::vector<Rescale>& rescales() const { return rescales_; }
  bool hasUniformRescale() const { return rescales_.size() == 1; }
  const Rescale& rescale(int k) const {
    return rescales_[hasUniformRescale() ? 0 : static_cast<std::size_t>(k)];
  }

  /// Stored value of a voxel; indices must be inside. Rgb8 gives the red component.
  double storedAt(int i, int j, int k) const;
  double valueAt(int i, int j, int k) const { return rescale(k)(storedAt(i, j, k)); }
  /// Rgb8 only.
  std::array<std::uint8_t, 3> rgbAt(int i, int j, int k) const;

  /// Stored numbers that stand for no measurement (Pixel Padding Value, PS3.3 C.7.5.1.1.2). The voxels keep
  /// them: whoever draws conclusions from values leaves them out.
  const StoredRange& padding() const { return padding_; }
  bool isPadding(int i, int j, int k) const {
    if (!padding_) return false;
    const double stored = storedAt(i, j, k);
    return stored >= (*padding_)[0] && stored <= (*padding_)[1];
  }

  /// Value of the voxel nearest to a point, ties to the lower index; nullopt outside. Never interpolated.
  std::optional<double> nearest(const PatientPoint& point) const;
  /// The voxel that `nearest` reads; nullopt outside.
  std::optional<std::array<int, 3>> nearestVoxel(const PatientPoint& point) const;

  /// Smallest and largest modality value; computed at first call, then kept. NaN voxels are ignored;
  /// {0, 0} if there is nothing else.
  std::array<double, 2> valueRange() const;

 private:
  Volume() = default;
  std::shared_ptr<const VoxelBuffer> voxels_;
  VoxelType type_ = VoxelType::Int16;
  VolumeGeometry geometry_;
  std::vector<Rescale> rescales_;
  std::string unit_;
  StoredRange padding_;
  struct RangeCache;
  std::shared_ptr<RangeCache> range_;
};

using VolumePtr = std::shared_ptr<const Volume>;

}  // namespace iso
