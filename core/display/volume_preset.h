// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/display/transfer_function.h"

namespace iso {

/// What a ray shows of the samples it meets.
enum class VolumeMode {
  Composite,         ///< all of them, from front to back, each hiding what lies behind by its opacity
  MaximumIntensity,  ///< the greatest value (MIP)
  MinimumIntensity,  ///< the smallest value (MinIP)
  MeanIntensity,     ///< the mean value, as a radiograph does
  Isosurface,        ///< the first place where the value reaches `isovalue`, opaque
};

/// Reflection of the light (Blinn-Phong).
struct Shading {
  bool enabled = true;
  double ambient = 0.15;
  double diffuse = 0.85;
  double specular = 0.2;
  double specularPower = 24.0;
  friend bool operator==(const Shading&, const Shading&) = default;
};

/// A named look for volume rendering. Where a ray shows one value, it is looked up in the transfer function
/// once and its opacity taken as it is.
struct VolumePreset {
  std::string id;        ///< stable, e.g. "ct-bone"; what --preset takes
  std::string title;     ///< shown to the user, e.g. "CT bone"
  std::string modality;  ///< "CT", "MR", "PT"; presets of the series' modality are listed first
  VolumeMode mode = VolumeMode::Composite;
  TransferFunction transfer;
  GradientOpacity gradient;  ///< Composite only
  Shading shading;
  double isovalue = 0.0;  ///< Isosurface only; its colour is the transfer function's there
  /// True if the points, gradients and isovalue are fractions (0…1) of the volume's automatic window instead
  /// of modality values: for MR and for PET without SUV, whose numbers have no scale of their own.
  bool relative = false;
  friend bool operator==(const VolumePreset&, const VolumePreset&) = default;
};

/// Reads one preset from its JSON text.
/// @param name used in the error's sentence
Result<VolumePreset> parseVolumePreset(std::string_view json, const std::string& name);

/// The JSON text that parseVolumePreset reads as the same preset.
std::string writeVolumePreset(const VolumePreset& preset);

/// Reads every *.json of a folder, in order of file name; a bad file is left out and its error appended.
std::vector<VolumePreset> loadVolumePresets(const std::filesystem::path& folder, std::vector<Error>* errors);

/// The preset a modality starts with: CT ct-bone, PET and NM pet-mip, others mr-default; else the first, or a
/// plain one where there are none.
VolumePreset initialPreset(const std::string& modality, const std::vector<VolumePreset>& presets);

/// A relative preset with its points turned into modality values between `low` and `high`.
VolumePreset resolved(VolumePreset preset, double low, double high);

}  // namespace iso
