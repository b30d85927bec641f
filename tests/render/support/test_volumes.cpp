// SPDX-License-Identifier: Apache-2.0
#include "tests/render/support/test_volumes.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace iso::test {
namespace {

VolumeGeometry geometryOf(Size3 size, const Matrix3& axes, const Vector3& origin,
                          std::vector<double> offsets = {}) {
  auto made = VolumeGeometry::make(size, axes, {origin}, std::move(offsets));
  return made.value();
}

Matrix3 turned(double a, double b, double c) {
  return (Eigen::AngleAxisd(a, Vector3::UnitX()) * Eigen::AngleAxisd(b, Vector3::UnitY()) *
          Eigen::AngleAxisd(c, Vector3::UnitZ()))
      .toRotationMatrix();
}

std::size_t voxelsOf(const VolumeGeometry& g) {
  return static_cast<std::size_t>(g.size()[0]) * static_cast<std::size_t>(g.size()[1]) *
         static_cast<std::size_t>(g.size()[2]);
}

VolumePtr finish(std::shared_ptr<VoxelBuffer> buffer, VoxelType type, const VolumeGeometry& geometry,
                 std::vector<Rescale> rescales) {
  auto volume = Volume::make(std::move(buffer), type, geometry, std::move(rescales), "");
  return volume.value();
}

template <class T>
void put(std::byte* base, std::size_t n, double value) {
  T v;
  if constexpr (std::is_integral_v<T>)
    v = static_cast<T>(std::clamp(std::round(value), static_cast<double>(std::numeric_limits<T>::min()),
                                  static_cast<double>(std::numeric_limits<T>::max())));
  else
    v = static_cast<T>(value);
  std::memcpy(base + n * sizeof(T), &v, sizeof(T));
}

}  // namespace

std::vector<NamedGeometry> testGeometries() {
  const auto spacing = [](double x, double y, double z) { return Matrix3(Vector3(x, y, z).asDiagonal()); };
  std::vector<NamedGeometry> out;
  out.push_back({"cubic", geometryOf({16, 16, 16}, spacing(1, 1, 1), {0, 0, 0})});
  out.push_back({"odd, anisotropic", geometryOf({19, 13, 7}, spacing(0.451, 0.7, 2.5), {-31.25, 12.5, -7})});
  out.push_back(
      {"oblique", geometryOf({17, 21, 9}, turned(0.4, -0.7, 1.1) * spacing(0.8, 0.9, 1.7), {10, -20, 33})});
  out.push_back({"flipped", geometryOf({15, 11, 12}, spacing(-1.1, 0.9, -1.3), {100, 3, 55})});
  Matrix3 sheared = spacing(0.6, 0.6, 3.0);
  sheared.col(2) = Vector3(0.0, 3.0 * std::sin(0.35), 3.0 * std::cos(0.35));
  out.push_back({"sheared", geometryOf({18, 18, 8}, turned(0.1, 0.0, 0.0) * sheared, {-5, -5, 400})});
  std::vector<double> offsets{0.0, 2.0, 4.5, 5.25, 7.5, 10.0, 17.0, 19.5, 22.0};
  out.push_back({"uneven", geometryOf({14, 17, 9}, spacing(0.9, 0.9, 2.5), {3, 4, 5}, offsets)});
  out.push_back({"uneven, sheared", geometryOf(
                                        {14, 12, 9},
                                        turned(0.3, 0.2, -0.4) *
                                            [&] {
                                              Matrix3 m = spacing(0.8, 1.0, 2.5);
                                              m.col(2) = 2.5 * Vector3(0.1, 0.3, 0.9).normalized();
                                              return m;
                                            }(),
                                        {-40, 8, 21}, offsets)});
  out.push_back({"two slices", geometryOf({12, 9, 2}, spacing(1, 1, 4), {0, 0, 0})});
  out.push_back({"single slice", geometryOf({23, 18, 1}, spacing(0.5, 0.5, 5), {1, 2, 3})});
  out.push_back({"one voxel", geometryOf({1, 1, 1}, spacing(2, 2, 2), {0, 0, 0})});
  return out;
}

VolumePtr randomVolume(VoxelType type, const VolumeGeometry& geometry, unsigned seed,
                       std::vector<Rescale> rescales) {
  const std::size_t bytes = voxelsOf(geometry) * bytesPerVoxel(type);
  auto buffer = VoxelBuffer::allocate(bytes).value();
  std::mt19937 random(seed);
  if (type == VoxelType::Float32) {
    for (std::size_t n = 0; n < bytes / 4; ++n)
      put<float>(buffer->data(), n, static_cast<double>(random()) / 4294967295.0 * 2000.0 - 1000.0);
  } else {
    for (std::size_t n = 0; n < bytes; ++n)
      buffer->data()[n] = static_cast<std::byte>(random() >> 13 & 0xffu);
  }
  return finish(std::move(buffer), type, geometry, std::move(rescales));
}

VolumePtr filledVolume(VoxelType type, const VolumeGeometry& geometry,
                       const std::function<double(int, int, int)>& value, std::vector<Rescale> rescales) {
  auto buffer = VoxelBuffer::allocate(voxelsOf(geometry) * bytesPerVoxel(type)).value();
  std::size_t n = 0;
  for (int k = 0; k < geometry.size()[2]; ++k)
    for (int j = 0; j < geometry.size()[1]; ++j)
      for (int i = 0; i < geometry.size()[0]; ++i, ++n) {
        const double v = value(i, j, k);
        switch (type) {
          case VoxelType::UInt8:
            put<std::uint8_t>(buffer->data(), n, v);
            break;
          case VoxelType::Int16:
            put<std::int16_t>(buffer->data(), n, v);
            break;
          case VoxelType::UInt16:
            put<std::uint16_t>(buffer->data(), n, v);
            break;
          case VoxelType::Float32:
            put<float>(buffer->data(), n, v);
            break;
          case VoxelType::Rgb8:
            for (std::size_t c = 0; c < 3; ++c) put<std::uint8_t>(buffer->data(), 3 * n + c, v);
            break;
        }
      }
  return finish(std::move(buffer), type, geometry, std::move(rescales));
}

std::vector<VolumePtr> paddedVolumes() {
  const auto geometries = testGeometries();
  std::vector<VolumePtr> all;
  for (const auto& [name, geometry] : geometries) {
    const auto slices = static_cast<std::size_t>(geometry.size()[2]);
    std::vector<Rescale> each;
    for (std::size_t k = 0; k < slices; ++k) each.push_back({1.0 + 0.1 * static_cast<double>(k), -24.0});
    const auto half = [](int i, int j, int k) { return (i / 3 + j / 2 + k) % 2 == 0; };
    const auto isSigned = filledVolume(
        VoxelType::Int16, geometry,
        [&](int i, int j, int k) { return half(i, j, k) ? -2000 + (i + j) % 11 : 30 * i - 20 * j; }, each);
    const auto isUnsigned = filledVolume(VoxelType::UInt16, geometry,
                                         [&](int i, int j, int k) { return half(i, j, k) ? 0 : 900 + i; });
    all.push_back(Volume::make(isSigned->buffer(), VoxelType::Int16, geometry, {Rescale{}}, "HU",
                               std::array<double, 2>{-2000.0, -1990.0})
                      .value());
    all.push_back(Volume::make(isSigned->buffer(), VoxelType::Int16, geometry, each, "HU",
                               std::array<double, 2>{-2000.0, -1990.0})
                      .value());
    all.push_back(Volume::make(isUnsigned->buffer(), VoxelType::UInt16, geometry, {Rescale{}}, "",
                               std::array<double, 2>{0.0, 0.0})
                      .value());
  }
  return all;
}

std::vector<SliceDisplay> paddedDisplays() {
  SliceDisplay inverted{{0.0, 2000.0, VoiFunction::LinearExact}, colorMap("Grey"), {0, 0, 0, 255}};
  std::reverse(inverted.map.entries.begin(), inverted.map.entries.end());
  const SliceDisplay colored{{0.0, 6000.0, VoiFunction::Sigmoid}, colorMap("Hot iron"), {1, 2, 3, 255}};
  return {inverted, colored};
}

VolumePtr sphereVolume(int size, double radiusMm) {
  const double half = 0.5 * (size - 1);
  const auto geometry = geometryOf({size, size, size}, Matrix3::Identity(), Vector3::Constant(-half));
  return filledVolume(VoxelType::Int16, geometry, [&](int i, int j, int k) {
    const double r = (Vector3(i, j, k) - Vector3::Constant(half)).norm();
    return 1000.0 * std::clamp(0.5 + 0.5 * (radiusMm - r), 0.0, 1.0);
  });
}

std::vector<SliceView> testSliceViews(const VolumeGeometry& geometry, int width, int height) {
  std::vector<SliceView> out;
  for (Plane plane : {Plane::Axial, Plane::Coronal, Plane::Sagittal})
    out.push_back(fitSlice(geometry, planeAxes(plane), width, height));
  const Matrix3 r = turned(0.5, -0.3, 0.9);
  SliceView oblique = fitSlice(geometry, {r.col(0), r.col(1)}, width, height);
  oblique.center.mm += Vector3(0.3, -0.2, 0.45);
  out.push_back(oblique);
  oblique.pixelMm *= 0.07;
  out.push_back(oblique);
  oblique.pixelMm *= 20.0;
  oblique.center.mm += 15.0 * oblique.pixelMm * oblique.right;
  out.push_back(oblique);
  return out;
}

std::shared_ptr<const VoxelMask> maskWhere(const Size3& size,
                                           const std::function<bool(int, int, int)>& hidden) {
  ThreadPool pool(1);
  return VoxelMask(size)
      .edited(
          [&](int j, int k, std::uint32_t* row) {
            for (int i = 0; i < size[0]; ++i)
              if (hidden(i, j, k)) hideRun(row, i, i + 1);
          },
          pool)
      .value();
}

std::shared_ptr<const VoxelMask> carvedMask(const Size3& size) {
  return maskWhere(size, [&](int i, int j, int k) {
    return 4 * i > 3 * size[0] || std::sin(0.37 * i + 0.3) + std::sin(0.41 * j) + std::sin(0.53 * k) > 0.4;
  });
}

VolumePtr waveVolume(const VolumeGeometry& geometry, VoxelType type, std::vector<Rescale> rescales) {
  return filledVolume(
      type, geometry,
      [](int i, int j, int k) {
        return 120.0 + 60.0 * std::sin(0.31 * i) + 40.0 * std::cos(0.23 * j) +
               20.0 * std::sin(0.41 * k + 0.2 * i);
      },
      std::move(rescales));
}

std::vector<VolumeView> testVolumeViews(const VolumeGeometry& geometry, const VolumePreset& preset, int width,
                                        int height) {
  std::vector<VolumeView> out;
  const auto add = [&](double azimuth, double elevation, double zoom, double angle, double step) {
    VolumeView v;
    v.camera = fitCamera(geometry, azimuth, elevation, zoom, width, height);
    v.camera.viewAngle = angle;
    v.width = width;
    v.height = height;
    v.preset = preset;
    v.stepMm = step;
    out.push_back(v);
  };
  add(0.0, 0.0, 1.0, 0.0, 0.0);
  add(0.7, 0.4, 1.2, 0.0, 0.5);
  add(-2.1, -0.8, 1.0, 0.5, 0.0);
  add(1.3, 0.2, 3.0, 1.2, 0.3);
  out.back().background = {20, 40, 90, 255};
#ifdef __SANITIZE_ADDRESS__
  // The dearest by far, and no memory is touched in it that is not in the others.
  out.pop_back();
#endif
  return out;
}

VolumePreset rampPreset(double low, double high, double opacity) {
  VolumePreset p;
  p.id = "ramp";
  const double middle = 0.5 * (low + high);
  p.transfer.points = {{low, 0.0, {0.2, 0.1, 0.6}},
                       {middle, 0.3 * opacity, {0.9, 0.5, 0.2}},
                       {high, opacity, {1.0, 0.95, 0.9}}};
  return p;
}

VolumePreset maximumPreset(double low, double high) {
  VolumePreset p;
  p.id = "maximum";
  p.mode = VolumeMode::MaximumIntensity;
  p.transfer.points = {{low, 0.0, {0.0, 0.0, 0.0}}, {high, 1.0, {1.0, 1.0, 1.0}}};
  return p;
}

}  // namespace iso::test
