// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/sniff.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace iso {
namespace {

constexpr std::size_t kPreamble = 128;

bool isVr(const std::uint8_t* p) {
  static constexpr std::string_view known =
      "AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV";
  const char name[3] = {static_cast<char>(p[0]), static_cast<char>(p[1]), 0};
  if (name[0] < 'A' || name[0] > 'Z' || name[1] < 'A' || name[1] > 'Z') return false;
  return known.find(name) != std::string_view::npos;
}

}  // namespace

Sniffed::Kind sniffBytes(std::span<const std::uint8_t> b) {
  if (b.size() >= kPreamble + 4 && std::memcmp(b.data() + kPreamble, "DICM", 4) == 0)
    return Sniffed::Kind::Dicom;
  if (b.size() < 16) return Sniffed::Kind::Other;
  // Without a preamble a data set starts with group 0002 or 0008 and a small element number.
  const auto word = [&](std::size_t low, std::size_t high) {
    return static_cast<unsigned>(b[low]) | static_cast<unsigned>(b[high]) << 8;
  };
  const unsigned groupLittle = word(0, 1), elementLittle = word(2, 3);
  const unsigned groupBig = word(1, 0), elementBig = word(3, 2);
  const auto plausible = [](unsigned group, unsigned element) {
    return (group == 0x0002 && element <= 0x0013) || (group == 0x0008 && element <= 0x0070);
  };
  const bool little = plausible(groupLittle, elementLittle);
  if (!little && !plausible(groupBig, elementBig)) return Sniffed::Kind::Other;
  if (isVr(b.data() + 4)) return Sniffed::Kind::Headerless;
  // Implicit VR is little endian only; the first values (group length, character set, image type, a UID)
  // are short.
  const std::uint32_t length = static_cast<std::uint32_t>(b[4]) | static_cast<std::uint32_t>(b[5]) << 8 |
                               static_cast<std::uint32_t>(b[6]) << 16 |
                               static_cast<std::uint32_t>(b[7]) << 24;
  return little && length <= 256 && length % 2 == 0 ? Sniffed::Kind::Headerless : Sniffed::Kind::Other;
}

bool isArchive(std::span<const std::uint8_t> b) {
  return b.size() > 4 && std::memcmp(b.data(), "PK\x03\x04", 4) == 0;
}

std::string whyNotDicom(std::span<const std::uint8_t> b) {
  if (b.empty()) return "The file is empty.";
  return isArchive(b) ? "An archive inside an archive; unpack it first." : "Not a DICOM file.";
}

Error systemError(int errorNumber, const std::filesystem::path& path) {
  const std::string name = path.string();
  switch (errorNumber) {
    case ENOENT:
    case ENOTDIR:
      return {ErrorCode::NotFound, fmt::format("There is no file or folder {}.", name), name};
    case EACCES:
    case EPERM:
      return {
          ErrorCode::PermissionDenied,
          fmt::format("You have no permission to read {}; ask its owner or change its permissions.", name),
          name};
    default:
      return {ErrorCode::Io,
              fmt::format("Reading {} failed: {}.", name, std::generic_category().message(errorNumber)),
              name};
  }
}

Result<Sniffed> sniff(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return tl::make_unexpected(systemError(errno, path));
  struct stat status {};
  Sniffed result;
  std::array<std::uint8_t, 256> bytes{};
  ssize_t got = 0;
  const bool known = ::fstat(file, &status) == 0;
  if (known && S_ISREG(status.st_mode)) got = ::read(file, bytes.data(), bytes.size());
  const int error = known && got >= 0 ? 0 : errno;
  ::close(file);
  if (error != 0) return tl::make_unexpected(systemError(error, path));
  if (!S_ISREG(status.st_mode)) {
    result.reason = "Not a regular file.";
    return result;
  }
  result.size = static_cast<std::uint64_t>(status.st_size);
  result.kind = sniffBytes(std::span(bytes.data(), static_cast<std::size_t>(got)));
  if (result.kind == Sniffed::Kind::Other) {
    const std::span<const std::uint8_t> start(bytes.data(), static_cast<std::size_t>(got));
    result.reason = whyNotDicom(start);
    result.isArchive = isArchive(start);
  }
  return result;
}

}  // namespace iso
