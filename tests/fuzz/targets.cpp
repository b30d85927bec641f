// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/targets.h"

#include <vector>

#include "core/dicom/byte_source.h"
#include "core/dicom/header_reader.h"
#include "core/dicom/reader/request.h"
#include "core/dicom/slice_reader.h"

namespace iso::fuzz {

void readHeader(std::span<const std::byte> file) {
  MemorySource source(file);
  (void)iso::readHeader(source, "fuzz");
}

void decodeFrame(std::span<const std::byte> file, const PixelLayout& layout) {
  MemorySource source(file);
  (void)SliceReader().frame(source, "fuzz", layout, 0);
}

void readMessage(std::span<const std::byte> message) {
  ReaderRequest request;
  HeaderAnswer header;
  ReaderAnswer<std::vector<HeaderLine>> lines;
  wire::Reader{message}(request);
  wire::Reader{message}(header);
  wire::Reader{message}(lines);
}

}  // namespace iso::fuzz
