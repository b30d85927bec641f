// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

namespace iso {

/// @return InvalidArgument unless each side has 1 to 16384 pixels
Result<void> checkPictureSize(int width, int height);

}  // namespace iso
