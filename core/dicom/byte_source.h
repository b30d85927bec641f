// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/base/error.h"

namespace iso {

/// Bytes to be parsed: an open file, or memory. Not thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;
  /// Fills as much of `bytes` as there is from `offset` on; less than asked for only at the end, or where
  /// reading fails.
  virtual std::size_t read(std::uint64_t offset, std::span<std::byte> bytes) = 0;

  /// Exactly as many bytes as asked for, or false.
  bool readAll(std::uint64_t offset, std::span<std::byte> bytes) {
    return read(offset, bytes) == bytes.size();
  }
};

/// An open file descriptor, which stays the caller's. Small reads are served from a window of the file that
/// is kept in memory: a header is hundreds of them.
class FileSource final : public ByteSource {
 public:
  /// @param size of the file in bytes
  FileSource(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  std::uint64_t size() const override { return size_; }
  std::size_t read(std::uint64_t offset, std::span<std::byte> bytes) override;

 private:
  std::size_t readThrough(std::uint64_t offset, std::span<std::byte> bytes) const;
  int descriptor_;
  std::uint64_t size_;
  std::vector<std::byte> window_;
  std::uint64_t windowStart_ = 0;
};

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::span<const std::byte> bytes) : bytes_(bytes) {}
  explicit MemorySource(std::vector<std::byte> owned) : owned_(std::move(owned)), bytes_(owned_) {}
  std::uint64_t size() const override { return bytes_.size(); }
  std::size_t read(std::uint64_t offset, std::span<std::byte> bytes) override;
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::vector<std::byte> owned_;
  std::span<const std::byte> bytes_;
};

}  // namespace iso
