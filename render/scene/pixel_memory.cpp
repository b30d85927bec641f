// SPDX-License-Identifier: Apache-2.0
#include "render/scene/pixel_memory.h"

#include <algorithm>

namespace iso {
namespace {
constexpr std::align_val_t kAlignment{64};
}

PixelMemory::~PixelMemory() {
  for (const Idle& idle : idle_) ::operator delete(idle.block, kAlignment);
}

void* PixelMemory::take(std::size_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    // The newest of the size: its pages are likeliest to be in a cache.
    const auto found =
        std::find_if(idle_.rbegin(), idle_.rend(), [&](const Idle& idle) { return idle.bytes == bytes; });
    if (found != idle_.rend()) {
      void* block = found->block;
      idle_.erase(std::next(found).base());
      idleBytes_ -= bytes;
      return block;
    }
  }
  return ::operator new(bytes, kAlignment);
}

void PixelMemory::give(void* block, std::size_t bytes) noexcept {
  const std::lock_guard lock(mutex_);
  try {
    idle_.push_back({block, bytes});
    idleBytes_ += bytes;
  } catch (...) {
    ::operator delete(block, kAlignment);
  }
  while (idleBytes_ > idleLimit_) {
    ::operator delete(idle_.front().block, kAlignment);
    idleBytes_ -= idle_.front().bytes;
    idle_.pop_front();
  }
}

std::size_t PixelMemory::idleBytes() const {
  const std::lock_guard lock(mutex_);
  return idleBytes_;
}

}  // namespace iso
