// SPDX-License-Identifier: Apache-2.0
#include "core/base/log.h"

namespace iso {
namespace {
class SilentLog final : public LogSink {
 public:
  void write(LogLevel, std::string_view) override {}
};
}  // namespace

std::shared_ptr<LogSink> silentLog() {
  return std::make_shared<SilentLog>();
}

}  // namespace iso
