// SPDX-License-Identifier: Apache-2.0
#include "render/engine/streaming_engine.h"

#include <algorithm>
#include <cmath>

namespace iso {
namespace {

/// Small pieces follow an oblique plane closely, so that less is copied in all; large ones are fewer.
constexpr std::size_t kPieceBytes = std::size_t{32} << 20;
/// Pieces are kept in the processor's memory as well.
constexpr std::size_t kKeptBytes = std::size_t{1} << 30;
/// Boxes begin and end on multiples of this many voxels where there is room: the next slice needs the same.
constexpr int kGrid = 16;
/// Tiles are not made smaller than this for pieces of a good size, only for those that do not fit at all.
constexpr int kLeastSide = 32;

IndexBox wholeVolume(const Volume& volume) {
  const Size3& n = volume.size();
  return {{0, 0, 0}, {n[0] - 1, n[1] - 1, n[2] - 1}};
}

IndexBox onGrid(const IndexBox& box, const Size3& size) {
  IndexBox out;
  for (std::size_t a = 0; a < 3; ++a) {
    out.first[a] = box.first[a] / kGrid * kGrid;
    out.last[a] = std::min(box.last[a] / kGrid * kGrid + kGrid - 1, size[a] - 1);
  }
  return out;
}

/// What the engine itself has to refuse is handed to it as it is.
bool meaningful(const Volume& volume, const SliceView& view) {
  return view.center.mm.allFinite() && view.right.allFinite() && view.down.allFinite() &&
         std::isfinite(view.pixelMm) && view.pixelMm > 0.0 && view.width > 0 && view.height > 0 &&
         view.width <= 16384 && view.height <= 16384 && slabSamples(view.slab, volume.geometry());
}

template <class Pixels>
void place(const Pixels& from, int width, int height, Pixels& into, int fullWidth, int x, int y) {
  for (int row = 0; row < height; ++row)
    std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(row) * width, width,
                into.begin() + static_cast<std::ptrdiff_t>(y + row) * fullWidth + x);
}

}  // namespace

StreamingEngine::StreamingEngine(std::unique_ptr<Engine> engine, std::size_t largestBytes)
    : engine_(std::move(engine)),
      largestBytes_(largestBytes),
      pieceBytes_(std::min(largestBytes / 4, kPieceBytes)),
      keptBytes_(std::min(largestBytes, kKeptBytes)) {}

bool StreamingEngine::streamed(const Volume& volume) const {
  return boxBytes(volume, wholeVolume(volume)) > largestBytes_;
}

Result<VolumePtr> StreamingEngine::piece(const VolumePtr& volume, const IndexBox& box) {
  std::erase_if(pieces_, [](const Piece& p) { return p.source.expired(); });
  const auto found = std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& p) {
    return p.box.contains(box) && p.source.lock() == volume;
  });
  if (found != pieces_.end()) {
    std::rotate(found, found + 1, pieces_.end());
    return pieces_.back().voxels;
  }
  const IndexBox wide = onGrid(box, volume->size());
  const IndexBox taken = boxBytes(*volume, wide) <= pieceBytes_ ? wide : box;
  const std::size_t bytes = boxBytes(*volume, taken);
  std::size_t kept = bytes;
  for (const Piece& p : pieces_) kept += boxBytes(*p.voxels, wholeVolume(*p.voxels));
  auto oldest = pieces_.begin();
  for (; oldest != pieces_.end() && kept > keptBytes_; ++oldest)
    kept -= boxBytes(*oldest->voxels, wholeVolume(*oldest->voxels));
  pieces_.erase(pieces_.begin(), oldest);
  auto voxels = cropped(*volume, taken);
  if (!voxels) return voxels;
  pieces_.push_back({volume, taken, *voxels});
  return voxels;
}

template <class Draw>
Result<void> StreamingEngine::inTiles(const VolumePtr& volume, const SliceView& view, const Tile& tile,
                                      const CancelToken& cancel, const Draw& draw) {
  if (cancel.cancelled()) return fail(ErrorCode::Cancelled, "Cancelled.");
  const SliceView part = partOf(view, tile.x, tile.y, tile.width, tile.height);
  const auto samples = slabSamples(view.slab, volume->geometry());
  if (!samples) return tl::make_unexpected(samples.error());
  const IndexBox box = pictureBox(volume->geometry(), part, *samples);
  const std::size_t bytes = boxBytes(*volume, box);
  const int side = std::max(tile.width, tile.height);
  const bool handy = boxBytes(*volume, onGrid(box, volume->size())) <= pieceBytes_;
  if ((bytes > largestBytes_ && side > 1) || (!handy && side > kLeastSide)) {
    Tile one = tile, other = tile;
    if (tile.width >= tile.height) {
      one.width = tile.width / 2;
      other.x += one.width;
      other.width -= one.width;
    } else {
      one.height = tile.height / 2;
      other.y += one.height;
      other.height -= one.height;
    }
    if (auto drawn = inTiles(volume, view, one, cancel, draw); !drawn) return drawn;
    return inTiles(volume, view, other, cancel, draw);
  }
  if (bytes > largestBytes_)
    return fail(ErrorCode::OutOfMemory,
                "A single pixel of this slab needs more voxels than " + info().device + " has memory for.");
  auto voxels = piece(volume, box);
  if (!voxels) return tl::make_unexpected(voxels.error());
  return draw(*voxels, part, tile);
}

Result<void> StreamingEngine::prepare(const VolumePtr& volume, const CancelToken& cancel) {
  if (!streamed(*volume)) return engine_->prepare(volume, cancel);
  // The kernels of this kind of voxels, if nothing else.
  const int last = std::min(1, volume->size()[2] - 1);
  auto corner = cropped(*volume, {{0, 0, 0}, {0, 0, last}});
  if (!corner) return tl::make_unexpected(corner.error());
  return engine_->prepare(*corner, cancel);
}

Result<ValueFrame> StreamingEngine::sliceValues(const VolumePtr& volume, const SliceView& view,
                                                const CancelToken& cancel) {
  if (!streamed(*volume) || volume->type() == VoxelType::Rgb8 || !meaningful(*volume, view))
    return engine_->sliceValues(volume, view, cancel);
  ValueFrame frame{view.width, view.height, {}};
  frame.values.resize(static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height));
  auto drawn = inTiles(volume, view, {0, 0, view.width, view.height}, cancel,
                       [&](const VolumePtr& voxels, const SliceView& part, const Tile& t) -> Result<void> {
                         auto tile = engine_->sliceValues(voxels, part, cancel);
                         if (!tile) return tl::make_unexpected(tile.error());
                         place(tile->values, t.width, t.height, frame.values, frame.width, t.x, t.y);
                         return {};
                       });
  if (!drawn) return tl::make_unexpected(drawn.error());
  return frame;
}

Result<ColorFrame> StreamingEngine::slice(const VolumePtr& volume, const SliceView& view,
                                          const SliceDisplay& display, const CancelToken& cancel) {
  const bool slabOfColours = volume->type() == VoxelType::Rgb8 && !view.slab.isPlane();
  if (!streamed(*volume) || slabOfColours || !meaningful(*volume, view))
    return engine_->slice(volume, view, display, cancel);
  ColorFrame frame{view.width, view.height, {}, {}};
  frame.pixels.resize(static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height));
  auto drawn = inTiles(volume, view, {0, 0, view.width, view.height}, cancel,
                       [&](const VolumePtr& voxels, const SliceView& part, const Tile& t) -> Result<void> {
                         auto tile = engine_->slice(voxels, part, display, cancel);
                         if (!tile) return tl::make_unexpected(tile.error());
                         place(tile->pixels, t.width, t.height, frame.pixels, frame.width, t.x, t.y);
                         return {};
                       });
  if (!drawn) return tl::make_unexpected(drawn.error());
  return frame;
}

Result<ColorFrame> StreamingEngine::volume(const VolumePtr& volume, const VolumeView& view,
                                           const CancelToken& cancel) {
  return engine_->volume(volume, view, cancel);
}

Result<ColorFrame> StreamingEngine::fused(const FusedView& view, const CancelToken& cancel) {
  return engine_->fused(view, cancel);
}

Result<void> StreamingEngine::trace(const VolumePtr& volume, const VolumeView& view, int until,
                                    PathFrame& frame, const CancelToken& cancel) {
  return engine_->trace(volume, view, until, frame, cancel);
}

}  // namespace iso
