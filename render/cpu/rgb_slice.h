// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/volume/volume.h"
#include "render/cpu/row_spans.h"

namespace iso {

/// Samples one span of an Rgb8 volume, each channel like a value. Colour images are small: plain code.
void sampleRgbSpan(const Volume& volume, const RowSpan& span, bool nearest, Rgba8* out);

}  // namespace iso
