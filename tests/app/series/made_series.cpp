// SPDX-License-Identifier: Apache-2.0
#include "tests/app/series/made_series.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "app/viewport/viewport_area_private.h"

namespace iso::app {

ViewportBoard& ViewportAreaProbe::board(ViewportArea& area) {
  return area.d_->board;
}

}  // namespace iso::app

namespace iso::test {
namespace {

constexpr Size3 kSize{8, 6, 4};

VolumeGeometry geometry() {
  return *VolumeGeometry::make(kSize, Vector3(1.0, 1.0, 2.0).asDiagonal(), {{0, 0, 0}});
}

}  // namespace

VolumePtr flatVolume(float value) {
  const std::size_t count = 8 * 6 * 4;
  auto buffer = VoxelBuffer::allocate(count * sizeof(float));
  REQUIRE(buffer);
  auto* voxels = reinterpret_cast<float*>((*buffer)->data());
  std::fill(voxels, voxels + count, value);
  auto volume = Volume::make(*buffer, VoxelType::Float32, geometry(), {{1.0, 0.0}}, "HU");
  REQUIRE(volume);
  return *volume;
}

app::LoadedSeriesPtr madeSeries(const std::function<void(VolumeDescription&)>& change) {
  Study study;
  study.uid = "1.2.3";
  study.patient.id = "ID7";
  Series series;
  series.uid = "1.2.3.5";
  series.modality = std::string("CT");  // assigned from a literal, g++ 12 warns of nothing
  series.description = "Made";
  VolumeDescription d;
  d.geometry = geometry();
  d.type = VoxelType::Float32;
  d.windows = {{40.0, 400.0, VoiFunction::LinearExact}};
  if (change) change(d);
  series.volumes.push_back(d);
  return std::make_shared<app::LoadedSeries>(study, series, 0);
}

bool says(const Overlay& overlay, const std::string& text) {
  return std::any_of(overlay.texts.begin(), overlay.texts.end(),
                     [&](const OverlayText& t) { return t.text.find(text) != std::string::npos; });
}

}  // namespace iso::test
