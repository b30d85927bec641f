// SPDX-License-Identifier: Apache-2.0
// Packets of rays through a volume: where they enter it, and how many samples they take.
// Included once for each instruction set, inside <hwy/foreach_target.h>.
#if defined(ISO_RENDER_CPU_VOLUME_RAY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ISO_RENDER_CPU_VOLUME_RAY_INL_H_
#undef ISO_RENDER_CPU_VOLUME_RAY_INL_H_
#else
#define ISO_RENDER_CPU_VOLUME_RAY_INL_H_
#endif

#include <algorithm>
#include <limits>

#include "render/cpu/volume_kernel.h"
#include "render/cpu/voxel_gather-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using VF = hn::Vec<DF>;
using VI = hn::Vec<DI>;
using MF = hn::Mask<DF>;

HWY_INLINE VF lerp(VF a, VF b, VF t) {
  return hn::MulAdd(hn::Sub(b, a), t, a);
}
HWY_INLINE VF set(float v) {
  return hn::Set(DF(), v);
}
HWY_INLINE VI seti(int v) {
  return hn::Set(DI(), v);
}
HWY_INLINE MF asFloatMask(hn::Mask<DI> m) {
  return hn::RebindMask(DF(), m);
}

HWY_INLINE VF tableAt(const float* table, VI index) {
  return hn::BitCast(DF(), gatherBits(table, index));
}

// A packet is a small block of pixels, one a lane, as square as the lane count allows: neighbours read the
// same voxels. Lanes march on their own: each jumps over its own empty bricks.
struct PacketShape {
  int width, height;
};
HWY_INLINE PacketShape packetShape() {
  const std::size_t lanes = hn::Lanes(DF());
  if (lanes >= 16) return {4, 4};
  if (lanes >= 8) return {4, 2};
  if (lanes >= 4) return {2, 2};
  return {1, 1};
}

struct Ray {
  VF o[3], d[3];  // index space
  VF inverse[3];  // steps per voxel along each axis: 1 / (d × step)
  VF ux, uy, uz;  // unit direction, patient
  VF t0;          // mm, where the ray enters the box
  VF t1;          // mm, where it leaves; below t0 where it misses
  VF count;       // samples until it leaves
  VF depthPerMm;  // depth = t × this
};

// d is kept away from zero so that 1/d stays finite and 0 × (1/d) is never NaN.
HWY_INLINE VF awayFromZero(VF d) {
  const auto tiny = set(1e-12f);
  return hn::IfThenElse(hn::Lt(hn::Abs(d), tiny), hn::CopySign(tiny, d), d);
}

constexpr float kFace = 1e-4f;

/// Half a step at most by which the samples of pixels (x, y) lie nearer or farther, see jitterOf.
HWY_INLINE VF jitters(VI x, VI y) {
  const DF df;
  const hn::RebindToUnsigned<DI> du;
  const auto odd = [&](std::uint32_t c) HWY_ATTR { return hn::Set(du, c); };
  auto h =
      hn::Add(hn::Mul(hn::BitCast(du, x), odd(0x9E3779B1u)), hn::Mul(hn::BitCast(du, y), odd(0x85EBCA77u)));
  h = hn::Xor(h, hn::ShiftRight<15>(h));
  h = hn::Mul(h, odd(0x2C1B3C6Du));
  h = hn::Xor(h, hn::ShiftRight<12>(h));
  h = hn::Mul(h, odd(0x297A2D39u));
  h = hn::Xor(h, hn::ShiftRight<15>(h));
  const auto whole = hn::ConvertTo(df, hn::BitCast(DI(), hn::ShiftRight<8>(h)));
  return hn::MulAdd(whole, set(1.0f / 16777216.0f), set(-0.5f));
}

/// Along the rays in mm to the surfaces that the packet's pixels see.
HWY_INLINE VF toSurfaces(const VolumeJob& job, int x0, int y0, VF depthPerMm) {
  const DF df;
  const PacketShape shape = packetShape();
  HWY_ALIGN float depths[HWY_MAX_BYTES / sizeof(float)];
  for (int y = 0; y < shape.height; ++y)
    for (int x = 0; x < shape.width; ++x) {
      // A packet may reach beyond the picture.
      const auto column = static_cast<std::size_t>(std::min(x0 + x, job.width - 1));
      const auto row = static_cast<std::size_t>(std::min(y0 + y, job.height - 1));
      depths[y * shape.width + x] = job.surfaceDepth[row * static_cast<std::size_t>(job.width) + column];
    }
  return hn::Div(hn::Load(df, depths), depthPerMm);
}

HWY_INLINE Ray makeRay(const VolumeJob& job, int x0, int y0) {
  const DF df;
  const DI di;
  const PacketShape shape = packetShape();
  const auto lane = hn::Iota(di, 0);
  // Shapes are powers of two: lane = y · width + x.
  const int bits = shape.width == 4 ? 2 : shape.width == 2 ? 1 : 0;
  const auto lx = hn::And(lane, seti(shape.width - 1));
  const auto ly = bits == 2 ? hn::ShiftRight<2>(lane) : bits == 1 ? hn::ShiftRight<1>(lane) : hn::Zero(di);
  const auto x = hn::ConvertTo(df, hn::Add(lx, seti(x0)));
  const auto y = hn::ConvertTo(df, hn::Add(ly, seti(y0)));
  Ray ray;
  for (int a = 0; a < 3; ++a)
    ray.o[a] = hn::MulAdd(
        y, set(static_cast<float>(job.positionY[a])),
        hn::MulAdd(x, set(static_cast<float>(job.positionX[a])), set(static_cast<float>(job.position[a]))));
  VF u[3];
  VF low = set(-std::numeric_limits<float>::max());
  ray.depthPerMm = set(1.0f);
  if (job.perspective) {
    for (int a = 0; a < 3; ++a)
      u[a] = hn::MulAdd(y, set(static_cast<float>(job.directionY[a])),
                        hn::MulAdd(x, set(static_cast<float>(job.directionX[a])),
                                   set(static_cast<float>(job.direction[a]))));
    const auto length = hn::Sqrt(hn::MulAdd(u[0], u[0], hn::MulAdd(u[1], u[1], hn::Mul(u[2], u[2]))));
    for (auto& c : u) c = hn::Div(c, length);
    low = hn::Neg(length);  // nothing behind the eye
    ray.depthPerMm = hn::MulAdd(u[0], set(static_cast<float>(job.forward[0])),
                                hn::MulAdd(u[1], set(static_cast<float>(job.forward[1])),
                                           hn::Mul(u[2], set(static_cast<float>(job.forward[2])))));
  } else {
    for (int a = 0; a < 3; ++a) u[a] = set(static_cast<float>(job.direction[a]));
  }
  ray.ux = u[0];
  ray.uy = u[1];
  ray.uz = u[2];
  VF high = set(std::numeric_limits<float>::max());
  for (int a = 0; a < 3; ++a) {
    const auto d = hn::MulAdd(u[0], set(static_cast<float>(job.toIndex(a, 0))),
                              hn::MulAdd(u[1], set(static_cast<float>(job.toIndex(a, 1))),
                                         hn::Mul(u[2], set(static_cast<float>(job.toIndex(a, 2))))));
    ray.d[a] = awayFromZero(d);
    const auto inverse = hn::Div(set(1.0f), ray.d[a]);
    // The box is a hair wider than the voxel centres, so that a ray along its face is not lost to rounding.
    const auto p = hn::Mul(hn::Sub(set(-kFace), ray.o[a]), inverse);
    const auto q = hn::Mul(hn::Sub(set(job.box[a] + kFace), ray.o[a]), inverse);
    low = hn::Max(low, hn::Min(p, q));
    high = hn::Min(high, hn::Max(p, q));
    ray.inverse[a] = hn::Mul(inverse, set(1.0f / job.step));
  }
  for (int n = 0; n < job.clipCount; ++n) {
    const auto& clip = job.clips[n];
    const auto nx = set(clip.normal[0]), ny = set(clip.normal[1]), nz = set(clip.normal[2]);
    const auto here =
        hn::MulAdd(nx, ray.o[0], hn::MulAdd(ny, ray.o[1], hn::MulAdd(nz, ray.o[2], set(clip.offset))));
    const auto perMm =
        awayFromZero(hn::MulAdd(nx, ray.d[0], hn::MulAdd(ny, ray.d[1], hn::Mul(nz, ray.d[2]))));
    const auto at = hn::Neg(hn::Div(here, perMm));
    const auto entering = hn::Gt(perMm, hn::Zero(df));
    low = hn::IfThenElse(entering, hn::Max(low, at), low);
    high = hn::IfThenElse(entering, high, hn::Min(high, at));
  }
  if (job.surfaceDepth) high = hn::Min(high, toSurfaces(job, x0, y0, ray.depthPerMm));
  const auto hit = hn::Lt(low, high);
  ray.t0 = hn::IfThenElseZero(hit, low);
  ray.t1 = hn::IfThenElse(hit, high, set(-std::numeric_limits<float>::max()));
  auto first = set(0.5f);
  if (job.jitter) {
    const auto nearer = jitters(hn::Add(lx, seti(x0)), hn::Add(ly, seti(y0)));
    first = hn::Sub(first, nearer);
    ray.t0 = hn::NegMulAdd(nearer, set(job.step), ray.t0);
  }
  ray.count = hn::IfThenElseZero(hit, hn::Ceil(hn::Sub(hn::Div(hn::Sub(high, low), set(job.step)), first)));
  return ray;
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
