// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace iso::test {

/// One classic DICOM image to be written for a test; every member may be changed.
struct SliceFile {
  std::string study = "1.2.3.1", series = "1.2.3.1.1", sop;  ///< sop "" = series + instance number
  std::string modality = "CT", sopClass = "1.2.840.10008.5.1.4.1.1.2", imageType = "ORIGINAL\\PRIMARY\\AXIAL";
  int seriesNumber = 1, instance = 1;
  int rows = 4, columns = 5;
  std::optional<std::array<double, 3>> position = std::array<double, 3>{0, 0, 0};
  std::array<double, 6> orientation{1, 0, 0, 0, 1, 0};
  double columnStep = 1.0, rowStep = 1.0;  ///< mm along i and j
  double thickness = 1.0;
  double slope = 1.0, intercept = 0.0;
  int bitsAllocated = 16, bitsStored = 16, highBit = 15;
  bool isSigned = true;
  int samples = 1;
  bool byPlane = false;
  std::string photometric = "MONOCHROME2";
  std::optional<int> temporalPosition;
  std::string patientName = "Test^Patient", patientId = "T1", patientBirthDate, characterSet;
  std::string frameOfReference = "1.2.3.9";
  int frames = 1;  ///< what the header claims
  bool bigEndian = false, implicit = false;
  std::vector<std::uint16_t> pixels16;  ///< raw 16-bit words
  std::vector<std::uint8_t> pixels8;    ///< raw bytes, if bitsAllocated is 8

  /// Fills pixels16 with the voxel's own number, column + 16 × row + 256 × key, so that a voxel out of
  /// place shows.
  void fill(int key);
};

/// Throws std::runtime_error if DCMTK cannot write it.
void write(const SliceFile& slice, const std::filesystem::path& path);

}  // namespace iso::test
