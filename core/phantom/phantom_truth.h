// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <memory>
#include <string>
#include <vector>

#include "core/geometry/points.h"
#include "core/phantom/phantom_model.h"

namespace iso {

/// What is known exactly about the phantom patient, in LPS mm of the CT's frame of reference.
struct PhantomTruth {
  struct Lesion {
    std::string name;
    PatientPoint centre;
    double diameterMm;
    double hu;   ///< mean in CT, before noise
    double suv;  ///< SUVbw, without noise or blur inside
  };
  struct Landmark {
    std::string name;
    PatientPoint ct;
    PatientPoint mr;  ///< the same marker in the MR's frame of reference
  };
  std::vector<Lesion> lesions;
  PatientPoint rulerA, rulerB;  ///< centres of two beads
  double rulerMm;
  /// A flat plate behind the head. Its normal lies in the axial plane; angle = from posterior (+y) to the
  /// normal, which is the angle its edges make with the rows of an axial slice.
  Vector3 slabNormal;
  double slabAngleDegrees;
  PatientPoint slabCentre;
  double slabThicknessMm;
  /// Middle of the outer face of the screw's head, and its tip. Diameter of the shaft.
  PatientPoint screwHead, screwTip;
  double screwDiameterMm;
  std::vector<Landmark> landmarks;  ///< six markers on the skin of the head
  Eigen::Matrix4d mrToCt;           ///< rigid; maps an MR point to its CT point
};

/// A patient with the known objects in it.
struct Phantom {
  std::shared_ptr<const PhantomModel> model;
  PhantomTruth truth;
};

Phantom makePhantom();

}  // namespace iso
