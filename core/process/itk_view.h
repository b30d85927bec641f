// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <itkImage.h>
#include <itkRGBPixel.h>

#include <cstdint>

#include "core/base/error.h"
#include "core/volume/volume.h"

namespace iso {

/// Pixel types a volume can have: std::uint8_t, std::int16_t, std::uint16_t, float and
/// itk::RGBPixel<std::uint8_t>.
template <class Pixel>
using ItkImage = itk::Image<Pixel, 3>;

/// A volume as ITK sees it: the same memory, the same place in the patient (ITK's physical space is LPS mm
/// as ours). The image keeps the volume alive and must not be written to. Pixels are the stored values:
/// the volume's rescale still has to be applied.
/// @return InvalidArgument if Pixel is not the volume's type; Unsupported for unevenly spaced slices, which
///         ITK's images cannot hold, and for sheared stacks, which its filters do not expect (resample first)
template <class Pixel>
Result<typename ItkImage<Pixel>::ConstPointer> itkView(const VolumePtr& volume);

}  // namespace iso
