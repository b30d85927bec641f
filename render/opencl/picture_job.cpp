// SPDX-License-Identifier: Apache-2.0
#include "render/opencl/picture_job.h"

#include <algorithm>
#include <cstring>
#include <deque>

namespace iso {
namespace {

constexpr std::size_t kTile[2] = {16, 8};
constexpr std::size_t kElement = 4;
constexpr std::size_t kStripsInFlight = 2;

}  // namespace

PictureBuffers::~PictureBuffers() {
  for (Plane& p : planes_) release(p);
}

void PictureBuffers::release(Plane& plane) {
  if (plane.mapped) {
    device_.api().EnqueueUnmapMemObject(device_.queue(), plane.pinned.get(), plane.mapped, 0, nullptr,
                                        nullptr);
    device_.api().Finish(device_.queue());
  }
  plane = {};
}

Result<cl_mem> PictureBuffers::plane(std::size_t n, std::size_t bytes) {
  Plane& p = planes_[n];
  if (p.bytes >= bytes) return p.device.get();
  release(p);
  auto made = device_.buffer(CL_MEM_WRITE_ONLY, bytes);
  if (!made) return tl::make_unexpected(made.error());
  p.device = std::move(*made);
  if (!device_.isProcessor()) {
    // Without page-locked memory the picture is read straight to where it belongs, only slower.
    if (auto pinned = device_.buffer(CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR, bytes)) {
      cl_int status = CL_SUCCESS;
      void* mapped =
          device_.api().EnqueueMapBuffer(device_.queue(), pinned->get(), CL_TRUE, CL_MAP_READ | CL_MAP_WRITE,
                                         0, bytes, 0, nullptr, nullptr, &status);
      if (status == CL_SUCCESS && mapped) {
        p.pinned = std::move(*pinned);
        p.mapped = static_cast<std::byte*>(mapped);
      }
    }
  }
  p.bytes = bytes;
  return p.device.get();
}

Result<void> PictureBuffers::run(cl_kernel kernel, int width, int height, std::size_t stripPixels,
                                 const std::vector<Target>& targets, const CancelToken& cancel) {
  const ClApi& cl = device_.api();
  const auto w = static_cast<std::size_t>(width), h = static_cast<std::size_t>(height);
  const std::size_t rows = std::clamp(stripPixels / w / kTile[1] * kTile[1], kTile[1], (h + 7) / 8 * 8);

  struct Strip {
    std::size_t offset, bytes;
    ClEvent done;
  };
  std::deque<Strip> flying;
  const auto land = [&]() -> Result<void> {
    Strip strip = std::move(flying.front());
    flying.pop_front();
    const cl_event event = strip.done.get();
    if (const cl_int status = cl.WaitForEvents(1, &event); status != CL_SUCCESS)
      return clFail("drawing a picture on " + device_.about().name, status);
    for (const Target& t : targets)
      if (planes_[t.plane].mapped)
        std::memcpy(static_cast<std::byte*>(t.host) + strip.offset, planes_[t.plane].mapped + strip.offset,
                    strip.bytes);
    return {};
  };
  const auto abandon = [&](Result<void> why) {
    cl.Finish(device_.queue());  // nothing may still be written into the caller's memory
    return why;
  };

  for (std::size_t y = 0; y < h; y += rows) {
    if (cancel.cancelled()) return abandon(fail(ErrorCode::Cancelled, "Cancelled."));
    const std::size_t count = std::min(rows, h - y);
    const std::size_t offset[2] = {0, y};
    const std::size_t global[2] = {(w + kTile[0] - 1) / kTile[0] * kTile[0],
                                   (count + kTile[1] - 1) / kTile[1] * kTile[1]};
    cl_int status =
        cl.EnqueueNDRangeKernel(device_.queue(), kernel, 2, offset, global, kTile, 0, nullptr, nullptr);
    if (status != CL_SUCCESS) return abandon(clFail("starting a kernel", status));
    Strip strip{y * w * kElement, count * w * kElement, {}};
    for (const Target& t : targets) {
      Plane& p = planes_[t.plane];
      std::byte* into = p.mapped ? p.mapped : static_cast<std::byte*>(t.host);
      cl_event event = nullptr;
      status = cl.EnqueueReadBuffer(device_.queue(), p.device.get(), CL_FALSE, strip.offset, strip.bytes,
                                    into + strip.offset, 0, nullptr, &event);
      if (status != CL_SUCCESS) return abandon(clFail("reading a picture", status));
      strip.done = ClEvent(event, cl.ReleaseEvent);  // the queue is in order: the last read ends the strip
    }
    cl.Flush(device_.queue());
    flying.push_back(std::move(strip));
    if (flying.size() >= kStripsInFlight)
      if (auto landed = land(); !landed) return abandon(std::move(landed));
  }
  while (!flying.empty())
    if (auto landed = land(); !landed) return abandon(std::move(landed));
  return {};
}

}  // namespace iso
