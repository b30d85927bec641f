// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/dicom/dicom_reader.h"

namespace iso {

/// A DicomReader in this process, for systems without reader processes and for tests: a file that makes a
/// library abort takes the program with it.
std::shared_ptr<DicomReader> makeLocalReader();

}  // namespace iso
