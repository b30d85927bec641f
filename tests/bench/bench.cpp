// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "render/device/make_engine.h"
#include "tests/bench/scenes.h"
#include "tests/bench/timing.h"

namespace iso::bench {
namespace {

constexpr const char* kHelp =
    "isocenter-bench: times the rendering engine on a 512 x 512 x 400 CT made in memory, and on the CT with\n"
    "a PET and an MR (volume-fused).\n"
    "\n"
    "  --filter REGEX   only scenes whose name matches\n"
    "  --backend NAME   auto, cpu or opencl (auto)\n"
    "  --device NAME    a device by its index, name or a part of its name\n"
    "  --json           JSON on standard output instead of a table\n"
    "\n"
    "Example: isocenter-bench --filter volume --backend cpu\n";

class StderrLog final : public LogSink {
 public:
  void write(LogLevel, std::string_view message) override { std::cerr << message << '\n'; }
};

Result<Timing> time(Engine& engine, const VolumePtr& volume, const Scene& scene) {
  Timing timing;
  std::string problem;
  // The first run pays for bricks, uploads and compilation; it is not counted.
  for (int run = -1; run < 400; ++run) {
    const double ms = timeOnce([&] {
      if (const auto* slice = std::get_if<SliceView>(&scene.view)) {
        const auto frame = engine.sliceValues(volume, moved(*slice, run + 1), {});
        if (!frame) problem = frame.error().message;
      } else if (const auto* several = std::get_if<FusedView>(&scene.view)) {
        const auto frame = engine.fused(turned(*several, run + 1), {});
        if (!frame) problem = frame.error().message;
      } else {
        const auto frame = engine.volume(volume, turned(std::get<VolumeView>(scene.view), run + 1), {});
        if (!frame) problem = frame.error().message;
      }
    });
    if (!problem.empty()) return fail(ErrorCode::Device, problem);
    if (run >= 0) timing.runs.push_back(ms);
    double total = 0.0;
    for (double r : timing.runs) total += r;
    if (timing.runs.size() >= 11 && total > 1500.0) break;
  }
  return timing;
}

int run(int argc, char** argv) {
  Options options;
  if (!parseOptions(argc, argv, kHelp, options)) return 2;
  const auto backend = parseBackend(options.backend);
  if (!backend) {
    std::cerr << "--backend takes auto, cpu or opencl.\n";
    return 2;
  }
  EngineChoice choice;
  choice.backend = *backend;
  if (!options.device.empty()) {
    auto device = findDevice(listDevices(), options.device);
    if (!device) {
      std::cerr << device.error().message << '\n';
      return 2;
    }
    choice.device = std::move(*device);
  }
  const auto engine = makeEngine(choice, std::make_shared<StderrLog>());
  if (!engine) {
    std::cerr << engine.error().message << '\n';
    return 1;
  }
  const auto volume = benchVolume();
  if (!volume) {
    std::cerr << volume.error().message << '\n';
    return 1;
  }
  const EngineInfo info = (*engine)->info();
  auto rows = nlohmann::json::array();
  if (!options.json)
    fmt::print("{}: {}\n{:<28}{:>10}{:>10}{:>7}\n", info.backend, info.device, "scene", "ms", "±", "runs");
  struct Size {
    int width, height;
  };
  std::vector<VolumeLayer> layers;  // made when the first scene asks for them
  for (const Size size : {Size{1024, 1024}, Size{3840, 2160}, Size{7680, 4320}}) {
    std::vector<Scene> all = scenes(**volume, size.width, size.height);
    all.push_back({"volume-fused", FusedView{}});
    for (Scene& scene : all) {
      const std::string name = fmt::format("{}-{}x{}", scene.name, size.width, size.height);
      // Without a filter only the comparable 1024² pictures; the walls are asked for by name.
      if (options.filter.empty() ? size.width != 1024 : !selected(options, name)) continue;
      if (std::holds_alternative<FusedView>(scene.view)) {
        if (layers.empty()) {
          auto made = benchLayers(*volume);
          if (!made) {
            std::cerr << made.error().message << '\n';
            return 1;
          }
          layers = std::move(*made);
        }
        scene = fusedScene(layers, size.width, size.height);
      }
      const auto timing = time(**engine, *volume, scene);
      if (!timing) {
        std::cerr << name << ": " << timing.error().message << '\n';
        return 1;
      }
      if (options.json)
        rows.push_back({{"name", name},
                        {"backend", info.backend},
                        {"device", info.device},
                        {"ms", timing->median()},
                        {"spread_ms", timing->spread()},
                        {"runs", timing->runs.size()}});
      else
        fmt::print("{:<28}{:>10.2f}{:>10.2f}{:>7}\n", name, timing->median(), timing->spread(),
                   timing->runs.size());
      std::fflush(stdout);
    }
  }
  if (options.json) std::cout << rows.dump(1) << '\n';
  return 0;
}

}  // namespace
}  // namespace iso::bench

int main(int argc, char** argv) {
  return iso::bench::run(argc, argv);
}
