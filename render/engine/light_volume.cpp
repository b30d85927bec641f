// SPDX-License-Identifier: Apache-2.0
#include "render/engine/light_volume.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace iso {
namespace {

constexpr int kMostCells = 1 << 21;
constexpr int kDirections = 24;
/// Half of the sphere around a place on a surface is the body itself, and a little more than half as coarse
/// cells see it: above a wide floor this makes the share 1.
constexpr double kOpenHalf = 2.3;
constexpr double kMostThickness = 8.0;  ///< per mm: beyond, a millimetre is opaque however it is counted
constexpr std::uint16_t kAll = 65535;

std::size_t count(const Size3& n) {
  return static_cast<std::size_t>(n[0]) * static_cast<std::size_t>(n[1]) * static_cast<std::size_t>(n[2]);
}

int cellsAlong(int voxels, int side) {
  return (voxels + side - 1) / side;
}

/// Thickness per mm of stored values, by table for integers.
class ThicknessOf {
 public:
  explicit ThicknessOf(const TransferFunction& transfer) {
    const auto& points = transfer.points;
    low_ = points.empty() ? 0.0f : static_cast<float>(points.front().value);
    const double high = points.empty() ? 1.0 : std::max(points.back().value, points.front().value + 1e-6);
    perValue_ = static_cast<float>(static_cast<double>(kEntries - 1) / (high - static_cast<double>(low_)));
    for (const auto& s : transfer.table(static_cast<double>(low_), high, kEntries))
      table_.push_back(
          static_cast<float>(std::min(-std::log(std::max(1.0 - s.opacity, 1e-300)), kMostThickness)));
  }
  float operator()(float value) const {
    const float at = (value - low_) * perValue_;
    if (!(at > 0.0f)) return table_.front();  // NaN too
    return table_[static_cast<std::size_t>(std::min(at + 0.5f, static_cast<float>(kEntries - 1)))];
  }

 private:
  static constexpr std::size_t kEntries = 16384;
  float low_ = 0.0f, perValue_ = 1.0f;
  std::vector<float> table_;
};

/// Sums the thickness of a row of voxels into its cells.
/// @param hidden the row's words of a VoxelMask, or null
template <class T>
void addRow(const T* row, int voxels, int side, const Rescale& rescale, const ThicknessOf& thickness,
            const std::uint32_t* hidden, float* cells) {
  const auto slope = static_cast<float>(rescale.slope), intercept = static_cast<float>(rescale.intercept);
  for (int i = 0; i < voxels; ++i) {
    if (hidden && (hidden[i / VoxelMask::kSide] >> (i % VoxelMask::kSide) & 1u) != 0) continue;
    const float value = static_cast<float>(row[i]) * slope + intercept;
    if (value == value) cells[i / side] += thickness(value);
  }
}

void addRow(const Volume& volume, int j, int k, int side, const ThicknessOf& thickness,
            const std::uint32_t* hidden, float* cells) {
  const Size3& n = volume.size();
  const std::size_t at =
      (static_cast<std::size_t>(k) * static_cast<std::size_t>(n[1]) + static_cast<std::size_t>(j)) *
      static_cast<std::size_t>(n[0]);
  const std::byte* data = volume.data();
  const Rescale& rescale = volume.rescale(k);
  switch (volume.type()) {
    case VoxelType::UInt8:
      return addRow(reinterpret_cast<const std::uint8_t*>(data) + at, n[0], side, rescale, thickness, hidden,
                    cells);
    case VoxelType::Int16:
      return addRow(reinterpret_cast<const std::int16_t*>(data) + at, n[0], side, rescale, thickness, hidden,
                    cells);
    case VoxelType::UInt16:
      return addRow(reinterpret_cast<const std::uint16_t*>(data) + at, n[0], side, rescale, thickness, hidden,
                    cells);
    case VoxelType::Float32:
      return addRow(reinterpret_cast<const float*>(data) + at, n[0], side, rescale, thickness, hidden, cells);
    case VoxelType::Rgb8:
      return;
  }
}

/// Evenly spread over the sphere (the golden angle's spiral).
std::array<Vector3, kDirections> directions() {
  std::array<Vector3, kDirections> out;
  const double golden = std::numbers::pi * (3.0 - std::sqrt(5.0));
  for (int n = 0; n < kDirections; ++n) {
    const double z = 1.0 - (2.0 * n + 1.0) / kDirections, r = std::sqrt(1.0 - z * z);
    out[static_cast<std::size_t>(n)] = {r * std::cos(golden * n), r * std::sin(golden * n), z};
  }
  return out;
}

/// Cells per unit of length along a direction.
std::array<float, 3> wayAlong(const VolumeGeometry& geometry, const MaterialGrid& grid,
                              const Vector3& direction) {
  const Vector3 cells = geometry.inverseAxes() * direction * (grid.unitMm() / grid.side());
  return {static_cast<float>(cells[0]), static_cast<float>(cells[1]), static_cast<float>(cells[2])};
}

std::array<float, 3> along(const std::array<float, 3>& from, const std::array<float, 3>& way, float units) {
  return {from[0] + units * way[0], from[1] + units * way[1], from[2] + units * way[2]};
}

std::uint16_t fraction(double share) {
  return static_cast<std::uint16_t>(std::lround(std::clamp(share, 0.0, 1.0) * kAll));
}

}  // namespace

bool MaterialGrid::build(const Volume& volume, const VolumeView& view, ThreadPool& pool,
                         const CancelToken& cancel) {
  const Size3& n = volume.size();
  side_ = 2;
  const auto fits = [&] {
    return static_cast<double>(cellsAlong(n[0], side_)) * cellsAlong(n[1], side_) * cellsAlong(n[2], side_) <=
           kMostCells;
  };
  while (!fits()) ++side_;
  Level& finest = levels_[0];
  for (std::size_t a = 0; a < 3; ++a) finest.size[a] = cellsAlong(n[a], side_);
  finest.passed.assign(count(finest.size), 0.0f);
  unitMm_ = side_ * volume.geometry().spacing().minCoeff();
  const ThicknessOf thickness(view.preset.transfer);
  const VoxelMask* mask = maskOf(view);
  const VolumeGeometry& geometry = volume.geometry();
  const auto nx = static_cast<std::size_t>(finest.size[0]);
  pool.parallelFor(
      static_cast<std::size_t>(finest.size[1]) * static_cast<std::size_t>(finest.size[2]),
      [&](std::size_t row) {
        if (cancel.cancelled()) return;
        float* cells = finest.passed.data() + row * nx;
        std::vector<std::uint32_t> hidden(mask ? static_cast<std::size_t>(mask->wordsPerRow()) : 0);
        const int cj = static_cast<int>(row % static_cast<std::size_t>(finest.size[1]));
        const int ck = static_cast<int>(row / static_cast<std::size_t>(finest.size[1]));
        const int j1 = std::min((cj + 1) * side_, n[1]), k1 = std::min((ck + 1) * side_, n[2]);
        for (int k = ck * side_; k < k1; ++k)
          for (int j = cj * side_; j < j1; ++j) {
            for (std::size_t w = 0; w < hidden.size(); ++w) hidden[w] = mask->word(static_cast<int>(w), j, k);
            addRow(volume, j, k, side_, thickness, mask ? hidden.data() : nullptr, cells);
          }
        const int rows = (j1 - cj * side_) * (k1 - ck * side_);
        for (int c = 0; c < finest.size[0]; ++c) {
          const int columns = std::min((c + 1) * side_, n[0]) - c * side_;
          cells[c] = std::exp(-cells[c] * static_cast<float>(unitMm_) / static_cast<float>(rows * columns));
          const double half = 0.5 * (side_ - 1);
          const Vector3 p = geometry.origin().mm +
                            geometry.axes() * Vector3(c * side_ + half, cj * side_ + half, ck * side_ + half);
          for (const ClipPlane& clip : view.clips)
            if (clip.normal.dot(p - clip.point.mm) < 0.0) cells[c] = 1.0f;
        }
      });
  for (std::size_t l = 1; l < kLevels; ++l) coarsen(levels_[l - 1], levels_[l]);
  for (Level& level : levels_) {
    pad(level);
    level.passed = {};
  }
  return !cancel.cancelled();
}

void MaterialGrid::coarsen(const Level& fine, Level& coarse) {
  for (std::size_t a = 0; a < 3; ++a) coarse.size[a] = (fine.size[a] + 1) / 2;
  coarse.passed.resize(count(coarse.size));
  const auto child = [&](int i, int j, int k) {
    if (i >= fine.size[0] || j >= fine.size[1] || k >= fine.size[2]) return 1.0f;
    return fine.passed[(static_cast<std::size_t>(k) * static_cast<std::size_t>(fine.size[1]) +
                        static_cast<std::size_t>(j)) *
                           static_cast<std::size_t>(fine.size[0]) +
                       static_cast<std::size_t>(i)];
  };
  std::size_t at = 0;
  for (int k = 0; k < coarse.size[2]; ++k)
    for (int j = 0; j < coarse.size[1]; ++j)
      for (int i = 0; i < coarse.size[0]; ++i) {
        float c[8];
        for (int n = 0; n < 8; ++n) c[n] = child(2 * i + (n & 1), 2 * j + (n >> 1 & 1), 2 * k + (n >> 2));
        // The mean of the four columns along each axis, and of the three axes.
        float sum = 0.0f;
        for (int n = 0; n < 8; ++n)
          for (const int axis : {1, 2, 4})
            if ((n & axis) == 0) sum += c[n] * c[n | axis];
        coarse.passed[at++] = sum / 12.0f;
      }
}

float MaterialGrid::at(int level, const std::array<float, 3>& position) const {
  const Level& grid = levels_[static_cast<std::size_t>(level)];
  const float scale = 1.0f / static_cast<float>(1 << level);
  std::size_t base = 0;
  float part[3];
  for (std::size_t a = 3; a-- > 0;) {
    // In the padded grid cell n stands at n + 1.
    const float x = (position[a] + 0.5f) * scale + 0.5f;
    if (!(x > 0.0f) || !(x < static_cast<float>(grid.size[a] + 1))) return 1.0f;
    const int whole = static_cast<int>(x);
    part[a] = x - static_cast<float>(whole);
    base = base * static_cast<std::size_t>(grid.size[a] + 2) + static_cast<std::size_t>(whole);
  }
  const auto row = static_cast<std::size_t>(grid.size[0] + 2);
  const std::size_t slice = row * static_cast<std::size_t>(grid.size[1] + 2);
  const float* cell = grid.padded.data() + base;
  const auto mix = [](float u, float v, float t) { return u + (v - u) * t; };
  const auto plane = [&](const float* p) {
    return mix(mix(p[0], p[1], part[0]), mix(p[row], p[row + 1], part[0]), part[1]);
  };
  return mix(plane(cell), plane(cell + slice), part[2]);
}

void MaterialGrid::pad(Level& grid) {
  const auto nx = static_cast<std::size_t>(grid.size[0]), ny = static_cast<std::size_t>(grid.size[1]);
  const auto nz = static_cast<std::size_t>(grid.size[2]);
  grid.padded.assign((nx + 2) * (ny + 2) * (nz + 2), 1.0f);
  for (std::size_t k = 0; k < nz; ++k)
    for (std::size_t j = 0; j < ny; ++j)
      std::copy_n(grid.passed.data() + (k * ny + j) * nx, nx,
                  grid.padded.data() + ((k + 1) * (ny + 2) + j + 1) * (nx + 2) + 1);
}

std::shared_ptr<const LightVolume> LightCache::get(const VolumePtr& volume, const VolumeView& view,
                                                   const CancelToken& cancel) {
  const bool ambient = view.occlusion > 0.0, shadows = view.shadows && view.light.has_value();
  if (!ambient && !shadows) return nullptr;
  if (view.draft) return litVolume_.lock() == volume ? last_ : nullptr;
  const VolumeGeometry& geometry = volume->geometry();
  if (volume_.lock() != volume || !transfer_.sameOpacity(view.preset.transfer) || clips_ != view.clips ||
      hidden_ != view.hidden) {
    ambient_.clear();
    shadow_.clear();
    fresh_ = false;
    volume_.reset();
    if (!grid_.build(*volume, view, pool_, cancel)) return nullptr;
    volume_ = volume;
    transfer_ = view.preset.transfer;
    clips_ = view.clips;
    hidden_ = view.hidden;
  }
  const Size3& n = grid_.size();
  const auto nx = static_cast<std::size_t>(n[0]);
  const auto rows = static_cast<std::size_t>(n[1]) * static_cast<std::size_t>(n[2]);
  // Runs body(position) for each cell that can hold or border on material; the others are in full light.
  const auto fill = [&](std::vector<std::uint16_t>& out, const auto& body) {
    std::vector<std::uint16_t> made(nx * rows, kAll);
    pool_.parallelFor(rows, [&](std::size_t row) {
      if (cancel.cancelled()) return;
      const auto j = static_cast<float>(row % static_cast<std::size_t>(n[1]));
      const std::size_t slice = row / static_cast<std::size_t>(n[1]);
      const auto k = static_cast<float>(slice);
      for (std::size_t i = 0; i < nx; ++i) {
        const std::array<float, 3> p{static_cast<float>(i), j, k};
        // A four times coarser cell's surroundings reach three cells at least to every side.
        const bool near = grid_.at(2, p) < 1.0f;
        if (near) made[row * nx + i] = body(p);
      }
    });
    if (cancel.cancelled()) return false;
    out = std::move(made);
    fresh_ = false;
    return true;
  };
  if (ambient && ambient_.empty()) {
    std::array<std::array<float, 3>, kDirections> ways;
    const auto all = directions();
    for (std::size_t d = 0; d < ways.size(); ++d) ways[d] = wayAlong(geometry, grid_, all[d]);
    const bool done = fill(ambient_, [&](const std::array<float, 3>& p) {
      float open = 0.0f;
      for (const auto& way : ways) {
        // Two steps an octave of the distance, each as long as its level's cells.
        float passed = grid_.at(0, along(p, way, 1.0f));
        for (int level = 0; level < 5; ++level) {
          const auto width = static_cast<float>(1 << level);
          passed *=
              grid_.at(level, along(p, way, 2.0f * width)) * grid_.at(level, along(p, way, 3.0f * width));
          if (passed < 1e-3f) break;
        }
        open += passed;
      }
      return fraction(kOpenHalf * static_cast<double>(open) / kDirections);
    });
    if (!done) return nullptr;
  }
  if (shadows && (shadow_.empty() || !light_.isApprox(*view.light, 1e-9))) {
    const auto way = wayAlong(geometry, grid_, view.light->normalized());
    // No light comes from beyond the grid's farthest corner.
    const float farthest = static_cast<float>(2 * (n[0] + n[1] + n[2]));
    const bool done = fill(shadow_, [&](const std::array<float, 3>& p) {
      float passed = 1.0f;
      int level = 0;
      for (float t = 1.0f; t < farthest && passed > 1e-5f;) {
        // As long as the level's cells are wide, so that none counts twice and none is left out.
        const float step = static_cast<float>(1 << level);
        const auto at = along(p, way, t + 0.5f * step);
        bool gone = false;
        for (std::size_t a = 0; a < 3; ++a)
          gone = gone || (way[a] > 0.0f ? at[a] > static_cast<float>(n[a]) + step
                                        : way[a] < 0.0f && at[a] < -1.0f - step);
        if (gone) break;
        passed *= grid_.at(level, at);
        t += step;
        if (level + 1 < MaterialGrid::kLevels && 0.125f * t >= 2.0f * step) ++level;
      }
      return fraction(static_cast<double>(passed));
    });
    if (!done) return nullptr;
    light_ = *view.light;
  }
  if (!fresh_) {
    auto made = std::make_shared<LightVolume>();
    made->size = n;
    made->side = grid_.side();
    made->awayMm = 1.5 * grid_.side() * geometry.spacing().minCoeff();
    made->cells.resize(nx * rows);
    for (std::size_t c = 0; c < made->cells.size(); ++c)
      made->cells[c] = (ambient_.empty() ? kAll : ambient_[c]) |
                       static_cast<std::uint32_t>(shadow_.empty() ? kAll : shadow_[c]) << 16;
    last_ = std::move(made);
    litVolume_ = volume;
    fresh_ = true;
  }
  return last_;
}

}  // namespace iso
