// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/parallel.h"
#include "core/geometry/points.h"
#include "core/phantom/phantom_model.h"

namespace iso {

/// The patient as a function of position, ready to be sampled millions of times: space is cut into 4 mm
/// cells, each knowing the few layers and solids that matter there. Immutable and thread-safe once made.
class PhantomField {
 public:
  struct Box {
    Vec3f low, high;
  };
  /// @param softness mm over which one tissue passes into the next (about one voxel: partial volume)
  /// @param region where it will be sampled; outside it is air
  PhantomField(std::shared_ptr<const PhantomModel> model, float softness, const Box& region,
               ThreadPool& pool);

  /// @param p patient point in LPS mm
  float value(const Vec3f& p, Channel channel) const;
  /// The same without the cells: every layer, every solid. Slow; what `value` is checked against.
  float valueByBruteForce(const Vec3f& p, Channel channel) const;

 private:
  struct Item {
    std::uint16_t layer;
    bool solid;  ///< deep inside this layer everywhere in the cell
    std::uint32_t first, count;
  };
  struct Cell {
    std::uint32_t first = 0, count = 0;
  };
  struct Block {
    std::vector<Cell> cells;  ///< 16 × 16 × 16, empty = air
    std::vector<Item> items;
    std::vector<std::uint16_t> shapes;  ///< indices into the layer's shapes
  };
  struct Candidate;
  using Candidates = std::vector<Candidate>;

  Candidates narrowed(const Candidates& from, const Vec3f& centre, float half) const;
  void fill(Block& block, const Candidates& candidates, const Vec3f& low, int cells) const;
  float paint(float below, const PhantomLayer& layer, float distance, const Vec3f& p, Channel channel) const;

  std::shared_ptr<const PhantomModel> model_;
  float soft_;
  Vec3f low_;
  int nx_ = 0, ny_ = 0, nz_ = 0;
  std::vector<Block> blocks_;
};

}  // namespace iso
