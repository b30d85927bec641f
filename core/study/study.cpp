// SPDX-License-Identifier: Apache-2.0
#include "core/study/study.h"

namespace iso {

bool samePatient(const Patient& a, const Patient& b) {
  if (a.birthDate && b.birthDate && a.birthDate != b.birthDate) return false;
  return a.id && b.id && !a.id->empty() && a.id == b.id && a.name == b.name;
}

}  // namespace iso
