// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/study/study.h"

namespace iso::app {

/// "Phase 3/10 · trigger 240 ms"; "" for a series of one phase.
std::string phaseText(const VolumeDescription& description, int phase);

}  // namespace iso::app
