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
  int tile = 0;                                  ///< which slice of a mosaic frame, 0-based
  std::optional<Vector3> position;               ///< centre of the first pixel
  std::optional<std::array<Vector3, 2>> axes;    ///< unit: along a row (i), along a column (j)
  std::optional<std::array<double, 2>> spacing;  ///< {i step, j step}
  Rescale rescale;
  std::string imageType;  ///< all values, separated by a backslash
  double thicknessMm = 0.0;
  std::string stackId;  ///< frames of different stacks are different volumes (PS3.3 C.7.6.16.2.2); may be ""
  /// Unit of this frame's values, where frames of a file may differ; else the file's holds.
  std::optional<std::string> unit;
  /// False: position and axes are right among these frames, but not relative to the patient (PS3.3 C.8.24.3).
  bool inPatient = true;
  /// What can tell phases apart, most telling first: temporal position, trigger or delay time, b-value,
  /// echo time, echo number, dimension index, frame reference time (ms). Absent = NaN.
  std::array<double, 7> phaseKeys{};
  bool temporalIsSeconds = false;  ///< the first key is a time in s, not a number
  std::vector<WindowLevel> windows;
  std::vector<std::string> windowNames;
  std::vector<std::shared_ptr<const LookupTable>> voiLuts;
};

/// A file without a UID gets this and its name in place of it.
inline constexpr std::string_view kUidOfFile = "file:";

/// What one file says, pixels left out.
struct FileHeader {
  enum class Kind { Image, Object, Directory };

  std::filesystem::path path;
  Kind kind = Kind::Object;
  std::string objectName;   ///< "SEG", "SR", … of an object
  std::string objectLabel;  ///< what an object calls itself, UTF-8, "" if nothing
  /// Why an image cannot be shown (a sentence); empty if it can.
  std::string unsupported;
  bool truncated = false;    ///< fewer pixel bytes than the header claims
  bool lossy = false;        ///< went through lossy compression at any time
  std::string geometryNote;  ///< why positions were not taken although there are some; may be empty

  std::string sopInstanceUid, sopClassUid, seriesUid, studyUid;
  int instanceNumber = 0;
  int acquisitionNumber = 0;
  int frameOffset = 0;  ///< frames of the same concatenation in files before this one (PS3.3 C.7.6.16.2.2.4)
  double frameTimeMs = 0.0;  ///< see frameTimeMs() in cine.h
  std::string unit;
  VoxelType type = VoxelType::Int16;
  /// Lowest and highest stored number that stand for no pixel at all (Pixel Padding Value and Range Limit,
  /// PS3.3 C.7.5.1.1.2); the pixels themselves are left as they are.
  StoredRange padding;
  std::shared_ptr<const PixelLayout> pixels;
  std::vector<FrameHeader> frames;  ///< images only; of a mosaic one entry a tile

  /// Study and series as this file describes them; without series and volumes.
  Study study;
  Series series;
};

}  // namespace iso
