// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>

#include "core/dicom/reader/request.h"

using namespace iso;

namespace {

FileHeader sample() {
  FileHeader h;
  h.path = "/a/b";
  h.kind = FileHeader::Kind::Image;
  h.unit = "HU";
  h.instanceNumber = 7;
  h.padding = {{-2000.0, -1900.0}};
  PixelLayout p;
  p.rows = 3;
  p.columns = 4;
  p.photometric = "PALETTE COLOR";
  p.palette =
      std::make_shared<const Palette>(Palette{{"r", 0, 8, {1, 2, 3}}, {"g", -5, 16, {4}}, {"b", 0, 8, {}}});
  h.pixels = std::make_shared<const PixelLayout>(p);
  FrameHeader f;
  f.position = Vector3(1.5, -2.25, 1e-300);
  f.axes = {Vector3::UnitX(), Vector3::UnitZ()};
  f.windows = {{40, 400, VoiFunction::Sigmoid}};
  f.windowNames = {"ABDOMEN \xE8\x85\xB9"};
  h.frames = {f, f};
  h.frames[1].position.reset();
  h.study.patient.name = "Wang^XiaoDong";
  h.series.number = -3;
  return h;
}

std::vector<std::byte> packed(const FileHeader& h) {
  wire::Writer out;
  out(HeaderAnswer{std::make_shared<FileHeader>(h), std::nullopt});
  return out.bytes();
}

}  // namespace

TEST_CASE("what crosses the process boundary arrives as it was", "[reader]") {
  const auto bytes = packed(sample());
  wire::Reader in(bytes);
  const auto answer = std::make_unique<HeaderAnswer>();
  in(*answer);
  REQUIRE(in.finished());
  REQUIRE(answer->header);
  CHECK_FALSE(answer->error);
  const FileHeader& h = *answer->header;
  CHECK(h.path == "/a/b");
  CHECK(h.instanceNumber == 7);
  CHECK(h.padding == std::array<double, 2>{-2000.0, -1900.0});
  REQUIRE(h.pixels);
  REQUIRE(h.pixels->palette);
  CHECK(h.pixels->palette->red.entries == std::vector<std::uint16_t>{1, 2, 3});
  CHECK(h.pixels->palette->green.first == -5);
  REQUIRE(h.frames.size() == 2);
  CHECK(h.frames[0].position == Vector3(1.5, -2.25, 1e-300));
  CHECK_FALSE(h.frames[1].position);
  CHECK((*h.frames[1].axes)[1] == Vector3::UnitZ());
  CHECK(h.frames[0].windows[0] == WindowLevel{40, 400, VoiFunction::Sigmoid});
  CHECK(h.frames[0].windowNames[0] == "ABDOMEN \xE8\x85\xB9");
  CHECK(h.study.patient.name == "Wang^XiaoDong");
  CHECK(h.series.number == -3);
}

TEST_CASE("a message that is cut off anywhere is refused", "[reader]") {
  const auto bytes = packed(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::span<const std::byte> part(bytes.data(), size);
    wire::Reader in(part);
    const auto answer = std::make_unique<HeaderAnswer>();
    in(*answer);
    REQUIRE_FALSE(in.finished());
  }
}

TEST_CASE("a damaged message claims no memory that is not there", "[reader]") {
  std::mt19937 random(7);
  const auto whole = packed(sample());
  for (int n = 0; n < 3000; ++n) {
    auto bytes = whole;
    for (int k = 0; k < 4; ++k) bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    wire::Reader in(bytes);
    const auto answer = std::make_unique<HeaderAnswer>();
    in(*answer);  // must come back; a length that is believed would end in std::bad_alloc
    if (answer->header) CHECK(answer->header->frames.size() <= bytes.size());
  }
}
