// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/dicom/dicom_reader.h"

namespace iso::test {

/// A reader inside the test program, so that sanitizers see it.
std::shared_ptr<DicomReader> testReader();

/// The header of a file on disk.
Result<FileHeader> readHeaderFile(const std::filesystem::path& path);

}  // namespace iso::test
