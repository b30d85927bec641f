// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace iso {

/// Seconds since 1970 (UTC) of a DT value, "20180526152509.02+0100" (PS3.5 6.2). What is left out counts as
/// the beginning, a missing zone as UTC. nullopt if it is no such value.
std::optional<double> secondsOf(std::string_view dt);

}  // namespace iso
