// SPDX-License-Identifier: Apache-2.0
#include "app/panels/transfer_axes.h"

#include <algorithm>
#include <cmath>

namespace iso::app {

double TransferAxes::x(double value) const {
  return plot.left() + (value - low) / (high - low) * plot.width();
}

double TransferAxes::value(double xPixel) const {
  return low + (xPixel - plot.left()) / plot.width() * (high - low);
}

double TransferAxes::y(double opacity) const {
  return plot.bottom() - std::sqrt(std::clamp(opacity, 0.0, 1.0)) * plot.height();
}

double TransferAxes::opacity(double yPixel) const {
  const double height = std::clamp((plot.bottom() - yPixel) / plot.height(), 0.0, 1.0);
  return height * height;
}

double TransferAxes::valuePerPixel() const {
  return (high - low) / std::max(plot.width(), 1.0);
}

void TransferAxes::shift(double byValue) {
  low += byValue;
  high += byValue;
}

void TransferAxes::zoom(double factor, double xPixel) {
  const double fixed = value(xPixel);
  low = fixed + (low - fixed) / factor;
  high = fixed + (high - fixed) / factor;
}

std::vector<double> TransferAxes::ticks(int wanted) const {
  const double rough = (high - low) / std::max(wanted, 1);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10.0 * power;
  for (const double round : {5.0, 2.0, 1.0})
    if (round * power >= rough) step = round * power;
  std::vector<double> all;
  const double first = std::ceil(low / step);
  for (int n = 0; (first + n) * step <= high; ++n) all.push_back((first + n) * step);
  return all;
}

QString TransferAxes::numberText(double number) const {
  const int digits = std::clamp(2 - static_cast<int>(std::floor(std::log10(high - low))), 0, 9);
  const QString text = QString::number(number, 'f', digits);
  // A hair below zero is no negative number.
  return text.toDouble() == 0.0 ? QString::number(0.0, 'f', digits) : text;
}

}  // namespace iso::app
