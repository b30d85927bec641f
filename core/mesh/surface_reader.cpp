// SPDX-License-Identifier: Apache-2.0
#include "core/mesh/surface_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <new>
#include <string>
#include <system_error>
#include <utility>

#include "core/mesh/surface_text.h"

namespace iso {
namespace {

constexpr std::uintmax_t kLargestFile = std::uintmax_t{1} << 30U;

using Parser = Result<RawSurface> (*)(std::string_view);

Parser parserOf(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (ending == ".stl") return parseStl;
  if (ending == ".ply") return parsePly;
  if (ending == ".obj") return parseObj;
  return nullptr;
}

tl::unexpected<Error> about(const std::filesystem::path& path, const Error& e) {
  return fail(e.code, fmt::format("{}: {}", path.string(), e.message), path.string());
}

Result<std::string> wholeFile(const std::filesystem::path& path) {
  std::error_code problem;
  const auto status = std::filesystem::status(path, problem);
  if (status.type() == std::filesystem::file_type::not_found)
    return fail(ErrorCode::NotFound, "There is no such file.");
  if (!problem && !std::filesystem::is_regular_file(status))
    return fail(ErrorCode::BadFile, "This is no file.");
  const std::uintmax_t size = std::filesystem::file_size(path, problem);
  if (problem) return fail(ErrorCode::Io, problem.message() + ".");
  if (size == 0) return fail(ErrorCode::BadFile, "The file is empty.");
  if (size > kLargestFile)
    return fail(ErrorCode::Unsupported, "A surface's file can be one gigabyte large at most.");
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorCode::PermissionDenied, "The file cannot be opened.");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  if (file.gcount() != static_cast<std::streamsize>(size))
    return fail(ErrorCode::Io, "Reading the file broke off.");
  return bytes;
}

Result<SurfaceMeshPtr> parsed(const std::filesystem::path& path, Parser parser) {
  const auto bytes = wholeFile(path);
  if (!bytes) return tl::make_unexpected(bytes.error());
  auto raw = parser(*bytes);
  if (!raw) return tl::make_unexpected(raw.error());
  if (raw->ras)
    for (auto* const triples : {&raw->vertices, &raw->normals})
      for (auto& t : *triples) t = {-t[0], -t[1], t[2]};
  return SurfaceMesh::make(std::move(raw->vertices), std::move(raw->triangles), std::move(raw->normals));
}

}  // namespace

bool isSurfaceName(const std::filesystem::path& path) {
  return parserOf(path) != nullptr;
}

Result<SurfaceMeshPtr> readSurface(const std::filesystem::path& path) {
  const Parser parser = parserOf(path);
  if (!parser)
    return about(path, {ErrorCode::Unsupported, "Surfaces are read from .stl, .ply and .obj files.", {}});
  try {
    auto mesh = parsed(path, parser);
    if (!mesh) return about(path, mesh.error());
    return mesh;
  } catch (const std::bad_alloc&) {
    return about(path, {ErrorCode::OutOfMemory, "There is not enough memory for this surface.", {}});
  }
}

}  // namespace iso
