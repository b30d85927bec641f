// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/demo/demo_study.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "core/dicom/demo/demo_file.h"
#include "core/dicom/demo/demo_plan.h"
#include "core/dicom/demo/pet_image.h"
#include "core/dicom/demo/truth_json.h"
#include "core/phantom/noise.h"

namespace iso {
namespace {

namespace fs = std::filesystem;

/// One number from the parts of the work; keeps the callback from running twice at a time.
class Tracker {
 public:
  explicit Tracker(const Progress& progress) : progress_(progress) {}
  void advance(double share) {
    const std::lock_guard lock(mutex_);
    done_ += share;
    if (progress_) progress_(std::min(done_, 1.0));
  }

 private:
  std::mutex mutex_;
  const Progress& progress_;
  double done_ = 0.0;
};

struct Job {
  const Phantom& phantom;
  const DemoSeries& series;
  fs::path folder;
  double share;  ///< of all the work
  ThreadPool& pool;
  Tracker& tracker;
  const CancelToken& cancel;
};

DemoSlice ctSlice(const PhantomField& field, const DemoSeries& series, int k) {
  const std::size_t count =
      static_cast<std::size_t>(series.grid.size[0]) * static_cast<std::size_t>(series.grid.size[1]);
  std::vector<float> values(count);
  sampleSlice(field, Channel::Ct, series.grid, k, values.data());
  const bool head = series.kind == DemoKind::HeadCt;
  addCtNoise(values.data(), series.grid, k, head ? 20240312 : 20240311, head ? 7.0f : 11.0f);
  DemoSlice slice{k, std::vector<std::uint16_t>(count), 1.0, -1024.0, 0.0};
  for (std::size_t n = 0; n < count; ++n) {
    slice.pixels[n] =
        static_cast<std::uint16_t>(std::lround(std::clamp(values[n], -1024.0f, 3071.0f)) + 1024);
  }
  return slice;
}

DemoSlice mrSlice(const PhantomField& field, const DemoSeries& series, const SampleGrid& inCtFrame, int k) {
  const std::size_t width = static_cast<std::size_t>(series.grid.size[0]);
  const std::size_t count = width * static_cast<std::size_t>(series.grid.size[1]);
  std::vector<float> values(count);
  sampleSlice(field, Channel::MrT1, inCtFrame, k, values.data());
  DemoSlice slice{k, std::vector<std::uint16_t>(count), 1.0, 0.0, 0.0};
  const std::uint64_t base = mixBits(static_cast<std::uint64_t>(k) + 0x3d);
  for (std::size_t n = 0; n < count; ++n) {
    // The coil sees near tissue brighter; noise of real and imaginary part makes the magnitude Rician.
    const auto column = n % width, row = n / width;
    const float x = (static_cast<float>(column) - 128.0f) / 128.0f,
                y = (static_cast<float>(row) - 128.0f) / 128.0f;
    const float z = (static_cast<float>(k) - 90.0f) / 90.0f;
    const float signal = values[n] * (0.92f + 0.10f * (x * x + y * y) + 0.06f * z * z);
    const float real = signal + 9.0f * gaussianFromBits(mixBits(base + 2 * n));
    const float imaginary = 9.0f * gaussianFromBits(mixBits(base + 2 * n + 1));
    slice.pixels[n] = static_cast<std::uint16_t>(std::lround(std::min(std::hypot(real, imaginary), 4095.0f)));
  }
  return slice;
}

DemoSlice petSlice(const std::vector<float>& image, const DemoSeries& series, int k) {
  const std::size_t count =
      static_cast<std::size_t>(series.grid.size[0]) * static_cast<std::size_t>(series.grid.size[1]);
  const auto start = image.begin() + static_cast<std::ptrdiff_t>(count) * k;
  const double step = petStep(*std::max_element(start, start + static_cast<std::ptrdiff_t>(count)));
  DemoSlice slice{k, std::vector<std::uint16_t>(count), step * DemoTracer{}.activityOfUnitSuv(), 0.0, 0.0};
  for (std::size_t n = 0; n < count; ++n) {
    slice.pixels[n] = static_cast<std::uint16_t>(
        std::min(std::lround(start[static_cast<std::ptrdiff_t>(n)] / step), 65535l));
  }
  return slice;
}

/// Makes and writes the slices in parallel; the first failure stops the rest.
Result<void> writeSlices(const Job& job, double share, const std::function<DemoSlice(int)>& make) {
  std::mutex mutex;
  std::optional<Error> failure;
  const std::size_t count = static_cast<std::size_t>(job.series.grid.size[2]);
  job.pool.parallelFor(count, [&](std::size_t k) {
    if (job.cancel.cancelled()) return;
    {
      const std::lock_guard lock(mutex);
      if (failure) return;
    }
    const auto file = job.folder / fmt::format("IM{:04}.dcm", k + 1);
    auto written = writeDemoFile(file, job.series, make(static_cast<int>(k)));
    if (!written) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = written.error();
    }
    job.tracker.advance(share / static_cast<double>(count));
  });
  if (failure) return tl::make_unexpected(*failure);
  if (job.cancel.cancelled()) return fail(ErrorCode::Cancelled, "Writing the demo study was cancelled.");
  return {};
}

/// The grid of the MR as the CT's frame of reference sees it.
SampleGrid movedGrid(const SampleGrid& grid, const Eigen::Matrix4d& motion) {
  SampleGrid moved = grid;
  moved.axes = motion.topLeftCorner<3, 3>() * grid.axes;
  moved.origin.mm = motion.topLeftCorner<3, 3>() * grid.origin.mm + motion.topRightCorner<3, 1>();
  return moved;
}

Result<void> writeSeries(const Job& job) {
  std::error_code error;
  fs::create_directories(job.folder, error);
  if (error) {
    const auto code = error == std::errc::permission_denied ? ErrorCode::PermissionDenied : ErrorCode::Io;
    return fail(code, "Cannot make the folder " + job.folder.string() + ": " + error.message() + ".",
                job.folder.string());
  }
  const DemoSeries& series = job.series;
  switch (series.kind) {
    case DemoKind::Pet: {
      const double sampling = 0.8 * job.share;
      double reported = 0.0;
      const auto image = makePetImage(
          job.phantom, series.grid, job.pool,
          [&](double done) {
            job.tracker.advance(sampling * (done - reported));
            reported = done;
          },
          job.cancel);
      if (image.empty()) return fail(ErrorCode::Cancelled, "Writing the demo study was cancelled.");
      return writeSlices(job, job.share - sampling, [&](int k) { return petSlice(image, series, k); });
    }
    case DemoKind::HeadMr: {
      const SampleGrid grid = movedGrid(series.grid, job.phantom.truth.mrToCt);
      const PhantomField field(job.phantom.model, 1.5f, boundsOf(grid), job.pool);
      return writeSlices(job, job.share, [&](int k) { return mrSlice(field, series, grid, k); });
    }
    default: {
      const float softness = series.kind == DemoKind::HeadCt ? 0.95f : 2.8f;
      const PhantomField field(job.phantom.model, softness, boundsOf(series.grid), job.pool);
      return writeSlices(job, job.share, [&](int k) { return ctSlice(field, series, k); });
    }
  }
}

}  // namespace

Result<void> writeDemoStudy(const fs::path& dir, ThreadPool& pool, const Progress& progress,
                            const CancelToken& cancel) {
  const Phantom phantom = makePhantom();
  Tracker tracker(progress);
  const std::array<double, 4> shares{0.46, 0.36, 0.08, 0.10};
  const auto all = demoSeries(phantom.truth);
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto written =
        writeSeries({phantom, all[i], dir / "DEMO" / all[i].folder, shares[i], pool, tracker, cancel});
    if (!written) return written;
  }
  return writeTextFile(dir / "truth.json", truthJson(phantom.truth));
}

}  // namespace iso
