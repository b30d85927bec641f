// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/mosaic.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace iso {
namespace {

/// Reads little-endian numbers and text from the front of bytes; never past their end.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : left_(bytes) {}
  bool skip(std::size_t count) {
    if (count > left_.size()) return false;
    left_ = left_.subspan(count);
    return true;
  }
  std::optional<std::int32_t> number() {
    if (left_.size() < 4) return std::nullopt;
    const std::uint32_t value =
        static_cast<std::uint32_t>(left_[0]) | static_cast<std::uint32_t>(left_[1]) << 8 |
        static_cast<std::uint32_t>(left_[2]) << 16 | static_cast<std::uint32_t>(left_[3]) << 24;
    left_ = left_.subspan(4);
    return static_cast<std::int32_t>(value);
  }
  std::optional<std::string> text(std::size_t count) {
    if (count > left_.size()) return std::nullopt;
    const auto* begin = reinterpret_cast<const char*>(left_.data());
    std::string value(begin, ::strnlen(begin, count));
    left_ = left_.subspan(count);
    return value;
  }
  std::size_t left() const { return left_.size(); }

 private:
  std::span<const std::uint8_t> left_;
};

std::span<const std::uint8_t> bytesOf(const Fields& d, const DcmTagKey& tag) {
  const Uint8* bytes = nullptr;
  unsigned long count = 0;
  if (!d || d.item()->findAndGetUint8Array(tag, bytes, &count).bad() || !bytes) return {};
  return {bytes, count};
}

std::optional<double> plainNumber(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// A private element's number; where its type is not known to the file it is two bytes.
std::optional<int> tileCount(const Fields& d, std::span<const std::uint8_t> csa) {
  const DcmTagKey tag(0x0019, 0x100A);
  if (const auto value = d.integer(tag); value && *value > 0) return value;
  if (const auto raw = bytesOf(d, tag); raw.size() == 2 && (raw[0] | raw[1]) != 0)
    return raw[0] | raw[1] << 8;
  for (const std::string& text : csaValues(csa, "NumberOfImagesInMosaic"))
    if (const auto value = plainNumber(text); value && *value >= 1.0 && *value < 65536.0)
      return static_cast<int>(*value);
  return std::nullopt;
}

}  // namespace

std::vector<std::string> csaValues(std::span<const std::uint8_t> csa, std::string_view name) {
  Reader in(csa);
  constexpr std::string_view kSecondFormat = "SV10";
  const bool second = csa.size() >= 8 && std::memcmp(csa.data(), kSecondFormat.data(), 4) == 0;
  if (second && !in.skip(8)) return {};
  const auto tags = in.number();
  if (!tags || *tags < 1 || !in.skip(4)) return {};
  std::int32_t firstItems = 0;
  for (std::int32_t n = 0; n < *tags; ++n) {
    const auto tagName = in.text(64);
    const auto multiplicity = in.number();
    if (!tagName || !multiplicity || !in.skip(8)) return {};
    const auto items = in.number();
    if (!items || *items < 0 || !in.skip(4)) return {};
    if (n == 0) firstItems = *items;
    std::vector<std::string> values;
    for (std::int32_t k = 0; k < *items; ++k) {
      const auto x0 = in.number(), x1 = in.number();
      if (!x0 || !x1 || !in.skip(8)) return {};
      // The first format adds the first entry's number of items to every length.
      const std::int64_t length = second ? *x1 : static_cast<std::int64_t>(*x0) - firstItems;
      if (length < 0 || length > static_cast<std::int64_t>(in.left())) return {};
      const auto count = static_cast<std::size_t>(length);
      const auto value = in.text(count);
      const std::size_t padding = (4 - count % 4) % 4;
      in.skip(std::min(padding, in.left()));
      if (*tagName == name && k < *multiplicity && !value->empty()) values.push_back(*value);
    }
    if (*tagName == name) return values;
  }
  return {};
}

std::optional<Mosaic> readMosaic(const Fields& d, int rows, int columns) {
  const auto types = splitValues(d.raw(DCM_ImageType));
  if (std::find(types.begin(), types.end(), "MOSAIC") == types.end()) return std::nullopt;
  const auto csa = bytesOf(d, DcmTagKey(0x0029, 0x1010));
  constexpr int kMostSlices = 4096;  // ten times what a scanner makes
  const auto count = tileCount(d, csa);
  if (!count || *count < 1 || *count > kMostSlices) return std::nullopt;
  Mosaic mosaic;
  mosaic.slices = *count;
  // The grid is the smallest square that holds all tiles.
  int grid = 1;
  while (grid * grid < *count) ++grid;
  if (rows % grid != 0 || columns % grid != 0) return std::nullopt;
  mosaic.tileRows = rows / grid;
  mosaic.tileColumns = columns / grid;
  std::vector<double> normal;
  for (const std::string& text : csaValues(csa, "SliceNormalVector"))
    if (const auto value = plainNumber(text)) normal.push_back(*value);
  if (normal.size() == 3) {
    const Vector3 v(normal[0], normal[1], normal[2]);
    if (std::abs(v.norm() - 1.0) < 0.01) mosaic.normal = v.normalized();
  }
  if (const auto step = d.number(DCM_SpacingBetweenSlices); step && *step > 0.0) mosaic.stepMm = *step;
  return mosaic;
}

std::vector<FrameHeader> mosaicFrames(const Mosaic& mosaic, const FrameHeader& picture, int rows, int columns,
                                      std::string& note) {
  FrameHeader tile = picture;
  tile.position.reset();
  std::vector<FrameHeader> frames(static_cast<std::size_t>(mosaic.slices), tile);
  for (std::size_t n = 0; n < frames.size(); ++n) frames[n].tile = static_cast<int>(n);
  if (!picture.position || !picture.axes || !picture.spacing) return frames;
  const auto& [row, column] = *picture.axes;
  if (!mosaic.normal || mosaic.stepMm <= 0.0 ||
      std::abs(std::abs(mosaic.normal->dot(row.cross(column))) - 1.0) > 1e-3) {
    note = "it is a mosaic that does not say in which direction and at what distance its slices follow";
    return frames;
  }
  const Vector3 first = *picture.position +
                        row * ((*picture.spacing)[0] * (columns - mosaic.tileColumns) / 2.0) +
                        column * ((*picture.spacing)[1] * (rows - mosaic.tileRows) / 2.0);
  for (std::size_t n = 0; n < frames.size(); ++n)
    frames[n].position = first + *mosaic.normal * (static_cast<double>(n) * mosaic.stepMm);
  return frames;
}

}  // namespace iso
