// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/viewport/look_handles.h"
#include "app/viewport/viewport.h"
#include "render/overlay/corner_text.h"

namespace iso::app {

/// Colours of the planes: axial red, sagittal yellow, coronal green.
Rgba8 planeColor(Plane plane);
const char* planeName(Plane plane);
/// What readers call it: "MIP", "MinIP", "Mean".
const char* slabTitle(SlabProjection projection);

/// The other two linked planes of a view, by their Plane number.
std::vector<CrossingPlane> crossingPlanes(const Viewport& viewport);

/// Window numbers with as many digits as their size asks for: "W 400 L 40", "W 0.12 L 0.31".
std::string windowText(const WindowLevel& window);
/// "L 12.3 P 4.0 H 55.1 mm".
std::string positionText(const PatientPoint& point);

/// Bottom left lines that flat and curved pictures have in common: zoom, slab (else, if above 0, the acquired
/// thickness), window, time point.
std::vector<CornerLine> pictureLines(const Viewport& viewport, double pixelMm, Interpolation interpolation,
                                     const Slab& slab, const SliceDisplay& display, double thicknessMm);

struct AnnotationChoice {
  AnnotationLevel level = AnnotationLevel::All;
  bool crosshair = true;
  bool active = false;
  std::optional<int> heldLine;   ///< plane whose line is under the hand
  std::optional<int> heldPoint;  ///< of the path
  bool frameRate = false;        ///< how fast pictures come
  LookHandlesShown handles;
  std::optional<LookHandle> heldHandle;  ///< under the hand
};

/// Where a slice on screen cuts the surfaces of its series.
Overlay surfaceOutlines(const Viewport& viewport);

/// Everything that lies over a viewport's picture: corner texts, letters, ruler, crosshair, handles, cube,
/// notices. Geometry is that of the picture on the screen.
Overlay annotations(const Viewport& viewport, const AnnotationChoice& choice);

}  // namespace iso::app
