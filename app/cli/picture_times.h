// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>

#include "app/cli/options.h"
#include "render/engine/engine.h"

namespace iso::cli {

/// Draws a picture as often as --repeat says; stops at the first error.
/// @return the milliseconds of each, a JSON array
Result<nlohmann::ordered_json> drawRepeatedly(const Picture& picture,
                                              const std::function<Result<void>()>& draw);

/// What --json says of every picture.
nlohmann::ordered_json pictureReport(const Engine& engine, const nlohmann::ordered_json& milliseconds);

}  // namespace iso::cli
