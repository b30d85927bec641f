// SPDX-License-Identifier: Apache-2.0
#include "render/opencl/path_job.h"

#include <algorithm>
#include <chrono>

namespace iso {
namespace {

constexpr double kLaunchMs = 15.0;
constexpr std::size_t kFirstPaths = std::size_t{1} << 16;

}  // namespace

Result<void> PathTracer::upload(const std::shared_ptr<const PathTables>& tables) {
  if (tables_ == tables) return {};
  const auto put = [&](ClBuffer& into, Result<ClBuffer> made) -> Result<void> {
    if (!made) return tl::make_unexpected(made.error());
    into = std::move(*made);
    return {};
  };
  tables_.reset();
  for (const auto& done :
       {put(majorants_, device_.table(tables->majorants)), put(leaps_, device_.table(tables->leaps)),
        put(material_, device_.table(tables->material)),
        put(weights_, device_.table(tables->gradient.weight)), put(hidden_, device_.table(tables->hidden))})
    if (!done) return done;
  tables_ = tables;
  return {};
}

void PathTracer::letGo() {
  if (!volume_.expired() || !tables_) return;
  cache_.letGo();
  tables_.reset();
  bricks_ = {};
  for (ClBuffer* buffer : {&majorants_, &leaps_, &material_, &weights_, &hidden_, &sums_}) *buffer = {};
  sumsBytes_ = 0;
}

Result<void> PathTracer::trace(const VolumePtr& volume, DeviceVolume& uploaded, const VolumeView& view,
                               int until, std::size_t stripPaths, PathFrame& frame,
                               const CancelToken& cancel) {
  if (volume_.lock() != volume) {
    bricks_ = BrickMap::build(*volume, pool_);
    volume_ = volume;
  }
  const auto tables = cache_.get(volume, bricks_, view, cancel);
  if (!tables) return fail(ErrorCode::Cancelled, "Cancelled.");
  const PathParams params = pathParams(*volume, view, *tables);
  if (auto done = upload(tables); !done) return done;
  fitPathFrame(frame, view);
  auto kernel = device_.kernel(volume->type(), "trace_paths");
  if (!kernel) return tl::make_unexpected(kernel.error());

  const ClApi& cl = device_.api();
  const auto width = static_cast<std::size_t>(view.width);
  const std::size_t rowBytes = width * PathFrame::kSums * sizeof(float);
  for (int y = 0; y < view.height;) {
    if (cancel.cancelled()) return fail(ErrorCode::Cancelled, "Cancelled.");
    const int pass = frame.passes[static_cast<std::size_t>(y)];
    if (pass >= until) {
      ++y;
      continue;
    }
    // A launch cannot be called back: as many paths as take a few milliseconds, as far as is known.
    const std::size_t paths =
        millisecondsAPath_ > 0.0
            ? std::min(stripPaths, static_cast<std::size_t>(kLaunchMs / millisecondsAPath_))
            : kFirstPaths;
    const auto wanted = static_cast<int>(paths / (width * static_cast<std::size_t>(until - pass)));
    const int most = std::min(std::max(wanted / 8 * 8, 8), view.height);
    int rows = 1;
    while (rows < most && y + rows < view.height && frame.passes[static_cast<std::size_t>(y + rows)] == pass)
      ++rows;
    const std::size_t bytes = rowBytes * static_cast<std::size_t>(rows);
    if (sumsBytes_ < bytes) {
      sumsBytes_ = 0;
      auto made = device_.buffer(CL_MEM_READ_WRITE, bytes);
      if (!made) return tl::make_unexpected(made.error());
      sums_ = std::move(*made);
      sumsBytes_ = bytes;
    }
    const auto start = std::chrono::steady_clock::now();
    float* sums = frame.sums.data() + frame.row(y);
    cl_int status =
        cl.EnqueueWriteBuffer(device_.queue(), sums_.get(), CL_TRUE, 0, bytes, sums, 0, nullptr, nullptr);
    if (status != CL_SUCCESS) return clFail("copying paths to " + device_.about().name, status);
    if (auto set =
            setArguments(cl, *kernel, uploaded.voxels(), uploaded.rescales(), uploaded.floatCuts(),
                         majorants_.get(), leaps_.get(), material_.get(), weights_.get(), hidden_.get(),
                         params, cl_int{y}, cl_int{rows}, cl_int{pass}, cl_int{until}, sums_.get());
        !set)
      return set;
    const std::size_t global[2] = {(width + 15) / 16 * 16, (static_cast<std::size_t>(rows) + 7) / 8 * 8};
    status =
        cl.EnqueueNDRangeKernel(device_.queue(), *kernel, 2, nullptr, global, nullptr, 0, nullptr, nullptr);
    if (status != CL_SUCCESS) return clFail("starting a kernel", status);
    status = cl.EnqueueReadBuffer(device_.queue(), sums_.get(), CL_TRUE, 0, bytes, sums, 0, nullptr, nullptr);
    if (status != CL_SUCCESS) return clFail("reading paths from " + device_.about().name, status);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    millisecondsAPath_ =
        took.count() / (static_cast<double>(rows) * static_cast<double>(width) * (until - pass));
    std::fill_n(frame.passes.begin() + y, rows, until);
    y += rows;
  }
  return {};
}

}  // namespace iso
