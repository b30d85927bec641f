// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/engine/engine.h"
#include "render/scene/curved_surface.h"
#include "render/scene/curved_view.h"

namespace iso {

/// Pictures of a curved view, with the rules of flat ones: each row is a flat picture of one row.
/// @return InvalidArgument for a view without rows, or as the engine's slices; Cancelled between two rows
Result<ValueFrame> curvedValues(Engine& engine, const VolumePtr& volume, const CurvedView& view,
                                const CancelToken& cancel);
Result<ColorFrame> curvedSlice(Engine& engine, const VolumePtr& volume, const CurvedView& view,
                               const SliceDisplay& display, const CancelToken& cancel);

/// A part of a curved surface; beyond the path's ends is the display's outside colour.
/// @return as above; a picture without pixels or a surface is InvalidArgument
Result<ColorFrame> curvedPicture(Engine& engine, const VolumePtr& volume, const CurvedPicture& picture,
                                 const SliceDisplay& display, const CancelToken& cancel);

}  // namespace iso
