// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <new>
#include <type_traits>
#include <utility>

namespace iso {

/// Memory of pictures that were let go, kept for the next ones of the same size. Fresh memory costs a page
/// fault for every 4 kB at its first touch, which is up to half the time of a slice. Thread-safe.
class PixelMemory {
 public:
  /// @param idleLimit bytes kept at most while no picture uses them; the oldest go first
  explicit PixelMemory(std::size_t idleLimit = std::size_t{160} << 20) : idleLimit_(idleLimit) {}
  ~PixelMemory();
  PixelMemory(const PixelMemory&) = delete;
  PixelMemory& operator=(const PixelMemory&) = delete;

  /// 64-byte aligned, of any content. Throws std::bad_alloc.
  void* take(std::size_t bytes);
  void give(void* block, std::size_t bytes) noexcept;

  std::size_t idleBytes() const;

 private:
  struct Idle {
    void* block;
    std::size_t bytes;
  };
  const std::size_t idleLimit_;
  mutable std::mutex mutex_;
  std::list<Idle> idle_;  ///< oldest first
  std::size_t idleBytes_ = 0;
};

/// Takes pixels from a PixelMemory, or from the heap where there is none, and leaves new elements as they
/// are: an engine writes every pixel once.
template <class T>
class PixelAllocator {
 public:
  static_assert(std::is_trivially_copyable_v<T>, "only plain pixels may be left uninitialised");
  using value_type = T;
  using propagate_on_container_copy_assignment = std::true_type;
  using propagate_on_container_move_assignment = std::true_type;
  using propagate_on_container_swap = std::true_type;

  PixelAllocator() = default;
  explicit PixelAllocator(std::shared_ptr<PixelMemory> memory) : memory_(std::move(memory)) {}
  template <class U>
  PixelAllocator(const PixelAllocator<U>& other) noexcept : memory_(other.memory()) {}

  T* allocate(std::size_t count) {
    if (memory_) return static_cast<T*>(memory_->take(count * sizeof(T)));
    return static_cast<T*>(::operator new(count * sizeof(T)));
  }
  void deallocate(T* block, std::size_t count) noexcept {
    if (memory_)
      memory_->give(block, count * sizeof(T));
    else
      ::operator delete(block);
  }
  template <class U>
  void construct(U*) noexcept {}
  template <class U, class... Arguments>
  void construct(U* place, Arguments&&... arguments) {
    ::new (static_cast<void*>(place)) U(std::forward<Arguments>(arguments)...);
  }

  const std::shared_ptr<PixelMemory>& memory() const { return memory_; }
  template <class U>
  bool operator==(const PixelAllocator<U>& other) const {
    return memory_ == other.memory();
  }

 private:
  std::shared_ptr<PixelMemory> memory_;
};

}  // namespace iso
