// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/byte_source.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace iso {
namespace {
/// Most headers fit into the first read. Reads larger than this go straight to their place.
constexpr std::size_t kWindow = 16384;
}  // namespace

std::size_t FileSource::readThrough(std::uint64_t offset, std::span<std::byte> bytes) const {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got =
        ::pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

std::size_t FileSource::read(std::uint64_t offset, std::span<std::byte> bytes) {
  if (offset >= size_) return 0;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), size_ - offset));
  if (wanted >= kWindow) return readThrough(offset, bytes.first(wanted));
  if (offset < windowStart_ || offset + wanted > windowStart_ + window_.size()) {
    // A header is read from its beginning, more than once.
    windowStart_ = offset + wanted <= kWindow ? 0 : offset;
    window_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kWindow, size_ - windowStart_)));
    window_.resize(readThrough(windowStart_, window_));
  }
  const auto from = static_cast<std::size_t>(offset - windowStart_);
  const std::size_t got = std::min(wanted, window_.size() - std::min(from, window_.size()));
  if (got > 0) std::memcpy(bytes.data(), window_.data() + from, got);
  return got;
}

std::size_t MemorySource::read(std::uint64_t offset, std::span<std::byte> bytes) {
  if (offset >= bytes_.size()) return 0;
  const auto from = static_cast<std::size_t>(offset);
  const std::size_t got = std::min(bytes.size(), bytes_.size() - from);
  if (got > 0) std::memcpy(bytes.data(), bytes_.data() + from, got);
  return got;
}

}  // namespace iso
