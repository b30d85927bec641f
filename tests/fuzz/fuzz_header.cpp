// SPDX-License-Identifier: Apache-2.0
// Any bytes as a DICOM file: its header.
#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  iso::fuzz::readHeader(std::as_bytes(std::span(data, size)));
  return 0;
}
