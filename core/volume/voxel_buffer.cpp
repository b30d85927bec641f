// SPDX-License-Identifier: Apache-2.0
#include "core/volume/voxel_buffer.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>

#ifdef __linux__
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace iso {
namespace {

constexpr std::size_t kAlignment = 64;

tl::unexpected<Error> noMemory(std::size_t bytes) {
  return fail(ErrorCode::OutOfMemory,
              fmt::format("There is not enough memory for a volume of {} MB.", bytes >> 20));
}

}  // namespace

Result<std::shared_ptr<VoxelBuffer>> VoxelBuffer::allocate(std::size_t bytes) {
  // calloc instead of an aligned allocation: large blocks come as untouched zero pages, so a volume costs
  // memory only as its slices arrive. The start is aligned by hand and the block's address kept before it.
  const std::size_t total = bytes + kPadding + 2 * kAlignment;
  void* block = total < bytes ? nullptr : std::calloc(total, 1);
  if (block == nullptr) return noMemory(bytes);
  auto address = reinterpret_cast<std::uintptr_t>(block) + sizeof(void*);
  address = (address + kAlignment - 1) / kAlignment * kAlignment;
#ifdef __linux__
  // Large pages: a four-hundredth of the page faults while a volume is read, fewer misses while it is shown.
  constexpr std::uintptr_t kLarge = std::uintptr_t{2} << 20;
  const std::uintptr_t first = (address + kLarge - 1) / kLarge * kLarge,
                       last = (address + bytes) / kLarge * kLarge;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address within the block, rounded
  if (last > first) (void)::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
#endif
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  auto* data = reinterpret_cast<std::byte*>(address);
  reinterpret_cast<void**>(data)[-1] = block;
  return std::shared_ptr<VoxelBuffer>(new VoxelBuffer(data, bytes, 0, -1));
}

#ifdef __linux__

Result<std::shared_ptr<VoxelBuffer>> VoxelBuffer::allocateShared(std::size_t bytes) {
  const std::size_t total = bytes + kSharedStart + kPadding;
  if (total < bytes) return noMemory(bytes);
  const int handle = ::memfd_create("isocenter-voxels", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (handle < 0) return allocate(bytes);
  void* mapping = MAP_FAILED;
  // Sealed: whoever it is given to can neither make it longer nor take pages away under us.
  if (::ftruncate(handle, static_cast<off_t>(total)) == 0 &&
      ::fcntl(handle, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
    mapping = ::mmap(nullptr, total, PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
  if (mapping == MAP_FAILED) {
    ::close(handle);
    return noMemory(bytes);
  }
  static_assert(kSharedStart % kAlignment == 0);
  return std::shared_ptr<VoxelBuffer>(
      new VoxelBuffer(static_cast<std::byte*>(mapping) + kSharedStart, bytes, total, handle));
}

VoxelBuffer::~VoxelBuffer() {
  if (mapped_ == 0) {
    std::free(reinterpret_cast<void**>(data_)[-1]);
    return;
  }
  ::munmap(data_ - kSharedStart, mapped_);
  ::close(handle_);
}

#else

Result<std::shared_ptr<VoxelBuffer>> VoxelBuffer::allocateShared(std::size_t bytes) {
  return allocate(bytes);
}

VoxelBuffer::~VoxelBuffer() {
  std::free(reinterpret_cast<void**>(data_)[-1]);
}

#endif

}  // namespace iso
