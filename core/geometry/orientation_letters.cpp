// SPDX-License-Identifier: Apache-2.0
#include "core/geometry/orientation_letters.h"

#include <array>
#include <cmath>
#include <utility>

namespace iso {

std::string orientationLetters(const Vector3& direction, double obliqueRadians) {
  const double length = direction.norm();
  if (!(length > 0.0)) return {};
  const Vector3 d = direction / length;
  const char letters[3][2] = {{'L', 'R'}, {'P', 'A'}, {'H', 'F'}};
  std::array<int, 3> order{0, 1, 2};
  for (int a = 0; a < 2; ++a)  // three elements: two bubble passes sort them
    for (int b = 0; b < 2 - a; ++b)
      if (std::abs(d[order[static_cast<std::size_t>(b)]]) <
          std::abs(d[order[static_cast<std::size_t>(b) + 1]]))
        std::swap(order[static_cast<std::size_t>(b)], order[static_cast<std::size_t>(b) + 1]);
  const auto letter = [&](std::size_t n) { return letters[order[n]][d[order[n]] < 0.0 ? 1 : 0]; };
  std::string out(1, letter(0));
  // The second letter speaks for its own axis: a tilt of 12° towards one axis names that axis.
  if (std::abs(d[order[1]]) > std::sin(obliqueRadians)) out += letter(1);
  return out;
}

}  // namespace iso
