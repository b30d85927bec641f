// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/parallel.h"
#include "render/cpu/fused_kernel.h"
#include "render/cpu/hidden_bricks.h"

namespace iso {

/// What a step of `stepMm` through the material of each entry of a Composite preset's table takes of the
/// light, as a thickness (−ln of what it lets pass, at most TransferIntegral::kMostThickness); exactly 0
/// where the table's opacity is.
std::vector<float> fusedThickness(const VolumePreset& preset, const TransferTable& table, double stepMm);

/// What the layers of fused pictures need beyond a volume's bricks: tables of their looks, and which bricks
/// show nothing. Kept from picture to picture for each place of a layer, so that turning a volume costs
/// nothing.
class FusedLayers {
 public:
  explicit FusedLayers(ThreadPool& pool) : pool_(pool) {}

  /// @param view one that `checkView` lets pass, and which must outlive the job
  /// @param bricks of each layer's volume; must outlive the job
  /// @return the picture's job without pixels and depth, which refers to this object until the next call;
  /// Unsupported for a mask of more bits than the kernels count
  Result<FusedJob> job(const FusedView& view, const std::array<const BrickMap*, kMostLayers>& bricks);

 private:
  struct Layer {
    std::weak_ptr<const Volume> volume;
    std::shared_ptr<const VoxelMask> mask;
    VolumePreset preset;
    double step = 0.0;
    TransferTable table;
    std::vector<float> thickness;
    GradientTable weights;
    std::vector<std::uint16_t> skip;
    HiddenBricks hidden;
    std::optional<VoxelSourceTables> sources;
    std::unique_ptr<SliceLookup> uneven;
  };
  Result<FusedLayerJob> layerJob(const FusedView& view, std::size_t n, double step, const BrickMap& bricks);

  ThreadPool& pool_;
  std::array<Layer, kMostLayers> layers_;
};

}  // namespace iso
