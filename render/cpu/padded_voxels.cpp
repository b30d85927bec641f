// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/padded_voxels.h"

#include <cstring>

#include "core/volume/voxel_buffer.h"

namespace iso {
namespace {

constexpr std::size_t kLine = 64;
/// Lines of a way of a first-level cache: the same place is taken again after so many.
constexpr std::size_t kPlaces = 64;

struct Pitch {
  std::size_t row, slice;  ///< bytes
};

std::size_t rowBytes(const Volume& volume) {
  return static_cast<std::size_t>(volume.size()[0]) * bytesPerVoxel(volume.type());
}

Pitch pitchOf(const Volume& volume) {
  const std::size_t rowLines = ((rowBytes(volume) + kLine - 1) / kLine) | 1;
  const std::size_t least = rowLines * static_cast<std::size_t>(volume.size()[1]);
  // Odd, and not a step that a few rows take as well.
  constexpr std::size_t kApart = 37;
  const std::size_t sliceLines = least + (kPlaces + kApart - least % kPlaces) % kPlaces;
  return {rowLines * kLine, sliceLines * kLine};
}

}  // namespace

bool PaddedVoxels::helps(const Volume& volume) {
  if (volume.type() == VoxelType::Rgb8) return false;
  const std::size_t row = rowBytes(volume), slice = row * static_cast<std::size_t>(volume.size()[1]);
  constexpr std::size_t kCache = std::size_t{4} << 20;
  return slice * static_cast<std::size_t>(volume.size()[2]) > kCache &&
         (row % (kPlaces * kLine / 4) == 0 || slice % (kPlaces * kLine / 2) == 0);
}

std::size_t PaddedVoxels::bytes(const Volume& volume) {
  return pitchOf(volume).slice * static_cast<std::size_t>(volume.size()[2]);
}

std::shared_ptr<const PaddedVoxels> PaddedVoxels::make(const Volume& volume, ThreadPool& pool,
                                                       const CancelToken& cancel) {
  auto buffer = VoxelBuffer::allocate(bytes(volume));
  if (!buffer) return nullptr;
  const Pitch pitch = pitchOf(volume);
  const std::size_t row = rowBytes(volume), rows = static_cast<std::size_t>(volume.size()[1]);
  std::byte* const copy = (*buffer)->data();
  pool.parallelFor(static_cast<std::size_t>(volume.size()[2]), [&](std::size_t k) {
    if (cancel.cancelled()) return;
    const std::byte* from = volume.data() + k * rows * row;
    for (std::size_t j = 0; j < rows; ++j)
      std::memcpy(copy + k * pitch.slice + j * pitch.row, from + j * row, row);
  });
  if (cancel.cancelled()) return nullptr;
  auto padded = std::make_shared<PaddedVoxels>();
  padded->buffer_ = std::move(*buffer);
  const auto voxel = bytesPerVoxel(volume.type());
  padded->rowVoxels_ = static_cast<std::int64_t>(pitch.row / voxel);
  padded->sliceVoxels_ = static_cast<std::int64_t>(pitch.slice / voxel);
  return padded;
}

VoxelSource PaddedVoxels::placed(VoxelSource source) const {
  source.voxels = buffer_->data();
  source.rowVoxels = rowVoxels_;
  source.sliceVoxels = sliceVoxels_;
  return source;
}

}  // namespace iso
