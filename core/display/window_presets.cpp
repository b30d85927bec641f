// SPDX-License-Identifier: Apache-2.0
#include "core/display/window_presets.h"

namespace iso {

std::vector<WindowPreset> windowPresets(std::string_view modality) {
  if (modality == "CT")
    return {{"Lung", {-600, 1500}},         {"Soft tissue", {40, 400}},    {"Mediastinum", {50, 350}},
            {"Bone", {400, 2000}},          {"Brain", {40, 80}},           {"Stroke", {40, 40}},
            {"Posterior fossa", {40, 120}}, {"Liver", {90, 150}},          {"Vessels (CTA)", {200, 600}},
            {"Sinus", {400, 4000}},         {"Temporal bone", {700, 4000}}};
  return {};
}

}  // namespace iso
