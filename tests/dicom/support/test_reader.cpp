// SPDX-License-Identifier: Apache-2.0
#include "tests/dicom/support/test_reader.h"

#include "core/dicom/local_reader.h"

namespace iso::test {

std::shared_ptr<DicomReader> testReader() {
  static const std::shared_ptr<DicomReader> reader = makeLocalReader();
  return reader;
}

}  // namespace iso::test
