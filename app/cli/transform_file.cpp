// SPDX-License-Identifier: Apache-2.0
#include "app/cli/transform_file.h"

#include <fmt/format.h>

#include <Eigen/LU>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

namespace iso::cli {
namespace {

constexpr std::streamsize kLargestFile = 1 << 20;  ///< a matrix and some names take a thousandth

std::string frameIn(const nlohmann::json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Result<TransformFile> readTransform(const std::filesystem::path& path) {
  const auto bad = [&](ErrorCode code, const std::string& why) {
    return fail(code, fmt::format("{} {}", path.string(), why), path.string());
  };
  std::ifstream file(path, std::ios::binary);
  if (!file) return bad(ErrorCode::NotFound, "cannot be opened.");
  std::string text(static_cast<std::size_t>(kLargestFile) + 1, '\0');
  file.read(text.data(), kLargestFile + 1);
  if (file.bad()) return bad(ErrorCode::Io, "cannot be read.");
  if (file.gcount() > kLargestFile) return bad(ErrorCode::BadFile, "is too large for a transform.");
  text.resize(static_cast<std::size_t>(file.gcount()));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return bad(ErrorCode::BadFile, "is no JSON object, which a transform is.");
  if (const auto grid = json.find("grid"); grid != json.end() && !grid->is_null())
    return bad(ErrorCode::Unsupported,
               "bends space, which a fused 3D picture cannot show; use a rigid or affine transform.");
  const auto matrix = json.find("matrix");
  if (matrix == json.end() || !matrix->is_array() || matrix->size() != 16)
    return bad(ErrorCode::BadFile, "holds no matrix of sixteen numbers.");
  TransformFile out;
  for (std::size_t n = 0; n < 16; ++n) {
    const auto& number = (*matrix)[n];
    if (!number.is_number() || !std::isfinite(number.get<double>()))
      return bad(ErrorCode::BadFile, "holds no matrix of sixteen numbers.");
    out.fixedToMoving.matrix()(static_cast<Eigen::Index>(n / 4), static_cast<Eigen::Index>(n % 4)) =
        number.get<double>();
  }
  if (!out.fixedToMoving.matrix().row(3).isApprox(Eigen::RowVector4d(0, 0, 0, 1)))
    return bad(ErrorCode::BadFile, "holds a matrix whose last row is not 0 0 0 1.");
  out.fixedFrame = frameIn(json, "fixedFrame");
  out.movingFrame = frameIn(json, "movingFrame");
  return out;
}

Result<Eigen::Affine3d> layerToBase(const TransformFile& file, const std::string& layerFrame,
                                    const std::string& baseFrame, const std::filesystem::path& path) {
  const auto fits = [](const std::string& named, const std::string& frame) {
    return named.empty() || named == frame;
  };
  const bool layerMoves = fits(file.fixedFrame, baseFrame) && fits(file.movingFrame, layerFrame);
  const bool baseMoves = fits(file.fixedFrame, layerFrame) && fits(file.movingFrame, baseFrame);
  if (!layerMoves && !baseMoves)
    return fail(ErrorCode::InvalidArgument,
                fmt::format("{} leads from frame of reference {} to {}; the base has {} and the layer {}.",
                            path.string(), file.fixedFrame, file.movingFrame, baseFrame, layerFrame),
                path.string());
  if (!layerMoves) return file.fixedToMoving;
  const Eigen::Affine3d back(file.fixedToMoving.inverse());
  if (!back.matrix().allFinite())
    return fail(ErrorCode::InvalidArgument,
                fmt::format("{} holds a matrix that cannot be inverted.", path.string()), path.string());
  return back;
}

}  // namespace iso::cli
