// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/parallel.h"
#include "core/volume/volume.h"
#include "render/scene/volume_view.h"

namespace iso {

/// How much light reaches each place of a volume, on a grid coarser than the voxels: computed once for a
/// transfer function and a light, read by both engines with a linear weight a sample.
///
/// Cell n along an axis stands for the voxels n·side … n·side + side − 1: continuous voxel index x lies at
/// (x + ½) / side − ½, clamped to the outermost cells' centres. A sample on a surface reads `awayMm` before
/// it, along its normal towards the viewer: cells know a surface only to within their own size.
struct LightVolume {
  Size3 size{};  ///< cells
  int side = 4;  ///< voxels
  double awayMm = 0.0;
  /// Two 16-bit fractions of 65535: low, of the ambient light (from the open half of the sphere around);
  /// high, of the fixed light.
  std::vector<std::uint32_t> cells;
};

/// What the material of a transfer function lets through, on the same grid and on ever coarser ones; what a
/// view's clip planes cut away, and hidden voxels, left out. Coarser cells mean the light over their columns,
/// not the material: a cell a tenth of which is a wall lets nine tenths through.
class MaterialGrid {
 public:
  static constexpr int kLevels = 6;

  /// @return false if cancelled
  bool build(const Volume& volume, const VolumeView& view, ThreadPool& pool, const CancelToken& cancel);
  /// Share of the light that passes one length of the level's cells (see `unitMm`), at a position in cells
  /// of the finest level; 1 outside.
  float at(int level, const std::array<float, 3>& position) const;

  const Size3& size() const { return levels_[0].size; }
  int side() const { return side_; }
  /// The smallest side of a finest cell, mm; doubled from level to level.
  double unitMm() const { return unitMm_; }

 private:
  struct Level {
    Size3 size{};
    std::vector<float> passed;  ///< while building
    std::vector<float> padded;  ///< with one cell of nothing all round
  };
  static void coarsen(const Level& fine, Level& coarse);
  static void pad(Level& grid);
  int side_ = 4;
  double unitMm_ = 1.0;
  std::array<Level, kLevels> levels_;
};

/// Keeps what was computed last, for the pictures that follow with the same volume, material and light.
class LightCache {
 public:
  explicit LightCache(ThreadPool& pool) : pool_(pool) {}

  /// Ambient occlusion after Lindemann & Ropinski 2011's survey in its simplest form: 24 directions, cones of
  /// widening cells out to 32 of the finest. Shadows: one cone towards the light, about 1/8 as wide
  /// as long, so they are soft. The slices of an uneven stack count as even here.
  /// @return null where the view asks for neither, or if cancelled; for a draft what was computed last for
  /// the volume, if anything
  std::shared_ptr<const LightVolume> get(const VolumePtr& volume, const VolumeView& view,
                                         const CancelToken& cancel);

 private:
  ThreadPool& pool_;
  std::weak_ptr<const Volume> volume_;
  TransferFunction transfer_;
  std::vector<ClipPlane> clips_;
  std::shared_ptr<const VoxelMask> hidden_;
  MaterialGrid grid_;
  std::vector<std::uint16_t> ambient_, shadow_;  ///< empty = not computed
  Vector3 light_ = Vector3::Zero();
  /// Kept until the next one is there: drafts are shown in it.
  std::shared_ptr<const LightVolume> last_;
  std::weak_ptr<const Volume> litVolume_;
  bool fresh_ = false;  ///< last_ is of the numbers above
};

}  // namespace iso
