// SPDX-License-Identifier: Apache-2.0
// The first bytes of any file.
#include "core/dicom/sniff.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)iso::sniffBytes(std::span(data, size));
  return 0;
}
