// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "render/engine/engine.h"
#include "render/engine/picture_box.h"

namespace iso {

/// Slices of volumes that are larger than a device's memory: a picture is drawn in tiles, and for each the
/// engine is given a small volume of the voxels that the tile needs. Such pieces are kept, so that the next
/// slice finds most of them. Volume pictures of such volumes are left to the engine, which refuses them.
class StreamingEngine final : public Engine {
 public:
  /// @param largestBytes of voxels that the engine takes in one volume; what is larger is streamed
  StreamingEngine(std::unique_ptr<Engine> engine, std::size_t largestBytes);

  EngineInfo info() const override { return engine_->info(); }
  Result<void> prepare(const VolumePtr& volume, const CancelToken& cancel) override;
  Result<ValueFrame> sliceValues(const VolumePtr& volume, const SliceView& view,
                                 const CancelToken& cancel) override;
  Result<ColorFrame> slice(const VolumePtr& volume, const SliceView& view, const SliceDisplay& display,
                           const CancelToken& cancel) override;
  Result<ColorFrame> volume(const VolumePtr& volume, const VolumeView& view,
                            const CancelToken& cancel) override;
  Result<ColorFrame> fused(const FusedView& view, const CancelToken& cancel) override;
  Result<void> trace(const VolumePtr& volume, const VolumeView& view, int until, PathFrame& frame,
                     const CancelToken& cancel) override;

 private:
  struct Piece {
    std::weak_ptr<const Volume> source;
    IndexBox box;
    VolumePtr voxels;
  };
  struct Tile {
    int x, y, width, height;
  };

  bool streamed(const Volume& volume) const;
  /// Calls draw(piece, view of the tile, tile) for tiles that cover the picture.
  template <class Draw>
  Result<void> inTiles(const VolumePtr& volume, const SliceView& view, const Tile& tile,
                       const CancelToken& cancel, const Draw& draw);
  Result<VolumePtr> piece(const VolumePtr& volume, const IndexBox& box);

  std::unique_ptr<Engine> engine_;
  std::size_t largestBytes_, pieceBytes_, keptBytes_;
  std::vector<Piece> pieces_;  ///< most recently used last
};

}  // namespace iso
