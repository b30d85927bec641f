// SPDX-License-Identifier: Apache-2.0
#include "app/cli/stderr_log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <cstdlib>

namespace iso::cli {
namespace {

class StderrLog : public LogSink {
 public:
  StderrLog() : logger_("isocenter", std::make_shared<spdlog::sinks::stderr_color_sink_mt>()) {
    const char* level = std::getenv("ISOCENTER_LOG");
    logger_.set_level(level ? spdlog::level::from_str(level) : spdlog::level::warn);
    logger_.set_pattern("%^%l%$: %v");
  }
  void write(LogLevel level, std::string_view message) override {
    logger_.log(to(level), spdlog::string_view_t(message.data(), message.size()));
  }

 private:
  static spdlog::level::level_enum to(LogLevel level) {
    switch (level) {
      case LogLevel::Debug:
        return spdlog::level::debug;
      case LogLevel::Info:
        return spdlog::level::info;
      case LogLevel::Warning:
        return spdlog::level::warn;
      case LogLevel::Error:
        return spdlog::level::err;
    }
    return spdlog::level::err;
  }
  spdlog::logger logger_;
};

}  // namespace

std::shared_ptr<LogSink> makeStderrLog() {
  return std::make_shared<StderrLog>();
}

}  // namespace iso::cli
