// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/dicom/reader/channel.h"

namespace iso {

/// A program of ours that runs as long as this lives, with a channel to it as its file descriptor 3.
class ChildProcess {
 public:
  /// @return Io if it cannot be started
  static Result<std::unique_ptr<ChildProcess>> start(const std::filesystem::path& program,
                                                     const std::vector<std::string>& arguments);
  /// Ends it at once and waits for its end.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  Channel& channel() { return channel_; }

 private:
  ChildProcess(int pid, Channel channel) : pid_(pid), channel_(std::move(channel)) {}
  int pid_;
  Channel channel_;
};

}  // namespace iso
