// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/base/cancel.h"
#include "core/dicom/demo/demo_plan.h"

namespace iso {

/// SUVbw of the whole PET, column fastest: anatomy blurred to 6 mm, noise, and lesions that are exact (no
/// noise, no blur) in every voxel whose centre lies inside them. Empty if cancelled.
std::vector<float> makePetImage(const Phantom& phantom, const SampleGrid& grid, ThreadPool& pool,
                                const Progress& progress, const CancelToken& cancel);

/// SUV of one step of the stored values of a slice whose highest SUV is given. The lesions' SUVs are whole
/// multiples of every step used.
double petStep(double highestSuv);

}  // namespace iso
