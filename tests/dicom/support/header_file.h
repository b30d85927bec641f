// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/dicom/headers.h"

class DcmFileFormat;

namespace iso::test {

/// A file with whatever header a test needs, and zeros for pixels. Begins as a whole 4 × 4 MR image of 16
/// bits, at the patient's origin. Everything throws std::runtime_error if DCMTK refuses it.
class HeaderFile {
 public:
  HeaderFile();
  ~HeaderFile();
  HeaderFile(const HeaderFile&) = delete;
  HeaderFile& operator=(const HeaderFile&) = delete;

  /// One value by its path, sequences and items made as needed:
  /// "SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing=1\\2"
  HeaderFile& set(const std::string& pathAndValue);
  HeaderFile& remove(std::uint16_t group, std::uint16_t element);
  /// 16-bit words at the top level, or in item `item` of the sequence with this tag.
  HeaderFile& words(std::uint32_t tag, const std::vector<std::uint16_t>& values, std::uint32_t sequence = 0,
                    long item = 0);
  /// Bytes of a private element.
  HeaderFile& bytes(std::uint32_t tag, const std::vector<std::uint8_t>& values);
  /// How many bytes of pixels to write, instead of 32.
  HeaderFile& pixelBytes(std::size_t count);

  void save(const std::filesystem::path& path) const;
  /// Saved and read back.
  Result<FileHeader> read() const;
  /// The header of a file that must be one that can be shown.
  FileHeader image() const;

 private:
  std::unique_ptr<DcmFileFormat> file_;
};

}  // namespace iso::test
