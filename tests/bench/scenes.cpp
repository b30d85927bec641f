// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/phantom/phantom_ct.h"
#include "core/phantom/phantom_truth.h"

namespace iso::bench {
namespace {

constexpr double kDegree = 3.14159265358979323846 / 180.0;

VolumeView volumeView(const Volume& volume, int width, int height,
                      std::vector<TransferFunction::Point> points, VolumeMode mode) {
  VolumeView view;
  view.width = width;
  view.height = height;
  view.camera = fitCamera(volume.geometry(), 25 * kDegree, 10 * kDegree, 1.3, width, height);
  view.stepMm = volume.geometry().spacing().minCoeff();
  view.preset.mode = mode;
  view.preset.transfer.points = std::move(points);
  return view;
}

const std::vector<TransferFunction::Point>& bone() {
  static const std::vector<TransferFunction::Point> points{
      {180, 0.0, {0.9, 0.75, 0.6}}, {400, 0.35, {0.95, 0.88, 0.75}}, {1200, 0.8, {1, 1, 1}}};
  return points;
}

/// A channel of the phantom patient, times `scale`, as unsigned 16-bit voxels.
Result<VolumePtr> phantomVolume(Channel channel, const SampleGrid& grid, const SampleGrid& inPatient,
                                double scale, ThreadPool& pool) {
  auto geometry = VolumeGeometry::make(grid.size, grid.axes, grid.origin);
  if (!geometry) return tl::make_unexpected(geometry.error());
  const auto plane = static_cast<std::size_t>(grid.size[0]) * static_cast<std::size_t>(grid.size[1]);
  const auto slices = static_cast<std::size_t>(grid.size[2]);
  auto buffer = VoxelBuffer::allocate(plane * slices * sizeof(std::uint16_t));
  if (!buffer) return tl::make_unexpected(buffer.error());
  const auto softness = static_cast<float>(1.5 * std::cbrt(std::abs(grid.axes.determinant())));
  const PhantomField field(makePhantom().model, softness, boundsOf(inPatient), pool);
  auto* voxels = reinterpret_cast<std::uint16_t*>((*buffer)->data());
  pool.parallelFor(slices, [&](std::size_t k) {
    std::vector<float> slice(plane);
    sampleSlice(field, channel, inPatient, static_cast<int>(k), slice.data());
    for (std::size_t n = 0; n < plane; ++n)
      voxels[k * plane + n] = static_cast<std::uint16_t>(
          std::lround(std::clamp(static_cast<double>(slice[n]) * scale, 0.0, 65535.0)));
  });
  return Volume::make(std::move(*buffer), VoxelType::UInt16, std::move(*geometry),
                      {Rescale{1.0 / scale, 0.0}}, "");
}

template <class View>
View turnedAbout(View view, int run) {
  const Eigen::AngleAxisd turn((run % 9) * 5.0 * kDegree, Vector3::UnitZ());
  view.camera.forward = turn * view.camera.forward;
  view.camera.up = turn * view.camera.up;
  return view;
}

}  // namespace

Result<VolumePtr> benchVolume() {
  ThreadPool pool;
  const SampleGrid grid = benchmarkGrid();
  return makePhantomCt(grid.size, grid.axes.colwise().norm().transpose(), grid.origin, 1, pool);
}

std::vector<Scene> scenes(const Volume& volume, int width, int height) {
  std::vector<Scene> list;
  const VolumeGeometry& g = volume.geometry();
  const PlaneAxes axesA{Vector3(std::cos(17 * kDegree), 0, std::sin(17 * kDegree)), Vector3(0, 1, 0)};
  list.push_back({"slice-linear-A", fitSlice(g, axesA, width, height)});
  SliceView b;
  b.center = g.center();
  b.right = Vector3(0.8, 0.36, 0.48);
  b.down = Vector3(-0.6, 0.48, 0.64);
  b.width = width;
  b.height = height;
  b.pixelMm = 220.0 / width;
  list.push_back({"slice-linear-B", b});
  for (const auto& [name, linear] :
       {std::pair("slice-cubic-A", list[0]), std::pair("slice-cubic-B", list[1])}) {
    SliceView cubic = std::get<SliceView>(linear.view);
    cubic.interpolation = Interpolation::Cubic;
    list.push_back({name, cubic});
  }
  for (const auto& [name, plane] : {std::pair("slice-slab-A", list[0]), std::pair("slice-slab-B", list[1])}) {
    SliceView slab = std::get<SliceView>(plane.view);
    const double step = 0.5 * g.spacing().minCoeff();
    slab.slab = {40 * step, step, SlabProjection::Maximum};
    list.push_back({name, slab});
  }
  list.push_back({"volume-bone", volumeView(volume, width, height, bone(), VolumeMode::Composite)});
  list.push_back(
      {"volume-skin",
       volumeView(volume, width, height,
                  {{-400, 0.0, {0.8, 0.55, 0.45}}, {-150, 0.4, {0.9, 0.7, 0.6}}, {100, 0.6, {1, 0.85, 0.75}}},
                  VolumeMode::Composite)});
  list.push_back(
      {"volume-maximum", volumeView(volume, width, height, {{-1000, 0.0, {0, 0, 0}}, {1500, 1.0, {1, 1, 1}}},
                                    VolumeMode::MaximumIntensity)});
  return list;
}

SliceView moved(SliceView view, int run) {
  view.center.mm += view.normal() * (1.7 * (run % 11 - 5));
  return view;
}

VolumeView turned(VolumeView view, int run) {
  return turnedAbout(std::move(view), run);
}

FusedView turned(FusedView view, int run) {
  return turnedAbout(std::move(view), run);
}

Result<std::vector<VolumeLayer>> benchLayers(const VolumePtr& ct) {
  ThreadPool pool;
  const SampleGrid whole = benchmarkGrid();
  const SampleGrid petGrid{{103, 99, 100}, 4.0 * Matrix3::Identity(), whole.origin};
  auto pet = phantomVolume(Channel::Pet, petGrid, petGrid, 1000.0, pool);
  if (!pet) return tl::make_unexpected(pet.error());

  Eigen::Affine3d mrToCt;
  mrToCt.matrix() = makePhantom().truth.mrToCt;
  // Sagittal: columns to the back, rows to the feet, slices to the right.
  Matrix3 axes;
  axes << 0, 0, -1, 1, 0, 0, 0, -1, 0;
  SampleGrid mrGrid{{256, 256, 180}, axes, {}}, inPatient = mrGrid;
  const Vector3 head(0.0, 0.0, 210.0);
  mrGrid.origin.mm = mrToCt.inverse() * head - axes * Vector3(127.5, 127.5, 89.5);
  inPatient.axes = mrToCt.linear() * axes;
  inPatient.origin.mm = mrToCt * mrGrid.origin.mm;
  auto mr = phantomVolume(Channel::MrT1, mrGrid, inPatient, 20.0, pool);
  if (!mr) return tl::make_unexpected(mr.error());

  std::vector<VolumeLayer> layers(3);
  layers[0].volume = ct;
  layers[0].preset.transfer.points = bone();
  layers[1].volume = *pet;
  layers[1].preset.shading.enabled = false;
  layers[1].preset.transfer.points = {{1.0, 0.0, {0.3, 0, 0}},
                                      {2.5, 0.02, {0.8, 0.2, 0}},
                                      {5.0, 0.15, {1, 0.7, 0.1}},
                                      {8.0, 0.5, {1, 1, 0.7}}};
  layers[2].volume = *mr;
  layers[2].toBase = mrToCt;
  const double high = (*mr)->valueRange()[1];
  layers[2].preset.transfer.points = {{0.3 * high, 0.0, {0.3, 0.35, 0.4}},
                                      {0.5 * high, 0.05, {0.5, 0.6, 0.7}},
                                      {0.9 * high, 0.3, {0.9, 0.95, 1}}};
  return layers;
}

Scene fusedScene(const std::vector<VolumeLayer>& layers, int width, int height) {
  const VolumeView alone = volumeView(*layers.front().volume, width, height, bone(), VolumeMode::Composite);
  FusedView view;
  view.camera = alone.camera;
  view.width = width;
  view.height = height;
  view.stepMm = alone.stepMm;
  view.layers = layers;
  return {"volume-fused", view};
}

}  // namespace iso::bench
