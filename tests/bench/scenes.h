// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/volume/volume.h"
#include "render/scene/fused_view.h"
#include "render/scene/slice_view.h"
#include "render/scene/volume_view.h"

namespace iso::bench {

/// The phantom patient's CT, 512 × 512 × 400 int16 with noise, made in memory.
Result<VolumePtr> benchVolume();

/// One thing that is timed. Run n of a scene moves the plane or turns the camera a little, so that no run
/// finds its voxels in the cache.
struct Scene {
  std::string name;
  std::variant<SliceView, VolumeView, FusedView> view;
};

/// Slices: A = 17° about the patient's y axis, whole volume in view; B = right (0.8, 0.36, 0.48), down
/// (−0.6, 0.48, 0.64), 220 mm; each linear, cubic and as a slab, the maximum of 41 samples half a voxel
/// apart. Volumes: bone and skin surfaces shaded, and the maximum, at a step of the smallest voxel spacing,
/// parallel rays from the front right.
std::vector<Scene> scenes(const Volume& volume, int width, int height);

/// The CT with two volumes of the same patient made in memory: a PET-like one of the same extent with voxels
/// of 4 mm (SUV in steps of 0.001), and an MR-like one of the head, 256 × 256 × 180 of 1 mm, sagittal, in a
/// frame of reference of its own. Looks: bone shaded; hot, transparent where it is low; shaded soft tissue.
Result<std::vector<VolumeLayer>> benchLayers(const VolumePtr& ct);
/// volume-fused: all of them, camera and step as for the volumes.
Scene fusedScene(const std::vector<VolumeLayer>& layers, int width, int height);

SliceView moved(SliceView view, int run);
VolumeView turned(VolumeView view, int run);
FusedView turned(FusedView view, int run);

}  // namespace iso::bench
