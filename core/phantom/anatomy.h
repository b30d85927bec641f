// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/phantom/phantom_model.h"

namespace iso {

/// One vertebra of the phantom patient. LPS mm.
struct Vertebra {
  std::string name;  ///< "C1" … "L5"
  Vec3f centre;      ///< of the body
  Vec3f half;        ///< half width, half depth, half height of the body
  Mat3f axes;        ///< columns: left, posterior, superior of this vertebra
  Vec3f at(float left, float posterior, float superior) const {
    return centre + axes * Vec3f(left, posterior, superior);
  }
};

/// What the painters of the regions share. A small adult lying on the back, arms up, in LPS mm; the vertex
/// of the head is near z = 304, the femoral heads near z = −290, the midline is x = 0.
struct AnatomyPlan {
  explicit AnatomyPlan(PhantomModel& model);

  PhantomModel& model;
  const Loft* skin;                 ///< outside of trunk and neck
  const Loft* muscle;               ///< inside of the fat under the skin
  const Loft* cage;                 ///< through the middle of the ribs
  const Loft* cavity;               ///< inside of the abdominal wall
  std::vector<Vertebra> vertebrae;  ///< C1 … L5, 24 of them

  LayerBuilder layer(Tissue tissue) const { return LayerBuilder(model, tissue); }
  const Vertebra& vertebra(const std::string& name) const;
};

/// The sides of the patient as factors of x: right (−1) and left (+1).
inline constexpr std::array<float, 2> kSides{-1.0f, 1.0f};

/// Front and middle of the spine's bodies at a height.
Vec3f spineAt(float z);

/// Solids of the braincase's outside, grown by some mm; the scalp, the bone and the cavity use the same.
void addCranium(LayerBuilder& layer, float grown);

void paintCouch(const AnatomyPlan& plan);
void paintEnvelope(const AnatomyPlan& plan);  ///< skin, fat, muscle of trunk, arms, head
void paintThorax(const AnatomyPlan& plan);    ///< lungs, airways, mediastinum, heart
void paintAbdomen(const AnatomyPlan& plan);   ///< cavity and organs
void paintVessels(const AnatomyPlan& plan);
void paintSpine(const AnatomyPlan& plan);
void paintRibCage(const AnatomyPlan& plan);  ///< ribs, sternum, shoulders, humeri
void paintPelvis(const AnatomyPlan& plan);
void paintBraincase(const AnatomyPlan& plan);  ///< skull, brain
void paintFace(const AnatomyPlan& plan);       ///< face bones, sinuses, eyes, jaw, teeth

/// The whole patient without the known truth.
std::unique_ptr<PhantomModel> makePatient();

}  // namespace iso
