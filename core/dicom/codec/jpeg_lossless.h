// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/error.h"

namespace iso {

/// Everything before the entropy-coded data of a lossless JPEG (ISO 10918-1 annexes B and H): one scan of all
/// components with Huffman codes, each component sampled alike. That is what DICOM's processes 14 and 14 SV1
/// are written as.
struct JpegLosslessScan {
  /// Huffman table as it is transmitted (B.2.4.2): how many codes have 1…16 bits, and their symbols in order.
  struct Codes {
    std::array<std::uint8_t, 16> counts{};
    std::vector<std::uint8_t> symbols;
  };

  int precision = 0;  ///< bits a sample, 2…16
  int rows = 0, columns = 0, components = 0;
  int predictor = 0;                ///< 1…7 (table H.1)
  int pointTransform = 0;           ///< low bits left out
  int restartRows = 0;              ///< 0 = the scan is one interval
  std::vector<Codes> codes;         ///< one for each component
  std::span<const std::byte> data;  ///< from the first entropy-coded byte to the stream's end

  /// Nothing if the stream is not of this kind (arithmetic coding, several scans, subsampled components, a
  /// height that comes later): another decoder has to be asked.
  static std::optional<JpegLosslessScan> read(std::span<const std::byte> stream);

  /// Samples pixel by pixel, one byte each up to 8 bits of precision, else two in this machine's order.
  /// @param out rows × columns × components samples
  /// @return BadFile if the data is damaged or ends early
  Result<void> decode(std::span<std::byte> out) const;
};

}  // namespace iso
