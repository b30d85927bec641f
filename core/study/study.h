// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/display/window_level.h"
#include "core/geometry/volume_geometry.h"
#include "core/study/pixel_layout.h"
#include "core/volume/volume.h"

namespace iso {

/// Who the images are of; empty optional = the file does not say. UTF-8 whatever the file's character set.
struct Patient {
  std::optional<std::string> id;
  std::optional<std::string> name;       ///< full DICOM form with ^ and =
  std::optional<std::string> sex;        ///< M, F, O
  std::optional<std::string> birthDate;  ///< YYYY-MM-DD
};

/// Something about a stack's geometry that the reader must know. `code` is one of cli.md's:
/// missing-slices, uneven-spacing, gantry-tilt, duplicate-slices, mixed-orientation, mixed-size,
/// no-geometry, truncated-pixels, lossy-compressed.
struct GeometryIssue {
  std::string code;
  std::string message;  ///< one sentence with the numbers
};

/// One frame of one file, as a slice of a volume.
struct SliceSource {
  std::filesystem::path path;
  std::string sopInstanceUid;
  int frame = 0;  ///< 0-based
  int tile = 0;   ///< which slice of a mosaic frame, 0-based
  int instanceNumber = 0;
  Rescale rescale;
  std::shared_ptr<const PixelLayout> pixels;  ///< shared by the frames of a file; never null after a scan
};

/// Everything that is known about a volume before a pixel is read.
struct VolumeDescription {
  int index = 0;
  VolumeGeometry geometry;
  VoxelType type = VoxelType::Int16;
  std::string unit;
  int phases = 1;
  /// What tells the phases apart ("time", "trigger", "b-value", "echo time", "echo", "dimension",
  /// "instance"), its unit and its value for each phase; "" and empty for a single phase.
  std::string phaseQuantity, phaseUnit;
  std::vector<double> phaseValues;
  double frameTimeMs = 0.0;              ///< between images of a cine, 0 = not said
  std::vector<SliceSource> slices;       ///< phase-major: phases × size[2] entries, in slice order
  std::vector<WindowLevel> windows;      ///< the file's own, of the middle slice
  std::vector<std::string> windowNames;  ///< explanation per window, may be ""
  std::vector<std::shared_ptr<const LookupTable>> voiLuts;  ///< the file's own, of the middle slice
  std::vector<GeometryIssue> issues;
  StoredRange padding;            ///< see Volume::padding
  bool invertedGrey = false;      ///< MONOCHROME1: small values are bright
  double sliceThicknessMm = 0.0;  ///< 0 = not said
  bool positioned = true;         ///< false: where the images lie in the patient is not known
};

/// A file without an image to show: a report, a segmentation, structures, …
struct SeriesObject {
  std::string kind;  ///< "SEG", "SR", "RTSTRUCT", …
  std::filesystem::path path;
  std::string sopInstanceUid;
  std::string label;  ///< what it calls itself, "" if nothing
};

struct Series {
  std::string uid;
  std::optional<int> number;
  std::string modality;
  std::string description;
  std::string frameOfReference;  ///< UID, "" if none
  std::string sopClass;
  int instances = 0;
  std::string date, time;  ///< YYYY-MM-DD, HH:MM:SS, "" if absent
  /// What the corner text shows, ready to print ("120 kV", "210 mAs", "TR 9.1 ms"), in order.
  std::vector<std::string> technique;
  std::vector<VolumeDescription> volumes;
  std::vector<std::string> objects;       ///< "SEG", "SR", … for series without volumes
  std::vector<SeriesObject> objectFiles;  ///< each of them, by label and UID

  bool hasImages() const { return !volumes.empty(); }
};

struct Study {
  std::string uid;
  std::string date;  ///< YYYY-MM-DD, "" if absent
  std::string description;
  std::string institution;
  std::string age;  ///< as in the file ("045Y"), "" if absent
  Patient patient;
  std::vector<Series> series;
};

/// True only if both carry the same non-empty patient id and name, and no dates of birth that differ: what
/// may share a view or a report.
bool samePatient(const Patient& a, const Patient& b);

struct FileProblem {
  std::filesystem::path path;
  std::string reason;  ///< a sentence
};

struct ScanResult {
  std::vector<Study> studies;           ///< by date, then UID; series by number, then UID
  std::vector<FileProblem> unreadable;  ///< DICOM that could not be read
  std::vector<FileProblem> skipped;     ///< not DICOM
};

}  // namespace iso
