// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <memory>
#include <random>

#include "core/dicom/assembler.h"

using namespace iso;

namespace {

/// A series in memory.
class Headers {
 public:
  FileHeader& add(int instance, const Vector3& position) {
    auto h = std::make_unique<FileHeader>();
    h->path = fmt::format("/file{}", files_.size());
    h->kind = FileHeader::Kind::Image;
    h->sopInstanceUid = fmt::format("1.2.{}", files_.size());
    h->sopClassUid = "1.2.840.10008.5.1.4.1.1.4";
    h->instanceNumber = instance;
    h->type = VoxelType::Int16;
    PixelLayout pixels;
    pixels.rows = 8;
    pixels.columns = 9;
    h->pixels = std::make_shared<const PixelLayout>(pixels);
    FrameHeader frame;
    frame.position = position;
    frame.axes = std::array<Vector3, 2>{Vector3::UnitX(), Vector3::UnitY()};
    frame.spacing = std::array<double, 2>{0.5, 0.5};
    frame.imageType = "ORIGINAL\\PRIMARY\\M";
    frame.phaseKeys.fill(std::numeric_limits<double>::quiet_NaN());
    h->frames = {frame};
    files_.push_back(std::move(h));
    return *files_.back();
  }
  std::vector<VolumeDescription> assemble(unsigned seed = 1) const {
    std::vector<const FileHeader*> list;
    for (const auto& f : files_) list.push_back(f.get());
    std::shuffle(list.begin(), list.end(), std::mt19937(seed));
    return assembleVolumes(list);
  }

 private:
  std::vector<std::unique_ptr<FileHeader>> files_;
};

bool hasIssue(const VolumeDescription& v, const std::string& code) {
  return std::any_of(v.issues.begin(), v.issues.end(), [&](const auto& i) { return i.code == code; });
}

std::vector<int> instances(const VolumeDescription& v) {
  std::vector<int> numbers;
  for (const SliceSource& s : v.slices) numbers.push_back(s.instanceNumber);
  return numbers;
}

}  // namespace

TEST_CASE("Slices are sorted by position whatever their numbers and order", "[assembler]") {
  Headers headers;
  for (int k = 0; k < 10; ++k) headers.add(k * 7 % 10 + 1, Vector3(5, 6, 2.0 * k));
  const auto volumes = headers.assemble(3);
  REQUIRE(volumes.size() == 1);
  CHECK(volumes[0].issues.empty());
  CHECK(volumes[0].geometry.size() == Size3{9, 8, 10});
  CHECK(volumes[0].geometry.origin().mm.isApprox(Vector3(5, 6, 0)));
  CHECK(instances(volumes[0]) == std::vector<int>{1, 8, 5, 2, 9, 6, 3, 10, 7, 4});
}

TEST_CASE("Different orientation, size, type and grid are volumes of their own", "[assembler]") {
  Headers headers;
  for (int k = 0; k < 4; ++k) headers.add(10 + k, Vector3(0, 0, k));
  for (int k = 0; k < 3; ++k) {
    auto& h = headers.add(1 + k, Vector3(k, 0, 0));
    h.frames[0].axes = std::array<Vector3, 2>{Vector3::UnitY(), -Vector3::UnitZ()};
  }
  for (int k = 0; k < 2; ++k)
    headers.add(20 + k, Vector3(0, 0, k)).frames[0].imageType = "ORIGINAL\\PRIMARY\\P";
  for (int k = 0; k < 2; ++k) headers.add(30 + k, Vector3(0, 0, k)).frames[0].spacing = std::array{0.7, 0.7};
  PixelLayout large;
  large.rows = large.columns = 16;
  headers.add(40, Vector3(0, 0, 9)).pixels = std::make_shared<const PixelLayout>(large);

  const auto volumes = headers.assemble();
  REQUIRE(volumes.size() == 5);
  const std::vector<std::vector<int>> expected{{3, 2, 1}, {10, 11, 12, 13}, {20, 21}, {30, 31}, {40}};
  for (std::size_t n = 0; n < 5; ++n) {
    CHECK(volumes[n].index == static_cast<int>(n));
    CHECK(volumes[n].slices.size() == expected[n].size());
    auto numbers = instances(volumes[n]);
    auto wanted = expected[n];
    std::sort(numbers.begin(), numbers.end());
    std::sort(wanted.begin(), wanted.end());
    CHECK(numbers == wanted);
    CHECK(volumes[n].geometry.direction().determinant() == Approx(1.0));
  }
  CHECK(hasIssue(volumes[0], "mixed-orientation"));
  CHECK(hasIssue(volumes[1], "mixed-orientation"));
  CHECK(hasIssue(volumes[1], "mixed-size"));
  CHECK_FALSE(hasIssue(volumes[2], "mixed-orientation"));
  CHECK(hasIssue(volumes[4], "mixed-size"));
}

TEST_CASE("The maker's own part of a CT's image type splits only where slices collide", "[assembler]") {
  for (const bool collide : {false, true}) {
    Headers headers;
    for (int k = 0; k < 6; ++k) {
      auto& h = headers.add(k + 1, Vector3(0, 0, collide ? k % 3 : k));
      h.sopClassUid = "1.2.840.10008.5.1.4.1.1.2";
      h.frames[0].imageType = k < 3 ? "ORIGINAL\\PRIMARY\\AXIAL\\ADD" : "ORIGINAL\\PRIMARY\\AXIAL";
    }
    CHECK(headers.assemble().size() == (collide ? 2u : 1u));
  }
}

TEST_CASE("Repeated positions are phases, in order of their tag, else of instance number", "[assembler]") {
  Headers tagged, bare;
  for (int t = 0; t < 3; ++t)
    for (int k = 0; k < 4; ++k) {
      tagged.add(1 + 12 - 4 * t + k, Vector3(0, 0, 3.0 * k)).frames[0].phaseKeys[0] = t + 1;
      bare.add(1 + 4 * t + k, Vector3(0, 0, 3.0 * k));
    }
  const auto byTag = tagged.assemble(5), byNumber = bare.assemble(6);
  REQUIRE(byTag.size() == 1);
  REQUIRE(byNumber.size() == 1);
  CHECK(byTag[0].phases == 3);
  CHECK(byTag[0].issues.empty());
  CHECK(instances(byTag[0]) == std::vector<int>{13, 14, 15, 16, 9, 10, 11, 12, 5, 6, 7, 8});
  CHECK(byNumber[0].phases == 3);
  CHECK(instances(byNumber[0]) == std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
}

TEST_CASE("Time points of different extent are volumes of their own", "[assembler]") {
  Headers headers;
  for (int k = 0; k < 5; ++k) headers.add(1 + k, Vector3(0, 0, k)).frames[0].phaseKeys[0] = 1;
  for (int k = 0; k < 3; ++k) headers.add(11 + k, Vector3(0, 0, k)).frames[0].phaseKeys[0] = 2;
  const auto volumes = headers.assemble();
  REQUIRE(volumes.size() == 2);
  CHECK(volumes[0].slices.size() == 5);
  CHECK(volumes[1].slices.size() == 3);
}

TEST_CASE("Duplicates are left out and said", "[assembler]") {
  SECTION("a second slice at one place") {
    Headers headers;
    for (int k = 0; k < 5; ++k) headers.add(1 + k, Vector3(0, 0, k));
    headers.add(9, Vector3(0, 0, 2));
    const auto volumes = headers.assemble();
    REQUIRE(volumes.size() == 1);
    CHECK(hasIssue(volumes[0], "duplicate-slices"));
    CHECK(instances(volumes[0]) == std::vector<int>{1, 2, 3, 4, 5});
  }
  SECTION("the same instance in two files") {
    Headers headers;
    for (int k = 0; k < 10; ++k)
      headers.add(1 + k % 5, Vector3(0, 0, k % 5)).sopInstanceUid = std::to_string(k % 5);
    const auto volumes = headers.assemble();
    REQUIRE(volumes.size() == 1);
    CHECK(volumes[0].phases == 1);
    CHECK(volumes[0].slices.size() == 5);
    CHECK(hasIssue(volumes[0], "duplicate-slices"));
  }
}

TEST_CASE("Images without a place are stacked by number and say so", "[assembler]") {
  Headers headers;
  for (int k = 0; k < 3; ++k) headers.add(3 - k, Vector3::Zero()).frames[0].position.reset();
  const auto volumes = headers.assemble();
  REQUIRE(volumes.size() == 1);
  CHECK(hasIssue(volumes[0], "no-geometry"));
  CHECK(instances(volumes[0]) == std::vector<int>{1, 2, 3});
}

TEST_CASE("Parallel slices beside each other are several stacks", "[assembler]") {
  Headers headers;
  for (int k = 0; k < 4; ++k) headers.add(1 + k, Vector3(0, 0, k));
  for (int k = 0; k < 4; ++k) headers.add(5 + k, Vector3(30, 0, 2.0 * k + 0.5));
  const auto volumes = headers.assemble();
  REQUIRE(volumes.size() == 2);
  CHECK(volumes[0].issues.empty());
  CHECK(volumes[1].geometry.origin().mm.isApprox(Vector3(30, 0, 0.5)));
}

TEST_CASE("Another frame of reference is another volume", "[assembler]") {
  Headers headers;
  for (int k = 0; k < 6; ++k)
    headers.add(k + 1, Vector3(0, 0, k)).series.frameOfReference = k < 2 ? "1.2.3" : "1.2.4";
  const auto volumes = headers.assemble();
  REQUIRE(volumes.size() == 2);
  CHECK(instances(volumes[0]) == std::vector<int>{1, 2});
  CHECK(instances(volumes[1]) == std::vector<int>{3, 4, 5, 6});
  CHECK(volumes[0].positioned);
}

TEST_CASE("Without positions, another size of the pixels is another volume", "[assembler]") {
  Headers headers;
  for (int k = 0; k < 6; ++k) {
    FrameHeader& frame = headers.add(k + 1, Vector3::Zero()).frames[0];
    frame.position.reset();
    if (k < 2) frame.spacing = std::array{0.7, 0.7};
    if (k >= 4) frame.spacing.reset();
  }
  const auto volumes = headers.assemble();
  REQUIRE(volumes.size() == 3);
  for (const VolumeDescription& v : volumes) {
    CHECK_FALSE(v.positioned);
    CHECK(v.slices.size() == 2);
  }
  CHECK(volumes[0].geometry.spacing().x() == Approx(0.7));
  CHECK(volumes[1].geometry.spacing().x() == Approx(0.5));
}

TEST_CASE("A key that only some slices have does not order the phases", "[assembler]") {
  // Pairwise, times would say 1 < 3 by key, 3 < 2 and 2 < 1 by number: no order at all.
  Headers headers;
  headers.add(30, Vector3::Zero()).frames[0].phaseKeys[0] = 1.0;
  headers.add(20, Vector3::Zero());
  headers.add(10, Vector3::Zero()).frames[0].phaseKeys[0] = 3.0;
  for (unsigned seed = 0; seed < 6; ++seed) {
    const auto volumes = headers.assemble(seed);
    REQUIRE(volumes.size() == 1);
    CHECK(volumes[0].phases == 3);
    CHECK(instances(volumes[0]) == std::vector<int>{10, 20, 30});
  }
}
