// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/path_trace.h"

#include <cmath>

// What the shared text is written in.
#define GLOBAL
#define FLOAT(x) static_cast<float>(x)
#define INT(x) static_cast<int>(x)
#define UINT(x) static_cast<uint>(x)
#define SIZE(x) static_cast<std::size_t>(x)
#define TO_FLOAT(v) static_cast<float>(v)

namespace iso {
namespace {

namespace paths {
using std::cos;
using std::exp;
using std::fabs;
using std::log;
using std::sin;
using std::size_t;
using std::sqrt;
using uchar = std::uint8_t;
using uint = std::uint32_t;

namespace of_uint8 {
#define VOXEL std::uint8_t
#include "render/engine/path_walk.inc"
#undef VOXEL
}  // namespace of_uint8
namespace of_int16 {
#define VOXEL std::int16_t
#include "render/engine/path_walk.inc"
#undef VOXEL
}  // namespace of_int16
namespace of_uint16 {
#define VOXEL std::uint16_t
#include "render/engine/path_walk.inc"
#undef VOXEL
}  // namespace of_uint16
namespace of_float32 {
#define VOXEL float
#include "render/engine/path_walk.inc"
#undef VOXEL
}  // namespace of_float32
}  // namespace paths

template <class Scene>
Scene sceneOf(const Volume& volume, const PathParams& params, const PathTables& tables) {
  Scene s{};
  s.voxels = reinterpret_cast<decltype(s.voxels)>(volume.data());
  s.rescales = tables.rescales.data();
  s.cuts = tables.cuts.data();
  s.majorants = tables.majorants.data();
  s.leaps = tables.leaps.data();
  s.material = tables.material.data();
  s.weights = tables.gradient.weight.data();
  s.hidden = tables.hidden.data();
  s.p = params;
  return s;
}

}  // namespace

void tracePathRow(const Volume& volume, const PathParams& params, const PathTables& tables, int y, int until,
                  PathFrame& frame) {
  const auto row = static_cast<std::size_t>(y);
  const auto from = static_cast<paths::uint>(frame.passes[row]), to = static_cast<paths::uint>(until);
  float* sums = frame.sums.data() + frame.row(y);
  const auto trace = [&](const auto& scene) {
    for (int x = 0; x < frame.width; ++x)
      path_pixel(&scene, x, y, from, to, sums + static_cast<std::size_t>(x) * PathFrame::kSums);
  };
  switch (volume.type()) {
    case VoxelType::UInt8:
      trace(sceneOf<paths::of_uint8::PathScene>(volume, params, tables));
      break;
    case VoxelType::Int16:
      trace(sceneOf<paths::of_int16::PathScene>(volume, params, tables));
      break;
    case VoxelType::UInt16:
      trace(sceneOf<paths::of_uint16::PathScene>(volume, params, tables));
      break;
    case VoxelType::Float32:
      trace(sceneOf<paths::of_float32::PathScene>(volume, params, tables));
      break;
    case VoxelType::Rgb8:
      break;
  }
  frame.passes[row] = until;
}

}  // namespace iso
