// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "render/engine/engine.h"

namespace iso::test {

/// An engine whose answers a test writes: an error for volumes that meet a condition, else a picture of one
/// pixel in the engine's own grey. Counts what it was asked.
class ScriptedEngine : public Engine {
 public:
  struct Script {
    std::optional<ErrorCode> everything, slices, volumes, fusions;
    VolumePtr only;  ///< the errors are of this volume alone; null = of all
    int asked = 0;
    bool tracedAnew = false;  ///< the last paths were added to an empty frame
  };

  ScriptedEngine(std::string device, std::uint8_t grey, Script& script)
      : device_(std::move(device)), grey_(grey), script_(script) {}

  EngineInfo info() const override { return {device_ == "processor" ? "cpu" : "opencl", device_}; }

  Result<void> prepare(const VolumePtr& volume, const CancelToken&) override {
    if (auto code = error(volume, std::nullopt)) return fail(*code, "It broke.");
    return {};
  }
  Result<ValueFrame> sliceValues(const VolumePtr& volume, const SliceView&, const CancelToken&) override {
    if (auto code = error(volume, script_.slices)) return fail(*code, "It broke.");
    ValueFrame frame{1, 1, {}};
    frame.values.assign(1, static_cast<float>(grey_));
    return frame;
  }
  Result<ColorFrame> slice(const VolumePtr& volume, const SliceView&, const SliceDisplay&,
                           const CancelToken&) override {
    if (auto code = error(volume, script_.slices)) return fail(*code, "It broke.");
    return picture();
  }
  Result<ColorFrame> volume(const VolumePtr& volume, const VolumeView&, const CancelToken&) override {
    if (auto code = error(volume, script_.volumes)) return fail(*code, "It broke.");
    return picture();
  }
  /// The errors of `only` are of views in which it is a layer.
  Result<ColorFrame> fused(const FusedView& view, const CancelToken&) override {
    VolumePtr asked = view.layers.front().volume;
    for (const VolumeLayer& layer : view.layers)
      if (layer.volume == script_.only) asked = layer.volume;
    if (auto code = error(asked, script_.fusions)) return fail(*code, "It broke.");
    return picture();
  }
  /// One pixel that saw the engine's grey as often as there are paths.
  Result<void> trace(const VolumePtr& volume, const VolumeView&, int until, PathFrame& frame,
                     const CancelToken&) override {
    script_.tracedAnew = frame.sums.empty();
    if (auto code = error(volume, script_.volumes)) return fail(*code, "It broke.");
    frame.width = frame.height = 1;
    frame.sums.assign(PathFrame::kSums, static_cast<float>(grey_ * until));
    frame.passes.assign(1, until);
    return {};
  }

 private:
  std::optional<ErrorCode> error(const VolumePtr& volume, std::optional<ErrorCode> ofKind) {
    ++script_.asked;
    if (script_.only && volume != script_.only) return std::nullopt;
    return script_.everything ? script_.everything : ofKind;
  }
  ColorFrame picture() const {
    ColorFrame frame{1, 1, {}, {}};
    frame.pixels.assign(1, Rgba8{grey_, grey_, grey_, 255});
    return frame;
  }

  std::string device_;
  std::uint8_t grey_;
  Script& script_;
};

}  // namespace iso::test
