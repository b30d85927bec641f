// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRectF>
#include <QString>
#include <vector>

namespace iso::app {

/// Where values and opacities lie in a plot. Values go evenly from left to right; the height is the square
/// root of the opacity, so that 1 % per mm, of which ten centimetres take most of the light, stands a tenth
/// of the way up and can be grabbed.
struct TransferAxes {
  QRectF plot;
  double low = 0.0, high = 1.0;  ///< values at the plot's left and right edge, low < high

  double x(double value) const;
  double value(double xPixel) const;
  double y(double opacity) const;
  double opacity(double yPixel) const;  ///< 0…1
  double valuePerPixel() const;

  void shift(double byValue);
  /// Makes the plot's values `factor` times as far apart about the one at a pixel.
  void zoom(double factor, double xPixel);

  /// Round values inside, about `wanted` of them, rising.
  std::vector<double> ticks(int wanted) const;
  /// A value with the digits that a pixel's step asks for.
  QString numberText(double number) const;
};

}  // namespace iso::app
