// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <set>
#include <string>

#include "core/display/color_map.h"
#include "core/display/transfer_function.h"
#include "core/display/volume_preset.h"
#include "core/display/window_level.h"
#include "core/display/window_presets.h"

namespace iso::test {

// DICOM PS3.3 C.11.2.1.2.1, the standard's pseudo-code, output range 0…1.
double standardLinear(double c, double w, double x) {
  if (x <= c - 0.5 - (w - 1) / 2) return 0.0;
  if (x > c - 0.5 + (w - 1) / 2) return 1.0;
  return (x - (c - 0.5)) / (w - 1) + 0.5;
}

TEST_CASE("Windows follow the standard's three functions") {
  for (double x = -300; x <= 400; x += 0.5) {
    CHECK(windowed({40, 400, VoiFunction::Linear}, x) == Approx(standardLinear(40, 400, x)).margin(1e-12));
    const double exact = x <= 40 - 200 ? 0.0 : x > 40 + 200 ? 1.0 : (x - 40) / 400 + 0.5;  // C.11.2.1.3.2
    CHECK(windowed({40, 400, VoiFunction::LinearExact}, x) == Approx(exact).margin(1e-12));
    CHECK(windowed({40, 400, VoiFunction::Sigmoid}, x) ==
          Approx(1.0 / (1.0 + std::exp(-4 * (x - 40) / 400))));
  }
  CHECK(windowed({0, 1, VoiFunction::Linear}, -0.5) == 0.0);
  CHECK(windowed({0, 1, VoiFunction::Linear}, 0.0) == 1.0);
  CHECK(windowed({40, 400}, std::nan("")) == 0.0);
}

TEST_CASE("CT windows carry the usual numbers") {
  const auto presets = windowPresets("CT");
  const auto find = [&](const std::string& name) {
    for (const auto& p : presets)
      if (p.name == name) return p.window;
    return WindowLevel{};
  };
  CHECK(find("Lung") == WindowLevel{-600, 1500});
  CHECK(find("Bone") == WindowLevel{400, 2000});
  CHECK(find("Brain") == WindowLevel{40, 80});
  CHECK(windowPresets("MR").empty());
}

TEST_CASE("An automatic window leaves out the air around and the brightest specks") {
  // 90 % air at −1000, the rest an even ramp 0…999, one voxel of 30000.
  auto buffer = *VoxelBuffer::allocate(100 * 100 * 2);
  auto* voxels = reinterpret_cast<std::int16_t*>(buffer->data());
  for (int n = 0; n < 10000; ++n)
    voxels[n] = n < 9000 ? std::int16_t{-1000} : static_cast<std::int16_t>(n - 9000);
  voxels[9999] = 30000;
  const auto volume =
      *Volume::make(buffer, VoxelType::Int16, *VolumeGeometry::make({100, 100, 1}, Matrix3::Identity(), {}),
                    {Rescale{}}, "HU");
  const WindowLevel w = automaticWindow(*volume, 0.01);
  CHECK(w.center == Approx(499.5).margin(15));
  CHECK(w.width == Approx(980).margin(30));
}

TEST_CASE("An automatic window leaves out what is no measurement") {
  // A third is padding at 63536, far above an even ramp 0…999.
  auto buffer = *VoxelBuffer::allocate(100 * 100 * 2);
  auto* voxels = reinterpret_cast<std::uint16_t*>(buffer->data());
  for (int n = 0; n < 10000; ++n) voxels[n] = static_cast<std::uint16_t>(n % 3 == 0 ? 63536 : n % 1000);
  const auto geometry = *VolumeGeometry::make({100, 100, 1}, Matrix3::Identity(), {});
  const auto window = [&](StoredRange padding) {
    return automaticWindow(
        **Volume::make(buffer, VoxelType::UInt16, geometry, {Rescale{1, -24}}, "", padding), 0.01);
  };
  CHECK(window(std::array<double, 2>{63536, 63536}).center == Approx(499.5 - 24).margin(15));
  CHECK(window(std::array<double, 2>{63536, 63536}).width == Approx(980).margin(30));
  CHECK(window({}).width > 60000);
}

TEST_CASE("Colour maps: grey is the identity, inverse runs backwards, unknown names are grey") {
  const ColorMap grey = colorMap("GREY");
  for (std::size_t n = 0; n < 256; ++n) {
    const auto v = static_cast<std::uint8_t>(n);
    REQUIRE(grey.entries[n] == Rgba8{v, v, v, 255});
    REQUIRE(grey.inverted().entries[n] == grey.entries[255 - n]);
  }
  CHECK(colorMap("no such map").entries == grey.entries);
  for (const auto& name : colorMapNames()) CHECK(colorMap(name).name == name);
}

TEST_CASE("Transfer functions are linear between points and constant beyond") {
  TransferFunction f{
      {{100, 0.0, {0, 0, 0}}, {200, 0.5, {1, 0.5, 0}}, {200, 0.8, {1, 1, 1}}, {300, 0.2, {0, 0, 1}}}};
  CHECK(f.at(50).opacity == 0.0);
  CHECK(f.at(150).opacity == Approx(0.25));
  CHECK(f.at(150).color[1] == Approx(0.25));
  CHECK(f.at(250).opacity == Approx(0.5));
  CHECK(f.at(900).opacity == Approx(0.2));
  CHECK(TransferFunction{}.at(3).opacity == 0.0);
  CHECK(f.table(100, 300, 3)[2].opacity == Approx(0.2));
}

TEST_CASE("Volume presets are read, bad ones name their file") {
  const auto good = parseVolumePreset(
      R"({"id":"x","title":"X","modality":"CT","points":[[100,0,1,1,1],[300,0.5,1,0.9,0.8]],"shading":{"ambient":0.3}})",
      "good.json");
  REQUIRE(good);
  CHECK(good->transfer.points.size() == 2);
  CHECK(good->shading.ambient == 0.3);
  for (const char* bad : {"", "{}", R"({"id":"x","title":"X","points":[[1,2,0,0,0]]})",
                          R"({"id":"x","title":"X","points":[[5,0,0,0,0],[1,0,0,0,0]]})",
                          R"({"id":"x","title":"X","points":[[1,0]]})",
                          R"({"id":"x","title":"X","mode":"isosurface","points":[]})",
                          R"({"id":"x","title":"X","mode":"?","points":[]})"}) {
    const auto result = parseVolumePreset(bad, "bad.json");
    REQUIRE_FALSE(result);
    CHECK(result.error().message.find("bad.json") != std::string::npos);
  }
  const auto surface = parseVolumePreset(
      R"({"id":"s","title":"S","mode":"isosurface","isovalue":250,"points":[[0,0,1,1,1]]})", "s.json");
  REQUIRE(surface);
  CHECK(surface->mode == VolumeMode::Isosurface);
  CHECK(surface->isovalue == 250.0);
  VolumePreset relative;
  relative.relative = true;
  relative.transfer.points = {{0.0, 0, {0, 0, 0}}, {0.5, 1, {1, 1, 1}}};
  relative.isovalue = 0.25;
  CHECK(resolved(relative, 100, 300).transfer.points[1].value == 200);
  CHECK(resolved(relative, 100, 300).isovalue == 150);
}

TEST_CASE("The presets that come with the program are whole, and each modality has its first") {
  std::vector<Error> errors;
  const auto presets = loadVolumePresets(ISOCENTER_PRESETS, &errors);
  CHECK(errors.empty());
  CHECK(presets.size() >= 20);
  std::set<std::string> ids, titles;
  for (const VolumePreset& p : presets) {
    CAPTURE(p.id);
    CHECK(ids.insert(p.id).second);
    CHECK(titles.insert(p.title).second);
    CHECK((p.modality == "CT" || p.modality == "MR" || p.modality == "PT"));
    // MR has no scale of its own; CT's is Hounsfield's.
    CHECK(p.relative == (p.modality != "CT"));
    REQUIRE(p.transfer.points.size() >= 2);
  }
  CHECK(initialPreset("CT", presets).id == "ct-bone");
  CHECK(initialPreset("MR", presets).id == "mr-default");
  CHECK(initialPreset("PT", presets).id == "pet-mip");
  CHECK(initialPreset("CT", {}).relative);
}

}  // namespace iso::test
