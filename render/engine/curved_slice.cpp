// SPDX-License-Identifier: Apache-2.0
#include "render/engine/curved_slice.h"

#include <algorithm>
#include <cstddef>

namespace iso {
namespace {

/// Calls draw(view of one row, first pixel) for each row.
template <class Draw>
Result<void> forRows(const CurvedView& view, const CancelToken& cancel, const Draw& draw) {
  if (view.rows.empty() || view.width < 1)
    return fail(ErrorCode::InvalidArgument, "A curved picture needs a path and a width.");
  SliceView row;
  row.pixelMm = view.pixelMm;
  row.width = view.width;
  row.height = 1;
  row.interpolation = view.interpolation;
  row.slab = view.slab;
  std::size_t first = 0;
  for (const CurvedView::Row& r : view.rows) {
    if (cancel.cancelled()) return fail(ErrorCode::Cancelled, "Cancelled.");
    row.center = r.center;
    row.right = r.right;
    row.down = r.normal.cross(r.right);  // right × down = normal
    if (auto drawn = draw(row, first); !drawn) return drawn;
    first += static_cast<std::size_t>(view.width);
  }
  return {};
}

}  // namespace

Result<ValueFrame> curvedValues(Engine& engine, const VolumePtr& volume, const CurvedView& view,
                                const CancelToken& cancel) {
  ValueFrame out{view.width, static_cast<int>(view.rows.size()), {}};
  out.values.resize(static_cast<std::size_t>(std::max(view.width, 0)) * view.rows.size());
  const auto drawn = forRows(view, cancel, [&](const SliceView& row, std::size_t first) -> Result<void> {
    auto frame = engine.sliceValues(volume, row, cancel);
    if (!frame) return tl::make_unexpected(frame.error());
    std::copy(frame->values.begin(), frame->values.end(),
              out.values.begin() + static_cast<std::ptrdiff_t>(first));
    return {};
  });
  if (!drawn) return tl::make_unexpected(drawn.error());
  return out;
}

Result<ColorFrame> curvedSlice(Engine& engine, const VolumePtr& volume, const CurvedView& view,
                               const SliceDisplay& display, const CancelToken& cancel) {
  ColorFrame out{view.width, static_cast<int>(view.rows.size()), {}, {}};
  out.pixels.resize(static_cast<std::size_t>(std::max(view.width, 0)) * view.rows.size());
  const auto drawn = forRows(view, cancel, [&](const SliceView& row, std::size_t first) -> Result<void> {
    auto frame = engine.slice(volume, row, display, cancel);
    if (!frame) return tl::make_unexpected(frame.error());
    std::copy(frame->pixels.begin(), frame->pixels.end(),
              out.pixels.begin() + static_cast<std::ptrdiff_t>(first));
    return {};
  });
  if (!drawn) return tl::make_unexpected(drawn.error());
  return out;
}

}  // namespace iso
