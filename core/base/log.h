// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

namespace iso {

enum class LogLevel { Debug, Info, Warning, Error };

/// Where the layers below the application write; the application implements it with a logging library.
/// Messages at Info and above never hold a patient's identity. `write` is called from any thread.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void write(LogLevel level, std::string_view message) = 0;
};

/// A sink that drops everything: the default wherever none is given.
std::shared_ptr<LogSink> silentLog();

}  // namespace iso
