// SPDX-License-Identifier: Apache-2.0
#include "render/scene/fused_view.h"

#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

#include "render/scene/picture_size.h"

namespace iso {
namespace {

constexpr double kLeastStep = 1e-3;  ///< mm; a hundred times finer than any voxel's need

/// A transform may make things a thousand times smaller or larger and move them by a hundred metres: more
/// than patients differ by, and no more than a march along a ray can count.
bool isUsable(const Eigen::Affine3d& transform) {
  if (!transform.matrix().allFinite()) return false;
  // Neither way makes anything longer than this.
  const Matrix3 there = transform.linear(), back = there.inverse();
  return back.allFinite() && there.norm() < 2e3 && back.norm() < 2e3 &&
         transform.translation().cwiseAbs().maxCoeff() < 1e5;
}

Result<VolumeGeometry> moved(const VolumeLayer& layer) {
  const VolumeGeometry& g = layer.volume->geometry();
  const Matrix3 axes = layer.toBase.linear() * g.axes();
  std::vector<double> offsets = g.sliceOffsets();
  // Offsets are distances along axis k, and scale as it does.
  const double scale = axes.col(2).norm() / g.axes().col(2).norm();
  for (double& offset : offsets) offset *= scale;
  return VolumeGeometry::make(g.size(), axes, {layer.toBase * g.origin().mm}, std::move(offsets));
}

Result<void> checkLayer(const VolumeLayer& layer, std::size_t number) {
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorCode::InvalidArgument, fmt::format("Layer {} of the fused picture {}", number + 1, why));
  };
  if (!layer.volume) return refuse("has no volume.");
  if (layer.volume->type() == VoxelType::Rgb8)
    return refuse("is a colour image, which has no values to render in 3D.");
  if (layer.preset.relative) return refuse("has a preset whose values have not been fitted to the volume.");
  if (layer.preset.mode == VolumeMode::Isosurface)
    return refuse("has a surface preset; layers are composited or projected.");
  if (!isUsable(layer.toBase) || !moved(layer))
    return refuse("has a transform that is not finite or cannot be inverted.");
  if (layer.hidden && layer.hidden->size() != layer.volume->size()) {
    const Size3 &of = layer.hidden->size(), &size = layer.volume->size();
    return refuse(
        fmt::format("has a mask of hidden voxels of {} x {} x {} voxels for a volume of {} x {} x {}.", of[0],
                    of[1], of[2], size[0], size[1], size[2]));
  }
  return {};
}

}  // namespace

Result<void> checkView(const FusedView& view) {
  if (auto ok = checkPictureSize(view.width, view.height); !ok) return ok;
  if (view.layers.empty() || view.layers.size() > kMostLayers)
    return fail(ErrorCode::InvalidArgument,
                fmt::format("A fused picture has 1 to {} layers, not {}.", kMostLayers, view.layers.size()));
  const Camera& c = view.camera;
  if (!c.focalPoint.mm.allFinite() || !c.forward.allFinite() || !c.up.allFinite() ||
      !(c.halfHeightMm > 0.0) || !std::isfinite(c.halfHeightMm) || !(c.viewAngle < 3.1) ||
      !std::isfinite(view.stepMm) || view.stepMm < 0.0 || (view.stepMm > 0.0 && view.stepMm < kLeastStep))
    return fail(ErrorCode::InvalidArgument,
                "The camera's position, its size or the distance of the samples is not a usable number.");
  VolumeView common;
  common.clips = view.clips;
  common.light = view.light;
  if (auto ok = checkView(common); !ok) return ok;
  for (std::size_t n = 0; n < view.layers.size(); ++n)
    if (auto ok = checkLayer(view.layers[n], n); !ok) return ok;
  return {};
}

VolumeGeometry geometryInBase(const VolumeLayer& layer) {
  if (layer.toBase.matrix() == Eigen::Matrix4d::Identity()) return layer.volume->geometry();
  return moved(layer).value_or(layer.volume->geometry());
}

double sampleStep(const FusedView& view) {
  if (view.stepMm > 0.0) return view.stepMm;
  double step = std::numeric_limits<double>::max();
  for (const VolumeLayer& layer : view.layers)
    step = std::min(step, 0.5 * geometryInBase(layer).spacing().minCoeff());
  return std::max(step, kLeastStep);
}

VolumeView viewOfLayer(const FusedView& view, std::size_t layer) {
  const VolumeLayer& of = view.layers[layer];
  VolumeView one;
  one.camera = view.camera;
  one.width = view.width;
  one.height = view.height;
  one.preset = of.preset;
  one.clips = view.clips;
  one.hidden = of.hidden;
  one.stepMm = sampleStep(view);
  one.background = view.background;
  one.light = view.light;
  return one;
}

}  // namespace iso
