// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/mesh/surface_section.h"
#include "render/overlay/overlay.h"

namespace iso {

/// Where a slice cuts a surface: its outline in a color. Lines that the view does not show are left out.
Overlay surfaceSectionMarks(const PlaneOnScreen& view, const SurfaceMesh& mesh, const Rgba8& color);

}  // namespace iso
