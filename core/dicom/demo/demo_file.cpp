// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/demo/demo_file.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "core/dicom/demo/demo_attributes.h"

namespace iso {
namespace {

std::filesystem::path temporary(const std::filesystem::path& file) {
  auto name = file;
  name += ".part";
  return name;
}

Error cannotWrite(const std::filesystem::path& file, const std::string& why) {
  return {ErrorCode::Io, "Cannot write " + file.string() + ": " + why + ".", file.string()};
}

Result<void> publish(const std::filesystem::path& file) {
  std::error_code error;
  std::filesystem::rename(temporary(file), file, error);
  if (error) return tl::make_unexpected(cannotWrite(file, error.message()));
  return {};
}

}  // namespace

Result<void> writeDemoFile(const std::filesystem::path& file, const DemoSeries& series,
                           const DemoSlice& slice) {
  DcmFileFormat format;
  if (auto filled = fillDemoDataset(*format.getDataset(), series, slice); !filled) {
    return tl::make_unexpected(cannotWrite(file, filled.error().message));
  }
  const auto part = temporary(file);
  const OFCondition saved =
      format.saveFile(OFFilename(part.c_str()), EXS_LittleEndianExplicit, EET_ExplicitLength, EGL_withoutGL);
  if (saved.bad()) {
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    return tl::make_unexpected(cannotWrite(file, saved.text()));
  }
  return publish(file);
}

Result<void> writeTextFile(const std::filesystem::path& file, const std::string& text) {
  {
    std::ofstream out(temporary(file), std::ios::binary);
    out << text;
    out.flush();
    if (!out) return tl::make_unexpected(cannotWrite(file, std::strerror(errno)));
  }
  return publish(file);
}

}  // namespace iso
