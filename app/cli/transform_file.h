// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Geometry>
#include <filesystem>
#include <string>

#include "core/base/error.h"

namespace iso::cli {

/// A transform as `register` writes it: where a point of the fixed image lies in the moving one, LPS mm.
struct TransformFile {
  std::string fixedFrame, movingFrame;  ///< frames of reference, UIDs; "" = not said
  Eigen::Affine3d fixedToMoving = Eigen::Affine3d::Identity();
};

/// @return NotFound, Io or BadFile naming the file; Unsupported for one that bends space
Result<TransformFile> readTransform(const std::filesystem::path& path);

/// From a layer's frame of reference to the base's.
/// @return InvalidArgument, naming the file, where the transform is of other frames or cannot be inverted
Result<Eigen::Affine3d> layerToBase(const TransformFile& file, const std::string& layerFrame,
                                    const std::string& baseFrame, const std::filesystem::path& path);

}  // namespace iso::cli
