// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/scenes.h"

#include <cmath>

#include "core/phantom/phantom_ct.h"

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
  list.push_back(
      {"volume-bone",
       volumeView(volume, width, height,
                  {{180, 0.0, {0.9, 0.75, 0.6}}, {400, 0.35, {0.95, 0.88, 0.75}}, {1200, 0.8, {1, 1, 1}}},
                  VolumeMode::Composite)});
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
  const Eigen::AngleAxisd turn((run % 9) * 5.0 * kDegree, Vector3::UnitZ());
  view.camera.forward = turn * view.camera.forward;
  view.camera.up = turn * view.camera.up;
  return view;
}

}  // namespace iso::bench
