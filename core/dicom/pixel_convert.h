// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "core/base/error.h"
#include "core/study/pixel_layout.h"
#include "core/volume/voxel_type.h"

namespace iso {

/// Bytes of one frame in an uncompressed file: subsampled colour takes two values a pixel instead of three;
/// single bits are packed.
std::uint64_t storedFrameBytes(const PixelLayout& layout);

/// Bytes of all frames: single bits are padded once, behind the last frame (PS3.5 8.1.1).
std::uint64_t storedBytes(const PixelLayout& layout);

/// True if the stored bytes of a frame can be read straight to where its voxels go.
bool storedIsVoxel(const PixelLayout& layout, VoxelType type);

/// Turns one frame's stored bytes into voxels: bits outside the stored ones are dropped and the sign is
/// extended from the high bit (PS3.5 8.1.1); Modality LUTs are applied; colour becomes interleaved 8-bit RGB
/// (PS3.3 C.7.6.3.1.2, palettes C.7.6.3.1.5); 32-bit integers become float if that is exact.
/// @param stored in this machine's byte order; may be `voxels` itself where storedIsVoxel()
/// @param tile of a mosaic frame, 0-based
/// @return Unsupported if a number cannot be kept exactly or the colours are of an unknown kind; BadFile if
///         the sizes contradict each other
Result<void> frameToVoxels(std::span<const std::byte> stored, const PixelLayout& layout, int tile,
                           VoxelType type, std::span<std::byte> voxels);

/// Bytes of the numbers whose order a big endian file reverses: of a pixel, but at least of a word, since
/// single bytes are packed into words there (PS3.5 8.1.1).
std::size_t orderedBytes(const PixelLayout& layout);

/// Reverses the bytes of each number of `size` bytes.
void swapBytes(std::span<std::byte> bytes, std::size_t size);

}  // namespace iso
