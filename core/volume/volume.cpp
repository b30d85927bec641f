// SPDX-License-Identifier: Apache-2.0
#include "core/volume/volume.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <mutex>

namespace iso {
namespace {

template <class T>
T load(const std::byte* base, std::size_t index) {
  T v;
  std::memcpy(&v, base + index * sizeof(T), sizeof(T));
  return v;
}

template <class T>
void extendRange(const std::byte* slice, std::size_t count, double& low, double& high) {
  T a = std::numeric_limits<T>::max(), b = std::numeric_limits<T>::lowest();
  bool any = false;
  for (std::size_t n = 0; n < count; ++n) {
    const T v = load<T>(slice, n);
    if constexpr (std::is_floating_point_v<T>)
      if (!std::isfinite(v)) continue;
    a = std::min(a, v);
    b = std::max(b, v);
    any = true;
  }
  if (!any) return;
  low = static_cast<double>(a);
  high = static_cast<double>(b);
}

}  // namespace

struct Volume::RangeCache {
  std::once_flag once;
  std::array<double, 2> range{0.0, 0.0};
};

Result<VolumePtr> Volume::make(std::shared_ptr<const VoxelBuffer> voxels, VoxelType type,
                               VolumeGeometry geometry, std::vector<Rescale> rescales, std::string unit,
                               StoredRange padding) {
  const auto& size = geometry.size();
  const std::size_t needed = static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
                             static_cast<std::size_t>(size[2]) * bytesPerVoxel(type);
  if (!voxels || voxels->bytes() < needed)
    return fail(ErrorCode::InvalidArgument, "There are fewer voxels than the volume's size says.");
  if (rescales.empty() || (rescales.size() != 1 && rescales.size() != static_cast<std::size_t>(size[2])))
    return fail(ErrorCode::InvalidArgument, "The number of rescales differs from the number of slices.");
  if (std::all_of(rescales.begin(), rescales.end(), [&](const Rescale& r) { return r == rescales.front(); }))
    rescales.resize(1);
  std::shared_ptr<Volume> volume(new Volume);
  volume->voxels_ = std::move(voxels);
  volume->type_ = type;
  volume->geometry_ = std::move(geometry);
  volume->rescales_ = std::move(rescales);
  volume->unit_ = std::move(unit);
  volume->padding_ = padding;
  volume->range_ = std::make_shared<RangeCache>();
  return VolumePtr(std::move(volume));
}

std::size_t Volume::sliceBytes() const {
  return static_cast<std::size_t>(size()[0]) * static_cast<std::size_t>(size()[1]) * bytesPerVoxel(type_);
}

double Volume::storedAt(int i, int j, int k) const {
  const std::size_t n =
      (static_cast<std::size_t>(k) * static_cast<std::size_t>(size()[1]) + static_cast<std::size_t>(j)) *
          static_cast<std::size_t>(size()[0]) +
      static_cast<std::size_t>(i);
  switch (type_) {
    case VoxelType::UInt8:
      return load<std::uint8_t>(data(), n);
    case VoxelType::Int16:
      return load<std::int16_t>(data(), n);
    case VoxelType::UInt16:
      return load<std::uint16_t>(data(), n);
    case VoxelType::Float32:
      return static_cast<double>(load<float>(data(), n));
    case VoxelType::Rgb8:
      return load<std::uint8_t>(data(), 3 * n);
  }
  return 0.0;
}

std::array<std::uint8_t, 3> Volume::rgbAt(int i, int j, int k) const {
  const std::size_t n =
      (static_cast<std::size_t>(k) * static_cast<std::size_t>(size()[1]) + static_cast<std::size_t>(j)) *
          static_cast<std::size_t>(size()[0]) +
      static_cast<std::size_t>(i);
  std::array<std::uint8_t, 3> rgb;
  std::memcpy(rgb.data(), data() + 3 * n, 3);
  return rgb;
}

std::optional<std::array<int, 3>> Volume::nearestVoxel(const PatientPoint& point) const {
  const IndexPoint index = geometry_.toIndex(point);
  std::array<int, 3> voxel{};
  for (std::size_t a = 0; a < 3; ++a) {
    const double v = index.ijk[static_cast<Eigen::Index>(a)];
    // Positions are decimal strings in the files: a millionth of a voxel of slack keeps ties ties.
    constexpr double kSlack = 1e-6;
    if (!(v >= -0.5 - kSlack && v <= size()[a] - 0.5 + kSlack)) return std::nullopt;
    voxel[a] = std::clamp(static_cast<int>(std::ceil(v - 0.5 - kSlack)), 0, size()[a] - 1);
  }
  return voxel;
}

std::optional<double> Volume::nearest(const PatientPoint& point) const {
  const auto voxel = nearestVoxel(point);
  if (!voxel) return std::nullopt;
  return valueAt((*voxel)[0], (*voxel)[1], (*voxel)[2]);
}

std::array<double, 2> Volume::valueRange() const {
  std::call_once(range_->once, [this] {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    const std::size_t perSlice = sliceBytes() / bytesPerVoxel(type_);
    for (int k = 0; k < size()[2]; ++k) {
      const std::byte* slice = data() + static_cast<std::size_t>(k) * sliceBytes();
      double a = std::numeric_limits<double>::quiet_NaN(), b = a;
      switch (type_) {
        case VoxelType::UInt8:
          extendRange<std::uint8_t>(slice, perSlice, a, b);
          break;
        case VoxelType::Rgb8:
          extendRange<std::uint8_t>(slice, 3 * perSlice, a, b);
          break;
        case VoxelType::Int16:
          extendRange<std::int16_t>(slice, perSlice, a, b);
          break;
        case VoxelType::UInt16:
          extendRange<std::uint16_t>(slice, perSlice, a, b);
          break;
        case VoxelType::Float32:
          extendRange<float>(slice, perSlice, a, b);
          break;
      }
      if (std::isnan(a)) continue;
      const double va = rescale(k)(a), vb = rescale(k)(b);
      low = std::min({low, va, vb});
      high = std::max({high, va, vb});
    }
    if (low <= high) range_->range = {low, high};
  });
  return range_->range;
}

}  // namespace iso
