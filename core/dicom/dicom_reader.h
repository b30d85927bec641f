// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/dicom/headers.h"
#include "core/study/header_line.h"
#include "core/volume/voxel_buffer.h"

namespace iso {

/// What came of looking at one file; exactly one of the three.
struct HeaderOutcome {
  std::unique_ptr<FileHeader> header;
  std::string unreadable;  ///< DICOM that could not be read: a sentence
  std::string skipped;     ///< not DICOM: a sentence
  bool isArchive = false;  ///< skipped, but a ZIP archive that can be looked into
};

/// MD5 of a file's pixels, see docs/user/command-line.md (digest).
struct FileDigest {
  std::string md5;  ///< lower-case hexadecimal; "" with the reason
  int frames = 0;
  std::string transferSyntax;
  std::string reason;   ///< a sentence, where there is no md5
  bool failed = false;  ///< there are pixels, or there should be, and they could not be read
};

/// An overlay plane (DICOM PS3.3 C.9.2): one bit a pixel, to be drawn over the image.
struct OverlayPlane {
  std::string label;
  int rows = 0, columns = 0;
  int originRow = 1, originColumn = 1;  ///< of its first pixel in the image, counted from 1
  std::vector<std::uint8_t> bits;       ///< rows × columns, 0 or 1
};

/// The only way to the inside of a DICOM file. Every parse and decode stands behind it: in a process of its
/// own where the system has them (ReaderPool), else in this one. All methods may be called from several
/// threads at once, and block; each ends within 200 ms of a cancel. A path may lead into a ZIP archive:
/// "study.zip/IM0001".
class DicomReader {
 public:
  virtual ~DicomReader() = default;

  /// Headers of several files, in order; pixels are left out.
  virtual std::vector<HeaderOutcome> readHeaders(std::span<const std::filesystem::path> files,
                                                 const CancelToken& cancel) = 0;

  /// Reads one slice to where its voxels go.
  /// @param offset of the slice's first byte in `target`
  /// @param bytes columns × rows × bytesPerVoxel(type)
  /// @return BadFile, Unsupported, PermissionDenied, NotFound, OutOfMemory, Cancelled or Io with a sentence
  ///         that names the file
  virtual Result<void> readSlice(const SliceSource& slice, VoxelType type, VoxelBuffer& target,
                                 std::size_t offset, std::size_t bytes, const CancelToken& cancel) = 0;

  virtual Result<FileDigest> digest(const std::filesystem::path& file, const CancelToken& cancel) = 0;

  /// Every element of the file's header, private ones too.
  virtual Result<std::vector<HeaderLine>> headerLines(const std::filesystem::path& file,
                                                      const CancelToken& cancel) = 0;

  virtual Result<std::vector<OverlayPlane>> overlays(const SliceSource& slice, const CancelToken& cancel) = 0;

  /// Names of the entries of a ZIP archive that are files, as paths below it.
  virtual Result<std::vector<std::filesystem::path>> archiveEntries(const std::filesystem::path& archive,
                                                                    const CancelToken& cancel) = 0;

  /// Files that a DICOMDIR names, as absolute paths (they need not exist).
  virtual Result<std::vector<std::filesystem::path>> directoryFiles(const std::filesystem::path& dicomdir,
                                                                    const CancelToken& cancel) = 0;
};

}  // namespace iso
