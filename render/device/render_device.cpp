// SPDX-License-Identifier: Apache-2.0
#include "render/device/render_device.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>

#include "render/opencl/opencl_engine.h"

namespace iso {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::optional<std::size_t> wholeNumber(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string listed(const std::vector<RenderDevice>& devices) {
  std::string out;
  for (std::size_t n = 0; n < devices.size(); ++n)
    out += fmt::format("{}{} {}", n > 0 ? ", " : "", n, devices[n].name);
  return out;
}

}  // namespace

const char* deviceKindName(RenderDevice::Kind kind) {
  switch (kind) {
    case RenderDevice::Kind::Processor:
      return "processor";
    case RenderDevice::Kind::Gpu:
      return "gpu";
    case RenderDevice::Kind::OpenClOnProcessor:
      break;
  }
  return "opencl-processor";
}

std::vector<RenderDevice> listDevices() {
  std::vector<RenderDevice> out{RenderDevice{}};
  const auto devices = listOpenClDevices();
  if (!devices) return out;  // no OpenCL here: the processor alone
  std::map<std::string, int> seen{{out.front().name, 1}};
  for (std::size_t n = 0; n < devices->size(); ++n) {
    const OpenClDevice& d = (*devices)[n];
    const int nth = ++seen[d.name];
    out.push_back({d.gpu ? RenderDevice::Kind::Gpu : RenderDevice::Kind::OpenClOnProcessor,
                   nth == 1 ? d.name : fmt::format("{} #{}", d.name, nth), d.platform, d.vendor, d.driver,
                   d.memoryBytes, d.largestBytes, n});
  }
  return out;
}

std::optional<RenderDevice> deviceNamed(const std::vector<RenderDevice>& devices, std::string_view name) {
  const auto found =
      std::find_if(devices.begin(), devices.end(), [&](const RenderDevice& d) { return d.name == name; });
  return found == devices.end() ? std::nullopt : std::optional(*found);
}

Result<RenderDevice> findDevice(const std::vector<RenderDevice>& devices, std::string_view wanted) {
  if (const auto index = wholeNumber(wanted); index && *index < devices.size()) return devices[*index];
  const std::string text = lower(wanted);
  std::vector<const RenderDevice*> having;
  for (const RenderDevice& d : devices) {
    const std::string name = lower(d.name);
    if (name == text) return d;
    if (!text.empty() && name.find(text) != std::string::npos) having.push_back(&d);
  }
  if (having.size() == 1) return *having.front();
  const char* what = having.empty() ? "There is no device \"{}\"; there are: {}."
                                    : "Several devices are called something like \"{}\"; there are: {}.";
  return fail(having.empty() ? ErrorCode::InvalidArgument : ErrorCode::Ambiguous,
              fmt::format(fmt::runtime(what), wanted, listed(devices)));
}

}  // namespace iso
