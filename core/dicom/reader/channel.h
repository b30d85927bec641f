// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/base/cancel.h"
#include "core/dicom/container/open_path.h"

namespace iso {

/// Messages with open files attached, over a stream socket between two processes of this machine.
class Channel {
 public:
  struct Message {
    std::vector<std::byte> bytes;
    std::vector<FileHandle> files;
  };
  enum class End { Closed, TimedOut, Cancelled };

  /// Files that one message can carry at most.
  static constexpr std::size_t kMostFiles = 32;

  explicit Channel(FileHandle socket) : socket_(std::move(socket)) {}
  int descriptor() const { return socket_.get(); }

  /// @param files at most kMostFiles; they stay the caller's
  bool send(std::span<const std::byte> bytes, std::span<const int> files = {});

  /// The next message, or why there is none. Waits as long as it takes without a limit.
  std::optional<Message> receive(End& why, std::optional<std::chrono::milliseconds> limit = {},
                                 const CancelToken* cancel = nullptr);

 private:
  bool waitReadable(End& why, std::optional<std::chrono::steady_clock::time_point> deadline,
                    const CancelToken* cancel) const;
  /// A message that is there from its first byte to its last.
  std::optional<Message> take(End& why);

  FileHandle socket_;
  /// Received and not yet given out: bytes [taken_, received_) of it, and files.
  std::vector<std::byte> buffer_;
  std::size_t taken_ = 0, received_ = 0;
  std::vector<FileHandle> files_;
  bool broken_ = false;
};

}  // namespace iso
