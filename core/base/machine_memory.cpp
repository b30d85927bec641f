// SPDX-License-Identifier: Apache-2.0
#include "core/base/machine_memory.h"

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

namespace iso {

std::size_t machineMemory() {
#ifdef _SC_PHYS_PAGES
  const long pages = sysconf(_SC_PHYS_PAGES), side = sysconf(_SC_PAGE_SIZE);
  if (pages > 0 && side > 0) return static_cast<std::size_t>(pages) * static_cast<std::size_t>(side);
#endif
  return 0;
}

}  // namespace iso
