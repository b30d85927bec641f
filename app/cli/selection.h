// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "app/cli/context.h"
#include "app/cli/options.h"
#include "core/study/study.h"
#include "core/volume/volume.h"

namespace iso::cli {

/// A volume that was asked for, read.
struct Selected {
  Study study;  ///< without its series
  Series series;
  int volumeIndex = 0;
  VolumePtr volume;
  std::vector<bool> sliceRead;  ///< false where a slice could not be read and holds no values
  bool partial = false;         ///< some DICOM could not be read; it has been named on standard error

  const VolumeDescription& description() const {
    return series.volumes[static_cast<std::size_t>(volumeIndex)];
  }
  int exitCode() const { return partial ? kPartial : kDone; }
};

/// Scans, picks and reads. Names what could not be read, and the volume's issues, on standard error.
/// @return Ambiguous or InvalidArgument (with the list of UIDs) for a series that is not clear; NotFound if
///         there are no images; what scanning and loading return
Result<Selected> select(Context& context, const Input& input);

/// Several series of the same paths, which are scanned once; the paths of the first input count.
Result<std::vector<Selected>> selectAll(Context& context, const std::vector<Input>& inputs);

}  // namespace iso::cli
