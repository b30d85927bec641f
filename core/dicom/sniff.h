// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "core/base/error.h"

namespace iso {

/// What a file's first bytes say. Costs one open and one read of 256 bytes.
struct Sniffed {
  enum class Kind {
    Dicom,       ///< preamble and DICM (PS3.10 7.1)
    Headerless,  ///< no preamble, but the first element looks like one of a DICOM data set
    Other
  };
  Kind kind = Kind::Other;
  std::string reason;  ///< a sentence, for Other

  bool isArchive = false;  ///< Other, but a ZIP archive
  std::uint64_t size = 0;
};

/// The first bytes of a ZIP archive.
bool isArchive(std::span<const std::uint8_t> bytes);

/// What is said of a file whose first bytes are no DICOM, empty or an archive's.
std::string whyNotDicom(std::span<const std::uint8_t> bytes);

/// @return NotFound, PermissionDenied or Io, each naming the path
Result<Sniffed> sniff(const std::filesystem::path& path);

/// The judgement itself on the file's first bytes.
Sniffed::Kind sniffBytes(std::span<const std::uint8_t> bytes);

/// The failed system call `errno` in our words, naming the path.
Error systemError(int errorNumber, const std::filesystem::path& path);

}  // namespace iso
