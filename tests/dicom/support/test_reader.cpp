// SPDX-License-Identifier: Apache-2.0
#include "tests/dicom/support/test_reader.h"

#include "core/dicom/container/open_path.h"
#include "core/dicom/header_reader.h"
#include "core/dicom/local_reader.h"

namespace iso::test {

std::shared_ptr<DicomReader> testReader() {
  static const std::shared_ptr<DicomReader> reader = makeLocalReader();
  return reader;
}

Result<FileHeader> readHeaderFile(const std::filesystem::path& path) {
  const auto opened = openPath(path);
  if (!opened) return tl::make_unexpected(opened.error());
  FileSource source(opened->file.get(), opened->size);
  return readHeader(source, path);
}

}  // namespace iso::test
