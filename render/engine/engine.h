// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/volume/volume.h"
#include "render/scene/frame.h"
#include "render/scene/fused_view.h"
#include "render/scene/path_frame.h"
#include "render/scene/slice_view.h"
#include "render/scene/volume_view.h"

namespace iso {

struct EngineInfo {
  std::string backend;  ///< "cpu" or "opencl"
  std::string device;   ///< e.g. "AVX-512, 2 threads" or the GPU's name
};

/// Turns a view and a volume into a frame. Two implementations, one meaning:
///
/// Slices. A pixel's patient position becomes a continuous voxel index through the volume's geometry (true
/// slice positions of an uneven stack, shear included). More than half a voxel beyond the outermost
/// centres = outside (NaN, or the display's outside colour); inside that rim the index is clamped to the
/// outermost centre. Nearest takes the voxel whose centre is nearest, ties to the lower index. Linear
/// weighs the eight neighbours' modality values (each slice with its own rescale) with full float
/// weights: within 0.01 of a unit of a double-precision evaluation for 16-bit data.
/// A slab (see Slab) projects samples along the normal; colour images have none.
/// Colours: the grey fraction of the window → map entry round(fraction × 255). Rgb8 volumes keep their own
/// colours (each channel sampled like a value; the window is not applied).
///
/// Volumes. Rays start where they enter the box spanned by the voxel centres, samples lie `stepMm` apart
/// beginning half a step inside, values are sampled linearly (float). Composite: colour and opacity from
/// the transfer function, opacity corrected to the step as 1 − (1 − a)^(stepMm / 1 mm), front to back,
/// stopping at 0.99. Pre-integrated: a sample stands for all values from the last sample's to its own, evenly
/// passed through (a ray's first, and the first after NaN, for its own alone). Jitter: a ray's samples lie up
/// to half a step nearer or farther (jitterOf). Weights by gradient multiply the step's length. Shading by
/// the gradient of central differences one voxel each way, interpolated
/// linearly (so continuous across voxels), turned to patient space; the normal n is the one that points to
/// the viewer, l points to the light (the viewer's own or a fixed one), h halves the angle between: colour =
/// c · (a · ambient + s · diffuse · (n·l)⁺) + s · specular · (n·h)⁺^power with the shares a and s of the
/// light that arrives (LightVolume; 1 where the view asks for no occlusion or shadows); where the gradient is
/// under 1e-3 of a unit per mm the sample is unshaded. The projections: greatest, smallest or mean sampled
/// value, looked up once, its opacity taken as it is. What remains of the light is the background's. Empty
/// bricks are skipped only where the transfer function is exactly zero, so skipping never changes the
/// picture.
///
/// Surfaces (VolumeView::surfaces). A surface is opaque. A ray that meets one ends there, as at the volume's
/// last face: its samples are those before it, in every mode. What remains of the light is the surface's
/// shaded colour instead of the background's (SurfacePicture), and the depth is the nearer of both. So a
/// surface hides what of the volume lies behind it and shines through what lies before it. Clip planes cut it
/// as they cut the volume; hidden voxels leave it whole. It throws no shadow and takes none. Paths of light
/// know no surfaces.
///
/// Paths (Composite presets). Light is followed back from the eye: each path goes from a random place of its
/// pixel through the lens (Cinematic::aperture) into the volume and collides with what the transfer function
/// makes visible by chance in proportion to its extinction (pathMaterial; delta tracking, Woodcock 1965,
/// without bias whatever the voxels), with weights by gradient as above. Where it collides it is scattered,
/// as by a surface with the probability 1 − exp(−10 mm · |gradient| / range of the transfer function's
/// points) where the preset is shaded, else evenly to all sides. A surface sends light on as by Lambert's law
/// about the normal that points to where the path came from, or, in Fresnel's proportion (Schlick;
/// reflectance 0.2 · specular), as a GGX surface of roughness √(2 / (specularPower + 2)) of the microfacets
/// seen (Heitz 2018) does, uncoloured. Each of these is a distribution over all directions with integral 1,
/// so that a white material under an even sky shows exactly that sky (tested). At each collision one point of
/// the key light is looked for; a path that leaves after one collision or more brings the sky's light. After
/// `bounces` collisions it ends, after four by Russian roulette. Both engines draw the same random numbers.
/// Hidden voxels (VolumeView::hidden). A sample where the mask, hidden = 1, interpolated linearly is greater
/// than 1/2 is as if it were not there: it adds nothing, the projections pass it over like NaN, the next
/// pre-integrated sample stands for its own value alone, and no surface lies there (that a ray meets between
/// a hidden sample and one beyond the isovalue lies on the cut). So the faces of a cut are smooth, midway
/// between voxels. What is hidden takes no light on its way, and no path meets it; gradients stay those of
/// all voxels.
///
/// Fused pictures (FusedView): several volumes along one ray. Each layer's voxels lie where its transform
/// takes them in the base's patient space, in whose mm the ray, its step, opacities and gradients are
/// measured. Rays start where they first enter one of the layers' boxes and end where they last leave one,
/// all cut by the clip planes; samples lie `stepMm` apart beginning half a step inside, and a layer takes
/// part in those that are in its own box. There each composited layer holds a thickness τ = −ln(1 − a) ·
/// stepMm / 1 mm (times its weight by gradient) and a colour c, shaded as above by its own gradient.
/// Thicknesses add and colours mix in their proportion: the sample takes 1 − exp(−Σ τ) of the light and gives
/// it the colour Σ τc / Σ τ, front to back, stopping at 0.99. So the order of the composited layers does not
/// matter, and a material split over two layers is the same as in one. A layer with a projection is looked up
/// once for the greatest, smallest or mean of its own values at all samples of the march that are in its box,
/// also behind what is opaque, and laid over the composited picture with its opacity as it is; later layers
/// over earlier ones. What remains of the light is the background's. The depth is the composited layers'
/// (where their opacity reaches 0.5); where it never does, that of the last projection with an opacity above
/// zero and a place. No pre-integration, jitter, occlusion, shadows or paths. Hidden voxels are each layer's
/// own. Bricks are skipped for each layer as in volumes, and leapt over where all layers are empty. One
/// composited layer is the picture `volume` makes of it at the same step.
///
/// Calls come from one thread at a time (the engine's); each may use many threads inside. A cancelled call
/// returns ErrorCode::Cancelled soon. Engines may keep derived data (bricks, device copies) for volumes
/// that are still alive, within a memory limit.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual EngineInfo info() const = 0;

  /// Does ahead of time what the first picture of a volume would have to wait for.
  virtual Result<void> prepare(const VolumePtr& volume, const CancelToken& cancel) = 0;

  /// @return InvalidArgument for a view without pixels, a slab that means nothing, or an Rgb8 volume (which
  /// the next may show, but not with a slab)
  virtual Result<ValueFrame> sliceValues(const VolumePtr& volume, const SliceView& view,
                                         const CancelToken& cancel) = 0;
  virtual Result<ColorFrame> slice(const VolumePtr& volume, const SliceView& view,
                                   const SliceDisplay& display, const CancelToken& cancel) = 0;
  virtual Result<ColorFrame> volume(const VolumePtr& volume, const VolumeView& view,
                                    const CancelToken& cancel) = 0;
  /// @return InvalidArgument for a view that `checkView` refuses; Unsupported or OutOfMemory where this
  /// engine cannot hold the layers together
  virtual Result<ColorFrame> fused(const FusedView& /*view*/, const CancelToken& /*cancel*/) {
    return fail(ErrorCode::Unsupported, "This engine makes no fused pictures.");
  }
  /// Adds paths to `frame` until each pixel has `until` of them; a frame of another size starts anew. Its
  /// paths must be of the same volume and view. Look at them with `developed` (path_picture.h).
  /// @return InvalidArgument as for volumes and for presets that are not Composite; Unsupported for a view
  /// with surfaces; Cancelled with some rows further than others, which the next call evens out
  virtual Result<void> trace(const VolumePtr& /*volume*/, const VolumeView& /*view*/, int /*until*/,
                             PathFrame& /*frame*/, const CancelToken& /*cancel*/) {
    return fail(ErrorCode::Unsupported, "This engine makes no cinematic pictures.");
  }
};

}  // namespace iso
