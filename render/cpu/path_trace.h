// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/volume/volume.h"
#include "render/engine/path_scene.h"

namespace iso {

/// Adds paths until every pixel of row y has `until` of them, see Engine::trace.
void tracePathRow(const Volume& volume, const PathParams& params, const PathTables& tables, int y, int until,
                  PathFrame& frame);

}  // namespace iso
