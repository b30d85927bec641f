// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace iso::bench {

// Flat on purpose, see peers_itk.h. All throw std::runtime_error with a sentence.

/// gdcm::ImageReader and GetBuffer, one file after the other on one thread.
/// @return bytes of pixels
std::size_t gdcmDecode(const std::vector<std::string>& files);

/// gdcm::Scanner asked for every top-level tag that our header reader looks at.
/// @return files it could read
std::size_t gdcmScan(const std::vector<std::string>& files);

/// The transfer syntaxes that GDCM can write.
enum class Compression { Rle, JpegLossless, JpegLs, Jpeg2000 };

/// The same image, compressed without loss.
void gdcmCompress(const std::string& from, const std::string& to, Compression compression);

/// `count` files of 16 × 16 pixels with the header of `from`, one series, an instance UID and a slice
/// position of its own each.
/// @return their paths
std::vector<std::string> makeSmallFiles(const std::string& from, const std::string& folder, int count);

}  // namespace iso::bench
