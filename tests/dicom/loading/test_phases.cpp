// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <functional>
#include <limits>
#include <memory>

#include "core/dicom/assembler.h"
#include "core/dicom/date_time.h"

using namespace iso;

namespace {

/// Three slices at each of `phases` times; `tell` marks the frames.
VolumeDescription assembled(int phases, const std::function<void(int phase, int slice, FileHeader&)>& tell) {
  std::vector<std::unique_ptr<FileHeader>> files;
  std::vector<const FileHeader*> list;
  for (int t = 0; t < phases; ++t)
    for (int k = 0; k < 3; ++k) {
      auto h = std::make_unique<FileHeader>();
      h->kind = FileHeader::Kind::Image;
      h->sopInstanceUid = "1.2." + std::to_string(files.size());
      h->instanceNumber = static_cast<int>(files.size()) + 1;
      h->pixels = std::make_shared<const PixelLayout>([] {
        PixelLayout p;
        p.rows = p.columns = 4;
        return p;
      }());
      FrameHeader frame;
      frame.position = Vector3(0, 0, k);
      frame.axes = std::array<Vector3, 2>{Vector3::UnitX(), Vector3::UnitY()};
      frame.spacing = std::array<double, 2>{1, 1};
      frame.phaseKeys.fill(std::numeric_limits<double>::quiet_NaN());
      h->frames = {frame};
      tell(t, k, *h);
      list.push_back(h.get());
      files.push_back(std::move(h));
    }
  auto volumes = assembleVolumes(list);
  REQUIRE(volumes.size() == 1);
  return std::move(volumes[0]);
}

}  // namespace

TEST_CASE("Phases say what they are of, in its unit", "[phases]") {
  struct Key {
    std::size_t index;
    std::vector<double> stored;
    const char *quantity, *unit;
    std::vector<double> values;
  };
  const std::vector<Key> keys{{0, {1, 2, 3}, "time", "", {1, 2, 3}},
                              {1, {0, 120, 240}, "trigger", "ms", {0, 120, 240}},
                              {2, {0, 500, 1000}, "b-value", "s/mm²", {0, 500, 1000}},
                              {3, {2.3, 4.6, 6.9}, "echo time", "ms", {2.3, 4.6, 6.9}},
                              {4, {1, 2, 3}, "echo", "", {1, 2, 3}},
                              {5, {1, 2, 3}, "dimension", "", {1, 2, 3}},
                              // milliseconds from some moment, seconds from the first phase
                              {6, {5000, 6500, 9000}, "time", "s", {0, 1.5, 4}}};
  for (const Key& key : keys) {
    // Written backwards: the numbers would order them the other way.
    const auto v = assembled(3, [&](int t, int, FileHeader& h) {
      h.frames[0].phaseKeys[key.index] = key.stored[static_cast<std::size_t>(2 - t)];
    });
    CHECK(v.phases == 3);
    CHECK(v.phaseQuantity == key.quantity);
    CHECK(v.phaseUnit == key.unit);
    REQUIRE(v.phaseValues.size() == 3);
    for (std::size_t t = 0; t < 3; ++t) CHECK(v.phaseValues[t] == Approx(key.values[t]));
    CHECK(v.slices[0].instanceNumber == 7);
  }
  const auto seconds = assembled(2, [](int t, int, FileHeader& h) {
    h.frames[0].phaseKeys[0] = 2.5 * t;
    h.frames[0].temporalIsSeconds = true;
  });
  CHECK(seconds.phaseUnit == "s");
  CHECK(seconds.phaseValues == std::vector<double>{0, 2.5});
}

TEST_CASE("A key that is the same throughout tells nothing", "[phases]") {
  const auto v = assembled(2, [](int t, int, FileHeader& h) {
    h.frames[0].phaseKeys[0] = 1;  // every frame at temporal position 1
    h.frames[0].phaseKeys[3] = 10 + 20 * t;
  });
  CHECK(v.phaseQuantity == "echo time");
  CHECK(v.phaseValues == std::vector<double>{10, 30});
}

TEST_CASE("Directions of one b-value keep their order", "[phases]") {
  // b = 0 last in the series, then five directions.
  const auto v = assembled(6, [](int t, int, FileHeader& h) { h.frames[0].phaseKeys[2] = t == 5 ? 0 : 800; });
  CHECK(v.phaseQuantity == "b-value");
  CHECK(v.phaseValues == std::vector<double>{0, 800, 800, 800, 800, 800});
  std::vector<int> firsts;
  for (std::size_t t = 0; t < 6; ++t) firsts.push_back(v.slices[3 * t].instanceNumber);
  CHECK(firsts == std::vector<int>{16, 1, 4, 7, 10, 13});
}

TEST_CASE("Without a key the instance numbers stand for the phases", "[phases]") {
  const auto v = assembled(2, [](int, int, FileHeader&) {});
  CHECK(v.phaseQuantity == "instance");
  CHECK(v.phaseValues == std::vector<double>{1, 4});
  const auto single = assembled(1, [](int, int, FileHeader&) {});
  CHECK(single.phaseQuantity.empty());
  CHECK(single.phaseValues.empty());
}

TEST_CASE("A moment of its own for every slice splits nothing", "[phases]") {
  // An uneven number of slices a place, each with its own acquisition time.
  const auto v = assembled(2, [](int t, int k, FileHeader& h) {
    h.frames[0].phaseKeys[5] = 100.0 * k + 1000.0 * t;
    if (t == 1 && k == 2) h.frames[0].position = Vector3(0, 0, 3);
  });
  CHECK(v.phases == 1);
  CHECK(v.geometry.size() == Size3{4, 4, 4});
}

TEST_CASE("Dates and times in seconds", "[phases]") {
  CHECK(secondsOf("19700101000000") == 0.0);
  CHECK(*secondsOf("20000229120000.25") == Approx(951825600.25).epsilon(1e-15));
  CHECK(*secondsOf("20000229120000+0130") == Approx(951825600.0 - 5400.0).epsilon(1e-15));
  CHECK(*secondsOf("20000229120000-0500") == Approx(951825600.0 + 18000.0).epsilon(1e-15));
  CHECK(*secondsOf("2000") == Approx(946684800.0).epsilon(1e-15));
  for (const char* wrong : {"", "abc", "20001301", "20010229", "200002291", "20000229250000", "20000229+1"})
    CHECK_FALSE(secondsOf(wrong));
}
