// SPDX-License-Identifier: Apache-2.0
#include "render/engine/path_scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "render/engine/hidden_blocks.h"
#include "render/scene/picture_size.h"

namespace iso {
namespace {

constexpr double kMostPixels = 40e6;       ///< 8K and a little: some 130 bytes each while they are developed
constexpr double kMostPerVoxel = 6.0;      ///< optical thickness of the smallest voxel spacing
constexpr double kSurfacePerRange = 10.0;  ///< mm: see Engine::trace
constexpr double kDielectric = 0.2;        ///< a preset's specular 0.2 is a reflectance of 0.04

double linearLight(double display) {
  const double c = std::clamp(display, 0.0, 1.0);
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

/// Greatest of any run of entries in two look-ups.
class RunMaximum {
 public:
  explicit RunMaximum(std::vector<float> values) {
    levels_.push_back(std::move(values));
    for (std::size_t span = 1; 2 * span <= levels_[0].size(); span *= 2) {
      const auto& fine = levels_.back();
      std::vector<float> next(fine.size() - span);
      for (std::size_t n = 0; n < next.size(); ++n) next[n] = std::max(fine[n], fine[n + span]);
      levels_.push_back(std::move(next));
    }
  }
  /// Of entries first … last.
  float of(std::size_t first, std::size_t last) const {
    std::size_t level = 0;
    while ((std::size_t{2} << level) <= last - first + 1) ++level;
    return std::max(levels_[level][first], levels_[level][last + 1 - (std::size_t{1} << level)]);
  }

 private:
  std::vector<std::vector<float>> levels_;
};

std::array<double, 2> ends(const TransferFunction& transfer) {
  if (transfer.points.empty()) return {0.0, 1.0};
  const double low = transfer.points.front().value;
  return {low, std::max(transfer.points.back().value, low + 1e-6)};
}

/// Majorants of all cells, from the value ranges of the bricks' parts.
std::vector<float> cellMajorants(const BrickMap& bricks, const PathTables& tables, double low,
                                 double perValue, ThreadPool& pool) {
  std::vector<float> extinction(PathTables::kEntries);
  for (std::size_t n = 0; n < extinction.size(); ++n) extinction[n] = tables.material[4 * n];
  const RunMaximum greatest(std::move(extinction));
  const float weight = *std::max_element(tables.gradient.weight.begin(), tables.gradient.weight.end());
  const Size3& size = bricks.size();
  const auto nx = static_cast<std::size_t>(size[0]), ny = static_cast<std::size_t>(size[1]),
             nz = static_cast<std::size_t>(size[2]);
  std::vector<float> out(nx * ny * nz * BrickMap::kParts);
  const auto last = static_cast<double>(PathTables::kEntries - 1);
  pool.parallelFor(ny * nz, [&](std::size_t row) {
    for (std::size_t n = row * nx * BrickMap::kParts; n < (row + 1) * nx * BrickMap::kParts; ++n) {
      const auto from = static_cast<double>(bricks.partLow()[n]),
                 to = static_cast<double>(bricks.partHigh()[n]);
      const std::size_t brick = n / BrickMap::kParts, part = n % BrickMap::kParts;
      const std::size_t i = 2 * (brick % nx) + part % 2, j = 2 * (brick / nx % ny) + part / 2 % 2,
                        k = 2 * (brick / nx / ny) + part / 4;
      float& cell = out[(k * 2 * ny + j) * 2 * nx + i];
      cell = 0.0f;
      if (!(from <= to)) continue;
      // A weighted sum of floats may leave the range by a rounding error.
      const double margin = 1e-5 * (to - from) + 1e-6 * std::max(std::abs(from), std::abs(to));
      const double first = std::clamp(std::floor((from - margin - low) * perValue), 0.0, last);
      const double final = std::clamp(std::ceil((to + margin - low) * perValue), 0.0, last);
      cell = weight * greatest.of(static_cast<std::size_t>(first), static_cast<std::size_t>(final));
    }
  });
  return out;
}

template <std::size_t N>
void put(float (&out)[N], const Vector3& v) {
  static_assert(N == 3);
  for (int a = 0; a < 3; ++a) out[a] = static_cast<float>(v[a]);
}

}  // namespace

std::vector<float> pathMaterial(const TransferFunction& transfer, double low, double high,
                                double smallestSpacing) {
  std::vector<float> out;
  out.reserve(4 * PathTables::kEntries);
  const double most = kMostPerVoxel / smallestSpacing;
  for (const auto& s : transfer.table(low, high, PathTables::kEntries)) {
    out.push_back(static_cast<float>(std::min(-std::log(std::max(1.0 - s.opacity, 1e-300)), most)));
    for (const double display : s.color) {
      const double c = linearLight(display);
      out.push_back(static_cast<float>(2.0 * c / (1.0 + c)));
    }
  }
  return out;
}

void PathTablesCache::letGo() {
  if (!volume_.expired()) return;
  tables_.reset();
  hidden_.reset();
}

std::shared_ptr<const PathTables> PathTablesCache::get(const VolumePtr& volume, const BrickMap& bricks,
                                                       const VolumeView& view, const CancelToken& cancel) {
  const VolumePreset& preset = view.preset;
  if (tables_ && volume_.lock() == volume && transfer_ == preset.transfer && gradient_ == preset.gradient &&
      hidden_ == view.hidden)
    return tables_;
  auto tables = std::make_shared<PathTables>();
  const VolumeGeometry& geometry = volume->geometry();
  const auto [low, high] = ends(preset.transfer);
  tables->material = pathMaterial(preset.transfer, low, high, geometry.spacing().minCoeff());
  tables->gradient = GradientTable::make(preset.gradient);
  if (tables->gradient.weight.empty()) tables->gradient.weight = {1.0f};
  const double perValue = static_cast<double>(PathTables::kEntries - 1) / (high - low);
  tables->majorants = cellMajorants(bricks, *tables, low, perValue, pool_);
  if (cancel.cancelled()) return nullptr;
  const Size3& b = bricks.size();
  const Size3 cells{2 * b[0], 2 * b[1], 2 * b[2]};
  tables->hidden = {0};
  if (view.hidden) {
    tables->hidden = view.hidden->words(pool_);
    const auto gone = hiddenBlocks(*view.hidden, BrickMap::kSide / 2, cells, pool_);
    for (std::size_t n = 0; n < gone.size(); ++n)
      if (gone[n] != 0) tables->majorants[n] = 0.0f;
  }
  std::vector<std::uint8_t> occupied(tables->majorants.size());
  std::transform(tables->majorants.begin(), tables->majorants.end(), occupied.begin(),
                 [](float m) { return static_cast<std::uint8_t>(m > 0.0f); });
  if (cancel.cancelled()) return nullptr;
  tables->leaps = emptinessMap(cells, occupied);
  const double median = geometry.axes().col(2).norm();
  for (const double offset : geometry.sliceOffsets())
    tables->cuts.push_back(static_cast<float>(offset / median));
  if (tables->cuts.empty()) tables->cuts.push_back(0.0f);
  for (const Rescale& r : volume->rescales()) {
    tables->rescales.push_back(static_cast<float>(r.slope));
    tables->rescales.push_back(static_cast<float>(r.intercept));
  }
  volume_ = volume;
  transfer_ = preset.transfer;
  gradient_ = preset.gradient;
  hidden_ = view.hidden;
  tables_ = std::move(tables);
  return tables_;
}

Result<void> checkPaths(const Volume& volume, const VolumeView& view) {
  if (auto ok = checkPictureSize(view.width, view.height); !ok) return ok;
  if (1.0 * view.width * view.height > kMostPixels)
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("A cinematic picture of {} x {} pixels would take too much memory; 7680 x 4320 is "
                    "about the largest.",
                    view.width, view.height));
  if (volume.type() == VoxelType::Rgb8)
    return fail(ErrorCode::Unsupported, "Colour images cannot be shown as a volume yet.");
  if (view.preset.relative)
    return fail(ErrorCode::InvalidArgument, "The preset's values have not been fitted to the volume.");
  if (view.preset.mode != VolumeMode::Composite)
    return fail(ErrorCode::InvalidArgument,
                "A cinematic picture needs a preset that shows layers, not a projection or an isosurface.");
  if (!view.surfaces.empty())
    return fail(ErrorCode::Unsupported, "A cinematic picture cannot show surfaces yet.");
  const Camera& c = view.camera;
  if (!c.focalPoint.mm.allFinite() || !c.forward.allFinite() || !c.up.allFinite() ||
      !(c.halfHeightMm > 0.0) || !std::isfinite(c.halfHeightMm) || !(c.viewAngle < 3.1))
    return fail(ErrorCode::InvalidArgument, "The camera's position or size is not a finite number.");
  const Cinematic look = view.cinematic.value_or(Cinematic{});
  if (c.viewAngle > 0.0 && !(c.eyeDistance() + look.focusMm > 1e-3))
    return fail(ErrorCode::InvalidArgument, "The plane in focus lies behind the eye.");
  return checkView(view, volume.size());
}

PathParams pathParams(const Volume& volume, const VolumeView& view, const PathTables& tables) {
  const Cinematic look = view.cinematic.value_or(Cinematic{});
  const VolumeGeometry& g = volume.geometry();
  const Camera& c = view.camera;

  PathParams p{};
  const double eyeDistance = c.eyeDistance();
  // In perspective a pixel grows with the distance of the plane in focus.
  const double grown = eyeDistance > 0.0 ? (eyeDistance + look.focusMm) / eyeDistance : 1.0;
  const double pixel = 2.0 * c.halfHeightMm / view.height * grown;
  const Vector3 right = pixel * c.right(), down = -pixel * c.up;
  const Vector3 middle = c.focalPoint.mm - g.origin().mm + look.focusMm * c.forward;
  put(p.first, middle - 0.5 * (view.width - 1) * right - 0.5 * (view.height - 1) * down);
  put(p.right, right);
  put(p.down, down);
  put(p.eye, c.focalPoint.mm - g.origin().mm - eyeDistance * c.forward);
  put(p.forward, c.forward);
  put(p.unitRight, c.right());
  put(p.unitUp, c.up);
  p.eyeDistance = static_cast<float>(eyeDistance > 0.0 ? eyeDistance + look.focusMm : 0.0);
  p.focus = static_cast<float>(look.focusMm);
  p.aperture = static_cast<float>(look.aperture);

  const Matrix3& inverse = g.inverseAxes();
  for (int r = 0; r < 3; ++r)
    for (int k = 0; k < 3; ++k) p.toIndex[3 * r + k] = static_cast<float>(inverse(r, k));
  const std::size_t cells[3] = {static_cast<std::size_t>(g.size()[0]), static_cast<std::size_t>(g.size()[1]),
                                static_cast<std::size_t>(g.size()[2])};
  for (std::size_t a = 0; a < 3; ++a) {
    p.size[a] = g.size()[a];
    p.top[a] = static_cast<float>(g.size()[a] - 1);
    // As BrickMap counts them: two parts a brick.
    p.cells[a] =
        2 * static_cast<std::int32_t>((std::max<std::size_t>(cells[a], 2) - 2) / BrickMap::kSide + 1);
  }
  if (g.isUneven()) p.top[2] = tables.cuts.back();
  p.nudge = static_cast<float>(1e-3 * g.spacing().minCoeff());

  const auto [low, high] = ends(view.preset.transfer);
  p.materialLow = static_cast<float>(low);
  p.materialScale = static_cast<float>(static_cast<double>(PathTables::kEntries - 1) / (high - low));
  p.materialLast = static_cast<std::int32_t>(PathTables::kEntries - 1);
  p.weighted = !view.preset.gradient.points.empty();
  p.weightLow = tables.gradient.low;
  p.weightScale = tables.gradient.perUnit;
  p.weightLast = static_cast<std::int32_t>(tables.gradient.weight.size()) - 1;

  const Shading& s = view.preset.shading;
  p.shaded = s.enabled;
  p.sharpness = static_cast<float>(kSurfacePerRange / (high - low));
  p.reflectance = static_cast<float>(std::clamp(kDielectric * s.specular, 0.0, 0.9));
  p.roughness =
      static_cast<float>(std::clamp(std::sqrt(2.0 / (std::max(s.specularPower, 0.0) + 2.0)), 0.03, 1.0));
  for (std::size_t n = 0; n < 3; ++n) {
    p.sky[n] = static_cast<float>(look.sky[n]);
    p.ground[n] = static_cast<float>(look.ground[n]);
  }
  put(p.zenith, c.up);
  // Over the viewer's left shoulder, unless the view says where.
  const Vector3 light = view.light.value_or(-0.6 * c.right() + 0.6 * c.up - 0.6 * c.forward);
  put(p.light, light.normalized());
  const double cosine = std::cos(look.keyAngle), sine = std::sin(look.keyAngle);
  p.keyCosine = static_cast<float>(cosine);
  p.key = static_cast<float>(look.key / (sine * sine) * 2.0 * std::numbers::pi * (1.0 - cosine));
  p.bounces = look.bounces;

  for (const ClipPlane& clip : view.clips) {
    const auto plane = clipInIndex(g, clip);
    std::copy(plane.begin(), plane.end(), p.clips + std::ptrdiff_t{4} * p.clipCount++);
  }
  p.uneven = g.isUneven();
  p.perSlice = !volume.hasUniformRescale();
  p.masked = view.hidden != nullptr;
  p.width = view.width;
  p.height = view.height;
  return p;
}

void fitPathFrame(PathFrame& frame, const VolumeView& view) {
  if (frame.width == view.width && frame.height == view.height && !frame.sums.empty()) return;
  frame.width = view.width;
  frame.height = view.height;
  frame.sums.assign(
      static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height) * PathFrame::kSums, 0.0f);
  frame.passes.assign(static_cast<std::size_t>(view.height), 0);
}

}  // namespace iso
