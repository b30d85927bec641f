// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/targets.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "core/dicom/header_reader.h"

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
  const MemoryFile onDisk(file);
  (void)iso::readHeader(onDisk.path(), file.size());
}

// Decoding goes through GDCM's reader of whole files, which aborts on hostile ones: there is no decoder of a
// single frame yet that could be called with any bytes.
void decodeFrame(std::span<const std::byte>, const PixelLayout&) {}

}  // namespace iso::fuzz
