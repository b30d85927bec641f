// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/volume/volume.h"
#include "render/engine/brick_map.h"
#include "render/scene/path_frame.h"
#include "render/scene/transfer_integral.h"
#include "render/scene/volume_view.h"

namespace iso {

/// All that is common to the paths of one picture; the same bytes in C++ and in OpenCL, where
/// kernels/paths.cl declares it again, member for member. Places are mm from the first voxel's centre, along
/// the patient's axes; index positions are continuous, for an uneven stack in median steps along the third
/// axis.
struct PathParams {
  float first[3], right[3], down[3];  ///< pixel (0, 0)'s centre in the plane in focus; mm from pixel to pixel
  float eye[3], forward[3];           ///< perspective: the eye; unit
  float unitRight[3], unitUp[3];      ///< of the picture
  float eyeDistance;                  ///< mm from the eye to the plane in focus; 0 = parallel rays
  float focus;                        ///< mm from the plane through the focal point to the one in focus
  float aperture;
  float toIndex[9];  ///< row by row
  float top[3];      ///< index of the outermost centres
  float nudge;       ///< mm
  float materialLow, materialScale, weightLow, weightScale;
  float sharpness;    ///< mm per unit of value, see Engine::trace
  float roughness;    ///< GGX α
  float reflectance;  ///< of a surface seen straight on
  float sky[3], ground[3], zenith[3];
  float light[3];  ///< unit, towards the middle of the key light
  float keyCosine;
  float key;                         ///< its radiance times its solid angle
  float clips[4 * kMostClipPlanes];  ///< normal (index space) and offset each: shown is where ≥ 0
  std::int32_t size[3], cells[3];
  std::int32_t uneven, perSlice, masked;  ///< 0 or 1
  std::int32_t materialLast, weighted, weightLast;
  std::int32_t shaded, bounces, clipCount;
  std::int32_t width, height;
};
static_assert(sizeof(PathParams) == (58 + 4 * kMostClipPlanes + 17) * 4);

/// What paths look up of a volume in the light of a transfer function.
struct PathTables {
  static constexpr std::size_t kEntries = 16384;

  std::vector<float> material;        ///< four an entry: extinction in 1/mm, albedo red, green, blue
  GradientTable gradient;             ///< weights; {1} for none
  std::vector<float> majorants;       ///< greatest extinction of each cell of 4 × 4 × 4 voxels
  std::vector<std::uint8_t> leaps;    ///< cells to the nearest that is not empty, at most 255; 0 = this one
  std::vector<float> cuts;            ///< places of an uneven stack's slices in median steps; else {0}
  std::vector<float> rescales;        ///< slope and intercept, of all slices or of each
  std::vector<std::uint32_t> hidden;  ///< VoxelMask::words; {0} where nothing is
};

/// Extinction of a transfer function's opacity (per mm), and the albedo with which its colours come back.
///
/// Extinction is −ln(1 − opacity), at most six per smallest voxel spacing: what is wholly opaque stops light
/// within a fraction of a voxel. A colour becomes linear light (IEC 61966-2-1), c; the albedo is 2c / (1 +
/// c), because on a surface half of what is scattered meets the material once more: so an opaque surface
/// sends back about its colour, and white everything.
std::vector<float> pathMaterial(const TransferFunction& transfer, double low, double high,
                                double smallestSpacing);

/// Keeps what was computed last, for the passes that follow.
class PathTablesCache {
 public:
  explicit PathTablesCache(ThreadPool& pool) : pool_(pool) {}
  /// @param bricks of the volume
  /// @return null if cancelled
  std::shared_ptr<const PathTables> get(const VolumePtr& volume, const BrickMap& bricks,
                                        const VolumeView& view, const CancelToken& cancel);
  /// Frees what belongs to a volume that is no more.
  void letGo();

 private:
  ThreadPool& pool_;
  std::weak_ptr<const Volume> volume_;
  TransferFunction transfer_;
  GradientOpacity gradient_;
  std::shared_ptr<const VoxelMask> hidden_;
  std::shared_ptr<const PathTables> tables_;
};

/// Camera, geometry, lights, and where things stand in the tables.
/// @param view one that checkPaths accepts
PathParams pathParams(const Volume& volume, const VolumeView& view, const PathTables& tables);
/// @return InvalidArgument for a view without pixels or with numbers that mean nothing, a preset that is
/// relative or not Composite; Unsupported for an Rgb8 volume
Result<void> checkPaths(const Volume& volume, const VolumeView& view);

/// Makes room for a view's paths where the frame is not of its size.
void fitPathFrame(PathFrame& frame, const VolumeView& view);

}  // namespace iso
