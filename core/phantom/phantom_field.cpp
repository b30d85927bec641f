// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/phantom_field.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace iso {
namespace {

constexpr float kCell = 4.0f;
constexpr int kCellsPerBlock = 16;
constexpr float kBlock = kCell * kCellsPerBlock;

}  // namespace

struct PhantomField::Candidate {
  std::uint16_t layer;
  bool solid;
  std::vector<std::uint16_t> shapes;
};

PhantomField::PhantomField(std::shared_ptr<const PhantomModel> model, float softness, const Box& region,
                           ThreadPool& pool)
    : model_(std::move(model)), soft_(softness), low_(region.low) {
  auto blocks = [](float length) { return std::max(1, static_cast<int>(std::ceil(length / kBlock))); };
  nx_ = blocks(region.high.x() - low_.x());
  ny_ = blocks(region.high.y() - low_.y());
  nz_ = blocks(region.high.z() - low_.z());
  blocks_.resize(static_cast<std::size_t>(nx_ * ny_ * nz_));

  Candidates all;
  for (std::size_t i = 0; i < model_->layers().size(); ++i) {
    Candidate candidate{static_cast<std::uint16_t>(i), false, {}};
    for (std::size_t k = 0; k < model_->layers()[i].shapes.size(); ++k) {
      candidate.shapes.push_back(static_cast<std::uint16_t>(k));
    }
    all.push_back(std::move(candidate));
  }
  pool.parallelFor(blocks_.size(), [&](std::size_t n) {
    const int i = static_cast<int>(n);
    const int x = i % nx_, y = i / nx_ % ny_, z = i / nx_ / ny_;
    const Vec3f corner =
        low_ + kBlock * Vec3f(static_cast<float>(x), static_cast<float>(y), static_cast<float>(z));
    const Candidates here = narrowed(all, corner + Vec3f::Constant(kBlock / 2), kBlock / 2);
    if (here.empty()) return;
    blocks_[n].cells.resize(kCellsPerBlock * kCellsPerBlock * kCellsPerBlock);
    fill(blocks_[n], here, corner, kCellsPerBlock);
  });
}

PhantomField::Candidates PhantomField::narrowed(const Candidates& from, const Vec3f& centre,
                                                float half) const {
  const Vec3f centreWarped = warped(centre);
  const float radius = half * 1.7321f + 0.01f;
  Candidates kept;
  for (const Candidate& candidate : from) {
    const PhantomLayer& layer = model_->layers()[candidate.layer];
    const Vec3f& c = layer.rigid ? centre : centreWarped;
    const float r = layer.rigid ? radius : radius * kWarpStretch;
    // A solid matters as far as it can melt into one that is still a candidate here.
    float blend = 0.0f;
    for (const std::uint16_t index : candidate.shapes) blend = std::max(blend, layer.shapes[index].blend);
    const float outer = 0.5f * soft_ + 2.0f * blend;
    const float inner = std::max(layer.shell > 0.0f ? layer.shell + soft_ : 0.0f, layer.textureDepth) + soft_;
    Candidate next{candidate.layer, candidate.solid, {}};
    bool solid = false;
    for (const std::uint16_t index : candidate.shapes) {
      const Primitive& shape = layer.shapes[index];
      const Primitive::Range range = shape.range(c, r);
      switch (shape.op) {
        case ShapeOp::Unite:
          if (range.low > outer) continue;
          if (range.high < -inner) solid = true;
          break;
        case ShapeOp::Subtract:
          if (range.low > inner + shape.blend) continue;
          solid = false;
          if (range.high < -outer) next.shapes.clear();  // nothing so far is left here
          break;
        case ShapeOp::Intersect:
          if (range.high < -inner - shape.blend) continue;
          solid = false;
          if (range.low > outer) next.shapes.clear();
          break;
      }
      if (shape.op == ShapeOp::Unite || !next.shapes.empty()) next.shapes.push_back(index);
    }
    if (candidate.solid) {
      next.solid = true;
    } else {
      const bool united = std::any_of(next.shapes.begin(), next.shapes.end(), [&](std::uint16_t index) {
        return layer.shapes[index].op == ShapeOp::Unite;
      });
      if (!united) continue;
      next.solid = solid;
    }
    if (next.solid) {
      next.shapes.clear();
      kept.clear();  // nothing below shows through
    }
    kept.push_back(std::move(next));
  }
  return kept;
}

void PhantomField::fill(Block& block, const Candidates& candidates, const Vec3f& low, int cells) const {
  if (cells == 1) {
    const Vec3f local = (low - low_) / kCell;
    const auto at = [&](int axis) {
      return static_cast<std::size_t>(std::lround(local[axis])) % static_cast<std::size_t>(kCellsPerBlock);
    };
    Cell& cell = block.cells[at(0) + kCellsPerBlock * (at(1) + kCellsPerBlock * at(2))];
    cell.first = static_cast<std::uint32_t>(block.items.size());
    cell.count = static_cast<std::uint32_t>(candidates.size());
    for (const Candidate& candidate : candidates) {
      block.items.push_back({candidate.layer, candidate.solid,
                             static_cast<std::uint32_t>(block.shapes.size()),
                             static_cast<std::uint32_t>(candidate.shapes.size())});
      block.shapes.insert(block.shapes.end(), candidate.shapes.begin(), candidate.shapes.end());
    }
    return;
  }
  const int half = cells / 2;
  const float size = kCell * static_cast<float>(half);
  for (int octant = 0; octant < 8; ++octant) {
    const Vec3f corner =
        low + size * Vec3f(static_cast<float>(octant & 1), static_cast<float>(octant >> 1 & 1),
                           static_cast<float>(octant >> 2));
    const Candidates here = narrowed(candidates, corner + Vec3f::Constant(size / 2), size / 2);
    if (!here.empty()) fill(block, here, corner, half);
  }
}

float PhantomField::paint(float below, const PhantomLayer& layer, float distance, const Vec3f& p,
                          Channel channel) const {
  const float share = std::clamp(0.5f - distance / soft_, 0.0f, 1.0f);
  if (share <= 0.0f) return below;
  const float alpha = share * share * (3.0f - 2.0f * share);
  const float depth = -distance;
  float own = tissueValue(layer.surface, channel);
  if (layer.shell > 0.0f) {
    const float t = std::clamp(0.5f + (depth - layer.shell) / soft_, 0.0f, 1.0f);
    own += t * (tissueValue(layer.core, channel) - own);
  }
  if (layer.texture != Texture::None) own = textured(layer.texture, own, depth, p, soft_, channel);
  return below + alpha * (own - below);
}

float PhantomField::value(const Vec3f& p, Channel channel) const {
  float result = tissueValue(Tissue::Air, channel);
  const Vec3f local = (p - low_) * (1.0f / kCell);
  if (local.minCoeff() < 0.0f) return result;
  const int ix = static_cast<int>(local.x()), iy = static_cast<int>(local.y()),
            iz = static_cast<int>(local.z());
  const int bx = ix / kCellsPerBlock, by = iy / kCellsPerBlock, bz = iz / kCellsPerBlock;
  if (bx >= nx_ || by >= ny_ || bz >= nz_) return result;
  const Block& block = blocks_[static_cast<std::size_t>(bx + nx_ * (by + ny_ * bz))];
  if (block.cells.empty()) return result;
  const Cell cell = block.cells[static_cast<std::size_t>(
      ix % kCellsPerBlock + kCellsPerBlock * (iy % kCellsPerBlock + kCellsPerBlock * (iz % kCellsPerBlock)))];
  if (cell.count == 0) return result;
  const Vec3f moved = warped(p);
  for (std::uint32_t n = 0; n < cell.count; ++n) {
    const Item& item = block.items[cell.first + n];
    const PhantomLayer& layer = model_->layers()[item.layer];
    const Vec3f& q = layer.rigid ? p : moved;
    float d = -1e3f;
    if (!item.solid) {
      SolidSum sum;
      for (std::uint32_t k = 0; k < item.count; ++k) {
        const Primitive& shape = layer.shapes[block.shapes[item.first + k]];
        sum.add(shape, shape.distance(q));
      }
      d = sum.result();
    }
    result = paint(result, layer, d, q, channel);
  }
  return result;
}

float PhantomField::valueByBruteForce(const Vec3f& p, Channel channel) const {
  float result = tissueValue(Tissue::Air, channel);
  const Vec3f moved = warped(p);
  for (const PhantomLayer& layer : model_->layers()) {
    const Vec3f& q = layer.rigid ? p : moved;
    result = paint(result, layer, layer.distance(q), q, channel);
  }
  return result;
}

}  // namespace iso
