// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "core/base/log.h"
#include "render/engine/engine.h"

namespace iso {

enum class Backend { Auto, Cpu, OpenCl };

/// "auto", "cpu" or "opencl"; nullopt for anything else.
std::optional<Backend> parseBackend(std::string_view name);

/// Auto takes a GPU's OpenCL if there is one that works, else the CPU engine; an OpenCL that runs on the
/// processor (PoCL) is used only when OpenCl is asked for. Why a GPU was passed over is a line in the log.
/// @param threads for the CPU engine; 0 = one per hardware thread
/// @return Device if OpenCl was asked for and no device works; never fails otherwise
Result<std::shared_ptr<Engine>> makeEngine(Backend backend, const std::shared_ptr<LogSink>& log,
                                           unsigned threads = 0);

}  // namespace iso
