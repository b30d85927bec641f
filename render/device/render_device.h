// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace iso {

/// Something that can compute pictures: the program's own engine on the processor, or an OpenCL device.
struct RenderDevice {
  enum class Kind { Processor, Gpu, OpenClOnProcessor };
  Kind kind = Kind::Processor;
  /// Unique and the same at every start: among devices of one name the second is "<name> #2".
  std::string name = "Processor";
  std::string platform, vendor, driver;           ///< of OpenCL devices
  std::size_t memoryBytes = 0, largestBytes = 0;  ///< in all; in one piece. 0 = the program's own engine
  std::size_t openClIndex = 0;                    ///< of listOpenClDevices
};

/// "processor", "gpu", "opencl-processor".
const char* deviceKindName(RenderDevice::Kind kind);

/// The processor first, which is always there, then the OpenCL devices: graphics cards, graphics in the
/// processor, OpenCL that runs on the processor. May take seconds where drivers start: not for the UI thread.
std::vector<RenderDevice> listDevices();

/// The device of exactly this name.
std::optional<RenderDevice> deviceNamed(const std::vector<RenderDevice>& devices, std::string_view name);

/// What a person means: an index of the list, a name, or a part of a name that no other has; upper and lower
/// case are the same.
/// @return InvalidArgument if there is none, Ambiguous if there are several; both with the list
Result<RenderDevice> findDevice(const std::vector<RenderDevice>& devices, std::string_view wanted);

}  // namespace iso
