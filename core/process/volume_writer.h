// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "core/base/error.h"
#include "core/volume/volume.h"

namespace iso {

enum class VolumeFileKind { Nifti, NiftiCompressed, Nrrd, MetaImage };

/// By the ending: .nii, .nii.gz, .nrrd, .mha; nullopt for others.
std::optional<VolumeFileKind> volumeFileKind(const std::filesystem::path& path);

/// Writes a volume's modality values with their place in the patient, in our voxel order. Whole numbers of
/// a uniform rescale are written as uint8, int16 or uint16 where they fit, everything else as float32;
/// colour stays 8-bit RGB. A shear is kept (NIfTI: in the sform; the qform then is left out). NRRD is
/// gzip-compressed, MetaImage is not. The file appears under its name only when it is complete.
/// @return Unsupported for unevenly spaced slices, which none of the formats can hold; InvalidArgument for
///         an unknown ending; Io naming the file
Result<void> exportVolume(const Volume& volume, const std::filesystem::path& path);

}  // namespace iso
