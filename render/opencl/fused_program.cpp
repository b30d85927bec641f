// SPDX-License-Identifier: Apache-2.0
#include "render/opencl/fused_program.h"

#include <fmt/format.h>

#include "render/opencl/kernel_sources.h"
#include "render/scene/transfer_integral.h"

namespace iso {
namespace {

std::string textOf(std::string_view name) {
  for (const KernelSource& file : kernelSources())
    if (file.name == name) return std::string(file.text);
  return {};
}

/// VOXEL, and how one becomes a number: as the options of a program for one volume say.
std::string voxelText(VoxelType type) {
  switch (type) {
    case VoxelType::UInt8:
      return "#define VOXEL uchar\n#define TO_FLOAT(v) ((float)(v))\n";
    case VoxelType::UInt16:
      return "#define VOXEL ushort\n#define TO_FLOAT(v) ((float)((int)(v) - 32768))\n";
    case VoxelType::Float32:
      return "#define VOXEL float\n#define TO_FLOAT(v) (v)\n";
    case VoxelType::Int16:
    case VoxelType::Rgb8:
      break;
  }
  return "#define VOXEL short\n#define TO_FLOAT(v) ((float)(v))\n";
}

}  // namespace

bool isFusedOnly(std::string_view file) {
  return file == "fused_layer.cl" || file == "fused.cl";
}

std::string fusedProgram(const std::vector<FusedProgramLayer>& layers) {
  // The layers' parameters are more than some devices take as arguments: they lie in constant memory.
  std::string source = fmt::format(
      "#define LAYERS {}\n#define PARAMS __constant VolumeParams\n#define NO_SAMPLE 16000000\n"
      "#define MOST_THICKNESS {:.1f}f\n",
      layers.size(), TransferIntegral::kMostThickness);
  source += textOf("voxels.cl") + textOf("rays.cl");
  const std::string layer = textOf("spots.cl") + textOf("fused_layer.cl");
  for (std::size_t n = 0; n < layers.size(); ++n) {
    source += "#undef VOXEL\n#undef TO_FLOAT\n#undef NAME\n#undef MASKED\n#undef PROJECTED\n";
    source += voxelText(layers[n].type) + fmt::format("#define NAME(f) f##_{}\n", n);
    if (layers[n].masked) source += "#define MASKED\n";
    if (layers[n].projected) source += "#define PROJECTED\n";
    source += layer;
  }
  return source + textOf("fused.cl");
}

}  // namespace iso
