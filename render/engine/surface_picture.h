// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/parallel.h"
#include "render/scene/volume_view.h"

namespace iso {

/// The surfaces of a view without its volume: what rays end at, and what is seen there.
struct SurfacePicture {
  int width = 0, height = 0;
  std::vector<float> depth;   ///< as ColorFrame::depth; +infinity where no surface is
  std::vector<Rgba8> colors;  ///< shaded, opaque; the view's background where no surface is
};

/// How surfaces are lit, whatever the preset: an implant looks the same in all of them.
constexpr Shading kSurfaceShading{};

/// Draws a view's surfaces, the nearest at each pixel. A pixel sees what its ray meets, so of triangles that
/// share an edge exactly one covers a pixel on it (top-left rule on corners rounded to 1/4096 of a pixel).
/// Between a triangle's corners distance and normal are interpolated with perspective. Clip planes cut pixel
/// by pixel where the surface lies. Light as for volumes (see Engine), with kSurfaceShading, of the side that
/// faces the viewer; no shadows.
/// @return null if cancelled
std::shared_ptr<const SurfacePicture> drawSurfaces(const VolumeView& view, ThreadPool& pool,
                                                   const CancelToken& cancel);

/// Keeps the last picture for those that follow with the same camera, size, surfaces, clip planes and light.
class SurfacePictureCache {
 public:
  explicit SurfacePictureCache(ThreadPool& pool) : pool_(pool) {}

  /// @return null for a view without surfaces, or if cancelled
  std::shared_ptr<const SurfacePicture> get(const VolumeView& view, const CancelToken& cancel);

 private:
  /// What of a view its surfaces' picture depends on.
  struct Key {
    Camera camera;
    int width = 0, height = 0;
    std::vector<ShownSurface> surfaces;
    std::vector<ClipPlane> clips;
    std::optional<Vector3> light;
    Rgba8 background;
    friend bool operator==(const Key&, const Key&) = default;
  };
  ThreadPool& pool_;
  Key drawn_;
  std::shared_ptr<const SurfacePicture> picture_;
};

}  // namespace iso
