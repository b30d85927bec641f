// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gdcmTransferSyntax.h>

#include <cstddef>
#include <vector>

#include "core/study/pixel_layout.h"

namespace iso::test {

/// A frame compressed by GDCM's own encoders; throws std::runtime_error if it cannot.
std::vector<std::byte> compressed(const std::vector<std::byte>& frame, const PixelLayout& layout,
                                  gdcm::TransferSyntax::TSType syntax);

}  // namespace iso::test
