// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/dicom/headers.h"

namespace iso {

/// A frame and the file it is in; both outlive the assembly.
struct FrameRef {
  const FileHeader* file = nullptr;
  const FrameHeader* frame = nullptr;
};

/// Two slices whose depths differ by no more than this lie at the same place.
inline constexpr double kSamePlaceMm = 0.01;

/// By instance number, then frame number (within a concatenation's files), then tile: the order the scanner
/// gave.
bool acquiredBefore(const FrameRef& a, const FrameRef& b);

/// Slices of one grid, sorted into time points (or echoes, b-values, …) that lie at the same positions.
struct PhaseStack {
  std::vector<std::vector<FrameRef>> phases;  ///< each rising along the normal
  std::string quantity, unit;                 ///< what tells the phases apart, as VolumeDescription has it
  std::vector<double> values;                 ///< of each phase
  int duplicates = 0;                         ///< further slices at a place already taken, left out
};

/// Splits slices of the same orientation and grid. Where every position holds the same number of slices
/// they are phases, ordered by what the files say of time, trigger, b-value and echo, else by instance
/// number. Otherwise phases of different extent become stacks of their own, and what nothing tells apart is
/// a duplicate.
std::vector<PhaseStack> splitPhases(const std::vector<FrameRef>& slices, const Vector3& normal);

}  // namespace iso
