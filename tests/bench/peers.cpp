// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "render/cpu/cpu_engine.h"
#include "tests/bench/peers_itk.h"
#include "tests/bench/peers_loading.h"
#include "tests/bench/peers_vtk.h"
#include "tests/bench/scenes.h"
#include "tests/bench/timing.h"

namespace iso::bench {
namespace {

constexpr const char* kHelp =
    "isocenter-bench-peers: the same pictures through the CPU engine, VTK and ITK, and the same files "
    "through\n"
    "our readers, ITK and GDCM, in turn in one process.\n"
    "\n"
    "  --filter REGEX   only pairs whose name matches\n"
    "  --json           JSON on standard output instead of a table\n"
    "\n"
    "Ratio = the peer's median time over ours. Volume rendering through VTK needs an X display; files are "
    "made\n"
    "from ct_skull_phantom_1mm of the test data (ISOCENTER_TEST_DATA).\n"
    "Example: xvfb-run isocenter-bench-peers --filter slice\n";

void copy(const Vector3& from, double* to) {
  std::copy(from.data(), from.data() + 3, to);
}

FlatVolume flat(const Volume& volume) {
  FlatVolume f{reinterpret_cast<const short*>(volume.data()), {}, {}, {}};
  std::copy(volume.size().begin(), volume.size().end(), f.size);
  copy(volume.geometry().spacing(), f.spacing);
  copy(volume.geometry().origin().mm, f.origin);
  return f;
}

FlatSlice flat(const SliceView& view) {
  FlatSlice f{{}, {}, {}, {}, view.pixelMm, view.width, view.height};
  copy(view.pixelToPatient(0, 0).mm, f.first);
  copy(view.right, f.right);
  copy(view.down, f.down);
  copy(view.normal(), f.normal);
  return f;
}

int run(int argc, char** argv) {
  Options options;
  if (!parseOptions(argc, argv, kHelp, options)) return 2;
  const auto made = benchVolume();
  if (!made) {
    std::cerr << made.error().message << '\n';
    return 1;
  }
  const VolumePtr& volume = *made;
  const std::shared_ptr<Engine> engine = makeCpuEngine();
  auto rows = nlohmann::json::array();
  if (!options.json)
    fmt::print("ours: {}\n{:<24}{:>10}  {:<34}{:>10}{:>8}{:>8}\n", engine->info().device, "pair", "ours ms",
               "peer", "peer ms", "ratio", "target");

  const auto measure = [&](const Pair& pair, int rounds) {
    Timing ours, theirs;
    pair.ours(0);
    pair.theirs(0);
    for (int n = 1; n <= rounds; ++n) {
      ours.runs.push_back(timeOnce([&] { pair.ours(n); }));
      theirs.runs.push_back(timeOnce([&] { pair.theirs(n); }));
    }
    const double ratio = theirs.median() / ours.median();
    if (options.json)
      rows.push_back({{"name", pair.name},
                      {"ours_ms", ours.median()},
                      {"ours_spread_ms", ours.spread()},
                      {"peer", pair.peer},
                      {"peer_ms", theirs.median()},
                      {"peer_spread_ms", theirs.spread()},
                      {"ratio", ratio},
                      {"target", pair.target}});
    else
      fmt::print("{:<24}{:>10.2f}  {:<34}{:>10.2f}{:>8.1f}{:>8.1f}\n", pair.name, ours.median(), pair.peer,
                 theirs.median(), ratio, pair.target);
    std::fflush(stdout);
  };

  bool named = false;
  for (const Scene& scene : scenes(*volume, 1024, 1024)) {
    if (const auto* slice = std::get_if<SliceView>(&scene.view)) {
      const auto ours = [&](int n) { (void)engine->sliceValues(volume, moved(*slice, n), {}); };
      if (selected(options, scene.name)) {
        const bool cubic = slice->interpolation == Interpolation::Cubic, slab = !slice->slab.isPlane();
        VtkReslice vtk(volume, *slice);
        measure({scene.name,
                 slab    ? "vtkImageReslice slab"
                 : cubic ? "vtkImageReslice cubic"
                         : "vtkImageReslice",
                 slab    ? 10.0
                 : cubic ? 5.0
                         : 8.0,
                 ours, [&](int n) { vtk.render(moved(*slice, n)); }},
                slab ? 5 : 21);
      }
      if (slice->interpolation == Interpolation::Linear && slice->slab.isPlane() &&
          selected(options, scene.name + "-itk")) {
        ItkResample itk(flat(*volume));
        measure({scene.name + "-itk", "itk::ResampleImageFilter", 0.0, ours,
                 [&](int n) { itk.render(flat(moved(*slice, n))); }},
                11);
      }
    } else if (selected(options, scene.name) || selected(options, scene.name + "-opengl")) {
      if (!VtkRayCast::displayAvailable()) {
        if (!named)
          std::cerr << "vtkFixedPointVolumeRayCastMapper and vtkOpenGLGPUVolumeRayCastMapper are left out: "
                       "they need an X display (xvfb-run).\n";
        named = true;
        continue;
      }
      const auto& view = std::get<VolumeView>(scene.view);
      // What a volume needs once, as the window does it before its first picture; the peers build theirs in
      // a first picture that is not timed either.
      (void)engine->prepare(volume, {});
      const auto ours = [&](int n) { (void)engine->volume(volume, turned(view, n), {}); };
      if (selected(options, scene.name)) {
        VtkRayCast vtk(VtkMapper::FixedPoint, volume, view);
        measure({scene.name, "vtkFixedPointVolumeRayCastMapper",
                 view.preset.mode == VolumeMode::Composite ? 8.0 : 6.0, ours,
                 [&](int n) { vtk.render(turned(view, n)); }},
                7);
      }
      if (selected(options, scene.name + "-opengl")) {
        VtkRayCast vtk(VtkMapper::OpenGl, volume, view);
        measure({scene.name + "-opengl", "vtkOpenGLGPUVolumeRayCastMapper", 30.0, ours,
                 [&](int n) { vtk.render(turned(view, n)); }},
                3);
      }
    }
  }
  measureLoading([&](const std::string& name) { return selected(options, name); }, measure);
  if (options.json) std::cout << rows.dump(1) << '\n';
  return 0;
}

}  // namespace
}  // namespace iso::bench

int main(int argc, char** argv) {
  return iso::bench::run(argc, argv);
}
