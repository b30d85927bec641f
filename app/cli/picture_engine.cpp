// SPDX-License-Identifier: Apache-2.0
#include "app/cli/picture_engine.h"

#include <fmt/format.h>

#include "render/device/make_engine.h"

namespace iso::cli {

Result<std::shared_ptr<Engine>> pictureEngine(const Context& context, const Picture& picture) {
  EngineChoice choice;
  choice.backend = *parseBackend(picture.backend);
  choice.deviceMemory = context.deviceMemory();
  choice.onFallback = [&context](const std::string& sentence) { context.say(sentence); };
  if (!picture.device.empty()) {
    auto device = findDevice(listDevices(), picture.device);
    if (!device) return tl::make_unexpected(device.error());
    if (!offers(choice.backend, *device))
      return fail(ErrorCode::InvalidArgument,
                  fmt::format("--backend {} leaves out the device {}; leave one of both options out.",
                              picture.backend, device->name));
    choice.device = std::move(*device);
  }
  return makeEngine(choice, context.log());
}

}  // namespace iso::cli
