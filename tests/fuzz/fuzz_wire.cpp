// SPDX-License-Identifier: Apache-2.0
// Any bytes as a message between the workstation and a reader process: a reader that was taken over by a
// hostile file must not be able to harm the process that asked it.
#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  iso::fuzz::readMessage(std::as_bytes(std::span(data, size)));
  return 0;
}
