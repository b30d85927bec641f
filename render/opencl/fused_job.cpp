// SPDX-License-Identifier: Apache-2.0
#include "render/opencl/fused_job.h"

#include <limits>

namespace iso {
namespace {

const VoxelMask* maskOf(const VolumeLayer& layer) {
  return layer.hidden && layer.hidden->count() > 0 ? layer.hidden.get() : nullptr;
}

/// The layer's voxels where the base's patient space has them.
Result<VolumePtr> inBase(const VolumeLayer& layer) {
  const Volume& v = *layer.volume;
  return Volume::make(v.buffer(), v.type(), geometryInBase(layer), v.rescales(), v.unit(), v.padding());
}

}  // namespace

Result<std::vector<DeviceVolume*>> FusedPictures::resident(const FusedView& view, const CancelToken& cancel) {
  std::vector<VolumePtr> volumes;
  for (const VolumeLayer& layer : view.layers) volumes.push_back(layer.volume);
  auto uploaded = volumes_.getAll(device_, volumes, cancel);
  if (!uploaded) return uploaded;
  for (std::size_t n = 0; n < volumes.size(); ++n) {
    for (std::size_t m = 0; m < n; ++m)
      if (volumes[m] == volumes[n] && maskOf(view.layers[m]) != maskOf(view.layers[n]))
        return fail(ErrorCode::Unsupported,
                    device_.about().name + " draws one volume with one mask of hidden voxels only.");
    const auto mask = maskOf(view.layers[n]) ? view.layers[n].hidden : nullptr;
    if (auto used = (*uploaded)[n]->useHidden(device_, *volumes[n], mask, pool_); !used)
      return tl::make_unexpected(used.error());
  }
  return uploaded;
}

Result<void> FusedPictures::useLook(Layer& kept, const VolumeLayer& layer, const DeviceVolume& volume) {
  const VoxelMask* const mask = maskOf(layer);
  if (kept.tableBuffer && kept.volume.lock() == layer.volume && kept.mask.get() == mask &&
      kept.preset == layer.preset)
    return {};
  kept = Layer{};
  kept.table = transferTable(layer.preset.transfer);
  kept.gradient = GradientTable::make(layer.preset.gradient);
  if (kept.gradient.weight.empty() || layer.preset.mode != VolumeMode::Composite)
    kept.gradient = GradientTable{0.0f, 0.0f, {1.0f}};
  auto distances = device_.table(brickDistances(volume.hostRanges(), volume.bricks(), kept.table));
  if (!distances) return tl::make_unexpected(distances.error());
  auto weights = device_.table(kept.gradient.weight);
  if (!weights) return tl::make_unexpected(weights.error());
  auto table = device_.table(kept.table.entries);
  if (!table) return tl::make_unexpected(table.error());
  kept.distances = std::move(*distances);
  kept.weights = std::move(*weights);
  kept.tableBuffer = std::move(*table);
  kept.volume = layer.volume;
  kept.mask = mask ? layer.hidden : nullptr;
  kept.preset = layer.preset;
  return {};
}

Result<ClVolumeParams> FusedPictures::params(const FusedView& view, std::size_t n,
                                             const DeviceVolume& volume) const {
  const auto moved = inBase(view.layers[n]);
  if (!moved) return tl::make_unexpected(moved.error());
  auto p = volumeParams(**moved, viewOfLayer(view, n));
  if (!p) return p;
  const Layer& kept = layers_[n];
  const VolumeMode mode = view.layers[n].preset.mode;
  p->tableLow = kept.table.low;
  p->tableScale = kept.table.scale;
  p->tableLast = static_cast<cl_int>(kept.table.entries.size() - 1);
  // The smallest value is the greatest of the negated ones, whose bound is not known.
  p->greatest =
      mode == VolumeMode::MaximumIntensity ? volume.greatest() : std::numeric_limits<float>::infinity();
  if (mode == VolumeMode::MeanIntensity) p->mode = 2;
  p->weighted = kept.gradient.weight.size() > 1;
  p->weightLow = kept.gradient.low;
  p->weightScale = kept.gradient.perUnit;
  p->weightLast = static_cast<cl_int>(GradientTable::kEntries - 1);
  return p;
}

Result<ColorFrame> FusedPictures::draw(const FusedView& view, std::size_t stripPixels,
                                       const CancelToken& cancel) {
  if (auto ok = checkView(view); !ok) return tl::make_unexpected(ok.error());
  auto volumes = resident(view, cancel);
  if (!volumes) return tl::make_unexpected(volumes.error());

  std::vector<ClVolumeParams> all;
  std::vector<FusedProgramLayer> program;
  std::vector<cl_mem> arguments;
  for (std::size_t n = 0; n < view.layers.size(); ++n) {
    const VolumeLayer& layer = view.layers[n];
    DeviceVolume& v = *(*volumes)[n];
    auto ranges = v.brickRanges(device_, *layer.volume);
    if (!ranges) return tl::make_unexpected(ranges.error());
    if (auto used = useLook(layers_[n], layer, v); !used) return tl::make_unexpected(used.error());
    auto p = params(view, n, v);
    if (!p) return tl::make_unexpected(p.error());
    all.push_back(*p);
    const Layer& kept = layers_[n];
    program.push_back(
        {layer.volume->type(), maskOf(layer) != nullptr, layer.preset.mode != VolumeMode::Composite});
    arguments.insert(arguments.end(),
                     {v.voxels(), v.rescales(), v.floatCuts(), v.slopes(), kept.distances.get(), *ranges,
                      kept.tableBuffer.get(), kept.weights.get(), v.hidden()});
    if (cancel.cancelled()) return fail(ErrorCode::Cancelled, "Cancelled.");
  }
  auto kernel = device_.fusedKernel(program);
  if (!kernel) return tl::make_unexpected(kernel.error());
  auto constants = device_.table(all);
  if (!constants) return tl::make_unexpected(constants.error());

  const auto pixels = static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height);
  auto colors = buffers_.plane(0, pixels * sizeof(Rgba8));
  if (!colors) return tl::make_unexpected(colors.error());
  auto depths = buffers_.plane(1, pixels * sizeof(float));
  if (!depths) return tl::make_unexpected(depths.error());
  arguments.insert(arguments.end(), {constants->get(), *colors, *depths});
  for (std::size_t n = 0; n < arguments.size(); ++n) {
    const cl_int status = device_.api().SetKernelArg(*kernel, static_cast<cl_uint>(n), sizeof(cl_mem),
                                                     static_cast<const void*>(&arguments[n]));
    if (status != CL_SUCCESS) return clFail("setting argument " + std::to_string(n), status);
  }
  ColorFrame frame{view.width, view.height, {}, {}};
  frame.pixels.resize(pixels);
  frame.depth.resize(pixels);
  if (auto drawn = buffers_.run(*kernel, view.width, view.height, stripPixels,
                                {{0, frame.pixels.data()}, {1, frame.depth.data()}}, cancel);
      !drawn)
    return tl::make_unexpected(drawn.error());
  return frame;
}

}  // namespace iso
