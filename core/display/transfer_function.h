// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

namespace iso {

/// Colour and opacity of a modality value for volume rendering, linear between points and constant beyond
/// the first and last. Opacity is what one millimetre of the material takes from the light behind it.
struct TransferFunction {
  struct Point {
    double value;                 ///< modality value
    double opacity;               ///< 0…1 per millimetre
    std::array<double, 3> color;  ///< red, green, blue 0…1, display-referred
    friend bool operator==(const Point&, const Point&) = default;
  };
  std::vector<Point> points;  ///< rising values; empty = everything invisible

  struct Sample {
    double opacity = 0.0;
    std::array<double, 3> color{0.0, 0.0, 0.0};
  };
  Sample at(double value) const;

  /// `count` samples over [low, high], ends included.
  std::vector<Sample> table(double low, double high, std::size_t count) const;

  friend bool operator==(const TransferFunction& a, const TransferFunction& b) {
    return a.points == b.points;
  }
  /// Hides and shows the same, whatever the colours.
  bool sameOpacity(const TransferFunction& other) const;
};

/// Weighs a sample's opacity by how fast the value changes there, linear between points and constant beyond
/// them: what is even fades, surfaces stay. A weight of 2 is twice as many millimetres of the material, so
/// the picture does not depend on the distance of the samples.
struct GradientOpacity {
  struct Point {
    double gradient;  ///< units of the value per mm
    double weight;    ///< >= 0
    friend bool operator==(const Point&, const Point&) = default;
  };
  std::vector<Point> points;  ///< rising gradients; empty = 1 everywhere
  double at(double gradient) const;
  friend bool operator==(const GradientOpacity&, const GradientOpacity&) = default;
};

}  // namespace iso
