// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "render/engine/engine.h"

namespace iso {

/// A device's engine, and the CPU engine for what the device cannot do, so that the reading goes on. A
/// picture that the device answers with
/// - OutOfMemory is drawn by the CPU engine, as are all later pictures of that kind (slices, volume
///   pictures, traced or fused ones) of the same volume, or of the same volumes together; others stay on the
///   device;
/// - Unsupported, where it is a fused one, is drawn by the CPU engine, that picture only;
/// - Device is drawn by the CPU engine, as is everything from then on.
/// All other answers (Cancelled, InvalidArgument …) are passed on as they are.
class FallbackEngine final : public Engine {
 public:
  /// @param makeProcessor called once, when the CPU engine is first needed
  /// @param report gets one sentence for a person for each cause; called within the call that met it, on its
  /// thread; must not block
  FallbackEngine(std::unique_ptr<Engine> device, std::function<std::unique_ptr<Engine>()> makeProcessor,
                 std::function<void(const std::string&)> report);

  /// The engine that answered last: a window can say which one its pictures come from. From any thread.
  EngineInfo info() const override;
  Result<void> prepare(const VolumePtr& volume, const CancelToken& cancel) override;
  Result<ValueFrame> sliceValues(const VolumePtr& volume, const SliceView& view,
                                 const CancelToken& cancel) override;
  Result<ColorFrame> slice(const VolumePtr& volume, const SliceView& view, const SliceDisplay& display,
                           const CancelToken& cancel) override;
  Result<ColorFrame> volume(const VolumePtr& volume, const VolumeView& view,
                            const CancelToken& cancel) override;
  Result<ColorFrame> fused(const FusedView& view, const CancelToken& cancel) override;
  Result<void> trace(const VolumePtr& volume, const VolumeView& view, int until, PathFrame& frame,
                     const CancelToken& cancel) override;

 private:
  enum Kind : std::size_t { Slices, Volumes, Traces, Fusions };
  using Together = std::vector<VolumePtr>;  ///< what one picture shows
  /// Volumes, or several together, whose pictures of one kind the device has no memory for.
  struct TooLarge {
    std::vector<std::vector<std::weak_ptr<const Volume>>> volumes;
    bool reported = false;
  };

  template <class T, class Call>
  Result<T> answer(Kind kind, const Together& volumes, const Call& call);
  bool isTooLarge(Kind kind, const Together& volumes);
  void giveUp(Kind kind, const Together& volumes, const Error& why);
  void lose(const Error& why);
  Engine& processor();
  void answeredBy(const Engine& engine);

  const std::unique_ptr<Engine> device_;
  const std::function<std::unique_ptr<Engine>()> makeProcessor_;
  const std::function<void(const std::string&)> report_;
  const std::string name_;  ///< the device's
  std::unique_ptr<Engine> processor_;
  std::array<TooLarge, 4> tooLarge_;
  bool lost_ = false;
  mutable std::mutex infoMutex_;
  EngineInfo info_;
};

}  // namespace iso
