// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <vector>

#include "render/engine/engine.h"

namespace iso::test {

/// An engine whose pictures the test lets through one by one. A picture is 0 bytes of truth: its width
/// and height are the request's, its pixels empty; the view's centre.x says which request it was made for.
class FakeEngine : public Engine {
 public:
  struct Call {
    double tag;
    int width, height;
    bool cancelled = false;
    int until = 0;  ///< paths asked for; 0 = a picture that is not traced
    int had = 0;    ///< paths that were there
    bool draft = false;
  };

  /// @param gated true = each picture waits for `release`, or ends as cancelled
  explicit FakeEngine(bool gated) : gated_(gated) {}

  EngineInfo info() const override { return {"fake", ""}; }
  Result<void> prepare(const VolumePtr&, const CancelToken&) override { return {}; }
  Result<ValueFrame> sliceValues(const VolumePtr&, const SliceView&, const CancelToken&) override;
  Result<ColorFrame> slice(const VolumePtr&, const SliceView& view, const SliceDisplay&,
                           const CancelToken& cancel) override;
  Result<ColorFrame> volume(const VolumePtr&, const VolumeView& view, const CancelToken& cancel) override;
  Result<ColorFrame> fused(const FusedView& view, const CancelToken& cancel) override;
  /// Counts as a picture; each pixel's paths all meet a white surface in a light of 1.
  Result<void> trace(const VolumePtr&, const VolumeView& view, int until, PathFrame& frame,
                     const CancelToken& cancel) override;

  void release(int pictures = 1);        ///< lets so many pictures finish
  void waitForCalls(std::size_t count);  ///< until so many pictures have been begun
  std::vector<Call> calls() const;
  void failWith(ErrorCode code);  ///< from now on every picture is this error

 private:
  Result<ColorFrame> draw(double tag, int width, int height, const CancelToken& cancel, int until = 0,
                          int had = 0, bool draft = false);

  const bool gated_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Call> calls_;
  int allowed_ = 0;
  bool failing_ = false;
  ErrorCode error_ = ErrorCode::Device;
};

}  // namespace iso::test
