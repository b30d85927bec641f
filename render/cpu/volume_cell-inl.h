// SPDX-License-Identifier: Apache-2.0
// Where the samples of a packet lie among voxels and bricks, and how far empty bricks reach.
// Included once for each instruction set, inside <hwy/foreach_target.h>.
#if defined(ISO_RENDER_CPU_VOLUME_CELL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ISO_RENDER_CPU_VOLUME_CELL_INL_H_
#undef ISO_RENDER_CPU_VOLUME_CELL_INL_H_
#else
#define ISO_RENDER_CPU_VOLUME_CELL_INL_H_
#endif

#include <algorithm>
#include <limits>

#include "render/cpu/volume_ray-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Where a sample lies: cell, fraction, brick.
struct Cell {
  VI i[3];
  VF f[3];
  VF gap;  // uneven: mm from this slice to the next
  VI brick;
};

HWY_INLINE Cell locate(const VolumeJob& job, const Ray& ray, VF t, VF position[3]) {
  const DF df;
  const DI di;
  Cell cell;
  for (int a = 0; a < 3; ++a)
    position[a] = hn::Min(hn::Max(hn::MulAdd(ray.d[a], t, ray.o[a]), hn::Zero(df)), set(job.box[a]));
  for (int a = 0; a < 3; ++a) {
    if (a == 2 && job.uneven) {
      const SliceLookup& look = *job.uneven;
      const auto bin = hn::ConvertTo(di, hn::Mul(position[2], set(look.binsPerMm)));
      auto k = hn::GatherIndex(di, look.segment.data(), bin);
      const auto next = hn::GatherIndex(df, look.offset.data() + 1, k);
      const auto past =
          hn::And(hn::RebindMask(di, hn::Ge(position[2], next)), hn::Lt(k, seti(job.source.size[2] - 2)));
      k = hn::IfThenElse(past, hn::Add(k, seti(1)), k);
      const auto from = hn::GatherIndex(df, look.offset.data(), k);
      const auto to = hn::GatherIndex(df, look.offset.data() + 1, k);
      cell.i[2] = k;
      cell.gap = hn::Sub(to, from);
      cell.f[2] = hn::Div(hn::Sub(position[2], from), cell.gap);
    } else {
      const auto top = seti(std::max(job.source.size[static_cast<std::size_t>(a)] - 2, 0));
      cell.i[a] = hn::Min(hn::ConvertTo(di, position[a]), top);
      cell.f[a] = hn::Sub(position[a], hn::ConvertTo(df, cell.i[a]));
    }
  }
  const Size3& bricks = job.bricks->size();
  cell.brick = hn::Add(
      hn::Mul(hn::Add(hn::Mul(hn::ShiftRight<3>(cell.i[2]), seti(bricks[1])), hn::ShiftRight<3>(cell.i[1])),
              seti(bricks[0])),
      hn::ShiftRight<3>(cell.i[0]));
  return cell;
}

/// Steps from here to the first sample at or beyond the edge of the cube of bricks less than `distance`
/// away from this one (0: of this part of the brick); at least one.
HWY_INLINE VF stepsToEdge(const VolumeJob& job, const Ray& ray, const Cell& cell, const VF position[3],
                          VI distance) {
  const DF df;
  const DI di;
  VF least = set(std::numeric_limits<float>::max());
  const auto partOnly = hn::Eq(distance, hn::Zero(di));
  for (int a = 0; a < 3; ++a) {
    const auto forward = hn::Gt(ray.d[a], hn::Zero(df));
    const auto up = hn::RebindMask(di, forward);
    const auto b = hn::ShiftRight<3>(cell.i[a]), part = hn::ShiftRight<2>(cell.i[a]);
    const auto brickEdge =
        hn::ShiftLeft<3>(hn::IfThenElse(up, hn::Add(b, distance), hn::Add(hn::Sub(b, distance), seti(1))));
    const auto partEdge = hn::ShiftLeft<2>(hn::Add(part, hn::IfThenElseZero(up, seti(1))));
    const auto bound = hn::IfThenElse(partOnly, partEdge, brickEdge);
    VF edge;
    if (a == 2 && job.uneven) {
      const auto k = hn::Min(hn::Max(bound, hn::Zero(di)), seti(job.source.size[2] - 1));
      edge = hn::GatherIndex(df, job.uneven->offset.data(), k);
      // Beyond the last slice there is nothing to land in: let the other axes decide.
      const auto beyond = hn::Or(hn::Lt(bound, hn::Zero(di)), hn::Gt(bound, seti(job.source.size[2] - 1)));
      const auto far = hn::IfThenElse(forward, set(1e9f), set(-1e9f));
      edge = hn::IfThenElse(asFloatMask(beyond), far, edge);
    } else {
      edge = hn::ConvertTo(df, bound);
    }
    least = hn::Min(least, hn::Mul(hn::Sub(edge, position[a]), ray.inverse[a]));
  }
  // A thousandth of a step early rather than late: a visible sample is never jumped over by rounding.
  const auto steps = hn::Ceil(hn::Sub(least, set(1e-3f)));
  return hn::Max(steps, set(1.0f));
}

/// Which part of its brick a cell lies in, see BrickMap::partLow.
HWY_INLINE VI partOf(const Cell& cell) {
  const auto bit = [](VI i) HWY_ATTR { return hn::And(hn::ShiftRight<2>(i), seti(1)); };
  return hn::Or(bit(cell.i[0]), hn::Or(hn::ShiftLeft<1>(bit(cell.i[1])), hn::ShiftLeft<2>(bit(cell.i[2]))));
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
