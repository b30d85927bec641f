// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "core/display/color_map.h"
#include "core/geometry/points.h"

namespace iso {

using Vector2 = Eigen::Vector2d;

/// What lies over a picture, as data. Coordinates are logical pixels of the view: x to the right and y
/// down from its upper left corner; pixel (0, 0) covers [0, 1) × [0, 1).
enum class Anchor { TopLeft, Top, TopRight, Left, Center, Right, BottomLeft, Bottom, BottomRight };

struct OverlayLine {
  std::vector<Vector2> points;
  Rgba8 color;
  double width = 1.0;
  bool closed = false;
  bool dashed = false;
  double halo = 1.0;          ///< strength 0…1 of a thin rim that sets it off from any grey
  std::optional<Rgba8> fill;  ///< closed lines only
};

struct OverlayText {
  Vector2 position;
  Anchor anchor = Anchor::TopLeft;  ///< which point of the text's box lies at `position`
  std::string text;                 ///< UTF-8, one line
  Rgba8 color;
  double size = 12.0;  ///< height of the font in logical pixels
  bool bold = false;
  bool halo = true;
  double maxWidth = 0.0;  ///< > 0: the text is cut with an ellipsis to this width
  /// For text that lies on a surface: where one text height to the right and one down go. The text is
  /// centred on `position`.
  struct Basis {
    Vector2 x, y;
  };
  std::optional<Basis> basis;
};

struct OverlayHandle {
  Vector2 position;
  double radius = 4.0;
  Rgba8 color;
  std::optional<Rgba8> fill = std::nullopt;  ///< else dark, the picture shining through
};

/// Painted in this order: lines, handles, texts.
struct Overlay {
  std::vector<OverlayLine> lines;
  std::vector<OverlayHandle> handles;
  std::vector<OverlayText> texts;

  void append(Overlay other);
  bool empty() const { return lines.empty() && handles.empty() && texts.empty(); }
};

/// A flat view in logical pixels: where a patient's point appears, and back. The picture's centre is at
/// (width/2, height/2).
struct PlaneOnScreen {
  PatientPoint center;
  Vector3 right = Vector3::UnitX(), down = Vector3::UnitY();  ///< unit, LPS
  double mmPerPixel = 1.0;
  double width = 0.0, height = 0.0;

  Vector3 normal() const { return right.cross(down); }
  Vector2 toView(const PatientPoint& point) const;
  PatientPoint toPatient(const Vector2& position) const;
};

}  // namespace iso
