// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/toolkit_setup.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdict.h>
#include <gdcmTrace.h>

#include <mutex>

#include "core/dicom/text.h"

namespace iso {

void prepareToolkits() {
  static std::once_flag once;
  std::call_once(once, [] {
    // Taking the lock loads the dictionary.
    dcmDataDict.rdlock();
    dcmDataDict.rdunlock();
    gdcm::Trace::DebugOff();
    gdcm::Trace::WarningOff();
    gdcm::Trace::ErrorOff();
    keepCharacterSets();
  });
}

}  // namespace iso
