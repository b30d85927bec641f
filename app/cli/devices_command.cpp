// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "render/device/render_device.h"

namespace iso::cli {
namespace {

/// An unknown text or size is null.
nlohmann::ordered_json known(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
}
nlohmann::ordered_json known(std::size_t bytes) {
  return bytes == 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(bytes);
}

}  // namespace

int runDevices(const DevicesOptions& options) {
  const auto devices = listDevices();
  auto rows = nlohmann::ordered_json::array();
  for (std::size_t n = 0; n < devices.size(); ++n) {
    const RenderDevice& d = devices[n];
    if (options.json) {
      rows.push_back({{"index", n},
                      {"name", d.name},
                      {"kind", deviceKindName(d.kind)},
                      {"backend", d.kind == RenderDevice::Kind::Processor ? "cpu" : "opencl"},
                      {"platform", known(d.platform)},
                      {"vendor", known(d.vendor)},
                      {"driver", known(d.driver)},
                      {"memory_bytes", known(d.memoryBytes)},
                      {"largest_allocation_bytes", known(d.largestBytes)}});
    } else if (d.kind == RenderDevice::Kind::Processor) {
      fmt::print("{}  {}  {}\n", n, d.name, "this program's own engine");
    } else {
      fmt::print("{}  {}  {}, {:.1f} GB, {} {}\n", n, d.name,
                 d.kind == RenderDevice::Kind::Gpu ? "GPU" : "OpenCL on the processor",
                 static_cast<double>(d.memoryBytes) * 1e-9, d.platform, d.driver);
    }
  }
  if (options.json) fmt::print("{}\n", rows.dump(2));
  return kDone;
}

}  // namespace iso::cli
