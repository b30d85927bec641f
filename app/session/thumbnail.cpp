// SPDX-License-Identifier: Apache-2.0
#include "app/session/thumbnail.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace iso::app {

VolumeDescription middleSlice(const VolumeDescription& description) {
  VolumeDescription one = description;
  const int slices = description.geometry.size()[2];
  const int k = slices / 2;
  const VolumeGeometry& whole = description.geometry;
  if (auto geometry = VolumeGeometry::make({whole.size()[0], whole.size()[1], 1}, whole.axes(),
                                           whole.toPatient(IndexPoint{Vector3(0, 0, k)})))
    one.geometry = *geometry;
  if (static_cast<std::size_t>(k) < description.slices.size())
    one.slices = {description.slices[static_cast<std::size_t>(k)]};
  one.phases = 1;
  one.issues.clear();
  return one;
}

QImage thumbnail(const Volume& volume, const std::optional<WindowLevel>& window, bool inverted, int side) {
  const int columns = volume.size()[0], rows = volume.size()[1];
  const Vector3 spacing = volume.geometry().spacing();
  const double widthMm = columns * spacing[0], heightMm = rows * spacing[1];
  const double pixelMm = std::max(widthMm, heightMm) / side;
  const int width = std::clamp(static_cast<int>(std::lround(widthMm / pixelMm)), 1, side);
  const int height = std::clamp(static_cast<int>(std::lround(heightMm / pixelMm)), 1, side);
  const bool color = volume.type() == VoxelType::Rgb8;
  const WindowLevel used = color ? WindowLevel{} : window ? *window : automaticWindow(volume);
  // The voxels under pixel p: [first, last), at least one.
  const auto span = [](int p, int pixels, int voxels) {
    const auto edge = [&](int at) { return static_cast<int>(static_cast<long long>(at) * voxels / pixels); };
    const int first = edge(p);
    return std::array<int, 2>{first, std::max(first + 1, edge(p + 1))};
  };
  QImage image(width, height, QImage::Format_RGB32);
  for (int y = 0; y < height; ++y) {
    const auto [j0, j1] = span(y, height, rows);
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (int x = 0; x < width; ++x) {
      const auto [i0, i1] = span(x, width, columns);
      const double count = static_cast<double>(i1 - i0) * (j1 - j0);
      std::array<double, 3> sum{0.0, 0.0, 0.0};
      for (int j = j0; j < j1; ++j)
        for (int i = i0; i < i1; ++i) {
          if (color) {
            const auto rgb = volume.rgbAt(i, j, 0);
            for (std::size_t c = 0; c < 3; ++c) sum[c] += rgb[c];
          } else {
            sum[0] += volume.valueAt(i, j, 0);
          }
        }
      if (color) {
        line[x] = qRgb(static_cast<int>(sum[0] / count), static_cast<int>(sum[1] / count),
                       static_cast<int>(sum[2] / count));
      } else {
        double fraction = windowed(used, sum[0] / count);
        if (inverted) fraction = 1.0 - fraction;
        const int grey = static_cast<int>(std::lround(fraction * 255.0));
        line[x] = qRgb(grey, grey, grey);
      }
    }
  }
  return image;
}

}  // namespace iso::app
