// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/tissue.h"

#include <array>
#include <cstddef>

namespace iso {
namespace {

struct Row {
  Tissue tissue;
  std::array<float, 3> value;  ///< HU, SUVbw, T1-weighted intensity
};

// HU: portal-venous phase at 120 kV. SUV: FDG at one hour, fasting, with some myocardial uptake.
constexpr std::array<Row, static_cast<std::size_t>(Tissue::Count)> kRows{{
    {Tissue::Air, {-1000.0f, 0.0f, 4.0f}},
    {Tissue::Skin, {45.0f, 0.5f, 380.0f}},
    {Tissue::Fat, {-105.0f, 0.3f, 900.0f}},
    {Tissue::Muscle, {58.0f, 0.7f, 400.0f}},
    {Tissue::SoftTissue, {40.0f, 0.7f, 420.0f}},
    {Tissue::Mucosa, {50.0f, 1.0f, 430.0f}},
    {Tissue::Cortical, {1350.0f, 0.7f, 35.0f}},
    {Tissue::Cancellous, {185.0f, 1.2f, 640.0f}},
    {Tissue::Diploe, {620.0f, 0.9f, 480.0f}},
    {Tissue::DenseBone, {1750.0f, 0.6f, 30.0f}},
    {Tissue::Enamel, {2750.0f, 0.2f, 15.0f}},
    {Tissue::Dentine, {1750.0f, 0.3f, 25.0f}},
    {Tissue::Cartilage, {135.0f, 0.5f, 350.0f}},
    {Tissue::Disc, {90.0f, 0.5f, 300.0f}},
    {Tissue::Csf, {8.0f, 0.4f, 110.0f}},
    {Tissue::GreyMatter, {40.0f, 9.0f, 470.0f}},
    {Tissue::WhiteMatter, {28.0f, 4.0f, 690.0f}},
    {Tissue::Cord, {36.0f, 2.0f, 600.0f}},
    {Tissue::Vitreous, {10.0f, 0.5f, 130.0f}},
    {Tissue::Lens, {85.0f, 0.5f, 380.0f}},
    {Tissue::Lung, {-865.0f, 0.45f, 30.0f}},
    {Tissue::Airway, {-985.0f, 0.1f, 6.0f}},
    {Tissue::Wall, {30.0f, 0.9f, 360.0f}},
    {Tissue::Myocardium, {105.0f, 6.5f, 440.0f}},
    {Tissue::BloodArterial, {310.0f, 1.6f, 160.0f}},
    {Tissue::BloodVenous, {190.0f, 1.6f, 180.0f}},
    {Tissue::BloodLung, {150.0f, 1.0f, 170.0f}},
    {Tissue::Liver, {108.0f, 2.1f, 560.0f}},
    {Tissue::LiverVessel, {175.0f, 1.9f, 220.0f}},
    {Tissue::Spleen, {122.0f, 1.8f, 400.0f}},
    {Tissue::KidneyCortex, {205.0f, 4.0f, 470.0f}},
    {Tissue::KidneyMedulla, {140.0f, 4.5f, 360.0f}},
    {Tissue::Urine, {6.0f, 16.0f, 120.0f}},
    {Tissue::RenalPelvis, {12.0f, 11.0f, 130.0f}},
    {Tissue::Bile, {8.0f, 0.5f, 200.0f}},
    {Tissue::Pancreas, {95.0f, 1.4f, 520.0f}},
    {Tissue::Adrenal, {70.0f, 1.2f, 400.0f}},
    {Tissue::Stomach, {75.0f, 2.0f, 380.0f}},
    {Tissue::Bowel, {80.0f, 1.8f, 380.0f}},
    {Tissue::Chyme, {18.0f, 1.0f, 250.0f}},
    {Tissue::Stool, {40.0f, 1.0f, 350.0f}},
    {Tissue::Prostate, {55.0f, 1.5f, 380.0f}},
    {Tissue::Thyroid, {185.0f, 1.4f, 430.0f}},
    {Tissue::Gland, {55.0f, 2.4f, 520.0f}},
    {Tissue::Couch, {-60.0f, 0.0f, 4.0f}},
    {Tissue::Foam, {-945.0f, 0.0f, 4.0f}},
    {Tissue::Metal, {3071.0f, 0.0f, 0.0f}},
    {Tissue::Marker, {420.0f, 0.0f, 1150.0f}},
    {Tissue::Bead, {1800.0f, 0.0f, 4.0f}},
    {Tissue::Slab, {340.0f, 0.0f, 4.0f}},
    {Tissue::LesionLung, {40.0f, 12.0f, 350.0f}},
    {Tissue::LesionLiver, {55.0f, 8.0f, 350.0f}},
    {Tissue::LesionNode, {85.0f, 4.0f, 350.0f}},
}};

constexpr bool inOrder() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].tissue) != i) return false;
  }
  return true;
}
static_assert(inOrder());

}  // namespace

float tissueValue(Tissue tissue, Channel channel) {
  return kRows[static_cast<std::size_t>(tissue)].value[static_cast<std::size_t>(channel)];
}

}  // namespace iso
