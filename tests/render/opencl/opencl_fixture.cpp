// SPDX-License-Identifier: Apache-2.0
#include "tests/render/opencl/opencl_fixture.h"

#include <iostream>

#include "tests/support/test_data.h"

namespace iso::test {
namespace {

class PrintingLog : public LogSink {
 public:
  void write(LogLevel level, std::string_view message) override {
    if (level >= LogLevel::Warning) std::cerr << message << '\n';
  }
};

}  // namespace

std::unique_ptr<Engine> newOpenClEngine(const std::filesystem::path& cacheFolder) {
  static const TemporaryFolder own;
  auto engine = makeOpenClEngine(OpenClDeviceKind::Any, std::make_shared<PrintingLog>(),
                                 cacheFolder.empty() ? own.path() : cacheFolder);
  if (engine) return std::move(*engine);
  std::cerr << "SKIPPED: " << engine.error().message << '\n';
  return nullptr;
}

Engine* openClEngine() {
  static const std::unique_ptr<Engine> engine = newOpenClEngine();
  return engine.get();
}

}  // namespace iso::test
