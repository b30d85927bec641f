// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/study/study.h"

namespace iso {

/// What one frame says about itself; a classic file has one frame. Lengths in mm, LPS.
struct FrameHeader {
  int frame = 0;                                 ///< 0-based in its file
  std::optional<Vector3> position;               ///< centre of the first pixel
  std::optional<std::array<Vector3, 2>> axes;    ///< unit: along a row (i), along a column (j)
  std::optional<std::array<double, 2>> spacing;  ///< {i step, j step}
  Rescale rescale;
  std::string imageType;  ///< all values, separated by a backslash
  double thicknessMm = 0.0;
  /// What can tell phases apart, most telling first: temporal position, trigger or delay time, b-value,
  /// echo time, echo number, frame reference time. Absent = NaN.
  std::array<double, 6> phaseKeys{};
  std::vector<WindowLevel> windows;
  std::vector<std::string> windowNames;
};

/// What one file says, pixels left out.
struct FileHeader {
  enum class Kind { Image, Object, Directory };

  std::filesystem::path path;
  Kind kind = Kind::Object;
  std::string objectName;  ///< "SEG", "SR", … of an object
  /// Why an image cannot be shown (a sentence); empty if it can.
  std::string unsupported;
  bool truncated = false;    ///< fewer pixel bytes than the header claims
  bool lossy = false;        ///< went through lossy compression at any time
  std::string geometryNote;  ///< why positions were not taken although there are some; may be empty

  std::string sopInstanceUid, sopClassUid, seriesUid, studyUid;
  int instanceNumber = 0;
  int acquisitionNumber = 0;
  std::string unit;
  VoxelType type = VoxelType::Int16;
  std::shared_ptr<const PixelLayout> pixels;
  std::vector<FrameHeader> frames;  ///< images only

  /// Study and series as this file describes them; without series and volumes.
  Study study;
  Series series;
};

}  // namespace iso
