// SPDX-License-Identifier: Apache-2.0
// isocenter-reader: the process that DICOM files are parsed and decoded in. Started by the other programs,
// never by a person; see docs/adr/0004-reader-process.md.
#include <cstdlib>
#include <cstring>

#include "core/dicom/reader/reader_server.h"

int main(int argc, char** argv) {
  iso::ReaderLimits limits;
  for (int n = 1; n + 1 < argc; ++n)
    if (std::strcmp(argv[n], "--memory") == 0) limits.memory = std::strtoull(argv[n + 1], nullptr, 10);
  if (argc < 2) return 2;
  return iso::serveReader(3, limits);
}
