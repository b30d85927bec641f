// SPDX-License-Identifier: Apache-2.0
#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>
#include <zlib.h>

#include <Eigen/Geometry>
#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>

#include "core/process/volume_writer.h"
#include "tests/support/test_data.h"

using namespace iso;

namespace {

constexpr Size3 kSize{5, 4, 3};

VolumePtr makeVolume(VoxelType type, std::vector<Rescale> rescales, const Matrix3& axes,
                     std::vector<double> offsets = {}) {
  const std::size_t bytes = 5 * 4 * 3 * bytesPerVoxel(type);
  auto buffer = *VoxelBuffer::allocate(bytes);
  for (std::size_t n = 0; n < 60; ++n) {
    if (type == VoxelType::Int16)
      reinterpret_cast<std::int16_t*>(buffer->data())[n] = static_cast<std::int16_t>(40 * n);
    if (type == VoxelType::UInt16)
      reinterpret_cast<std::uint16_t*>(buffer->data())[n] = static_cast<std::uint16_t>(1000 * n);
    if (type == VoxelType::UInt8)
      reinterpret_cast<std::uint8_t*>(buffer->data())[n] = static_cast<std::uint8_t>(4 * n);
    if (type == VoxelType::Float32)
      reinterpret_cast<float*>(buffer->data())[n] = 0.3f * static_cast<float>(n);
    if (type == VoxelType::Rgb8)
      for (std::size_t c = 0; c < 3; ++c)
        reinterpret_cast<std::uint8_t*>(buffer->data())[3 * n + c] = static_cast<std::uint8_t>(n + 80 * c);
  }
  auto geometry = VolumeGeometry::make(kSize, axes, PatientPoint{Vector3(-70, 80.5, 90)}, std::move(offsets));
  REQUIRE(geometry);
  return *Volume::make(buffer, type, *geometry, std::move(rescales), "HU");
}

Matrix3 oblique() {
  const Matrix3 turn = Eigen::AngleAxisd(0.6, Vector3(3, -1, 2).normalized()).toRotationMatrix();
  return turn * Vector3(0.5, 0.75, 2.0).asDiagonal();
}

/// What one of ITK's readers makes of a file.
struct Read {
  itk::IOComponentEnum component;
  unsigned channels = 1;
  Matrix3 axes;
  Vector3 origin;
  std::vector<char> bytes;

  double value(std::size_t n) const {
    const auto as = [&](auto zero) {
      std::memcpy(&zero, bytes.data() + n * sizeof zero, sizeof zero);
      return static_cast<double>(zero);
    };
    switch (component) {
      case itk::IOComponentEnum::UCHAR:
        return as(std::uint8_t{});
      case itk::IOComponentEnum::SHORT:
        return as(std::int16_t{});
      case itk::IOComponentEnum::USHORT:
        return as(std::uint16_t{});
      case itk::IOComponentEnum::FLOAT:
        return as(float{});
      default:
        return -1e9;
    }
  }
};

template <class Io>
Read readWith(const std::filesystem::path& path) {
  auto io = Io::New();
  REQUIRE(io->CanReadFile(path.c_str()));
  io->SetFileName(path.string());
  io->ReadImageInformation();
  REQUIRE(io->GetNumberOfDimensions() == 3);
  Read read;
  itk::ImageIORegion region(3);
  for (unsigned a = 0; a < 3; ++a) {
    REQUIRE(io->GetDimensions(a) == static_cast<unsigned>(kSize[a]));
    region.SetSize(a, io->GetDimensions(a));
    read.origin[a] = io->GetOrigin(a);
    for (unsigned r = 0; r < 3; ++r) read.axes(r, a) = io->GetDirection(a)[r] * io->GetSpacing(a);
  }
  io->SetIORegion(region);
  read.component = io->GetComponentType();
  read.channels = io->GetNumberOfComponents();
  read.bytes.resize(static_cast<std::size_t>(io->GetImageSizeInBytes()));
  io->Read(read.bytes.data());
  return read;
}

Read readAny(const std::filesystem::path& path) {
  if (path.extension() == ".nrrd") return readWith<itk::NrrdImageIO>(path);
  if (path.extension() == ".mha") return readWith<itk::MetaImageIO>(path);
  return readWith<itk::NiftiImageIO>(path);
}

const char* const kNames[] = {"v.nii", "v.nii.gz", "v.nrrd", "v.mha"};

}  // namespace

TEST_CASE("ITK reads back values and places", "[export]") {
  const test::TemporaryFolder folder;
  struct Case {
    VoxelType type;
    std::vector<Rescale> rescales;
    itk::IOComponentEnum written;
  };
  const std::vector<Case> cases = {
      {VoxelType::Int16, {{1.0, -1024.0}}, itk::IOComponentEnum::SHORT},
      {VoxelType::UInt16, {{1.0, 0.0}}, itk::IOComponentEnum::USHORT},
      {VoxelType::UInt8, {{1.0, 0.0}}, itk::IOComponentEnum::UCHAR},
      {VoxelType::Int16, {{0.25, 1.0}}, itk::IOComponentEnum::FLOAT},
      {VoxelType::Int16, {{1.0, 0.0}, {2.0, 0.0}, {3.0, -5.0}}, itk::IOComponentEnum::FLOAT},
      {VoxelType::Float32, {{1.0, 0.0}}, itk::IOComponentEnum::FLOAT},
  };
  for (const Case& c : cases) {
    const VolumePtr volume = makeVolume(c.type, c.rescales, oblique());
    for (const char* name : kNames) {
      CAPTURE(name, voxelTypeName(c.type), c.rescales.size());
      const auto path = folder.path() / name;
      REQUIRE(exportVolume(*volume, path));
      CHECK_FALSE(std::filesystem::exists(path.string() + ".part"));
      const Read read = readAny(path);
      CHECK(read.component == c.written);
      CHECK((read.axes - volume->geometry().axes()).cwiseAbs().maxCoeff() < 1e-6);
      CHECK((read.origin - volume->geometry().origin().mm).norm() < 1e-5);
      double worst = 0.0;
      for (std::size_t n = 0; n < 60; ++n) {
        const int i = static_cast<int>(n % 5), j = static_cast<int>(n / 5 % 4), k = static_cast<int>(n / 20);
        worst = std::max(worst, std::abs(read.value(n) - volume->valueAt(i, j, k)));
      }
      CHECK(worst < 1e-3);
    }
  }
}

TEST_CASE("Colour stays colour", "[export]") {
  const test::TemporaryFolder folder;
  const VolumePtr volume = makeVolume(VoxelType::Rgb8, {{1.0, 0.0}}, oblique());
  for (const char* name : kNames) {
    CAPTURE(name);
    const auto path = folder.path() / name;
    REQUIRE(exportVolume(*volume, path));
    const Read read = readAny(path);
    CHECK(read.channels == 3);
    REQUIRE(read.bytes.size() == 180);
    CHECK(std::memcmp(read.bytes.data(), volume->data(), 180) == 0);
  }
}

TEST_CASE("A shear is kept in the sform", "[export]") {
  const test::TemporaryFolder folder;
  Matrix3 axes = Vector3(0.5, 0.75, 2.0).asDiagonal();
  axes(1, 2) = -0.7;
  const VolumePtr volume = makeVolume(VoxelType::Int16, {{1.0, 0.0}}, axes);
  const auto path = folder.path() / "tilted.nii.gz";
  REQUIRE(exportVolume(*volume, path));
  char header[352];
  gzFile file = ::gzopen(path.c_str(), "rb");
  REQUIRE(::gzread(file, header, 352) == 352);
  ::gzclose(file);
  const auto number = [&](std::size_t offset, auto zero) {
    std::memcpy(&zero, header + offset, sizeof zero);
    return zero;
  };
  CHECK(number(252, std::int16_t{}) == 0);  // qform: cannot say it
  CHECK(number(254, std::int16_t{}) == 1);
  // RAS rows: x and y change sign against LPS.
  CHECK(number(280, float{}) == Approx(-0.5f));
  CHECK(number(296 + 8, float{}) == Approx(0.7f));
  CHECK(number(312 + 8, float{}) == Approx(2.0f));
  CHECK(number(280 + 12, float{}) == Approx(70.0f));
  CHECK(number(296 + 12, float{}) == Approx(-80.5f));
}

TEST_CASE("What the formats cannot hold is refused", "[export]") {
  const test::TemporaryFolder folder;
  const VolumePtr uneven =
      makeVolume(VoxelType::Int16, {{1.0, 0.0}}, Vector3(1, 1, 2).asDiagonal(), {0.0, 2.0, 5.0});
  const auto refused = exportVolume(*uneven, folder.path() / "u.nrrd");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::Unsupported);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "u.nrrd"));
  const VolumePtr even = makeVolume(VoxelType::Int16, {{1.0, 0.0}}, oblique());
  CHECK_FALSE(exportVolume(*even, folder.path() / "v.jpg"));
  const auto nowhere = exportVolume(*even, folder.path() / "absent" / "v.nrrd");
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().code == ErrorCode::Io);
  CHECK(nowhere.error().message.find("absent") != std::string::npos);
}
