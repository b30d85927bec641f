// SPDX-License-Identifier: Apache-2.0
#include "tests/render/support/fused_reference.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "tests/render/support/reference.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kFace = 1e-4;

using Color = std::array<double, 3>;

/// One layer as samples of a ray in the base's space meet it.
class LayerOnRay {
 public:
  LayerOnRay(const FusedView& view, const VolumeLayer& layer, const ReferenceRay& line)
      : layer_(layer), line_(line) {
    const Eigen::Matrix4d back = layer.toBase.matrix().inverse();
    turn_ = back.topLeftCorner<3, 3>();
    shift_ = back.topRightCorner<3, 1>();
    const VolumeGeometry& g = layer.volume->geometry();
    const Matrix3 toVoxels = Matrix3(g.axes()).inverse();
    const Vector3 o = toVoxels * (own(line.origin) - g.origin().mm), d = toVoxels * (turn_ * line.direction);
    enter = line.nearest;
    leave = kInfinity;
    for (int a = 0; a < 3; ++a) {
      double top = g.size()[static_cast<std::size_t>(a)] - 1.0;
      if (a == 2 && g.isUneven()) top = g.sliceOffsets().back() / g.axes().col(2).norm();
      cross(o[a] + kFace, d[a]);
      cross(top + kFace - o[a], -d[a]);
    }
    for (const ClipPlane& clip : view.clips)
      cross(clip.normal.dot(line.origin - clip.point.mm), clip.normal.dot(line.direction));
  }

  double enter = 0.0, leave = 0.0;
  bool met() const { return leave > enter; }

  /// NaN where it is hidden.
  double value(double t) const {
    const Vector3 index = indexAt(t);
    if (layer_.hidden && hiddenShare(index) > 0.5) return std::numeric_limits<double>::quiet_NaN();
    return referenceValue(*layer_.volume, index, Interpolation::Linear);
  }

  /// Units per mm of the base: the value is a function of the base's places.
  Vector3 gradient(double t) const {
    return turn_.transpose() * referenceGradient(*layer_.volume, indexAt(t));
  }

 private:
  Vector3 own(const Vector3& inBase) const { return turn_ * inBase + shift_; }

  /// The ray is inside where here + t · perMm ≥ 0.
  void cross(double here, double perMm) {
    if (std::abs(perMm) < 1e-12) {
      if (here < 0.0) leave = -kInfinity;
    } else if (perMm > 0.0) {
      enter = std::max(enter, -here / perMm);
    } else {
      leave = std::min(leave, -here / perMm);
    }
  }

  Vector3 indexAt(double t) const {
    Vector3 index = referenceIndex(layer_.volume->geometry(), own(line_.at(t)));
    for (int a = 0; a < 3; ++a)
      index[a] = std::clamp(index[a], 0.0, layer_.volume->size()[static_cast<std::size_t>(a)] - 1.0);
    return index;
  }

  double hiddenShare(const Vector3& at) const {
    double sum = 0.0;
    for (int c = 0; c < 8; ++c) {
      double weight = 1.0;
      std::array<int, 3> p{};
      for (std::size_t a = 0; a < 3; ++a) {
        const double v = at[static_cast<Eigen::Index>(a)], low = std::floor(v);
        const bool upper = (c >> a & 1) != 0;
        weight *= upper ? v - low : 1.0 - (v - low);
        p[a] = std::min(static_cast<int>(low) + (upper ? 1 : 0), layer_.volume->size()[a] - 1);
      }
      if (layer_.hidden->hidden(p[0], p[1], p[2])) sum += weight;
    }
    return sum;
  }

  const VolumeLayer& layer_;
  const ReferenceRay& line_;
  Matrix3 turn_;
  Vector3 shift_;
};

Color lit(const FusedView& view, const Shading& shading, const ReferenceRay& line, const Vector3& gradient,
          const Color& color) {
  if (!shading.enabled || gradient.norm() < 1e-3) return color;
  const Vector3 normal = gradient.normalized() * (gradient.dot(line.direction) > 0.0 ? -1.0 : 1.0);
  const Vector3 lamp = view.light ? view.light->normalized() : Vector3(-line.direction);
  const Vector3 half = (lamp - line.direction).normalized();
  const double cosine = std::max(normal.dot(lamp), 0.0);
  const double factor = shading.ambient + shading.diffuse * cosine;
  double highlight = 0.0;
  if (cosine > 0.0)
    highlight = shading.specular * std::pow(std::max(normal.dot(half), 0.0), shading.specularPower);
  return {color[0] * factor + highlight, color[1] * factor + highlight, color[2] * factor + highlight};
}

struct Pixel {
  Rgba8 color;
  float depth;
};

Pixel pixelOf(const FusedView& view, double step, int x, int y) {
  const ReferenceRay line = referenceRay(view.camera, view.width, view.height, x, y);
  std::vector<LayerOnRay> layers;
  double start = kInfinity, end = -kInfinity;
  for (const VolumeLayer& layer : view.layers) {
    layers.emplace_back(view, layer, line);
    if (!layers.back().met()) continue;
    start = std::min(start, layers.back().enter);
    end = std::max(end, layers.back().leave);
  }
  const int count = end > start ? static_cast<int>(std::ceil((end - start) / step - 0.5)) : 0;
  const auto there = [&](const LayerOnRay& l, double t) { return l.met() && t >= l.enter && t < l.leave; };

  Color light{0.0, 0.0, 0.0};
  double alpha = 0.0, compositeDepth = kInfinity;
  for (int s = 0; s < count && alpha < 0.99; ++s) {
    const double t = start + (s + 0.5) * step;
    double thickness = 0.0;
    Color sum{0.0, 0.0, 0.0};
    for (std::size_t l = 0; l < layers.size(); ++l) {
      const VolumePreset& preset = view.layers[l].preset;
      if (preset.mode != VolumeMode::Composite || !there(layers[l], t)) continue;
      const double value = layers[l].value(t);
      if (std::isnan(value)) continue;
      const TransferFunction::Sample sample = preset.transfer.at(value);
      if (sample.opacity <= 0.0) continue;
      const bool weighed = !preset.gradient.points.empty();
      const Vector3 g = weighed || preset.shading.enabled ? layers[l].gradient(t) : Vector3(Vector3::Zero());
      const double millimetres = step * (weighed ? preset.gradient.at(g.norm()) : 1.0);
      const double here = -std::log(std::max(1.0 - sample.opacity, 1e-20)) * millimetres;
      const Color color = lit(view, preset.shading, line, g, sample.color);
      thickness += here;
      for (std::size_t c = 0; c < 3; ++c) sum[c] += here * color[c];
    }
    if (thickness <= 0.0) continue;
    const double taken = (1.0 - alpha) * (1.0 - std::exp(-thickness));
    for (std::size_t c = 0; c < 3; ++c) light[c] += taken * sum[c] / thickness;
    if (alpha < 0.5 && alpha + taken >= 0.5) compositeDepth = t;
    alpha += taken;
  }

  double projectedDepth = kInfinity;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const VolumePreset& preset = view.layers[l].preset;
    if (preset.mode == VolumeMode::Composite) continue;
    double greatest = -kInfinity, least = kInfinity, sum = 0.0, where = kInfinity;
    int taken = 0;
    for (int s = 0; s < count; ++s) {
      const double t = start + (s + 0.5) * step;
      if (!there(layers[l], t)) continue;
      const double value = layers[l].value(t);
      if (std::isnan(value)) continue;
      ++taken;
      sum += value;
      if (preset.mode == VolumeMode::MaximumIntensity && value > greatest) where = t;
      if (preset.mode == VolumeMode::MinimumIntensity && value < least) where = t;
      greatest = std::max(greatest, value);
      least = std::min(least, value);
    }
    if (taken == 0) continue;
    const double shown = preset.mode == VolumeMode::MaximumIntensity   ? greatest
                         : preset.mode == VolumeMode::MinimumIntensity ? least
                                                                       : sum / taken;
    const TransferFunction::Sample sample = preset.transfer.at(shown);
    for (std::size_t c = 0; c < 3; ++c)
      light[c] = sample.opacity * sample.color[c] + (1.0 - sample.opacity) * light[c];
    alpha = sample.opacity + (1.0 - sample.opacity) * alpha;
    if (sample.opacity > 0.0 && std::isfinite(where)) projectedDepth = where;
  }

  const double t = std::isfinite(compositeDepth) ? compositeDepth : projectedDepth;
  double depth = kInfinity;
  if (std::isfinite(t)) depth = view.camera.forward.dot(line.at(t) - view.camera.focalPoint.mm);
  return {referenceOver(light, alpha, view.background), static_cast<float>(depth)};
}

VolumeGeometry grid(Size3 size, const Matrix3& axes, const Vector3& origin,
                    std::vector<double> offsets = {}) {
  return VolumeGeometry::make(size, axes, {origin}, std::move(offsets)).value();
}

Matrix3 turned(double angle, const Vector3& axis) {
  return Eigen::AngleAxisd(angle, axis.normalized()).toRotationMatrix();
}

}  // namespace

ColorFrame referenceFused(const FusedView& view) {
  double step = view.stepMm;
  if (!(step > 0.0)) {
    step = kInfinity;
    for (const VolumeLayer& layer : view.layers) {
      const Matrix3 axes = layer.toBase.linear() * layer.volume->geometry().axes();
      step = std::min(step, 0.5 * axes.colwise().norm().minCoeff());
    }
  }
  ColorFrame out{view.width, view.height, {}, {}};
  for (int y = 0; y < view.height; ++y)
    for (int x = 0; x < view.width; ++x) {
      const Pixel pixel = pixelOf(view, step, x, y);
      out.pixels.push_back(pixel.color);
      out.depth.push_back(pixel.depth);
    }
  return out;
}

std::vector<NamedFusedView> testFusedViews(int width, int height) {
  const auto spaced = [](double x, double y, double z) { return Matrix3(Vector3(x, y, z).asDiagonal()); };
  const VolumePtr ct = waveVolume(grid({38, 30, 26}, spaced(0.8, 0.8, 1.1), {-15, -12, -14}));
  const VolumePtr pet =
      waveVolume(grid({14, 17, 11}, turned(0.5, {1, 2, 3}) * spaced(2.1, 2.0, 2.6), {-14, -20, -9}),
                 VoxelType::UInt16, {Rescale{2.0, -20.0}});
  const VolumePtr uneven =
      waveVolume(grid({21, 19, 9}, turned(-0.3, {0, 1, 1}) * spaced(1.3, -1.2, 2.5), {-12, 11, -12},
                      {0.0, 2.0, 4.5, 5.25, 7.5, 10.0, 17.0, 19.5, 22.0}),
                 VoxelType::Float32);
  const VolumePtr bytes =
      waveVolume(grid({26, 33, 15}, spaced(1.0, 0.9, 1.6), {-13, -14, -12}), VoxelType::UInt8);

  VolumePreset hot = rampPreset(60, 420, 0.2);
  hot.transfer.points[1].color = {1.0, 0.4, 0.0};
  hot.shading.enabled = false;
  VolumePreset weighed = rampPreset(90, 230);
  weighed.gradient.points = {{2.0, 0.0}, {15.0, 1.4}};
  VolumePreset maximum = maximumPreset(50, 420);
  maximum.transfer.points[1].opacity = 0.7;
  VolumePreset minimum = maximum, mean = maximum;
  minimum.mode = VolumeMode::MinimumIntensity;
  mean.mode = VolumeMode::MeanIntensity;

  Eigen::Affine3d rigid = Eigen::Affine3d::Identity();
  rigid.linear() = turned(0.7, {1, -1, 2});
  rigid.translation() = Vector3(6.5, -3.0, 4.0);
  Eigen::Affine3d affine = rigid;
  affine.linear() = turned(0.4, {2, 1, 0}) * Vector3(1.2, 0.9, 1.1).asDiagonal() * turned(-0.2, {0, 1, 3});
  Eigen::Affine3d away = Eigen::Affine3d::Identity();
  away.translation() = Vector3(11.0, 60.0, 7.0);
  const Eigen::Affine3d same = Eigen::Affine3d::Identity();

  std::vector<NamedFusedView> out;
  const auto add = [&](const char* name, std::vector<VolumeLayer> layers, double azimuth, double elevation,
                       double angle, double step) -> FusedView& {
    FusedView v;
    v.camera = fitCamera(ct->geometry(), azimuth, elevation, 0.9, width, height);
    v.camera.viewAngle = angle;
    v.width = width;
    v.height = height;
    v.stepMm = step;
    v.layers = std::move(layers);
    out.push_back({name, std::move(v)});
    return out.back().view;
  };
  add("two", {{ct, rampPreset(90, 230), same, nullptr}, {pet, hot, same, nullptr}}, 0.0, 0.0, 0.0, 0.0);
  add("three, turned and scaled, lit from the side",
      {{ct, rampPreset(120, 230, 0.1), same, nullptr},
       {pet, hot, rigid, nullptr},
       {uneven, weighed, affine, nullptr}},
      0.7, 0.4, 0.0, 0.5)
      .light = Vector3(-1.0, 0.2, 1.0);
  FusedView& cut = add("masks and clip planes, perspective",
                       {{bytes, rampPreset(90, 230), affine, carvedMask(bytes->size())},
                        {ct, weighed, same, carvedMask(ct->size())}},
                       -2.1, -0.8, 0.5, 0.0);
  cut.clips = {{{Vector3(0.5, 1.0, -2.0)}, Vector3(0.3, -2.0, 0.1)},
               {{Vector3(0, 0, 5)}, Vector3(0, 0.1, -1)}};
  cut.background = {20, 40, 90, 255};
  add("apart, with a gap",
      {{ct, rampPreset(120, 230, 0.05), same, nullptr}, {bytes, rampPreset(90, 230), away, nullptr}}, 0.1,
      0.05, 0.0, 0.4);
  add("maximum over composite",
      {{ct, rampPreset(120, 230, 0.1), same, nullptr}, {pet, maximum, rigid, nullptr}}, 0.3, 0.2, 0.6, 0.5);
  add("four: mean, composite, smallest (masked), composite",
      {{bytes, mean, same, nullptr},
       {ct, rampPreset(150, 230), same, nullptr},
       {uneven, minimum, rigid, carvedMask(uneven->size())},
       {pet, hot, affine, nullptr}},
      1.3, 0.2, 0.0, 0.6);
  add("projections alone", {{pet, maximum, same, nullptr}, {uneven, mean, same, nullptr}}, 0.5, -0.3, 0.0,
      0.7);
  return out;
}

}  // namespace iso::test
