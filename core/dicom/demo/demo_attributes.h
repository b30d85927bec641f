// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dicom/demo/demo_file.h"

class DcmItem;

namespace iso {

/// Puts every attribute of one instance, pixels included.
/// @return Unsupported if DCMTK has no data dictionary; the sentence has no file name yet
Result<void> fillDemoDataset(DcmItem& dataset, const DemoSeries& series, const DemoSlice& slice);

}  // namespace iso
