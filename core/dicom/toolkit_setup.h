// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace iso {

/// Has the DICOM libraries and the text converter read now what they would open files for later:
/// dictionaries, character sets. Safe to call more than once.
void prepareToolkits();

}  // namespace iso
