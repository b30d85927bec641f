// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/phantom/phantom_ct.h"
#include "core/phantom/phantom_truth.h"

namespace iso {

enum class DemoKind { BodyCt, HeadCt, Pet, HeadMr };

/// One series of the demo study: where its voxels lie and what its tags say.
struct DemoSeries {
  DemoKind kind;
  std::string folder;  ///< below DEMO
  int number;
  std::string description;
  std::string frameOfReference;  ///< UID
  std::string seriesUid;
  std::string time;  ///< HHMMSS of its start
  double sliceThickness;
  SampleGrid grid;
};

/// FDG as it was given, and when the PET began. Activities in Bq, times in seconds.
struct DemoTracer {
  double weightKg = 52.0;
  double heightM = 1.54;
  double totalDoseBq = 2.1e8;
  double halfLifeSeconds = 6586.2;
  double uptakeSeconds = 3600.0;  ///< from injection to the start of the series
  /// Bq/ml in the PET, decay-corrected to the start of the series, of a tissue with SUVbw 1.
  double activityOfUnitSuv() const;
};

std::vector<DemoSeries> demoSeries(const PhantomTruth& truth);

/// A UID under 2.25 made from a name: the same name always gives the same UID.
std::string demoUid(const std::string& name);

}  // namespace iso
