// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/targets.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "core/dicom/byte_source.h"
#include "core/dicom/header_reader.h"
#include "core/dicom/reader/request.h"
#include "core/dicom/slice_reader.h"

namespace iso::fuzz {

MemoryFile::MemoryFile(std::span<const std::byte> bytes) : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
  if (descriptor_ < 0 ||
      ::write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    std::abort();
}

MemoryFile::~MemoryFile() {
  ::close(descriptor_);
}

std::filesystem::path MemoryFile::path() const {
  return "/proc/self/fd/" + std::to_string(descriptor_);
}

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
