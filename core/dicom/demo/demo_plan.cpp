// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/demo/demo_plan.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "core/phantom/noise.h"

namespace iso {
namespace {

SampleGrid mrGrid() {
  // Sagittal, tilted as a technician tilts it; in the MR's own frame of reference.
  constexpr double kDegree = std::numbers::pi / 180.0;
  const Matrix3 tilt = (Eigen::AngleAxisd(-7.0 * kDegree, Vector3::UnitZ()) *
                        Eigen::AngleAxisd(5.0 * kDegree, Vector3::UnitY()) *
                        Eigen::AngleAxisd(12.0 * kDegree, Vector3::UnitX()))
                           .toRotationMatrix();
  Matrix3 sagittal;
  sagittal.col(0) = Vector3::UnitY();
  sagittal.col(1) = -Vector3::UnitZ();
  sagittal.col(2) = sagittal.col(0).cross(sagittal.col(1));  // towards the right
  SampleGrid grid{{256, 256, 180}, tilt * sagittal, {}};
  const Vector3 middle(127.5, 127.5, 89.5);
  grid.origin.mm = Vector3(0.0, 6.0, -22.0) - grid.axes * middle;
  return grid;
}

}  // namespace

double DemoTracer::activityOfUnitSuv() const {
  return totalDoseBq * std::exp2(-uptakeSeconds / halfLifeSeconds) / (weightKg * 1000.0);
}

std::string demoUid(const std::string& name) {
  std::uint64_t hash = 14695981039346656037ull;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  const std::uint64_t high = mixBits(hash), low = mixBits(high ^ hash);
  // 128 bits as a UUID of version 8 (its maker's own kind), written as one decimal number (PS3.5 B.2).
  std::array<std::uint32_t, 4> words{static_cast<std::uint32_t>(high >> 32), static_cast<std::uint32_t>(high),
                                     static_cast<std::uint32_t>(low >> 32), static_cast<std::uint32_t>(low)};
  words[1] = (words[1] & 0xffff0fffu) | 0x00008000u;
  words[2] = (words[2] & 0x3fffffffu) | 0x80000000u;
  std::string digits;
  while (std::any_of(words.begin(), words.end(), [](std::uint32_t w) { return w != 0; })) {
    std::uint64_t rest = 0;
    for (std::uint32_t& word : words) {
      const std::uint64_t value = (rest << 32) | word;
      word = static_cast<std::uint32_t>(value / 10);
      rest = value % 10;
    }
    digits.push_back(static_cast<char>('0' + rest));
  }
  std::reverse(digits.begin(), digits.end());
  std::string uid("2.25.");
  uid += digits;
  return uid;
}

std::vector<DemoSeries> demoSeries(const PhantomTruth&) {
  const std::string ctFrame = demoUid("frame CT PET"), mrFrame = demoUid("frame MR");
  const SampleGrid body{{400, 400, 420}, Vector3(1.2, 1.2, 1.5).asDiagonal(), {{-239.4, -229.4, -314.25}}};
  const SampleGrid head{
      {512, 512, 200}, Vector3(0.45, 0.45, 0.8).asDiagonal(), {{-114.975, -106.975, 149.2}}};
  const SampleGrid pet{{128, 128, 159}, Vector3(4, 4, 4).asDiagonal(), {{-252, -244, -316}}};
  return {{DemoKind::BodyCt, "CT_BODY", 1, "Body CT, portal venous phase", ctFrame, demoUid("series CT body"),
           "095500", 1.5, body},
          {DemoKind::HeadCt, "CT_HEAD", 2, "Head CT, thin slices", ctFrame, demoUid("series CT head"),
           "095800", 0.8, head},
          {DemoKind::Pet, "PET", 3, "FDG PET, attenuation corrected", ctFrame, demoUid("series PET"),
           "100000", 4.0, pet},
          {DemoKind::HeadMr, "MR_HEAD", 4, "Head MR, T1 weighted 3D", mrFrame, demoUid("series MR head"),
           "113000", 1.0, mrGrid()}};
}

}  // namespace iso
