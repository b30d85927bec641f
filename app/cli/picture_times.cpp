// SPDX-License-Identifier: Apache-2.0
#include "app/cli/picture_times.h"

#include <algorithm>
#include <chrono>

namespace iso::cli {

Result<nlohmann::ordered_json> drawRepeatedly(const Picture& picture,
                                              const std::function<Result<void>()>& draw) {
  nlohmann::ordered_json milliseconds = nlohmann::ordered_json::array();
  for (int n = 0; n < std::max(1, picture.repeat); ++n) {
    const auto start = std::chrono::steady_clock::now();
    if (auto ok = draw(); !ok) return tl::make_unexpected(std::move(ok.error()));
    milliseconds.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  return milliseconds;
}

nlohmann::ordered_json pictureReport(const Engine& engine, const nlohmann::ordered_json& milliseconds) {
  const EngineInfo info = engine.info();
  return {{"backend", info.backend}, {"device", info.device}, {"milliseconds", milliseconds}};
}

}  // namespace iso::cli
