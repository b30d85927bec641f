// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/phantom/phantom_truth.h"

namespace iso {

/// The known truth as text; keys as the command line's documentation promises.
std::string truthJson(const PhantomTruth& truth);

}  // namespace iso
