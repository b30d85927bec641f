// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/demo/truth_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace iso {
namespace {

using Json = nlohmann::ordered_json;

Json triple(const Vector3& v) {
  // Twelve decimals: enough for any use, and no noise in the last digits.
  auto clean = [](double x) { return std::round(x * 1e12) / 1e12 + 0.0; };
  return Json::array({clean(v.x()), clean(v.y()), clean(v.z())});
}

}  // namespace

std::string truthJson(const PhantomTruth& truth) {
  Json json;
  json["lesions"] = Json::array();
  for (const auto& lesion : truth.lesions) {
    json["lesions"].push_back({{"name", lesion.name},
                               {"center", triple(lesion.centre.mm)},
                               {"diameter_mm", lesion.diameterMm},
                               {"hu", lesion.hu},
                               {"suv", lesion.suv}});
  }
  json["ruler"] = {
      {"a", triple(truth.rulerA.mm)}, {"b", triple(truth.rulerB.mm)}, {"length_mm", truth.rulerMm}};
  json["slab"] = {{"normal", triple(truth.slabNormal)},
                  {"angle_deg", truth.slabAngleDegrees},
                  {"center", triple(truth.slabCentre.mm)},
                  {"thickness_mm", truth.slabThicknessMm}};
  json["screw"] = {{"head", triple(truth.screwHead.mm)},
                   {"tip", triple(truth.screwTip.mm)},
                   {"diameter_mm", truth.screwDiameterMm}};
  json["landmarks"] = Json::array();
  for (const auto& landmark : truth.landmarks) {
    json["landmarks"].push_back(
        {{"name", landmark.name}, {"ct", triple(landmark.ct.mm)}, {"mr", triple(landmark.mr.mm)}});
  }
  Json matrix = Json::array();
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) matrix.push_back(truth.mrToCt(row, column));
  }
  json["mrToCt"] = matrix;
  return json.dump(2) + "\n";
}

}  // namespace iso
