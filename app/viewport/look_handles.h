// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Qt>
#include <functional>

#include "app/viewport/viewport.h"

namespace iso::app {

/// Which handles of a look are shown and can be taken.
struct LookHandlesShown {
  bool crop = false;    ///< the crop box
  bool planes = false;  ///< free clip planes
};

/// A part of a look that a hand can move.
struct LookHandle {
  enum class Part { CropFace, MovePlane, TurnPlane } part = Part::CropFace;
  int number = 0;  ///< of the face, or of the plane
  friend bool operator==(const LookHandle&, const LookHandle&) = default;
};

/// What is at a position, logical pixels of the view as it is asked for.
std::optional<LookHandle> lookHandleAt(const Viewport& view, const LookHandlesShown& shown,
                                       const Vector2& position);
/// The cursor that says where a handle goes.
Qt::CursorShape lookHandleCursor(const Viewport& view, const LookHandle& handle);
/// Crop box, its outline in slices, clip planes: over the picture that is on the screen.
Overlay lookHandles(const Viewport& view, const LookHandlesShown& shown,
                    const std::optional<LookHandle>& held);

/// The look while the hand is at a position. Holds the view as it was when the drag began.
using LookDrag = std::function<VolumeLook(const Vector2& position)>;
/// @return null if the view no longer shows the handle
LookDrag startLookDrag(const Viewport& view, const LookHandle& handle, const Vector2& at);

}  // namespace iso::app
