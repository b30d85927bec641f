// SPDX-License-Identifier: Apache-2.0
#include "app/shell/engine_choice.h"

#include "app/shell/preferences.h"

namespace iso::app {
namespace {

Result<ChosenEngine> asked(const Options& options, EngineChoice choice, const std::shared_ptr<LogSink>& log,
                           const std::function<std::vector<RenderDevice>()>& list) {
  choice.backend = options.backend.value_or(Backend::Auto);
  if (!options.device.isEmpty()) {
    auto device = findDevice(list(), options.device.toStdString());
    if (!device) return tl::make_unexpected(device.error());
    if (!offers(choice.backend, *device))
      return fail(ErrorCode::InvalidArgument,
                  "--backend leaves out the device " + device->name + "; leave one of both options out.");
    choice.device = std::move(*device);
  }
  auto engine = makeEngine(choice, log);
  if (!engine) return tl::make_unexpected(engine.error());
  return ChosenEngine{std::move(*engine), {}};
}

}  // namespace

Result<ChosenEngine> chooseEngine(const Options& options, const Preferences& preferences, EngineChoice common,
                                  const std::shared_ptr<LogSink>& log,
                                  const std::function<std::vector<RenderDevice>()>& list) {
  if (options.backend || !options.device.isEmpty()) return asked(options, std::move(common), log, list);
  ChosenEngine chosen;
  EngineChoice preferred = common;
  preferred.backend = parseBackend(preferences.backend().toStdString()).value_or(Backend::Auto);
  const QString name = preferences.device();
  if (preferred.backend == Backend::OpenCl && !name.isEmpty()) {
    preferred.device = deviceNamed(list(), name.toStdString());
    if (!preferred.device) {
      preferred.backend = Backend::Auto;
      chosen.problem = QStringLiteral("%1, chosen in the preferences, is not there.").arg(name);
    }
  }
  auto engine = makeEngine(preferred, log);
  if (!engine) {
    chosen.problem = QString::fromStdString(engine.error().message);
    engine = makeEngine(common, log);
  }
  if (!engine) return tl::make_unexpected(engine.error());
  chosen.engine = std::move(*engine);
  if (!chosen.problem.isEmpty()) {
    const EngineInfo info = chosen.engine->info();
    const QString device = QString::fromStdString(info.device);
    chosen.problem += QStringLiteral(" Pictures are computed by %1.")
                          .arg(info.backend == "cpu" ? "the processor (" + device + ")" : device);
  }
  return chosen;
}

}  // namespace iso::app
