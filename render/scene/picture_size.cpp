// SPDX-License-Identifier: Apache-2.0
#include "render/scene/picture_size.h"

#include <fmt/format.h>

namespace iso {
namespace {

constexpr int kLargestPicture = 16384;

}  // namespace

Result<void> checkPictureSize(int width, int height) {
  if (width < 1 || height < 1 || width > kLargestPicture || height > kLargestPicture)
    return fail(ErrorCode::InvalidArgument,
                fmt::format("A picture of {} x {} pixels cannot be made; each side may have 1 to {}.", width,
                            height, kLargestPicture));
  return {};
}

}  // namespace iso
