// SPDX-License-Identifier: Apache-2.0
#include "core/volume/voxel_buffer.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>

namespace iso {

Result<std::shared_ptr<VoxelBuffer>> VoxelBuffer::allocate(std::size_t bytes) {
  constexpr std::size_t kAlignment = 64;
  // calloc instead of an aligned allocation: large blocks come as untouched zero pages, so a volume costs
  // memory only as its slices arrive. The start is aligned by hand and the block's address kept before it.
  const std::size_t total = bytes + kPadding + 2 * kAlignment;
  void* block = total < bytes ? nullptr : std::calloc(total, 1);
  if (block == nullptr)
    return fail(ErrorCode::OutOfMemory,
                fmt::format("There is not enough memory for a volume of {} MB.", bytes >> 20));
  auto address = reinterpret_cast<std::uintptr_t>(block) + sizeof(void*);
  address = (address + kAlignment - 1) / kAlignment * kAlignment;
  auto* data = reinterpret_cast<std::byte*>(address);
  reinterpret_cast<void**>(data)[-1] = block;
  return std::shared_ptr<VoxelBuffer>(new VoxelBuffer(data, bytes));
}

VoxelBuffer::~VoxelBuffer() {
  std::free(reinterpret_cast<void**>(data_)[-1]);
}

}  // namespace iso
