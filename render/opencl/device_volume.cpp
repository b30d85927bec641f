// SPDX-License-Identifier: Apache-2.0
#include "render/opencl/device_volume.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "render/engine/hidden_blocks.h"
#include "render/opencl/kernel_params.h"

namespace iso {
namespace {

constexpr double kShareOfMemory = 0.7;
constexpr std::size_t kUploadPiece = std::size_t{64} << 20;

std::size_t voxelBytes(const Volume& volume) {
  return volume.sliceBytes() * static_cast<std::size_t>(volume.size()[2]);
}

std::string sizeText(std::size_t bytes) {
  const auto b = static_cast<double>(bytes);
  return bytes < 1'000'000'000 ? fmt::format("{:.1f} MB", 1e-6 * b) : fmt::format("{:.2f} GB", 1e-9 * b);
}

std::size_t roundedUp(std::size_t n, std::size_t to) {
  return (n + to - 1) / to * to;
}

}  // namespace

std::size_t largestVolume(const ClDevice& device) {
  return std::min(device.largestBuffer(),
                  static_cast<std::size_t>(kShareOfMemory * static_cast<double>(device.memoryBytes())));
}

Result<std::unique_ptr<DeviceVolume>> DeviceVolume::upload(ClDevice& device, const Volume& volume,
                                                           const CancelToken& cancel) {
  std::unique_ptr<DeviceVolume> out(new DeviceVolume);
  const std::size_t bytes = voxelBytes(volume);
  out->bytes_ = bytes;
  if (bytes > largestVolume(device))
    return fail(ErrorCode::OutOfMemory,
                fmt::format("The volume's {} are more than {} takes in one piece, {}.", sizeText(bytes),
                            device.about().name, sizeText(largestVolume(device))));

  const ClApi& cl = device.api();
  if (device.isProcessor()) {
    auto made = device.buffer(CL_MEM_READ_ONLY | CL_MEM_USE_HOST_PTR, bytes, volume.data());
    if (!made) return tl::make_unexpected(made.error());
    out->voxels_ = std::move(*made);
    out->host_ = volume.buffer();
  } else {
    auto made = device.buffer(CL_MEM_READ_ONLY, bytes);
    if (!made) return tl::make_unexpected(made.error());
    out->voxels_ = std::move(*made);
    for (std::size_t at = 0; at < bytes; at += kUploadPiece) {
      if (cancel.cancelled()) return fail(ErrorCode::Cancelled, "Cancelled.");
      const cl_int status =
          cl.EnqueueWriteBuffer(device.queue(), out->voxels_.get(), CL_TRUE, at,
                                std::min(kUploadPiece, bytes - at), volume.data() + at, 0, nullptr, nullptr);
      // Some drivers find memory for a buffer only now.
      if (status != CL_SUCCESS)
        return clFailReserving("copying the volume to " + device.about().name, status);
    }
  }
  const auto put = [&](ClBuffer& into, Result<ClBuffer> made) -> Result<void> {
    if (!made) return tl::make_unexpected(made.error());
    into = std::move(*made);
    return {};
  };
  for (const auto& done : {put(out->rescales_, device.table(rescaleTable(volume))),
                           put(out->floatCuts_, device.table(iso::floatCuts(volume.geometry()))),
                           put(out->slopes_, device.table(sliceSlopes(volume.geometry())))})
    if (!done) return tl::make_unexpected(done.error());
  return out;
}

Result<cl_mem> DeviceVolume::fixedCuts(ClDevice& device, const Volume& volume, int shift) {
  if (!fixedCuts_ || (volume.geometry().isUneven() && shift != cutsShift_)) {
    auto made = device.table(iso::fixedCuts(volume.geometry(), shift));
    if (!made) return tl::make_unexpected(made.error());
    fixedCuts_ = std::move(*made);
    cutsShift_ = shift;
  }
  return fixedCuts_.get();
}

Result<cl_mem> DeviceVolume::brickRanges(ClDevice& device, const Volume& volume) {
  if (masked_) return seenRanges_.get();
  if (ranges_) return ranges_.get();
  std::size_t count = 1;
  for (std::size_t a = 0; a < 3; ++a) {
    bricks_[a] = (volume.size()[a] - 1) / 8 + 1;
    count *= static_cast<std::size_t>(bricks_[a]);
  }
  auto made = device.buffer(CL_MEM_READ_WRITE, count * sizeof(cl_float2));
  if (!made) return tl::make_unexpected(made.error());
  auto kernel = device.kernel(volume.type(), "brick_ranges");
  if (!kernel) return tl::make_unexpected(kernel.error());
  const ClApi& cl = device.api();
  const cl_int perSlice = !volume.hasUniformRescale();
  if (auto set = setArguments(cl, *kernel, voxels(), rescales(), volume.size()[0], volume.size()[1],
                              volume.size()[2], perSlice, bricks_[0], bricks_[1], bricks_[2], made->get());
      !set)
    return tl::make_unexpected(set.error());
  const std::size_t local[3] = {8, 4, 2};
  std::size_t global[3];
  for (std::size_t a = 0; a < 3; ++a) global[a] = roundedUp(static_cast<std::size_t>(bricks_[a]), local[a]);
  cl_int status =
      cl.EnqueueNDRangeKernel(device.queue(), *kernel, 3, nullptr, global, local, 0, nullptr, nullptr);
  if (status != CL_SUCCESS) return clFail("measuring the volume's bricks", status);
  hostRanges_.resize(count);
  status = cl.EnqueueReadBuffer(device.queue(), made->get(), CL_TRUE, 0, count * sizeof(cl_float2),
                                hostRanges_.data(), 0, nullptr, nullptr);
  if (status != CL_SUCCESS) return clFail("reading the volume's bricks", status);
  greatest_ = -std::numeric_limits<float>::infinity();
  for (const auto& range : hostRanges_) greatest_ = std::max(greatest_, range.s[1]);
  ranges_ = std::move(*made);
  return ranges_.get();
}

Result<void> DeviceVolume::useHidden(ClDevice& device, const Volume& volume,
                                     std::shared_ptr<const VoxelMask> mask, ThreadPool& pool) {
  const bool known = mask && mask_ == mask;
  if (masked_ == (mask != nullptr) && (!mask || known)) return {};
  masked_ = known;
  tableBuffer_ = {};  // its distances were of other bricks
  if (!mask || known) return {};
  mask_.reset();
  if (auto ranges = brickRanges(device, volume); !ranges) return tl::make_unexpected(ranges.error());
  auto bits = device.table(mask->words(pool));
  if (!bits) return tl::make_unexpected(bits.error());
  seenHostRanges_ = hostRanges_;
  constexpr float kNone = std::numeric_limits<float>::infinity();
  const auto hiddenBricks = hiddenBlocks(*mask, 8, bricks_, pool);
  for (std::size_t n = 0; n < hiddenBricks.size(); ++n)
    if (hiddenBricks[n] != 0) seenHostRanges_[n] = {{kNone, -kNone}};
  auto ranges = device.table(seenHostRanges_);
  if (!ranges) return tl::make_unexpected(ranges.error());
  hidden_ = std::move(*bits);
  seenRanges_ = std::move(*ranges);
  mask_ = std::move(mask);
  masked_ = true;
  return {};
}

Result<void> DeviceVolume::useTransfer(ClDevice& device, const Volume& volume,
                                       const TransferFunction& transfer) {
  if (tableBuffer_ && points_ == transfer.points) return {};
  if (auto ranges = brickRanges(device, volume); !ranges) return tl::make_unexpected(ranges.error());
  ClTransferTable table = transferTable(transfer);
  auto entries = device.table(table.entries);
  if (!entries) return tl::make_unexpected(entries.error());
  auto distances = device.table(brickDistances(masked_ ? seenHostRanges_ : hostRanges_, bricks_, table));
  if (!distances) return tl::make_unexpected(distances.error());
  table_ = std::move(table);
  tableBuffer_ = std::move(*entries);
  distances_ = std::move(*distances);
  points_ = transfer.points;
  return {};
}

std::vector<DeviceVolumes::Entry>::iterator DeviceVolumes::find(const VolumePtr& volume) {
  return std::find_if(entries_.begin(), entries_.end(),
                      [&](const Entry& e) { return e.volume.lock() == volume; });
}

Result<DeviceVolume*> DeviceVolumes::get(ClDevice& device, const VolumePtr& volume,
                                         const CancelToken& cancel) {
  std::erase_if(entries_, [](const Entry& e) { return e.volume.expired(); });
  const auto found = find(volume);
  if (found != entries_.end()) {
    std::rotate(found, found + 1, entries_.end());
    return entries_.back().uploaded.get();
  }
  const auto limit = static_cast<std::size_t>(kShareOfMemory * static_cast<double>(device.memoryBytes()));
  const auto used = [&] {
    return std::accumulate(entries_.begin(), entries_.end(), std::size_t{0},
                           [](std::size_t sum, const Entry& e) { return sum + e.uploaded->bytes(); });
  };
  const bool fits = voxelBytes(*volume) <= largestVolume(device);
  while (fits && !entries_.empty() && used() + voxelBytes(*volume) > limit) entries_.erase(entries_.begin());
  auto uploaded = DeviceVolume::upload(device, *volume, cancel);
  // Others use the device's memory too: what was shown longest ago makes room.
  while (fits && !uploaded && uploaded.error().code == ErrorCode::OutOfMemory && !entries_.empty()) {
    entries_.erase(entries_.begin());
    uploaded = DeviceVolume::upload(device, *volume, cancel);
  }
  if (!uploaded) return tl::make_unexpected(uploaded.error());
  entries_.push_back({volume, std::move(*uploaded)});
  return entries_.back().uploaded.get();
}

Result<std::vector<DeviceVolume*>> DeviceVolumes::getAll(ClDevice& device,
                                                         const std::vector<VolumePtr>& volumes,
                                                         const CancelToken& cancel) {
  std::vector<VolumePtr> apart;
  std::size_t bytes = 0;
  for (const VolumePtr& volume : volumes) {
    if (std::find(apart.begin(), apart.end(), volume) != apart.end()) continue;
    apart.push_back(volume);
    bytes += voxelBytes(*volume);
  }
  const auto tooMany = [&] {
    return fail(ErrorCode::OutOfMemory, fmt::format("The volumes' {} together are more than {} has room for.",
                                                    sizeText(bytes), device.about().name));
  };
  if (bytes > static_cast<std::size_t>(kShareOfMemory * static_cast<double>(device.memoryBytes())))
    return tooMany();
  for (const VolumePtr& volume : apart)
    if (auto uploaded = get(device, volume, cancel); !uploaded) return tl::make_unexpected(uploaded.error());
  // A later one may have made room for itself at an earlier one's cost.
  std::vector<DeviceVolume*> out;
  for (const VolumePtr& volume : volumes) {
    const auto found = find(volume);
    if (found == entries_.end()) return tooMany();
    out.push_back(found->uploaded.get());
  }
  return out;
}

}  // namespace iso
