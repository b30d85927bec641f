// SPDX-License-Identifier: Apache-2.0
#include <itkGDCMImageIO.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "core/process/regular_grid.h"
#include "tests/support/test_data.h"

using namespace iso;

namespace {

const Vector3 kRise(3.0, -2.0, 5.0);  // units a mm
double ramp(const Vector3& mm) {
  return 40.0 + kRise.dot(mm);
}

/// Tilted by about 20 degrees, oblique in the patient, steps between 1.5 and 6 mm.
VolumeGeometry tiltedUneven() {
  const Matrix3 turn = Eigen::AngleAxisd(0.4, Vector3(1, -2, 3).normalized()).toRotationMatrix();
  Matrix3 axes = turn * Vector3(0.6, 0.8, 3.0).asDiagonal();
  axes.col(2) = 3.0 * (turn * Vector3(0.05, -0.35, 1.0)).normalized();
  auto g = VolumeGeometry::make({14, 12, 7}, axes, PatientPoint{Vector3(-20, 15, 31)},
                                {0.0, 1.5, 4.5, 7.5, 13.5, 16.5, 18.5});
  REQUIRE(g);
  return *g;
}

template <class T>
VolumePtr rampVolume(VoxelType type, const VolumeGeometry& g, const std::vector<Rescale>& rescales) {
  const Size3& n = g.size();
  auto buffer = *VoxelBuffer::allocate(static_cast<std::size_t>(n[0] * n[1] * n[2]) * sizeof(T));
  T* out = reinterpret_cast<T*>(buffer->data());
  for (int k = 0; k < n[2]; ++k) {
    const Rescale& r = rescales[rescales.size() == 1 ? 0 : static_cast<std::size_t>(k)];
    for (int j = 0; j < n[1]; ++j)
      for (int i = 0; i < n[0]; ++i) {
        const double stored = (ramp(g.toPatient({Vector3(i, j, k)}).mm) - r.intercept) / r.slope;
        *out++ = static_cast<T>(std::is_integral_v<T> ? std::round(stored) : stored);
      }
  }
  auto volume = Volume::make(buffer, type, g, rescales, "HU");
  REQUIRE(volume);
  return *volume;
}

VolumePtr resampled(const VolumePtr& volume, double stepMm = 0.0) {
  auto regular = resampleRegular(volume, {stepMm}, {}, {});
  REQUIRE(regular);
  return *regular;
}

/// Linear interpolation between eight voxels in double; outside the outermost centres by at most half a
/// voxel the edge holds, farther out NaN. Written apart from the library's own.
double interpolated(const Volume& v, const Vector3& index) {
  int low[3];
  double share[3];
  for (int a = 0; a < 3; ++a) {
    const int last = v.size()[static_cast<std::size_t>(a)] - 1;
    if (index[a] < -0.5 - 1e-6 || index[a] > last + 0.5 + 1e-6) return std::nan("");
    const double at = std::clamp(index[a], 0.0, static_cast<double>(last));
    low[a] = std::min(static_cast<int>(at), std::max(0, last - 1));
    share[a] = at - low[a];
  }
  double sum = 0.0;
  for (int c = 0; c < 8; ++c) {
    double weight = 1.0;
    int at[3];
    for (int a = 0; a < 3; ++a) {
      const int up = c >> a & 1;
      weight *= up ? share[a] : 1.0 - share[a];
      at[a] = low[a] + up;
    }
    if (weight > 0.0) sum += weight * v.valueAt(at[0], at[1], at[2]);
  }
  return sum;
}

void checkGrid(const VolumeGeometry& source, const VolumeGeometry& grid) {
  CHECK_FALSE(grid.isUneven());
  const Matrix3 d = grid.direction();
  CHECK((d.transpose() * d - Matrix3::Identity()).cwiseAbs().maxCoeff() < 1e-9);
  CHECK(d.determinant() == Approx(1.0));
  CHECK((d.col(0) - source.direction().col(0)).norm() < 1e-9);
  CHECK((d.col(1) - source.direction().col(1)).norm() < 1e-4);  // as far as the file's digits are square
  CHECK(grid.spacing()[0] == Approx(source.spacing()[0]));
  CHECK(grid.spacing()[1] == Approx(source.spacing()[1]));
  // Every voxel centre of the source lies in the box of the new voxel centres.
  const Size3 &n = source.size(), &m = grid.size();
  double worst = 0.0;
  for (const int k : {0, n[2] / 2, n[2] - 1})
    for (int j = 0; j < n[1]; ++j)
      for (const int i : {0, n[0] - 1}) {
        const Vector3 at = grid.toIndex(source.toPatient({Vector3(i, j, k)})).ijk;
        for (int a = 0; a < 3; ++a)
          worst = std::max({worst, -at[a], at[a] - (m[static_cast<std::size_t>(a)] - 1)});
      }
  CHECK(worst < 1e-5);
}

struct Agreement {
  double worst = 0.0;
  std::size_t inside = 0, outside = 0, wrongOutside = 0;
};

/// Against `expected(index in the source, point)`, which gives NaN outside.
template <class Expected>
Agreement compare(const Volume& source, const Volume& regular, double outsideValue,
                  const Expected& expected) {
  Agreement a;
  const Size3& n = regular.size();
  for (int k = 0; k < n[2]; ++k)
    for (int j = 0; j < n[1]; ++j)
      for (int i = 0; i < n[0]; ++i) {
        const PatientPoint point = regular.geometry().toPatient({Vector3(i, j, k)});
        const Vector3 index = source.geometry().toIndex(point).ijk;
        const double want = expected(index, point.mm);
        const double is = regular.valueAt(i, j, k);
        if (std::isnan(want)) {
          ++a.outside;
          a.wrongOutside += is != outsideValue;
        } else {
          ++a.inside;
          a.worst = std::max(a.worst, std::abs(is - want));
        }
      }
  return a;
}

/// The ramp at the point itself; in the rim outside the outermost voxel centres at the place the edge value
/// is from.
double heldRamp(const VolumeGeometry& g, const Vector3& index, const Vector3& mm) {
  Vector3 held = index;
  for (int a = 0; a < 3; ++a) {
    held[a] = std::clamp(index[a], 0.0, static_cast<double>(g.size()[static_cast<std::size_t>(a)] - 1));
    if (std::abs(held[a] - index[a]) > 0.5 + 1e-6) return std::nan("");
  }
  return ramp(held == index ? mm : g.toPatient({held}).mm);
}

}  // namespace

TEST_CASE("A ramp through a tilted, uneven stack comes out as the same ramp", "[regular]") {
  const VolumeGeometry g = tiltedUneven();
  const auto truth = [&](const Vector3& index, const Vector3& mm) { return heldRamp(g, index, mm); };
  SECTION("float voxels: exact") {
    const VolumePtr source = rampVolume<float>(VoxelType::Float32, g, {{1.0, 0.0}});
    const VolumePtr regular = resampled(source);
    CHECK(regular->type() == VoxelType::Float32);
    checkGrid(g, regular->geometry());
    const Agreement a = compare(*source, *regular, source->valueRange()[0], truth);
    CHECK(a.worst < 1e-4);
    CHECK(a.inside > 500);
    CHECK(a.outside > 50);
    CHECK(a.wrongOutside == 0);
  }
  SECTION("whole numbers with one rescale keep their type") {
    const VolumePtr source = rampVolume<std::int16_t>(VoxelType::Int16, g, {{0.25, -100.0}});
    const VolumePtr regular = resampled(source);
    CHECK(regular->type() == VoxelType::Int16);
    CHECK(regular->rescales() == source->rescales());
    CHECK(regular->unit() == "HU");
    const Agreement a = compare(*source, *regular, source->valueRange()[0], truth);
    CHECK(a.worst <= 0.25 + 1e-9);  // half a stored step in the source, half in the result
    CHECK(a.wrongOutside == 0);
  }
  SECTION("a falling rescale: outside is the lowest value, not the lowest number") {
    const VolumePtr source = rampVolume<std::int16_t>(VoxelType::Int16, g, {{-0.5, 30.0}});
    const VolumePtr regular = resampled(source);
    const Agreement a = compare(*source, *regular, source->valueRange()[0], truth);
    CHECK(a.worst <= 0.5 + 1e-9);
    CHECK(a.wrongOutside == 0);
  }
  SECTION("a rescale for each slice gives float values") {
    std::vector<Rescale> rescales;
    for (int k = 0; k < 7; ++k) rescales.push_back({0.01 + 0.002 * k, -300.0 + k});
    const VolumePtr source = rampVolume<std::uint16_t>(VoxelType::UInt16, g, rescales);
    const VolumePtr regular = resampled(source);
    CHECK(regular->type() == VoxelType::Float32);
    CHECK(regular->rescale(0) == Rescale{});
    const Agreement a =
        compare(*source, *regular, static_cast<double>(static_cast<float>(source->valueRange()[0])), truth);
    CHECK(a.worst <= 0.011 + 1e-4);
    CHECK(a.wrongOutside == 0);
  }
}

TEST_CASE("The step is the median perpendicular distance, or what is asked for", "[regular]") {
  const VolumeGeometry g = tiltedUneven();
  const double cosine = g.direction().col(2).dot(g.sliceNormal());
  const VolumePtr source = rampVolume<float>(VoxelType::Float32, g, {{1.0, 0.0}});
  CHECK(resampled(source)->geometry().spacing()[2] == Approx(3.0 * cosine));
  const VolumePtr fine = resampled(source, 0.7);
  CHECK(fine->geometry().spacing()[2] == Approx(0.7));
  checkGrid(g, fine->geometry());
  for (const double bad : {-1.0, std::nan(""), 1e-9}) {
    const auto refused = resampleRegular(source, {bad}, {}, {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::InvalidArgument);
  }
}

TEST_CASE("A mirrored stack becomes right-handed", "[regular]") {
  Matrix3 axes = Vector3(0.6, 0.8, -3.0).asDiagonal();
  axes(1, 2) = 1.0;
  const VolumeGeometry g = *VolumeGeometry::make({6, 7, 5}, axes, PatientPoint{Vector3(1, 2, 3)});
  const VolumePtr source = rampVolume<float>(VoxelType::Float32, g, {{1.0, 0.0}});
  const VolumePtr regular = resampled(source);
  checkGrid(g, regular->geometry());
  const Agreement a =
      compare(*source, *regular, source->valueRange()[0],
              [&](const Vector3& index, const Vector3& mm) { return heldRamp(g, index, mm); });
  CHECK(a.worst < 1e-4);
  CHECK(a.wrongOutside == 0);
}

TEST_CASE("What is regular already stays the same volume", "[regular]") {
  const VolumeGeometry g =
      *VolumeGeometry::make({6, 7, 5}, Vector3(0.6, 0.8, 3.0).asDiagonal(), PatientPoint{Vector3(1, 2, 3)});
  const VolumePtr source = rampVolume<float>(VoxelType::Float32, g, {{1.0, 0.0}});
  CHECK(resampled(source) == source);
  CHECK(resampled(source, 3.0) == source);
  CHECK(resampled(source, 1.5)->size()[2] == 9);
}

TEST_CASE("Colour is refused", "[regular]") {
  const VolumePtr source =
      *Volume::make(*VoxelBuffer::allocate(14 * 12 * 7 * 3), VoxelType::Rgb8, tiltedUneven(), {{}}, "");
  const auto refused = resampleRegular(source, {}, {}, {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::Unsupported);
}

TEST_CASE("Resampling reports rising progress and can be cancelled", "[regular]") {
  const VolumePtr source = rampVolume<float>(VoxelType::Float32, tiltedUneven(), {{1.0, 0.0}});
  std::vector<double> seen;
  REQUIRE(resampleRegular(source, {}, [&](double f) { seen.push_back(f); }, {}));
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  CHECK(seen.back() == 1.0);

  const CancelToken token;
  double reached = 0.0;
  const auto cancelled = resampleRegular(
      source, {0.01},
      [&](double f) {
        reached = f;
        token.cancel();
      },
      token);
  REQUIRE_FALSE(cancelled);
  CHECK(cancelled.error().code == ErrorCode::Cancelled);
  CHECK(reached < 0.9);
}

namespace {

/// A folder's slices through ITK's own reader, whose values are rescaled already; sorted along the normal.
VolumePtr readByItk(const std::filesystem::path& folder) {
  struct Slice {
    Vector3 origin;
    std::vector<std::int16_t> pixels;
  };
  std::vector<Slice> slices;
  Matrix3 axes = Matrix3::Identity();
  int columns = 0, rows = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    auto io = itk::GDCMImageIO::New();
    if (!io->CanReadFile(entry.path().c_str())) continue;
    io->SetFileName(entry.path().string());
    io->ReadImageInformation();
    REQUIRE(io->GetComponentType() == itk::IOComponentEnum::SHORT);
    columns = static_cast<int>(io->GetDimensions(0));
    rows = static_cast<int>(io->GetDimensions(1));
    itk::ImageIORegion region(3);
    Slice slice;
    for (unsigned a = 0; a < 3; ++a) {
      region.SetSize(a, io->GetDimensions(a));
      slice.origin[a] = io->GetOrigin(a);
      for (unsigned r = 0; r < 3 && a < 2; ++r) axes(r, a) = io->GetDirection(a)[r] * io->GetSpacing(a);
    }
    io->SetIORegion(region);
    slice.pixels.resize(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
    io->Read(slice.pixels.data());
    slices.push_back(std::move(slice));
  }
  REQUIRE(slices.size() > 2);
  const Vector3 normal = Vector3(axes.col(0)).cross(Vector3(axes.col(1)));
  std::sort(slices.begin(), slices.end(),
            [&](const Slice& a, const Slice& b) { return normal.dot(a.origin) < normal.dot(b.origin); });
  std::vector<double> offsets, steps;
  for (const Slice& s : slices) offsets.push_back((s.origin - slices.front().origin).norm());
  for (std::size_t k = 1; k < offsets.size(); ++k) steps.push_back(offsets[k] - offsets[k - 1]);
  std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
  axes.col(2) = steps[steps.size() / 2] * (slices.back().origin - slices.front().origin).normalized();

  const std::size_t sliceBytes = slices.front().pixels.size() * 2;
  auto buffer = *VoxelBuffer::allocate(sliceBytes * slices.size());
  for (std::size_t k = 0; k < slices.size(); ++k)
    std::memcpy(buffer->data() + k * sliceBytes, slices[k].pixels.data(), sliceBytes);
  auto geometry = VolumeGeometry::make({columns, rows, static_cast<int>(slices.size())}, axes,
                                       PatientPoint{slices.front().origin}, offsets);
  REQUIRE(geometry);
  return *Volume::make(buffer, VoxelType::Int16, *geometry, {{1.0, 0.0}}, "HU");
}

}  // namespace

TEST_CASE("A scanner's tilted stack with variable gaps: every new voxel has the interpolated value",
          "[regular]") {
  const auto folder = test::dataFolder("ct_head_ge_tilt_variable_gap");
  if (!folder) return;
  const VolumePtr source = readByItk(*folder);
  REQUIRE(source->geometry().isSheared());
  REQUIRE(source->geometry().isUneven());
  const VolumePtr regular = resampled(source);
  checkGrid(source->geometry(), regular->geometry());
  const Agreement a =
      compare(*source, *regular, source->valueRange()[0],
              [&](const Vector3& index, const Vector3&) { return interpolated(*source, index); });
  CHECK(a.worst <= 0.5 + 1e-6);  // the nearest whole number
  CHECK(a.wrongOutside == 0);
  CHECK(a.inside > a.outside);
  CHECK(a.outside > 0);
}
