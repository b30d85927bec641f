// SPDX-License-Identifier: Apache-2.0
#include "render/engine/picture_box.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace iso {
namespace {

// A cubic sample at x reads the voxels floor(x) − 1 … floor(x) + 2; one more for what rounding moves.
constexpr double kBelow = 2.0, kAbove = 3.0;

int clampedIndex(double v, int size) {
  return static_cast<int>(std::clamp(v, 0.0, static_cast<double>(size - 1)));
}

}  // namespace

bool IndexBox::contains(const IndexBox& other) const {
  for (std::size_t a = 0; a < 3; ++a)
    if (other.first[a] < first[a] || other.last[a] > last[a]) return false;
  return true;
}

std::size_t boxBytes(const Volume& volume, const IndexBox& box) {
  std::size_t bytes = bytesPerVoxel(volume.type());
  for (int n : box.size()) bytes *= static_cast<std::size_t>(n);
  return bytes;
}

IndexBox pictureBox(const VolumeGeometry& geometry, const SliceView& view, const SlabSamples& samples) {
  Vector3 low = Vector3::Constant(std::numeric_limits<double>::infinity()), high = -low;
  for (int corner = 0; corner < 8; ++corner) {
    PatientPoint p = view.pixelToPatient(corner & 1 ? view.width - 1 : 0, corner & 2 ? view.height - 1 : 0);
    p.mm += (samples.firstMm + (corner & 4 ? (samples.count - 1) * samples.stepMm : 0.0)) * view.normal();
    // Along an uneven stack the index rises with the position: the corners are the extremes there, too.
    const Vector3 index = geometry.toIndex(p).ijk;
    low = low.cwiseMin(index);
    high = high.cwiseMax(index);
  }
  IndexBox box;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto axis = static_cast<Eigen::Index>(a);
    box.first[a] = clampedIndex(std::floor(low[axis]) - kBelow, geometry.size()[a]);
    box.last[a] = clampedIndex(std::floor(high[axis]) + kAbove, geometry.size()[a]);
  }
  if (geometry.isUneven() && box.first[2] == box.last[2]) {
    // Beyond an end the nearest pair's distance counts.
    if (box.first[2] > 0)
      --box.first[2];
    else
      ++box.last[2];
  }
  return box;
}

Result<VolumePtr> cropped(const Volume& volume, const IndexBox& box) {
  const Size3 size = box.size();
  const VolumeGeometry& g = volume.geometry();
  const Vector3 corner(box.first[0], box.first[1], box.first[2]);
  const auto begin = static_cast<std::ptrdiff_t>(box.first[2]), end = begin + size[2];
  std::vector<double> offsets;
  if (g.isUneven()) {
    offsets.assign(g.sliceOffsets().begin() + begin, g.sliceOffsets().begin() + end);
    const double start = offsets.front();
    for (double& offset : offsets) offset -= start;
  }
  auto geometry = VolumeGeometry::make(size, g.axes(), g.toPatient({corner}), std::move(offsets));
  if (!geometry) return tl::make_unexpected(geometry.error());
  std::vector<Rescale> rescales = volume.rescales();
  if (!volume.hasUniformRescale())
    rescales = {volume.rescales().begin() + begin, volume.rescales().begin() + end};

  auto buffer = VoxelBuffer::allocate(boxBytes(volume, box));
  if (!buffer) return tl::make_unexpected(buffer.error());
  const std::size_t voxel = bytesPerVoxel(volume.type());
  const auto nx = static_cast<std::size_t>(volume.size()[0]), ny = static_cast<std::size_t>(volume.size()[1]);
  const std::size_t row = static_cast<std::size_t>(size[0]) * voxel;
  std::byte* into = (*buffer)->data();
  for (int k = box.first[2]; k <= box.last[2]; ++k)
    for (int j = box.first[1]; j <= box.last[1]; ++j) {
      const std::size_t from = (static_cast<std::size_t>(k) * ny + static_cast<std::size_t>(j)) * nx +
                               static_cast<std::size_t>(box.first[0]);
      std::memcpy(into, volume.data() + from * voxel, row);
      into += row;
    }
  return Volume::make(std::move(*buffer), volume.type(), std::move(*geometry), std::move(rescales),
                      volume.unit(), volume.padding());
}

SliceView partOf(const SliceView& view, int x, int y, int width, int height) {
  SliceView part = view;
  part.center = view.pixelToPatient(x + 0.5 * (width - 1), y + 0.5 * (height - 1));
  part.width = width;
  part.height = height;
  return part;
}

}  // namespace iso
