// SPDX-License-Identifier: Apache-2.0
#include "app/shell/logging.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <QDir>
#include <exception>
#include <string>
#include <vector>

namespace iso::app {
namespace {

spdlog::level::level_enum toSpdlog(LogLevel level) {
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
  return spdlog::level::info;
}

class SpdlogSink final : public LogSink {
 public:
  explicit SpdlogSink(std::vector<spdlog::sink_ptr> sinks)
      : logger_("isocenter", sinks.begin(), sinks.end()) {
    logger_.set_level(spdlog::level::debug);
    logger_.flush_on(spdlog::level::info);  // what was written last is what a crash is explained by
  }
  void write(LogLevel level, std::string_view message) override {
    logger_.log(toSpdlog(level), spdlog::string_view_t(message.data(), message.size()));
  }

 private:
  spdlog::logger logger_;
};

/// Qt's message handler is a plain function: the one place where the process needs a common log.
std::shared_ptr<LogSink>& qtLog() {
  static std::shared_ptr<LogSink> log = silentLog();
  return log;
}

void onQtMessage(QtMsgType type, const QMessageLogContext&, const QString& message) {
  const LogLevel level = type == QtCriticalMsg || type == QtFatalMsg ? LogLevel::Error : LogLevel::Debug;
  qtLog()->write(level, "Qt: " + message.toStdString());
}

}  // namespace

std::shared_ptr<LogSink> makeLog(const QString& folder) {
  std::vector<spdlog::sink_ptr> sinks;
  auto terminal = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  terminal->set_pattern("isocenter: %^%l%$: %v");
  const QByteArray wanted = qgetenv("ISOCENTER_LOG");
  terminal->set_level(wanted == "debug"   ? spdlog::level::debug
                      : wanted == "info"  ? spdlog::level::info
                      : wanted == "error" ? spdlog::level::err
                                          : spdlog::level::warn);
  sinks.push_back(terminal);
  if (!folder.isEmpty() && QDir().mkpath(folder)) {
    try {
      auto file = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
          QDir(folder).filePath("isocenter.log").toStdString(), std::size_t{1} << 20, 3);
      file->set_level(wanted == "debug" ? spdlog::level::debug : spdlog::level::info);
      sinks.push_back(file);
    } catch (const std::exception&) {
      // No file then: the program works without.
    }
  }
  return std::make_shared<SpdlogSink>(std::move(sinks));
}

void routeQtMessages(const std::shared_ptr<LogSink>& log) {
  qtLog() = log;
  qInstallMessageHandler(onQtMessage);
}

}  // namespace iso::app
