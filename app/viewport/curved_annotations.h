// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/viewport/viewport.h"
#include "render/overlay/corner_text.h"
#include "render/overlay/path_marks.h"

namespace iso::app {

/// How a path is drawn over slices with a normal: what lies within half a slice is in the plane.
PathStyle pathStyle(const SeriesState& state, const Vector3& normal);

/// What a curved picture shows at a position in logical pixels of its view.
CurvedPicture::Place curvedPlace(const CurvedPicture& picture, double pixelRatio, double x, double y);

/// The line of the path's station in a curved view, from edge to edge, in logical pixels; nullopt in other
/// views and without a path.
std::optional<std::pair<Vector2, Vector2>> stationLine(const Viewport& viewport);

/// The letter or letters of the patient that a direction leads to all along a path: of directions within 10°
/// of their mean its letters, of directions within 30° of one of the patient's axes the axis's, else "".
std::string commonLetters(const std::vector<Vector3>& directions);

/// Marks over a curved picture: rulers both ways, the station, the path's ends, and letters where they hold
/// for all of the picture.
struct CurvedMarks {
  Overlay overlay;
  double bottomHalf = 0.0;  ///< half of what the ruler takes of the lower edge; 0 = no ruler
};
/// @param held the station's line is under the hand
/// @param texts with rulers and letters
CurvedMarks curvedMarks(const Viewport& viewport, const CurvedPicture& shown, bool held, bool texts,
                        const OverlayTheme& theme);

/// What the picture is: "Curved · straightened · 120.4 mm", from where to where, and its angle.
std::vector<CornerLine> curvedLines(const CurvedPicture& shown, const CurvePath& path, bool bright);
/// The same of a section across the path: "Cross-section · at 34.5 of 120.4 mm".
std::vector<CornerLine> sectionLines(const SliceView& shown, const CurvePath& path, bool bright);

}  // namespace iso::app
