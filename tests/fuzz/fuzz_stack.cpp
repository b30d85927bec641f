// SPDX-License-Identifier: Apache-2.0
// Headers with any positions, orientations, sizes and phases as one series: whatever the assembler makes of
// them has to hold together, since everything after it trusts that.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <vector>

#include "core/dicom/assembler.h"
#include "core/dicom/stack_fit.h"
#include "tests/fuzz/byte_source.h"

namespace {

using iso::Vector3;
using iso::fuzz::ByteSource;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "Does not hold: %s\n", what);
  std::abort();
}

double finite(ByteSource& source) {
  const double value = source.number();
  return std::isfinite(value) ? value : 0.0;  // readers of headers let nothing else through
}

/// Unit and roughly at right angles, as readers of headers promise.
std::array<Vector3, 2> axesFrom(ByteSource& source) {
  const double turn = source.byte() * 0.05, tilt = source.byte() * 0.002;
  const Vector3 row(std::cos(turn), std::sin(turn), 0.0), column(-std::sin(turn), std::cos(turn), tilt);
  return {row, column.normalized()};
}

iso::FrameHeader frameFrom(ByteSource& source, const iso::FrameHeader& before, int number) {
  iso::FrameHeader frame = before;
  frame.frame = number;
  const std::uint8_t change = source.byte();
  if (change & 1) frame.position = Vector3(finite(source), finite(source), finite(source));
  // The ordinary case is a stack: one step on.
  if (!(change & 1) && frame.position) *frame.position += Vector3(0.0, 0.25 * (change >> 6), 1.5);
  if (change & 2) frame.axes = axesFrom(source);
  if (change & 4)
    frame.spacing = std::array<double, 2>{std::abs(finite(source)) + 1e-3, std::abs(finite(source)) + 1e-3};
  if (change & 8) frame.rescale = {finite(source), finite(source)};
  if (change & 16) frame.phaseKeys[source.byte() % 7] = finite(source);
  if (change & 32) frame.imageType = source.flag() ? "ORIGINAL\\PRIMARY\\M" : "DERIVED\\SECONDARY\\MOSAIC";
  if (change == 0xFF) frame.position.reset();
  return frame;
}

std::vector<iso::FileHeader> seriesFrom(ByteSource& source) {
  std::vector<iso::FileHeader> files;
  iso::FrameHeader frame;
  frame.phaseKeys.fill(std::numeric_limits<double>::quiet_NaN());
  frame.position = Vector3::Zero();
  frame.axes = std::array<Vector3, 2>{Vector3::UnitX(), Vector3::UnitY()};
  frame.spacing = std::array<double, 2>{0.5, 0.5};
  constexpr std::size_t kMostFiles = 40;
  int rows = 4, columns = 5;
  while (!source.done() && files.size() < kMostFiles) {
    iso::FileHeader file;
    file.kind = iso::FileHeader::Kind::Image;
    file.path = "fuzz";
    const std::uint8_t change = source.byte();
    if (change & 1) rows = 1 + source.below(5000);
    if (change & 2) columns = 1 + source.below(5000);
    const int frames = change & 4 ? 1 + source.byte() % 12 : 1;
    file.sopInstanceUid = change & 8 ? "1.2" : "1." + std::to_string(files.size());
    file.seriesUid = "1";
    file.instanceNumber =
        change & 16 ? static_cast<int>(source.word()) - 30000 : static_cast<int>(files.size());
    file.acquisitionNumber = change & 32 ? source.byte() : 0;
    file.type = static_cast<iso::VoxelType>(change & 64 ? source.byte() % 5 : 1);
    file.truncated = change & 128;
    auto layout = std::make_shared<iso::PixelLayout>();
    layout->rows = rows;
    layout->columns = columns;
    layout->frames = frames;
    file.pixels = layout;
    for (int n = 0; n < frames; ++n) {
      frame = frameFrom(source, frame, n);
      file.frames.push_back(frame);
    }
    files.push_back(std::move(file));
  }
  return files;
}

void check(const iso::VolumeDescription& volume) {
  const iso::Size3& size = volume.geometry.size();
  require(volume.phases >= 1 && size[0] >= 1 && size[1] >= 1 && size[2] >= 1,
          "sizes and phases are at least 1");
  require(volume.slices.size() == static_cast<std::size_t>(volume.phases) * static_cast<std::size_t>(size[2]),
          "there is a file for each slice of each phase");
  require(volume.phaseValues.empty() || volume.phaseValues.size() == static_cast<std::size_t>(volume.phases),
          "each phase has a value or none has");
  require(volume.geometry.axes().allFinite() && volume.geometry.origin().mm.allFinite(),
          "the geometry is finite");
  for (const iso::SliceSource& slice : volume.slices) {
    require(slice.pixels != nullptr, "a slice knows how its pixels are stored");
    require(slice.frame >= 0 && slice.frame < slice.pixels->frames, "a slice's frame is in its file");
    require(slice.pixels->sliceColumns() == size[0] && slice.pixels->sliceRows() == size[1],
            "all slices have the volume's size");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSource source(data, size);
  const std::vector<iso::FileHeader> files = seriesFrom(source);
  if (files.empty()) return 0;
  std::vector<const iso::FileHeader*> pointers;
  for (const iso::FileHeader& file : files) pointers.push_back(&file);
  for (const iso::VolumeDescription& volume : iso::assembleVolumes(pointers)) check(volume);
  return 0;
}
