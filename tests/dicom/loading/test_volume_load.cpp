// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <future>
#include <mutex>

#include "core/dicom/scanner.h"
#include "core/dicom/volume_load.h"
#include "tests/dicom/support/slice_file.h"
#include "tests/dicom/support/test_reader.h"
#include "tests/support/test_data.h"

using namespace iso;
using iso::test::SliceFile;
using iso::test::TemporaryFolder;
using iso::test::testReader;
namespace fs = std::filesystem;

namespace {

/// Writes a series of `count` slices with names in no order; `change` may alter each.
void writeSeries(const fs::path& folder, int count, const std::function<void(SliceFile&, int)>& change = {}) {
  for (int k = 0; k < count; ++k) {
    SliceFile s;
    s.instance = (k * 17) % count + 1;
    s.sop = fmt::format("1.2.3.4.{}", k + 1);
    s.position = {10, 20, 1.5 * k};
    s.fill(k);
    if (change) change(s, k);
    write(s, folder / (fmt::format("f{}", (k * 13) % count)));
  }
}

VolumeDescription onlyVolume(const fs::path& folder, ThreadPool& pool) {
  auto result = scan({folder}, pool, *testReader());
  REQUIRE(result);
  REQUIRE(result->studies.size() == 1);
  REQUIRE(result->studies[0].series.size() == 1);
  REQUIRE(result->studies[0].series[0].volumes.size() == 1);
  return result->studies[0].series[0].volumes[0];
}

VolumePtr loaded(const fs::path& folder, ThreadPool& pool) {
  auto load = VolumeLoad::start(onlyVolume(folder, pool), 0, pool, testReader());
  REQUIRE(load);
  auto volume = (*load)->wait();
  REQUIRE(volume);
  CHECK((*load)->problems().empty());
  return *volume;
}

}  // namespace

TEST_CASE("Every voxel comes to its place", "[load]") {
  const TemporaryFolder folder;
  ThreadPool pool(3);
  bool bigEndian = false;
  SECTION("little endian") {}
  SECTION("big endian") {
    bigEndian = true;
  }
  writeSeries(folder.path(), 11, [&](SliceFile& s, int) { s.bigEndian = bigEndian; });
  const VolumePtr volume = loaded(folder.path(), pool);
  REQUIRE(volume->type() == VoxelType::Int16);
  for (int k = 0; k < 11; ++k)
    for (int j = 0; j < 4; ++j)
      for (int i = 0; i < 5; ++i) REQUIRE(volume->storedAt(i, j, k) == i + 16 * j + 256 * k);
  // The value at a point in the patient, from the header's own numbers.
  CHECK(volume->nearest(PatientPoint{Vector3(10 + 3, 20 + 2, 1.5 * 7)}) == 3 + 16 * 2 + 256 * 7);
}

TEST_CASE("Each slice has its own rescale", "[load]") {
  const TemporaryFolder folder;
  ThreadPool pool(2);
  writeSeries(folder.path(), 5, [](SliceFile& s, int k) {
    s.slope = 0.5 * (k + 1);
    s.intercept = -10.0 * k;
  });
  const VolumePtr volume = loaded(folder.path(), pool);
  for (int k = 0; k < 5; ++k)
    CHECK(volume->valueAt(1, 2, k) == Approx((1 + 32 + 256 * k) * 0.5 * (k + 1) - 10.0 * k));
}

TEST_CASE("Twelve bits with something else above them", "[load]") {
  const TemporaryFolder folder;
  ThreadPool pool(2);
  writeSeries(folder.path(), 3, [](SliceFile& s, int k) {
    s.bitsStored = 12;
    s.highBit = 11;
    s.isSigned = true;
    for (auto& p : s.pixels16) p = static_cast<std::uint16_t>(0xA000 | (0xFFF - k));
  });
  const VolumePtr volume = loaded(folder.path(), pool);
  for (int k = 0; k < 3; ++k) CHECK(volume->storedAt(2, 2, k) == -1 - k);
}

TEST_CASE("Colour by plane is read as pixels", "[load]") {
  const TemporaryFolder folder;
  ThreadPool pool(1);
  writeSeries(folder.path(), 1, [](SliceFile& s, int) {
    s.samples = 3;
    s.byPlane = true;
    s.photometric = "RGB";
    s.bitsAllocated = s.bitsStored = 8;
    s.highBit = 7;
    s.isSigned = false;
    for (int c = 0; c < 3; ++c)
      for (int n = 0; n < 20; ++n) s.pixels8.push_back(static_cast<std::uint8_t>(100 * c / 2 + n));
  });
  const VolumePtr volume = loaded(folder.path(), pool);
  REQUIRE(volume->type() == VoxelType::Rgb8);
  CHECK(volume->rgbAt(3, 2, 0) == std::array<std::uint8_t, 3>{13, 63, 113});
}

TEST_CASE("The middle comes first, then what was asked for", "[load]") {
  const TemporaryFolder folder;
  ThreadPool pool(1);
  writeSeries(folder.path(), 21);
  const VolumeDescription description = onlyVolume(folder.path(), pool);
  std::vector<int> order;
  std::vector<double> fractions;
  std::promise<void> release;
  auto released = release.get_future().share();
  std::promise<std::shared_ptr<VolumeLoad>> handle;
  auto handed = handle.get_future().share();
  bool doneLast = false;
  VolumeLoad::Callbacks callbacks;
  callbacks.slice = [&](int k, double fraction) {
    if (order.empty()) handed.get()->prioritize(3);
    order.push_back(k);
    fractions.push_back(fraction);
  };
  callbacks.done = [&](const Result<VolumePtr>& volume) {
    doneLast = volume.has_value() && order.size() == 21;
    release.set_value();
  };
  auto load = VolumeLoad::start(description, 0, pool, testReader(), callbacks);
  REQUIRE(load);
  handle.set_value(*load);
  REQUIRE((*load)->wait());
  released.wait();
  CHECK(doneLast);
  REQUIRE(order.size() == 21);
  CHECK(order[0] == 10);
  CHECK(order[1] == 3);
  CHECK(std::abs(order[2] - 3) == 1);
  CHECK(std::abs(order[3] - 3) == 1);
  CHECK(std::is_sorted(fractions.begin(), fractions.end()));
  CHECK(fractions.back() == Approx(1.0));
  for (int k = 0; k < 21; ++k) CHECK((*load)->sliceReady(k));
}

TEST_CASE("A slice that cannot be read is listed and stays at the lowest value", "[load]") {
  const TemporaryFolder folder;
  ThreadPool pool(2);
  writeSeries(folder.path(), 6, [](SliceFile& s, int k) {
    for (auto& p : s.pixels16) p = static_cast<std::uint16_t>(100 + k);
  });
  const VolumeDescription description = onlyVolume(folder.path(), pool);
  const fs::path broken = description.slices[4].path;
  fs::resize_file(broken, fs::file_size(broken) - 4);
  auto load = VolumeLoad::start(description, 0, pool, testReader());
  REQUIRE(load);
  const auto volume = (*load)->wait();
  REQUIRE(volume);
  CHECK_FALSE((*load)->sliceReady(4));
  CHECK((*load)->sliceReady(3));
  REQUIRE((*load)->problems().size() == 1);
  CHECK((*load)->problems()[0].reason.find(broken.string()) != std::string::npos);
  for (int j = 0; j < 4; ++j)
    for (int i = 0; i < 5; ++i) CHECK((*volume)->storedAt(i, j, 4) == 100);
}

TEST_CASE("Nothing readable is an error with the file's name", "[load]") {
  const TemporaryFolder folder;
  ThreadPool pool(2);
  writeSeries(folder.path(), 1);
  const VolumeDescription description = onlyVolume(folder.path(), pool);
  fs::remove(description.slices[0].path);
  auto load = VolumeLoad::start(description, 0, pool, testReader());
  REQUIRE(load);
  const auto volume = (*load)->wait();
  REQUIRE_FALSE(volume);
  CHECK(volume.error().message.find(description.slices[0].path.string()) != std::string::npos);
}

TEST_CASE("A header's claim is checked against the files before memory is taken", "[load]") {
  const TemporaryFolder folder;
  ThreadPool pool(1);
  writeSeries(folder.path(), 1, [](SliceFile& s, int) { s.rows = s.columns = 40000; });
  const auto load = VolumeLoad::start(onlyVolume(folder.path(), pool), 0, pool, testReader());
  REQUIRE_FALSE(load);
  CHECK(load.error().code == ErrorCode::BadFile);
}

TEST_CASE("Loads can be cancelled and dropped at any time", "[load]") {
  const TemporaryFolder folder;
  ThreadPool pool(3);
  writeSeries(folder.path(), 40);
  const VolumeDescription description = onlyVolume(folder.path(), pool);
  for (int round = 0; round < 50; ++round) {
    std::atomic<bool> gone{false};
    std::atomic<int> late{0};
    VolumeLoad::Callbacks callbacks;
    callbacks.slice = [&](int, double) {
      if (gone) ++late;
    };
    callbacks.done = [&](const Result<VolumePtr>&) {
      if (gone) ++late;
    };
    auto load = VolumeLoad::start(description, 0, pool, testReader(), callbacks);
    REQUIRE(load);
    if (round % 2 == 0) {
      (*load)->cancel();
      const auto volume = (*load)->wait();
      if (!volume) CHECK(volume.error().code == ErrorCode::Cancelled);
    }
    load->reset();
    gone = true;
    CHECK(late == 0);
  }
}

TEST_CASE("Phases are read one at a time", "[load]") {
  const TemporaryFolder folder;
  ThreadPool pool(2);
  for (int t = 0; t < 2; ++t)
    for (int k = 0; k < 3; ++k) {
      SliceFile s;
      s.instance = 1 + k + 3 * t;
      s.position = {0, 0, 1.0 * k};
      s.temporalPosition = t + 1;
      s.fill(k + 10 * t);
      write(s, folder.path() / std::to_string(s.instance));
    }
  const VolumeDescription description = onlyVolume(folder.path(), pool);
  REQUIRE(description.phases == 2);
  for (int t = 0; t < 2; ++t) {
    auto load = VolumeLoad::start(description, t, pool, testReader());
    REQUIRE(load);
    const auto volume = (*load)->wait();
    REQUIRE(volume);
    CHECK((*volume)->storedAt(0, 0, 2) == 256 * (2 + 10 * t));
  }
  const auto none = VolumeLoad::start(description, 2, pool, testReader());
  REQUIRE_FALSE(none);
  CHECK(none.error().code == ErrorCode::InvalidArgument);
}
