// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace iso {

/// What a scanner would measure: CT in HU, PET as SUVbw, MR as arbitrary T1-weighted intensity.
enum class Channel : std::uint8_t { Ct, Pet, MrT1 };

/// Materials of the phantom patient.
enum class Tissue : std::uint8_t {
  Air,
  Skin,
  Fat,
  Muscle,
  SoftTissue,
  Mucosa,
  Cortical,
  Cancellous,
  Diploe,
  DenseBone,
  Enamel,
  Dentine,
  Cartilage,
  Disc,
  Csf,
  GreyMatter,
  WhiteMatter,
  Cord,
  Vitreous,
  Lens,
  Lung,
  Airway,
  Wall,
  Myocardium,
  BloodArterial,
  BloodVenous,
  BloodLung,
  Liver,
  LiverVessel,
  Spleen,
  KidneyCortex,
  KidneyMedulla,
  Urine,
  RenalPelvis,
  Bile,
  Pancreas,
  Adrenal,
  Stomach,
  Bowel,
  Chyme,
  Stool,
  Prostate,
  Thyroid,
  Gland,
  Couch,
  Foam,
  Metal,
  Marker,
  Bead,
  Slab,
  LesionLung,
  LesionLiver,
  LesionNode,
  Count
};

/// Value of a homogeneous tissue in one channel.
float tissueValue(Tissue tissue, Channel channel);

}  // namespace iso
