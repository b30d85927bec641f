// SPDX-License-Identifier: Apache-2.0
#include "render/opencl/opencl_engine.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/parallel.h"
#include "render/engine/light_volume.h"
#include "render/engine/streaming_engine.h"
#include "render/engine/surface_picture.h"
#include "render/opencl/cl_device.h"
#include "render/opencl/device_volume.h"
#include "render/opencl/fused_job.h"
#include "render/opencl/kernel_params.h"
#include "render/opencl/path_job.h"
#include "render/opencl/picture_job.h"
#include "render/scene/transfer_integral.h"

namespace iso {
namespace {

/// Pixels between two looks at the cancel token: a few milliseconds of work on each kind of device.
struct StripPixels {
  std::size_t slice, volume;
};
constexpr StripPixels kGpuStrip{std::size_t{1} << 20, std::size_t{1} << 19};
constexpr StripPixels kProcessorStrip{std::size_t{1} << 18, std::size_t{1} << 15};
/// The same in paths.
constexpr std::size_t kGpuPaths = std::size_t{1} << 23, kProcessorPaths = std::size_t{1} << 14;

class OpenClEngine final : public Engine {
 public:
  explicit OpenClEngine(std::unique_ptr<ClDevice> device)
      : device_(std::move(device)),
        buffers_(*device_),
        strip_(device_->isProcessor() ? kProcessorStrip : kGpuStrip) {}

  EngineInfo info() const override { return {"opencl", device_->about().name}; }

  Result<void> prepare(const VolumePtr& volume, const CancelToken& cancel) override {
    paths_.letGo();
    auto uploaded = volumes_.get(*device_, volume, cancel);
    if (!uploaded) return tl::make_unexpected(uploaded.error());
    const bool color = volume->type() == VoxelType::Rgb8;
    const std::vector<const char*> kernels =
        color ? std::vector{"slice_colors"}
              : std::vector{"slice_colors",   "volume_composite", "volume_fine",
                            "volume_maximum", "volume_mean",      "volume_surface"};
    for (const char* name : kernels)
      if (auto kernel = device_->kernel(volume->type(), name); !kernel)
        return tl::make_unexpected(kernel.error());
    if (color) return {};
    if (auto ranges = (*uploaded)->brickRanges(*device_, *volume); !ranges)
      return tl::make_unexpected(ranges.error());
    return {};
  }

  Result<ValueFrame> sliceValues(const VolumePtr& volume, const SliceView& view,
                                 const CancelToken& cancel) override {
    if (volume->type() == VoxelType::Rgb8)
      return fail(ErrorCode::InvalidArgument, "A colour volume has no modality values.");
    const auto params = sliceParams(*volume, view);
    if (!params) return tl::make_unexpected(params.error());
    ValueFrame frame{view.width, view.height, {}};
    frame.values.resize(pixels(view));
    if (auto drawn = drawSlice(volume, *params, "slice_values", nullptr, frame.values.data(), cancel); !drawn)
      return tl::make_unexpected(drawn.error());
    return frame;
  }

  Result<ColorFrame> slice(const VolumePtr& volume, const SliceView& view, const SliceDisplay& display,
                           const CancelToken& cancel) override {
    auto params = sliceParams(*volume, view);
    if (!params) return tl::make_unexpected(params.error());
    setDisplay(*params, *volume, display);
    if (auto set = useMap(display.map); !set) return tl::make_unexpected(set.error());
    ColorFrame frame{view.width, view.height, {}, {}};
    frame.pixels.resize(pixels(view));
    if (auto drawn = drawSlice(volume, *params, "slice_colors", map_.get(), frame.pixels.data(), cancel);
        !drawn)
      return tl::make_unexpected(drawn.error());
    return frame;
  }

  Result<ColorFrame> volume(const VolumePtr& volume, const VolumeView& view,
                            const CancelToken& cancel) override {
    auto params = volumeParams(*volume, view);
    if (!params) return tl::make_unexpected(params.error());
    auto uploaded = volumes_.get(*device_, volume, cancel);
    if (!uploaded) return tl::make_unexpected(uploaded.error());
    DeviceVolume& v = **uploaded;
    const bool masked = maskOf(view) != nullptr;
    if (auto used = v.useHidden(*device_, *volume, masked ? view.hidden : nullptr, pool_); !used)
      return tl::make_unexpected(used.error());
    if (auto used = v.useTransfer(*device_, *volume, view.preset.transfer); !used)
      return tl::make_unexpected(used.error());
    params->tableLow = v.transfer().low;
    params->tableScale = v.transfer().scale;
    params->tableLast = static_cast<cl_int>(v.transfer().entries.size() - 1);
    params->greatest = v.greatest();

    ColorFrame frame{view.width, view.height, {}, {}};
    const std::size_t bytes = pixels(view) * sizeof(Rgba8);
    auto colors = buffers_.plane(0, bytes);
    if (!colors) return tl::make_unexpected(colors.error());
    auto depths = buffers_.plane(1, bytes);
    if (!depths) return tl::make_unexpected(depths.error());
    const auto lighting = view.preset.mode == VolumeMode::Composite && view.preset.shading.enabled
                              ? lights_.get(volume, view, cancel)
                              : nullptr;
    if (cancel.cancelled()) return fail(ErrorCode::Cancelled, "Cancelled.");
    const bool fine = view.preset.mode == VolumeMode::Composite &&
                      (view.preintegrated || !view.preset.gradient.points.empty() || lighting);
    Result<FineTables> tables;
    if (fine) {
      tables = fineTables(view, lighting, *params);
      if (!tables) return tl::make_unexpected(tables.error());
    }
    auto kernel = device_->kernel(volume->type(), fine ? "volume_fine" : kernelFor(view.preset.mode), masked);
    if (!kernel) return tl::make_unexpected(kernel.error());
    auto ranges = v.brickRanges(*device_, *volume);
    if (!ranges) return tl::make_unexpected(ranges.error());
    if (view.preset.mode == VolumeMode::MinimumIntensity)
      params->greatest = std::numeric_limits<float>::infinity();  // of the negated values: not known
    auto surfaces = surfacesOf(view, cancel);
    if (!surfaces) return tl::make_unexpected(surfaces.error());
    const cl_mem ends = surfaceDepths_.get(), seen = surfaceColors_.get();
    Result<void> set;
    switch (view.preset.mode) {
      case VolumeMode::MaximumIntensity:
      case VolumeMode::MinimumIntensity:
        set = setArguments(device_->api(), *kernel, v.voxels(), v.rescales(), v.floatCuts(), *ranges,
                           v.table(), v.hidden(), *params, ends, seen, *colors, *depths);
        break;
      case VolumeMode::MeanIntensity:
        set = setArguments(device_->api(), *kernel, v.voxels(), v.rescales(), v.floatCuts(), v.table(),
                           v.hidden(), *params, ends, seen, *colors, *depths);
        break;
      case VolumeMode::Isosurface:
        set = setArguments(device_->api(), *kernel, v.voxels(), v.rescales(), v.floatCuts(), v.slopes(),
                           *ranges, v.table(), v.hidden(), *params, ends, seen, *colors, *depths);
        break;
      case VolumeMode::Composite:
        if (fine)
          set = setArguments(device_->api(), *kernel, v.voxels(), v.rescales(), v.floatCuts(), v.slopes(),
                             v.distances(), tables->sums.get(), tables->here.get(), tables->weights.get(),
                             tables->lights, v.hidden(), *params, ends, seen, *colors, *depths);
        else
          set = setArguments(device_->api(), *kernel, v.voxels(), v.rescales(), v.floatCuts(), v.slopes(),
                             v.distances(), v.table(), v.hidden(), *params, ends, seen, *colors, *depths);
        break;
    }
    if (!set) return tl::make_unexpected(set.error());
    frame.pixels.resize(pixels(view));
    frame.depth.resize(pixels(view));
    if (auto drawn = buffers_.run(*kernel, view.width, view.height, strip_.volume,
                                  {{0, frame.pixels.data()}, {1, frame.depth.data()}}, cancel);
        !drawn)
      return tl::make_unexpected(drawn.error());
    return frame;
  }

  Result<ColorFrame> fused(const FusedView& view, const CancelToken& cancel) override {
    return fused_.draw(view, strip_.volume, cancel);
  }

  Result<void> trace(const VolumePtr& volume, const VolumeView& view, int until, PathFrame& frame,
                     const CancelToken& cancel) override {
    if (auto ok = checkPaths(*volume, view); !ok) return ok;
    auto uploaded = volumes_.get(*device_, volume, cancel);
    if (!uploaded) return tl::make_unexpected(uploaded.error());
    return paths_.trace(volume, **uploaded, view, until, device_->isProcessor() ? kProcessorPaths : kGpuPaths,
                        frame, cancel);
  }

 private:
  static const char* kernelFor(VolumeMode mode) {
    switch (mode) {
      case VolumeMode::MaximumIntensity:
      case VolumeMode::MinimumIntensity:
        return "volume_maximum";
      case VolumeMode::MeanIntensity:
        return "volume_mean";
      case VolumeMode::Isosurface:
        return "volume_surface";
      case VolumeMode::Composite:
        break;
    }
    return "volume_composite";
  }

  struct FineTables {
    ClBuffer sums, here, weights;
    cl_mem lights = nullptr;
  };
  /// What volume_fine looks up, and where in the parameters it stands.
  Result<FineTables> fineTables(const VolumeView& view, const std::shared_ptr<const LightVolume>& lighting,
                                ClVolumeParams& p) {
    FineTables out;
    const auto integral = TransferIntegral::make(view.preset.transfer, static_cast<double>(p.step));
    p.integralLow = integral.low;
    p.integralScale = integral.perValue;
    p.quantum = integral.quantum;
    p.integralLast = static_cast<cl_int>(TransferIntegral::kEntries - 1);
    GradientTable gradient = GradientTable::make(view.preset.gradient);
    p.weighted = !gradient.weight.empty();
    p.weightLow = gradient.low;
    p.weightScale = gradient.perUnit;
    p.weightLast = static_cast<cl_int>(GradientTable::kEntries - 1);
    if (!p.weighted) gradient.weight = {1.0f};
    auto sums = device_->table(integral.sums);
    if (!sums) return tl::make_unexpected(sums.error());
    auto here = device_->table(integral.here);
    if (!here) return tl::make_unexpected(here.error());
    auto weights = device_->table(gradient.weight);
    if (!weights) return tl::make_unexpected(weights.error());
    if (!lightBuffer_ || (lighting && lighting != uploadedLight_)) {
      auto cells = device_->table(lighting ? lighting->cells : std::vector<std::uint32_t>{0xffffffffu});
      if (!cells) return tl::make_unexpected(cells.error());
      lightBuffer_ = std::move(*cells);
      uploadedLight_ = lighting;
    }
    p.lit = lighting != nullptr;
    if (lighting) {
      std::copy(lighting->size.begin(), lighting->size.end(), p.lightSize);
      p.lightSide = static_cast<float>(lighting->side);
      p.away = static_cast<float>(lighting->awayMm);
      p.occlusion = static_cast<float>(view.occlusion);
      p.shadows = view.shadows && view.light;
    }
    out.sums = std::move(*sums);
    out.here = std::move(*here);
    out.weights = std::move(*weights);
    out.lights = lightBuffer_.get();
    return out;
  }

  /// Where the view's rays end, and what is seen there: on the device, until they change.
  Result<void> surfacesOf(const VolumeView& view, const CancelToken& cancel) {
    const auto picture = surfaces_.get(view, cancel);
    if (cancel.cancelled()) return fail(ErrorCode::Cancelled, "Cancelled.");
    if (picture == uploadedSurfaces_) return {};
    uploadedSurfaces_ = nullptr;
    surfaceDepths_ = ClBuffer();
    surfaceColors_ = ClBuffer();
    if (!picture) return {};
    auto depths = device_->table(picture->depth);
    if (!depths) return tl::make_unexpected(depths.error());
    auto colors = device_->table(picture->colors);
    if (!colors) return tl::make_unexpected(colors.error());
    surfaceDepths_ = std::move(*depths);
    surfaceColors_ = std::move(*colors);
    uploadedSurfaces_ = picture;
    return {};
  }

  template <class View>
  static std::size_t pixels(const View& view) {
    return static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height);
  }

  Result<void> useMap(const ColorMap& map) {
    if (map_ && mapEntries_ == map.entries) return {};
    auto made =
        device_->buffer(CL_MEM_READ_ONLY | CL_MEM_COPY_HOST_PTR, sizeof(map.entries), map.entries.data());
    if (!made) return tl::make_unexpected(made.error());
    map_ = std::move(*made);
    mapEntries_ = map.entries;
    return {};
  }

  Result<void> drawSlice(const VolumePtr& volume, const ClSliceParams& params, const char* name, cl_mem map,
                         void* host, const CancelToken& cancel) {
    auto uploaded = volumes_.get(*device_, volume, cancel);
    if (!uploaded) return tl::make_unexpected(uploaded.error());
    DeviceVolume& v = **uploaded;
    auto cuts = v.fixedCuts(*device_, *volume, params.shift);
    if (!cuts) return tl::make_unexpected(cuts.error());
    auto kernel = device_->kernel(volume->type(), name);
    if (!kernel) return tl::make_unexpected(kernel.error());
    auto out = buffers_.plane(
        0, static_cast<std::size_t>(params.width) * static_cast<std::size_t>(params.height) * sizeof(Rgba8));
    if (!out) return tl::make_unexpected(out.error());
    auto set = map ? setArguments(device_->api(), *kernel, v.voxels(), *cuts, v.rescales(), params, map, *out)
                   : setArguments(device_->api(), *kernel, v.voxels(), *cuts, v.rescales(), params, *out);
    if (!set) return set;
    const std::size_t strip = strip_.slice / static_cast<std::size_t>(std::max(params.layers, 1));
    return buffers_.run(*kernel, params.width, params.height, strip, {{0, host}}, cancel);
  }

  std::unique_ptr<ClDevice> device_;
  DeviceVolumes volumes_;
  PictureBuffers buffers_;
  StripPixels strip_;
  ClBuffer map_;
  ThreadPool pool_;
  LightCache lights_{pool_};
  PathTracer paths_{*device_, pool_};
  FusedPictures fused_{*device_, volumes_, buffers_, pool_};
  SurfacePictureCache surfaces_{pool_};
  std::shared_ptr<const SurfacePicture> uploadedSurfaces_;
  ClBuffer surfaceDepths_, surfaceColors_;  ///< null where there are no surfaces
  ClBuffer lightBuffer_;
  std::shared_ptr<const LightVolume> uploadedLight_;
  std::array<Rgba8, 256> mapEntries_{};
};

/// A device whose arithmetic or driver is broken must not get as far as a patient's picture: a ramp with
/// a known answer is drawn first.
Result<void> selfTest(Engine& engine) {
  auto geometry = VolumeGeometry::make({5, 4, 3}, Vector3(1.0, 2.0, 4.0).asDiagonal(), {});
  auto buffer = VoxelBuffer::allocate(60 * sizeof(std::int16_t));
  if (!geometry || !buffer)
    return fail(ErrorCode::OutOfMemory, "There is no memory for a device's self-test.");
  for (int n = 0; n < 60; ++n) {
    const auto value = static_cast<std::int16_t>(100 * (n % 5) + 1000 * (n / 5 % 4) - 7000 * (n / 20));
    std::memcpy((*buffer)->data() + 2 * n, &value, sizeof(value));
  }
  auto volume = Volume::make(std::move(*buffer), VoxelType::Int16, *geometry, {Rescale{}}, "");
  if (!volume) return tl::make_unexpected(volume.error());
  SliceView view;
  view.center = {{2.0, 3.0, 5.0}};
  view.right = {0.6, 0.8, 0.0};
  view.down = {-0.8, 0.6, 0.0};
  view.pixelMm = 0.25;
  view.width = view.height = 6;
  const auto frame = engine.sliceValues(*volume, view, CancelToken());
  if (!frame) return tl::make_unexpected(frame.error());
  for (int n = 0; n < 36; ++n) {
    const int column = n % 6, row = n / 6;
    const Vector3 mm = view.pixelToPatient(column, row).mm;
    const double expected = 100.0 * mm.x() + 500.0 * mm.y() - 1750.0 * mm.z();
    if (!(std::abs(static_cast<double>(frame->values[static_cast<std::size_t>(n)]) - expected) < 0.01))
      return fail(ErrorCode::Device,
                  fmt::format("{} computes wrongly and is not used.", engine.info().device));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Engine>> makeOpenClEngine(OpenClDeviceKind kind, std::shared_ptr<LogSink> log,
                                                 const std::filesystem::path& cacheFolder) {
  return makeOpenClEngine({kind, std::nullopt, 0, cacheFolder}, std::move(log));
}

Result<std::vector<OpenClDevice>> listOpenClDevices() {
  auto api = ClApi::load();
  if (!api) return tl::make_unexpected(api.error());
  const auto devices = listClDevices(**api);
  if (!devices) return tl::make_unexpected(devices.error());
  std::vector<OpenClDevice> out;
  for (const ClCandidate& c : *devices)
    out.push_back({c.name, c.platformName, c.vendor, c.driver, c.gpu, c.memoryBytes, c.largestBuffer});
  return out;
}

Result<std::unique_ptr<Engine>> makeOpenClEngine(const OpenClChoice& choice, std::shared_ptr<LogSink> log) {
  if (!log) log = silentLog();
  auto api = ClApi::load();
  if (!api) return tl::make_unexpected(api.error());
  auto devices = listClDevices(**api);
  if (!devices) return tl::make_unexpected(devices.error());
  Error last{ErrorCode::Device, "OpenCL has no graphics processor here.", {}};
  if (choice.index) {
    if (*choice.index >= devices->size())
      return fail(ErrorCode::Device, "The chosen device is not there any more.");
    devices->assign(1, ClCandidate((*devices)[*choice.index]));
  }
  for (const ClCandidate& candidate : *devices) {
    if (choice.kind == OpenClDeviceKind::GpuOnly && !candidate.gpu) continue;
    auto device = ClDevice::open(*api, candidate, log, choice.cacheFolder, choice.memoryLimit);
    if (!device) {
      log->write(LogLevel::Warning,
                 fmt::format("{} is passed over: {}", candidate.name, device.error().message));
      last = device.error();
      continue;
    }
    const std::size_t largest = largestVolume(**device);
    std::unique_ptr<Engine> engine = std::make_unique<OpenClEngine>(std::move(*device));
    if (auto tested = selfTest(*engine); !tested) {
      log->write(LogLevel::Warning,
                 fmt::format("{} is passed over: {}", candidate.name, tested.error().message));
      last = tested.error();
      continue;
    }
    engine = std::make_unique<StreamingEngine>(std::move(engine), largest);
    log->write(LogLevel::Debug, fmt::format("OpenCL: {} ({}, driver {})", candidate.name,
                                            candidate.platformName, candidate.driver));
    return engine;
  }
  return tl::make_unexpected(last);
}

}  // namespace iso
