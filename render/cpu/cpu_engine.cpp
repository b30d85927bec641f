// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/cpu_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <list>
#include <optional>
#include <thread>

#include "core/base/machine_memory.h"
#include "core/base/parallel.h"
#include "render/cpu/fused_layers.h"
#include "render/cpu/hidden_bricks.h"
#include "render/cpu/padded_copies.h"
#include "render/cpu/path_trace.h"
#include "render/cpu/rgb_slice.h"
#include "render/cpu/row_spans.h"
#include "render/cpu/slab_sampler.h"
#include "render/cpu/slice_kernel.h"
#include "render/cpu/transfer_table.h"
#include "render/cpu/volume_rays.h"
#include "render/engine/surface_picture.h"
#include "render/scene/padding.h"
#include "render/scene/picture_size.h"

namespace iso {
namespace {

/// What the engine keeps of a volume between pictures.
struct Derived {
  std::weak_ptr<const Volume> volume;
  BrickMap bricks;
  /// Of the transfer function shown last: turning a volume changes the camera only.
  TransferFunction transfer;
  VolumeMode mode = VolumeMode::Composite;
  std::vector<std::uint16_t> skip;
  const VoxelMask* skipped = nullptr;  ///< whose hidden voxels `skip` leaves out
  HiddenBricks hidden;
};

/// Voxels between a pixel and the one far enough below it that another row of voxels is met, see LaneOffsets.
std::int64_t fetchAhead(const SlicePlan& plan, const VoxelSource& source) {
  const double step = plan.dy.cwiseAbs().maxCoeff();
  if (!plan.offsets.empty() || !(step > 0.0)) return 0;
  const double rows = std::clamp(std::ceil(2.0 / step), 2.0, 6.0);
  const Vector3 d = (plan.dy * rows).array().round();
  return static_cast<std::int64_t>(d[2]) * source.sliceVoxels +
         static_cast<std::int64_t>(d[1]) * source.rowVoxels + static_cast<std::int64_t>(d[0]);
}

tl::unexpected<Error> cancelledError() {
  return fail(ErrorCode::Cancelled, "Cancelled.");
}

class CpuEngine final : public Engine {
 public:
  explicit CpuEngine(unsigned threads) : pool_(threads) {}

  EngineInfo info() const override {
    return {"cpu", fmt::format("{}, {} threads", simdName(), pool_.size())};
  }

  Result<void> prepare(const VolumePtr& volume, const CancelToken& cancel) override {
    if (volume->type() != VoxelType::Rgb8) {
      derived(volume);
      copies_.shown(volume, pool_, cancel);
    }
    if (cancel.cancelled()) return cancelledError();
    return {};
  }

  Result<ValueFrame> sliceValues(const VolumePtr& volume, const SliceView& view,
                                 const CancelToken& cancel) override {
    if (auto ok = checkPictureSize(view.width, view.height); !ok) return tl::make_unexpected(ok.error());
    if (volume->type() == VoxelType::Rgb8)
      return fail(ErrorCode::InvalidArgument, "A colour image has no single value at a point.");
    ValueFrame frame{view.width, view.height, PixelBuffer<float>(PixelAllocator<float>(memory_))};
    frame.values.resize(static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height));
    VoxelSourceTables tables(*volume);
    place(volume, tables.source);
    const auto samples = slabSamples(view.slab, volume->geometry());
    if (!samples) return tl::make_unexpected(samples.error());
    if (!view.slab.isPlane()) {
      const SlabSampler slab(*volume, view, *samples, tables.source, {});
      const bool done = forSlabRows(slab, view, cancel, [&](int y, int x0, int count, const float* values) {
        std::copy_n(values, count, frame.values.data() + pixelIndex(view, x0, y));
      });
      if (!done) return cancelledError();
      return frame;
    }
    const bool done =
        forSpans(*volume, tables.source, view, cancel, [&](int y, const RowSpan& span, LaneOffsets& lanes) {
          float* out = frame.values.data() + pixelIndex(view, span.begin, y);
          if (span.inside)
            sampleSpan(tables.source, span, view.interpolation, lanes, out);
          else
            std::fill_n(out, span.end - span.begin, std::numeric_limits<float>::quiet_NaN());
        });
    if (!done) return cancelledError();
    return frame;
  }

  Result<ColorFrame> slice(const VolumePtr& volume, const SliceView& view, const SliceDisplay& display,
                           const CancelToken& cancel) override {
    if (auto ok = checkPictureSize(view.width, view.height); !ok) return tl::make_unexpected(ok.error());
    ColorFrame frame = emptyFrame(view.width, view.height);
    frame.pixels.resize(static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height));
    const bool nearest = view.interpolation == Interpolation::Nearest;
    const bool rgb = volume->type() == VoxelType::Rgb8;
    VoxelSourceTables tables(*volume);
    place(volume, tables.source);
    const StoredRange padding = paddingToHide(*volume, display);
    const auto samples = slabSamples(view.slab, volume->geometry());
    if (!samples) return tl::make_unexpected(samples.error());
    if (!view.slab.isPlane()) {
      if (rgb) return fail(ErrorCode::InvalidArgument, "A colour image cannot be shown as a slab.");
      const SlabSampler slab(*volume, view, *samples, tables.source, padding);
      const bool done = forSlabRows(slab, view, cancel, [&](int y, int x0, int count, const float* values) {
        Rgba8* out = frame.pixels.data() + pixelIndex(view, x0, y);
        show(display, values, count, out);
        for (int x = 0; x < count; ++x)
          if (std::isnan(values[x])) out[x] = display.outside;
      });
      if (!done) return cancelledError();
      return frame;
    }
    const VoxelSource stored = storedNumbers(tables.source);
    const bool done =
        forSpans(*volume, tables.source, view, cancel, [&](int y, const RowSpan& span, LaneOffsets& lanes) {
          Rgba8* out = frame.pixels.data() + pixelIndex(view, span.begin, y);
          const int count = span.end - span.begin;
          if (!span.inside) {
            std::fill_n(out, count, display.outside);
          } else if (rgb) {
            sampleRgbSpan(*volume, span, nearest, out);
          } else {
            float values[kTileWidth];
            sampleSpan(tables.source, span, view.interpolation, lanes, values);
            show(display, values, count, out);
            if (padding) {
              sampleSpan(stored, span, Interpolation::Nearest, lanes, values);
              const auto low = static_cast<float>((*padding)[0]), high = static_cast<float>((*padding)[1]);
              for (int x = 0; x < count; ++x)
                if (values[x] >= low && values[x] <= high) out[x] = display.outside;
            }
          }
        });
    if (!done) return cancelledError();
    return frame;
  }

  Result<ColorFrame> volume(const VolumePtr& volume, const VolumeView& view,
                            const CancelToken& cancel) override {
    if (auto ok = checkPictureSize(view.width, view.height); !ok) return tl::make_unexpected(ok.error());
    if (volume->type() == VoxelType::Rgb8)
      return fail(ErrorCode::Unsupported, "Colour images cannot be shown as a volume yet.");
    if (view.preset.relative)
      return fail(ErrorCode::InvalidArgument, "The preset's values have not been fitted to the volume.");
    if (auto ok = checkView(view, volume->size()); !ok) return tl::make_unexpected(ok.error());
    const VolumeGeometry& geometry = volume->geometry();
    Derived& kept = derived(volume);
    if (cancel.cancelled()) return cancelledError();
    const double step = sampleStep(view, geometry);
    const TransferTable table = TransferTable::make(view.preset, step);
    const VoxelMask* const mask = maskOf(view);
    // The kernel counts the mask's bytes in 32 bits.
    if (mask && 4.0 * mask->wordsPerRow() * mask->size()[1] * mask->size()[2] > 2147483000.0)
      return fail(ErrorCode::Unsupported, "The volume is too large for parts of it to be hidden.");
    if (mask) kept.hidden.use(view.hidden, kept.bricks, pool_);
    const BrickMap& bricks = mask ? kept.hidden.bricks() : kept.bricks;
    if (kept.skip.empty() || kept.mode != view.preset.mode || kept.skipped != mask ||
        !kept.transfer.sameOpacity(view.preset.transfer)) {
      kept.skip = skipMap(bricks.size(), table.occupiedParts(bricks));
      kept.skipped = mask;
      kept.transfer = view.preset.transfer;
      kept.mode = view.preset.mode;
    }

    ColorFrame frame = emptyFrame(view.width, view.height);
    const auto pixels = static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height);
    frame.pixels.resize(pixels);
    frame.depth.resize(pixels);
    VoxelSourceTables tables(*volume);
    place(volume, tables.source);
    std::unique_ptr<SliceLookup> uneven;
    if (geometry.isUneven()) uneven = std::make_unique<SliceLookup>(geometry);
    VolumeJob job = volumeRays(geometry, view);
    job.source = tables.source;
    job.bricks = &bricks;
    if (mask) {
      job.hidden = kept.hidden.bits();
      job.hiddenRowBytes = 4 * mask->wordsPerRow();
    }
    job.skip = kept.skip.data();
    job.table = &table;
    job.uneven = uneven.get();
    job.mode = view.preset.mode;
    job.isovalue = static_cast<float>(view.preset.isovalue);
    job.step = static_cast<float>(step);
    if (view.light) {
      const Vector3 towards = view.light->normalized();
      job.fixedLight = true;
      for (int a = 0; a < 3; ++a) job.light[a] = static_cast<float>(towards[a]);
    }
    std::optional<TransferIntegral> integral;
    std::shared_ptr<const LightVolume> lighting;
    const GradientTable weights = GradientTable::make(view.preset.gradient);
    if (view.preset.mode == VolumeMode::Composite) {
      job.jitter = view.jitter;
      job.preintegrated = view.preintegrated;
      if (view.preset.shading.enabled) lighting = lights_.get(volume, view, cancel);
      if (cancel.cancelled()) return cancelledError();
      job.lighting = lighting.get();
      job.occlusion = static_cast<float>(view.occlusion);
      job.shadows = view.shadows && view.light;
      if (view.preintegrated || !weights.weight.empty() || lighting)
        job.integral = &integral.emplace(TransferIntegral::make(view.preset.transfer, step));
      if (!weights.weight.empty()) job.weights = &weights;
    }
    const auto surfaces = surfaces_.get(view, cancel);
    if (cancel.cancelled()) return cancelledError();
    if (surfaces) {
      job.surfaceDepth = surfaces->depth.data();
      job.surfaceColors = surfaces->colors.data();
    }
    job.background = view.background;
    job.pixels = frame.pixels.data();
    job.depth = frame.depth.data();

    forTiles(view, 32, 32, cancel,
             [&](int x0, int y0, int x1, int y1) { renderVolumeTile(job, x0, y0, x1, y1); });
    if (cancel.cancelled()) return cancelledError();
    return frame;
  }

  Result<ColorFrame> fused(const FusedView& view, const CancelToken& cancel) override {
    if (auto ok = checkView(view); !ok) return tl::make_unexpected(ok.error());
    std::array<const BrickMap*, kMostLayers> bricks{};
    for (std::size_t n = 0; n < view.layers.size(); ++n) {
      bricks[n] = &derived(view.layers[n].volume).bricks;
      if (cancel.cancelled()) return cancelledError();
    }
    auto fused = fusedLayers_.job(view, bricks);
    if (!fused) return tl::make_unexpected(fused.error());
    for (std::size_t n = 0; n < view.layers.size(); ++n)
      place(view.layers[n].volume, fused->layers[n].job.source);
    if (cancel.cancelled()) return cancelledError();
    ColorFrame frame = emptyFrame(view.width, view.height);
    const auto pixels = static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height);
    frame.pixels.resize(pixels);
    frame.depth.resize(pixels);
    for (FusedLayerJob& layer : fused->layers) {
      layer.job.pixels = frame.pixels.data();
      layer.job.depth = frame.depth.data();
    }
    if (!forTiles(view, 32, 32, cancel,
                  [&](int x0, int y0, int x1, int y1) { renderFusedTile(*fused, x0, y0, x1, y1); }))
      return cancelledError();
    return frame;
  }

  Result<void> trace(const VolumePtr& volume, const VolumeView& view, int until, PathFrame& frame,
                     const CancelToken& cancel) override {
    if (auto ok = checkPaths(*volume, view); !ok) return ok;
    const auto tables = paths_.get(volume, derived(volume).bricks, view, cancel);
    if (!tables) return cancelledError();
    const PathParams params = pathParams(*volume, view, *tables);
    fitPathFrame(frame, view);
    pool_.parallelFor(static_cast<std::size_t>(view.height), [&](std::size_t y) {
      if (!cancel.cancelled() && frame.passes[y] < until)
        tracePathRow(*volume, params, *tables, static_cast<int>(y), until, frame);
    });
    if (cancel.cancelled()) return cancelledError();
    return {};
  }

 private:
  ColorFrame emptyFrame(int width, int height) const {
    return {width, height, PixelBuffer<Rgba8>(PixelAllocator<Rgba8>(memory_)),
            PixelBuffer<float>(PixelAllocator<float>(memory_))};
  }

  static constexpr int kTileWidth = 512;  ///< at most

  static std::size_t pixelIndex(const SliceView& view, int x, int y) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(view.width) + static_cast<std::size_t>(x);
  }

  /// Window and map.
  static void show(const SliceDisplay& display, const float* values, int count, Rgba8* out) {
    if (display.window.function == VoiFunction::Sigmoid) {
      for (int x = 0; x < count; ++x) {
        const double grey = windowed(display.window, static_cast<double>(values[x]));
        out[x] = display.map.entries[static_cast<std::size_t>(std::lround(grey * 255.0))];
      }
      return;
    }
    const LinearWindow line = linearWindow(display.window);
    colorize(values, count, static_cast<float>(line.scale), static_cast<float>(line.offset),
             display.map.entries.data(), out);
  }

  /// Calls body(x0, y0, x1, y1) for tiles that cover the picture, on all threads; false if cancelled.
  template <class View, class Body>
  bool forTiles(const View& view, int width, int height, const CancelToken& cancel, const Body& body) {
    const int tilesX = (view.width + width - 1) / width, tilesY = (view.height + height - 1) / height;
    pool_.parallelFor(
        static_cast<std::size_t>(tilesX) * static_cast<std::size_t>(tilesY), [&](std::size_t n) {
          if (cancel.cancelled()) return;
          const int x0 = static_cast<int>(n) % tilesX * width, y0 = static_cast<int>(n) / tilesX * height;
          body(x0, y0, std::min(x0 + width, view.width), std::min(y0 + height, view.height));
        });
    return !cancel.cancelled();
  }

  /// Calls body(row, first pixel, count, values) for all pixels of a slab; false if cancelled.
  template <class Body>
  bool forSlabRows(const SlabSampler& slab, const SliceView& view, const CancelToken& cancel,
                   const Body& body) {
    constexpr int kWidth = 256, kHeight = 16;
    return forTiles(view, kWidth, kHeight, cancel, [&](int x0, int y0, int x1, int y1) {
      SlabSampler::Scratch scratch;
      float values[kWidth];
      for (int y = y0; y < y1 && !cancel.cancelled(); ++y) {
        slab.sample(y, x0, x1, scratch, values);
        body(y, x0, x1 - x0, values);
      }
    });
  }

  /// Calls body(row, span, lanes) for all pixels, tile by tile on all threads; false if cancelled.
  template <class Body>
  bool forSpans(const Volume& volume, const VoxelSource& source, const SliceView& view,
                const CancelToken& cancel, const Body& body) {
    const SlicePlan plan = SlicePlan::make(volume.geometry(), view);
    // Cubic reads sixteen rows of voxels where linear reads four: a narrower tile keeps them in the cache.
    const bool cubic = view.interpolation == Interpolation::Cubic;
    const int tileWidth = cubic ? 128 : kTileWidth, tileHeight = cubic ? 64 : 16;
    return forTiles(view, tileWidth, tileHeight, cancel, [&](int x0, int y0, int x1, int y1) {
      std::vector<RowSpan> spans;
      LaneOffsets lanes;
      lanes.ahead = fetchAhead(plan, source);
      for (int y = y0; y < y1; ++y) {
        rowSpans(plan, y, x0, x1, spans);
        for (const RowSpan& span : spans) body(y, span, lanes);
      }
    });
  }

  Derived& derived(const VolumePtr& volume) {
    derived_.remove_if([](const Derived& d) { return d.volume.expired(); });
    paths_.letGo();
    for (Derived& d : derived_)
      if (d.volume.lock() == volume) return d;
    Derived& d = derived_.emplace_back();
    d.volume = volume;
    d.bricks = BrickMap::build(*volume, pool_);
    return d;
  }

  /// Where a padded copy is there, its voxels take the place of the volume's.
  void place(const VolumePtr& volume, VoxelSource& source) {
    if (const PaddedVoxels* copy = copies_.find(*volume)) source = copy->placed(source);
  }

  ThreadPool pool_;
  std::shared_ptr<PixelMemory> memory_ = std::make_shared<PixelMemory>();
  std::list<Derived> derived_;
  /// An eighth of the machine's memory.
  PaddedCopies copies_{machineMemory() / 8};
  FusedLayers fusedLayers_{pool_};
  LightCache lights_{pool_};
  SurfacePictureCache surfaces_{pool_};
  PathTablesCache paths_{pool_};
};

}  // namespace

std::unique_ptr<Engine> makeCpuEngine(unsigned threads) {
  return std::make_unique<CpuEngine>(threads);
}

}  // namespace iso
