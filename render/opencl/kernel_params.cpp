// SPDX-License-Identifier: Apache-2.0
#include "render/opencl/kernel_params.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <cstring>

#include "render/scene/padding.h"
#include "render/scene/picture_size.h"

namespace iso {
namespace {

constexpr int kFractionBits = 40;
constexpr int kSnapBits = 26;

template <class T>
void put(T (&out)[3], const Vector3& v) {
  for (int a = 0; a < 3; ++a) out[a] = static_cast<T>(v[a]);
}

void putFixed(cl_long (&out)[3], const Vector3& v, int shift) {
  for (int a = 0; a < 3; ++a) out[a] = std::llround(std::ldexp(v[a], shift));
}

}  // namespace

std::vector<float> floatCuts(const VolumeGeometry& geometry) {
  if (!geometry.isUneven()) return {0.0f};
  std::vector<float> out;
  for (double offset : geometry.sliceOffsets())
    out.push_back(static_cast<float>(offset / geometry.spacing()[2]));
  return out;
}

std::vector<cl_long> fixedCuts(const VolumeGeometry& geometry, int shift) {
  if (!geometry.isUneven()) return {0};
  std::vector<cl_long> out;
  for (double offset : geometry.sliceOffsets())
    out.push_back(std::llround(std::ldexp(offset / geometry.spacing()[2], shift)));
  return out;
}

std::vector<float> sliceSlopes(const VolumeGeometry& geometry) {
  const int n = geometry.size()[2];
  if (!geometry.isUneven()) return std::vector<float>(static_cast<std::size_t>(n), 0.5f);
  std::vector<float> out;
  for (int k = 0; k < n; ++k)  // offsetAt carries the nearest pair's distance on beyond the ends
    out.push_back(static_cast<float>(geometry.spacing()[2] /
                                     (geometry.offsetAt(k + 1.0) - geometry.offsetAt(k - 1.0))));
  return out;
}

std::vector<cl_float2> rescaleTable(const Volume& volume) {
  const double pivot = volume.type() == VoxelType::UInt16 ? 32768.0 : 0.0;
  std::vector<cl_float2> out;
  for (const Rescale& r : volume.rescales())
    out.push_back({{static_cast<float>(r.slope), static_cast<float>(r(pivot))}});
  return out;
}

Result<ClSliceParams> sliceParams(const Volume& volume, const SliceView& view) {
  if (auto ok = checkPictureSize(view.width, view.height); !ok) return tl::make_unexpected(ok.error());
  if (!view.center.mm.allFinite() || !view.right.allFinite() || !view.down.allFinite() ||
      !(view.pixelMm > 0.0) || !std::isfinite(view.pixelMm))
    return fail(ErrorCode::InvalidArgument, "The slice's position or pixel size is not a finite number.");
  const VolumeGeometry& g = volume.geometry();
  const auto samples = slabSamples(view.slab, g);
  if (!samples) return tl::make_unexpected(samples.error());
  const bool slab = !view.slab.isPlane();
  if (slab && volume.type() == VoxelType::Rgb8)
    return fail(ErrorCode::InvalidArgument, "A colour image cannot be shown as a slab.");
  const Matrix3& inverse = g.inverseAxes();
  const Vector3 layer = inverse * (samples->stepMm * view.normal());
  const Vector3 origin =
      inverse * (view.pixelToPatient(0, 0).mm + samples->firstMm * view.normal() - g.origin().mm);
  const Vector3 right = inverse * (view.pixelMm * view.right), down = inverse * (view.pixelMm * view.down);

  // As many fraction bits as leave the farthest corner, twice over, inside 63 bits.
  double farthest = std::max({g.size()[0], g.size()[1], g.size()[2]});
  if (g.isUneven()) farthest = std::max(farthest, 2.0 * g.sliceOffsets().back() / g.spacing()[2]);
  for (int corner = 0; corner < 8; ++corner) {
    const Vector3 v = origin + (corner & 1 ? view.width : 0) * right + (corner & 2 ? view.height : 0) * down +
                      (corner & 4 ? samples->count : 0) * layer;
    farthest = std::max(farthest, v.cwiseAbs().maxCoeff());
  }
  const int shift = std::min(kFractionBits, 60 - static_cast<int>(std::ceil(std::log2(farthest + 1.0))));
  if (!(farthest < 1e12) || shift < 20)
    return fail(ErrorCode::InvalidArgument, "The slice lies too far from the volume.");

  ClSliceParams p{};
  putFixed(p.origin, origin, shift);
  putFixed(p.right, right, shift);
  putFixed(p.down, down, shift);
  putFixed(p.layer, layer, shift);
  p.layers = slab ? samples->count : 0;
  p.projection = static_cast<cl_int>(view.slab.projection);
  p.slack = std::llround(std::ldexp(1e-6, shift));
  std::copy(g.size().begin(), g.size().end(), p.size);
  p.shift = shift;
  p.width = view.width;
  p.height = view.height;
  p.nearest = !slab && view.interpolation == Interpolation::Nearest;
  p.cubic = !slab && view.interpolation == Interpolation::Cubic;
  p.snap = std::llround(std::ldexp(1.0, std::max(shift - kSnapBits, 0)));
  p.uneven = g.isUneven();
  p.perSlice = !volume.hasUniformRescale();
  return p;
}

void setDisplay(ClSliceParams& params, const Volume& volume, const SliceDisplay& display) {
  const WindowLevel& w = display.window;
  if (w.function == VoiFunction::Sigmoid) {
    params.sigmoid = 1;
    params.low = static_cast<float>(w.center);
    params.scale = static_cast<float>(-4.0 / std::max(w.width, 1e-9));
  } else {
    const LinearWindow line = linearWindow(w);
    params.low = static_cast<float>(-line.offset / line.scale);
    params.scale = static_cast<float>(line.scale);
  }
  static_assert(sizeof(Rgba8) == sizeof(params.outside));
  std::memcpy(&params.outside, &display.outside, sizeof(params.outside));
  const StoredRange hidden = paddingToHide(volume, display);
  params.hides = hidden.has_value();
  params.hiddenLow = hidden ? static_cast<float>((*hidden)[0]) : 0.0f;
  params.hiddenHigh = hidden ? static_cast<float>((*hidden)[1]) : 0.0f;
}

Result<ClVolumeParams> volumeParams(const Volume& volume, const VolumeView& view) {
  if (auto ok = checkPictureSize(view.width, view.height); !ok) return tl::make_unexpected(ok.error());
  if (volume.type() == VoxelType::Rgb8)
    return fail(ErrorCode::InvalidArgument, "A colour volume has no values to render in 3D.");
  const Camera& c = view.camera;
  if (!c.focalPoint.mm.allFinite() || !c.forward.allFinite() || !c.up.allFinite() ||
      !(c.halfHeightMm > 0.0) || !std::isfinite(c.halfHeightMm) || !std::isfinite(view.stepMm) ||
      !(c.viewAngle < 3.1))
    return fail(ErrorCode::InvalidArgument, "The camera's position or size is not a finite number.");

  const VolumeGeometry& g = volume.geometry();
  const Matrix3& inverse = g.inverseAxes();
  const double pixel = 2.0 * c.halfHeightMm / view.height;
  const double centerX = 0.5 * (view.width - 1), centerY = 0.5 * (view.height - 1);
  const Vector3 right = pixel * c.right(), down = -pixel * c.up;
  const Vector3 first = c.focalPoint.mm - centerX * right - centerY * down;

  ClVolumeParams p{};
  put(p.origin, inverse * (first - g.origin().mm));
  put(p.right, inverse * right);
  put(p.down, inverse * down);
  put(p.forward, inverse * c.forward);
  put(p.direction, c.forward);
  if (c.viewAngle > 0.0) {
    const double distance = c.eyeDistance();
    const Vector3 eye = c.focalPoint.mm - distance * c.forward;
    put(p.eye, inverse * (eye - g.origin().mm));
    put(p.direction, first - eye);
    put(p.directionRight, right);
    put(p.directionDown, down);
    p.eyeDistance = static_cast<float>(distance);
  }
  p.pixel = static_cast<float>(pixel);
  p.centerX = static_cast<float>(centerX);
  p.centerY = static_cast<float>(centerY);
  for (std::size_t a = 0; a < 3; ++a) {
    p.size[a] = g.size()[a];
    p.top[a] = static_cast<float>(g.size()[a] - 1);
    p.bricks[a] = (g.size()[a] - 1) / 8 + 1;
  }
  if (g.isUneven()) p.top[2] = floatCuts(g).back();
  const Matrix3 gradient = inverse.transpose();
  for (int r = 0; r < 3; ++r)
    for (int k = 0; k < 3; ++k) p.gradient[3 * r + k] = static_cast<float>(gradient(r, k));
  if (auto ok = checkView(view, volume.size()); !ok) return tl::make_unexpected(ok.error());
  for (const ClipPlane& clip : view.clips) {
    const auto plane = clipInIndex(g, clip);
    std::copy(plane.begin(), plane.end(), p.clips + std::ptrdiff_t{4} * p.clipCount++);
  }
  p.surfaces = !view.surfaces.empty();
  p.mode = view.preset.mode == VolumeMode::MinimumIntensity ? 1 : 0;
  p.isovalue = static_cast<float>(view.preset.isovalue);
  p.step = static_cast<float>(sampleStep(view, g));
  const Shading& s = view.preset.shading;
  p.shaded = s.enabled;
  p.ambient = static_cast<float>(s.ambient);
  p.diffuse = static_cast<float>(s.diffuse);
  p.specular = static_cast<float>(s.specular);
  p.power = static_cast<float>(std::max(s.specularPower, 1e-3));
  p.fixedLight = view.light.has_value();
  if (view.light) put(p.light, view.light->normalized());
  const bool composite = view.preset.mode == VolumeMode::Composite;
  p.jitter = composite && view.jitter;
  p.preintegrated = composite && view.preintegrated;
  const float alpha = static_cast<float>(view.background.a) / 255.0f;
  p.background[0] = alpha * static_cast<float>(view.background.r) / 255.0f;
  p.background[1] = alpha * static_cast<float>(view.background.g) / 255.0f;
  p.background[2] = alpha * static_cast<float>(view.background.b) / 255.0f;
  p.background[3] = alpha;
  p.uneven = g.isUneven();
  p.perSlice = !volume.hasUniformRescale();
  p.width = view.width;
  p.height = view.height;
  return p;
}

}  // namespace iso
