// SPDX-License-Identifier: Apache-2.0
#include "core/study/study.h"

namespace iso {

bool samePatient(const Patient& a, const Patient& b) {
  return a.id && b.id && !a.id->empty() && a.id == b.id && a.name == b.name;
}

}  // namespace iso
