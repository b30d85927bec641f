// SPDX-License-Identifier: Apache-2.0
#include "tests/render/support/reference.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "render/scene/transfer_integral.h"

namespace iso::test {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kSlack = 1e-6;
constexpr double kFace = 1e-4;
constexpr double kSnap = 1.0 / 67108864.0;  // 2⁻²⁶

double voxel(const Volume& volume, int i, int j, int k, int channel) {
  i = std::clamp(i, 0, volume.size()[0] - 1);
  j = std::clamp(j, 0, volume.size()[1] - 1);
  k = std::clamp(k, 0, volume.size()[2] - 1);
  if (channel >= 0) return volume.rgbAt(i, j, k)[static_cast<std::size_t>(channel)];
  const Rescale& r = volume.rescale(k);
  return volume.storedAt(i, j, k) * r.slope + r.intercept;
}

int sizeOf(const Volume& volume, int axis) {
  return volume.size()[static_cast<std::size_t>(axis)];
}

/// Distance in mm of slice k from slice 0 along axis k; beyond the ends the nearest pair's distance.
double offsetOf(const VolumeGeometry& g, int k) {
  const auto& o = g.sliceOffsets();
  if (o.empty()) return k * g.axes().col(2).norm();
  const int n = static_cast<int>(o.size());
  if (k < 0) return o[0] + k * (o[1] - o[0]);
  if (k >= n) {
    const auto last = static_cast<std::size_t>(n - 1);
    return o[last] + (k - n + 1) * (o[last] - o[last - 1]);
  }
  return o[static_cast<std::size_t>(k)];
}

double linear(const Volume& volume, const Vector3& at, int channel) {
  int base[3];
  double part[3];
  for (int a = 0; a < 3; ++a) {
    const double v = std::clamp(at[a], 0.0, sizeOf(volume, a) - 1.0);
    base[a] = static_cast<int>(std::floor(v));
    part[a] = v - base[a];
  }
  double sum = 0.0;
  for (int c = 0; c < 8; ++c) {
    double weight = 1.0;
    int p[3];
    for (int a = 0; a < 3; ++a) {
      const bool upper = (c >> a & 1) != 0;
      weight *= upper ? part[a] : 1.0 - part[a];
      p[a] = base[a] + (upper ? 1 : 0);
    }
    if (weight > 0.0) sum += weight * voxel(volume, p[0], p[1], p[2], channel);
  }
  return sum;
}

/// Share of what surrounds a continuous index that is hidden.
double hiddenShare(const VoxelMask& mask, const Vector3& at) {
  double sum = 0.0;
  for (int c = 0; c < 8; ++c) {
    double weight = 1.0;
    std::array<int, 3> p{};
    for (std::size_t a = 0; a < 3; ++a) {
      const double v = at[static_cast<Eigen::Index>(a)], low = std::floor(v);
      const bool upper = (c >> a & 1) != 0;
      weight *= upper ? v - low : 1.0 - (v - low);
      p[a] = std::min(static_cast<int>(low) + (upper ? 1 : 0), mask.size()[a] - 1);
    }
    if (mask.hidden(p[0], p[1], p[2])) sum += weight;
  }
  return sum;
}

/// Catmull-Rom in each direction, clamped to the eight neighbours' range. Along an uneven stack the slope at
/// a slice is (f[k+1] − f[k−1]) / (their true distance). Written as a Hermite curve through two values and
/// two slopes, which is how it is defined.
double cubic(const Volume& volume, const Vector3& at) {
  const auto& g = volume.geometry();
  int base[3];
  double t[3];
  for (int a = 0; a < 3; ++a) {
    const int last = sizeOf(volume, a) - 1;
    const double v = std::clamp(at[a], 0.0, static_cast<double>(last));
    base[a] = std::min(static_cast<int>(std::floor(v + kSnap)), std::max(last - 1, 0));
    t[a] = std::max(v - base[a], 0.0);
  }
  const auto curve = [](double before, double from, double to, double after, double below, double gap,
                        double above, double u) {
    const double slopeFrom = (to - before) / (below + gap) * gap;
    const double slopeTo = (after - from) / (gap + above) * gap;
    return (2 * u * u * u - 3 * u * u + 1) * from + (u * u * u - 2 * u * u + u) * slopeFrom +
           (3 * u * u - 2 * u * u * u) * to + (u * u * u - u * u) * slopeTo;
  };
  double slices[4];
  for (int z = 0; z < 4; ++z) {
    double rows[4];
    for (int y = 0; y < 4; ++y) {
      double v[4];
      for (int x = 0; x < 4; ++x) v[x] = voxel(volume, base[0] + x - 1, base[1] + y - 1, base[2] + z - 1, -1);
      rows[y] = curve(v[0], v[1], v[2], v[3], 1, 1, 1, t[0]);
    }
    slices[z] = curve(rows[0], rows[1], rows[2], rows[3], 1, 1, 1, t[1]);
  }
  const auto o = [&](int k) { return offsetOf(g, k); };
  const int k = base[2];
  const double value = curve(slices[0], slices[1], slices[2], slices[3], o(k) - o(k - 1), o(k + 1) - o(k),
                             o(k + 2) - o(k + 1), t[2]);
  double low = kInfinity, high = -kInfinity;
  for (int c = 0; c < 8; ++c) {
    const double v = voxel(volume, base[0] + (c & 1), base[1] + (c >> 1 & 1), base[2] + (c >> 2 & 1), -1);
    low = std::min(low, v);
    high = std::max(high, v);
  }
  return std::clamp(value, low, high);
}

/// Central difference at a voxel along one axis, per affine index unit (median step along k).
double voxelDifference(const Volume& volume, int i, int j, int k, int axis) {
  if (axis == 0) return 0.5 * (voxel(volume, i + 1, j, k, -1) - voxel(volume, i - 1, j, k, -1));
  if (axis == 1) return 0.5 * (voxel(volume, i, j + 1, k, -1) - voxel(volume, i, j - 1, k, -1));
  const auto& g = volume.geometry();
  const double distance = (offsetOf(g, k + 1) - offsetOf(g, k - 1)) / g.axes().col(2).norm();
  return (voxel(volume, i, j, k + 1, -1) - voxel(volume, i, j, k - 1, -1)) / distance;
}

std::uint8_t toByte(double v) {
  return static_cast<std::uint8_t>(std::clamp(std::floor(v + 0.5), 0.0, 255.0));
}

}  // namespace

Rgba8 referenceOver(const std::array<double, 3>& premultiplied, double alpha, const Rgba8& background) {
  const double b = background.a / 255.0;
  const double total = alpha + (1.0 - alpha) * b;
  if (total <= 0.0) return {0, 0, 0, 0};
  const auto mix = [&](double c, std::uint8_t back) {
    return toByte((c * 255.0 + (1.0 - alpha) * b * back) / total);
  };
  return {mix(premultiplied[0], background.r), mix(premultiplied[1], background.g),
          mix(premultiplied[2], background.b), toByte(total * 255.0)};
}

ReferenceRay referenceRay(const Camera& c, int width, int height, int x, int y) {
  const double pixel = 2.0 * c.halfHeightMm / height;
  const Vector3 onPlane = c.focalPoint.mm + (x - 0.5 * (width - 1)) * pixel * c.forward.cross(c.up) -
                          (y - 0.5 * (height - 1)) * pixel * c.up;
  if (!(c.viewAngle > 0.0)) return {onPlane, c.forward, -kInfinity};
  const Vector3 eye = c.focalPoint.mm - c.forward * (c.halfHeightMm / std::tan(0.5 * c.viewAngle));
  return {eye, (onPlane - eye).normalized(), 0.0};
}

Vector3 referenceIndex(const VolumeGeometry& geometry, const Vector3& patientMm) {
  Vector3 v = Matrix3(geometry.axes()).fullPivLu().solve(patientMm - geometry.origin().mm);
  if (!geometry.isUneven()) return v;
  const double offset = v[2] * geometry.axes().col(2).norm();
  int k = 0;
  while (k < geometry.size()[2] - 2 && offset > offsetOf(geometry, k + 1)) ++k;
  const double low = offsetOf(geometry, k), high = offsetOf(geometry, k + 1);
  v[2] = k + (offset - low) / (high - low);
  return v;
}

double referenceValue(const Volume& volume, const Vector3& index, Interpolation interpolation, int channel) {
  for (int a = 0; a < 3; ++a)
    if (!(index[a] >= -0.5 - kSlack && index[a] <= sizeOf(volume, a) - 0.5 + kSlack)) return kNaN;
  if (interpolation == Interpolation::Cubic && channel < 0) return cubic(volume, index);
  if (interpolation != Interpolation::Nearest) return linear(volume, index, channel);
  int p[3];
  for (int a = 0; a < 3; ++a) p[a] = static_cast<int>(std::ceil(index[a] - 0.5 - kSlack));
  return voxel(volume, p[0], p[1], p[2], channel);
}

namespace {
/// Whether the nearest voxel is padding.
bool isHidden(const Volume& volume, const Vector3& index) {
  int p[3];
  for (int a = 0; a < 3; ++a) {
    p[a] = static_cast<int>(std::ceil(index[a] - 0.5 - kSlack));
    p[a] = std::clamp(p[a], 0, sizeOf(volume, a) - 1);
  }
  return volume.isPadding(p[0], p[1], p[2]);
}
}  // namespace

namespace {
/// Of a pixel at a patient position: of the plane, or of the slab about it.
double pixelValue(const Volume& volume, const SliceView& view, const Vector3& p, bool hidePadding) {
  const Slab& slab = view.slab;
  if (slab.thicknessMm == 0.0)
    return referenceValue(volume, referenceIndex(volume.geometry(), p), view.interpolation);
  const double step = slab.stepMm > 0.0 ? slab.stepMm : 0.5 * volume.geometry().spacing().minCoeff();
  const int count = static_cast<int>(std::ceil(slab.thicknessMm / step - 1e-9)) + 1;
  const Vector3 normal = view.right.cross(view.down);
  double sum = 0.0, low = kInfinity, high = -kInfinity;
  int taken = 0;
  for (int n = 0; n < count; ++n) {
    const double mm = slab.thicknessMm * (static_cast<double>(n) / (count - 1) - 0.5);
    const Vector3 index = referenceIndex(volume.geometry(), p + mm * normal);
    if (hidePadding && isHidden(volume, index)) continue;
    const double v = referenceValue(volume, index, Interpolation::Linear);
    if (std::isnan(v)) continue;
    ++taken;
    sum += v;
    low = std::min(low, v);
    high = std::max(high, v);
  }
  if (taken == 0) return kNaN;
  return slab.projection == SlabProjection::Maximum   ? high
         : slab.projection == SlabProjection::Minimum ? low
                                                      : sum / taken;
}
}  // namespace

std::vector<double> referenceSliceValues(const Volume& volume, const SliceView& view) {
  std::vector<double> out;
  for (int y = 0; y < view.height; ++y)
    for (int x = 0; x < view.width; ++x) {
      const Vector3 p = view.center.mm + (x - 0.5 * (view.width - 1)) * view.pixelMm * view.right +
                        (y - 0.5 * (view.height - 1)) * view.pixelMm * view.down;
      out.push_back(pixelValue(volume, view, p, false));
    }
  return out;
}

ColorFrame referenceSlice(const Volume& volume, const SliceView& view, const SliceDisplay& display) {
  ColorFrame out{view.width, view.height, {}, {}};
  for (int y = 0; y < view.height; ++y)
    for (int x = 0; x < view.width; ++x) {
      const Vector3 p = view.center.mm + (x - 0.5 * (view.width - 1)) * view.pixelMm * view.right +
                        (y - 0.5 * (view.height - 1)) * view.pixelMm * view.down;
      const Vector3 index = referenceIndex(volume.geometry(), p);
      bool inside = true;
      for (int a = 0; a < 3; ++a)
        inside = inside && index[a] >= -0.5 - kSlack && index[a] <= sizeOf(volume, a) - 0.5 + kSlack;
      const bool slab = view.slab.thicknessMm > 0.0;
      const double v = pixelValue(volume, view, p, true);
      const bool nothing =
          slab ? std::isnan(v) : !inside || (volume.type() != VoxelType::Rgb8 && isHidden(volume, index));
      if (nothing) {
        out.pixels.push_back(display.outside);
      } else if (volume.type() == VoxelType::Rgb8) {
        out.pixels.push_back({toByte(referenceValue(volume, index, view.interpolation, 0)),
                              toByte(referenceValue(volume, index, view.interpolation, 1)),
                              toByte(referenceValue(volume, index, view.interpolation, 2)), 255});
      } else {
        const WindowLevel& w = display.window;
        double f = 0.0;
        if (w.function == VoiFunction::Sigmoid)
          f = 1.0 / (1.0 + std::exp(-4.0 * (v - w.center) / w.width));
        else if (w.function == VoiFunction::LinearExact)
          f = (v - w.center) / w.width + 0.5;
        else
          f = (v - (w.center - 0.5)) / (w.width - 1.0) + 0.5;
        f = std::isnan(v) ? 0.0 : std::clamp(f, 0.0, 1.0);
        out.pixels.push_back(display.map.entries[static_cast<std::size_t>(std::floor(f * 255.0 + 0.5))]);
      }
    }
  return out;
}

Vector3 referenceGradient(const Volume& volume, const Vector3& index) {
  int base[3];
  double part[3];
  for (int a = 0; a < 3; ++a) {
    const double v = std::clamp(index[a], 0.0, sizeOf(volume, a) - 1.0);
    base[a] = std::clamp(static_cast<int>(std::floor(v)), 0, std::max(0, sizeOf(volume, a) - 2));
    part[a] = v - base[a];
  }
  Vector3 g = Vector3::Zero();
  for (int c = 0; c < 8; ++c) {
    double weight = 1.0;
    int p[3];
    for (int a = 0; a < 3; ++a) {
      const bool upper = (c >> a & 1) != 0;
      weight *= upper ? part[a] : 1.0 - part[a];
      p[a] = base[a] + (upper ? 1 : 0);
    }
    if (weight > 0.0)
      for (int a = 0; a < 3; ++a) g[a] += weight * voxelDifference(volume, p[0], p[1], p[2], a);
  }
  return Matrix3(volume.geometry().axes().inverse().transpose()) * g;
}

namespace {

/// The material a step holds along which the value goes evenly from one to another.
TransferFunction::Sample meanBetween(const TransferFunction& transfer, double from, double to) {
  constexpr int kParts = 300;
  double thickness = 0.0;
  TransferFunction::Sample mean;
  for (int n = 0; n < kParts; ++n) {
    const TransferFunction::Sample s = transfer.at(from + (to - from) * (n + 0.5) / kParts);
    const double part = -std::log(std::max(1.0 - s.opacity, 1e-6)) / kParts;
    thickness += part;
    for (std::size_t c = 0; c < 3; ++c) mean.color[c] += part * s.color[c];
  }
  for (double& c : mean.color) c /= std::max(thickness, 1e-300);
  mean.opacity = 1.0 - std::exp(-thickness);
  return mean;
}

}  // namespace

ColorFrame referenceVolume(const Volume& volume, const VolumeView& view) {
  const VolumeGeometry& geometry = volume.geometry();
  const Matrix3 inverse = geometry.axes().inverse();
  const TransferFunction& transfer = view.preset.transfer;
  const Shading& shading = view.preset.shading;
  const VolumeMode mode = view.preset.mode;
  const double step = view.stepMm > 0.0 ? view.stepMm : 0.5 * geometry.axes().colwise().norm().minCoeff();
  const Vector3 top(sizeOf(volume, 0) - 1.0, sizeOf(volume, 1) - 1.0,
                    offsetOf(geometry, sizeOf(volume, 2) - 1) / geometry.axes().col(2).norm());

  ColorFrame out{view.width, view.height, {}, {}};
  for (int y = 0; y < view.height; ++y)
    for (int x = 0; x < view.width; ++x) {
      const ReferenceRay ray = referenceRay(view.camera, view.width, view.height, x, y);
      const Vector3 o = inverse * (ray.origin - geometry.origin().mm), d = inverse * ray.direction;
      double enter = ray.nearest, leave = kInfinity;
      for (int a = 0; a < 3; ++a) {
        if (std::abs(d[a]) < 1e-9) {
          if (o[a] < -kFace || o[a] > top[a] + kFace) leave = -kInfinity;
          continue;
        }
        const double t0 = (-kFace - o[a]) / d[a], t1 = (top[a] + kFace - o[a]) / d[a];
        enter = std::max(enter, std::min(t0, t1));
        leave = std::min(leave, std::max(t0, t1));
      }
      for (const ClipPlane& clip : view.clips) {
        const double here = clip.normal.dot(ray.origin - clip.point.mm),
                     perMm = clip.normal.dot(ray.direction);
        if (std::abs(perMm) < 1e-12) {
          if (here < 0.0) leave = -kInfinity;
        } else if (perMm > 0.0) {
          enter = std::max(enter, -here / perMm);
        } else {
          leave = std::min(leave, -here / perMm);
        }
      }
      const bool composite = mode == VolumeMode::Composite;
      const double nearer =
          composite && view.jitter
              ? static_cast<double>(jitterOf(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y)))
              : 0.0;
      const int count =
          leave > enter ? static_cast<int>(std::ceil((leave - enter) / step - 0.5 + nearer)) : 0;

      std::array<double, 3> light{0.0, 0.0, 0.0};
      double alpha = 0.0, depthAt = kInfinity, greatest = -kInfinity, least = kInfinity, sum = 0.0;
      std::vector<std::array<double, 2>> taken;  // accumulated opacity, distance
      const auto indexAt = [&](double t) {
        Vector3 index = referenceIndex(geometry, ray.origin + t * ray.direction);
        for (int a = 0; a < 3; ++a) index[a] = std::clamp(index[a], 0.0, sizeOf(volume, a) - 1.0);
        return index;
      };
      const auto valueAt = [&](double t) {
        const Vector3 index = indexAt(t);
        if (view.hidden && hiddenShare(*view.hidden, index) > 0.5) return kNaN;
        return linear(volume, index, -1);
      };
      // Colour of a sample as it is lit.
      const auto lit = [&](const std::array<double, 3>& color, double t) {
        double factor = 1.0, highlight = 0.0;
        const Vector3 g = shading.enabled ? referenceGradient(volume, indexAt(t)) : Vector3(Vector3::Zero());
        if (g.norm() >= 1e-3) {
          const Vector3 normal = g.normalized() * (g.dot(ray.direction) > 0.0 ? -1.0 : 1.0);
          const Vector3 lamp = view.light ? view.light->normalized() : Vector3(-ray.direction);
          const Vector3 half = (lamp - ray.direction).normalized();
          const double cosine = std::max(normal.dot(lamp), 0.0);
          factor = shading.ambient + shading.diffuse * cosine;
          if (cosine > 0.0)
            highlight = shading.specular * std::pow(std::max(normal.dot(half), 0.0), shading.specularPower);
        }
        return std::array<double, 3>{color[0] * factor + highlight, color[1] * factor + highlight,
                                     color[2] * factor + highlight};
      };
      int numbers = 0;
      double last = std::numeric_limits<double>::quiet_NaN();  // value of the sample before
      for (int s = 0; s < count; ++s) {
        const double t = enter + (s + 0.5 - nearer) * step;
        const double value = valueAt(t);
        const double former = std::exchange(last, value);
        if (std::isnan(value)) continue;
        ++numbers;
        sum += value;
        if (mode == VolumeMode::MeanIntensity) continue;
        if (mode == VolumeMode::MaximumIntensity || mode == VolumeMode::MinimumIntensity) {
          const bool better = mode == VolumeMode::MaximumIntensity ? value > greatest : value < least;
          if (better) depthAt = t;
          greatest = std::max(greatest, value);
          least = std::min(least, value);
          continue;
        }
        if (mode == VolumeMode::Isosurface) {
          if (value < view.preset.isovalue) continue;
          double before = s > 0 ? t - step : t, after = t;
          for (int n = 0; n < 40; ++n) {
            const double middle = 0.5 * (before + after);
            (valueAt(middle) >= view.preset.isovalue ? after : before) = middle;
          }
          light = lit(transfer.at(view.preset.isovalue).color, after);
          alpha = 1.0;
          depthAt = after;
          break;
        }
        TransferFunction::Sample sample = transfer.at(value);
        if (view.preintegrated && !std::isnan(former)) sample = meanBetween(transfer, former, value);
        if (sample.opacity <= 0.0) continue;
        const double millimetres =
            step * (view.preset.gradient.points.empty()
                        ? 1.0
                        : view.preset.gradient.at(referenceGradient(volume, indexAt(t)).norm()));
        const double a = 1.0 - std::pow(1.0 - sample.opacity, millimetres);
        const auto color = lit(sample.color, t);
        for (std::size_t c = 0; c < 3; ++c) light[c] += (1.0 - alpha) * a * color[c];
        alpha += (1.0 - alpha) * a;
        taken.push_back({alpha, t});
        if (alpha >= 0.99) break;
      }
      const bool projected = mode != VolumeMode::Composite && mode != VolumeMode::Isosurface;
      if (projected && numbers > 0) {
        const double value = mode == VolumeMode::MaximumIntensity   ? greatest
                             : mode == VolumeMode::MinimumIntensity ? least
                                                                    : sum / numbers;
        const TransferFunction::Sample sample = transfer.at(value);
        alpha = sample.opacity;
        for (std::size_t c = 0; c < 3; ++c) light[c] = alpha * sample.color[c];
      }
      for (const auto& [reached, t] : taken)
        if (reached >= 0.5) {
          depthAt = t;
          break;
        }
      double depth = kInfinity;
      if (alpha > 0.0 && std::isfinite(depthAt))
        depth = view.camera.forward.dot(ray.origin + depthAt * ray.direction - view.camera.focalPoint.mm);
      out.pixels.push_back(referenceOver(light, alpha, view.background));
      out.depth.push_back(static_cast<float>(depth));
    }
  return out;
}

}  // namespace iso::test
