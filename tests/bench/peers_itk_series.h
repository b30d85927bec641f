// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace iso::bench {

/// itk::GDCMSeriesFileNames and itk::ImageSeriesReader on a folder that holds one series, pixels as short.
/// Throws what ITK throws.
/// @return voxels
std::size_t itkLoadSeries(const std::string& folder);

}  // namespace iso::bench
