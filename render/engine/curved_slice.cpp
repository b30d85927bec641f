// SPDX-License-Identifier: Apache-2.0
#include "render/engine/curved_slice.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace iso {
namespace {

constexpr int kMostPixels = 16384;  ///< a side

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

Result<ColorFrame> curvedPicture(Engine& engine, const VolumePtr& volume, const CurvedPicture& picture,
                                 const SliceDisplay& display, const CancelToken& cancel) {
  if (!picture.surface || picture.width < 1 || picture.height < 1 || picture.width > kMostPixels ||
      picture.height > kMostPixels)
    return fail(ErrorCode::InvalidArgument, "A curved picture needs a path and a size.");
  if (!(picture.pixelMm > 0.0))
    return fail(ErrorCode::InvalidArgument, "A curved picture needs a pixel size above 0 mm.");
  // Unturned first: its rows are the path's lines.
  CurvedPicture upright = picture;
  upright.quarterTurns = 0;
  if (picture.quarterTurns % 2 != 0) std::swap(upright.width, upright.height);
  CurvedView view;
  view.pixelMm = upright.pixelMm;
  view.width = upright.width;
  view.interpolation = upright.interpolation;
  view.slab = upright.slab;
  int firstRow = 0;
  for (int y = 0; y < upright.height; ++y) {
    const auto place = upright.pixelToSurface(0.5 * (upright.width - 1), y);
    if (!upright.onPath(place)) continue;
    if (view.rows.empty()) firstRow = y;
    CurvedView::Row row = upright.surface->line(place.along);
    row.center.mm += place.across * row.right;
    view.rows.push_back(row);
  }
  ColorFrame drawn;
  if (!view.rows.empty()) {
    auto frame = curvedSlice(engine, volume, view, display, cancel);
    if (!frame) return frame;
    drawn = std::move(*frame);
  }
  ColorFrame out{picture.width, picture.height, {}, {}};
  out.pixels.resize(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height),
                    display.outside);
  const Eigen::Vector2i right = picture.acrossOnScreen(), down = picture.alongOnScreen();
  // Where the unturned picture's first pixel comes to lie.
  const int originX = right.x() + down.x() < 0 ? out.width - 1 : 0;
  const int originY = right.y() + down.y() < 0 ? out.height - 1 : 0;
  for (int r = 0; r < drawn.height; ++r)
    for (int x = 0; x < drawn.width; ++x) {
      const int y = firstRow + r;
      const int outX = originX + x * right.x() + y * down.x();
      const int outY = originY + x * right.y() + y * down.y();
      out.pixels[static_cast<std::size_t>(outY) * static_cast<std::size_t>(out.width) +
                 static_cast<std::size_t>(outX)] =
          drawn.pixels[static_cast<std::size_t>(r) * static_cast<std::size_t>(drawn.width) +
                       static_cast<std::size_t>(x)];
    }
  return out;
}

}  // namespace iso
