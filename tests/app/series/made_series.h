// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "app/session/loaded_series.h"
#include "app/viewport/viewport_area.h"
#include "app/viewport/viewport_board.h"
#include "render/overlay/overlay.h"

namespace iso::app {

/// Lets tests look at the board behind an area.
class ViewportAreaProbe {
 public:
  static ViewportBoard& board(ViewportArea& area);
};

}  // namespace iso::app

namespace iso::test {

/// 8 × 6 × 4 voxels of one value.
VolumePtr flatVolume(float value);
/// An unread series of such volumes; `change` may edit its description.
app::LoadedSeriesPtr madeSeries(const std::function<void(VolumeDescription&)>& change = {});
bool says(const Overlay& overlay, const std::string& text);

}  // namespace iso::test
