// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace iso::test {

/// A small axial CT as files, written byte by byte (explicit VR little endian), so that what the window
/// shows can be compared with a formula.
struct TinySeries {
  std::string patientName = "Doe^Jane";
  std::string patientId = "P1";
  std::string birthDate = "19700101";
  std::string studyUid = "1.2.826.0.1.3680043.10.1";
  std::string seriesUid = "1.2.826.0.1.3680043.10.1.1";
  std::string description = "Ramp";
  int number = 1;
  int columns = 32, rows = 24, slices = 10;
  int firstSlice = 0;  ///< slices before it are not written
  double spacing = 2.0;
  double sliceStep = 3.0;
  std::string window = "100\\400";  ///< centre \ width; "" = none
  /// HU of a voxel; -1024…3071.
  std::function<int(int i, int j, int k)> value = [](int i, int j, int k) { return i * 10 + j * 5 + k; };
};

/// Writes IM0000.dcm … into `folder`, which is made if needed.
void writeTinySeries(const std::filesystem::path& folder, const TinySeries& series);

/// Writes SR0000.dcm …: structured reports of the same study, without images.
void writeTinyReports(const std::filesystem::path& folder, const TinySeries& series, int count);

}  // namespace iso::test
