// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>

#include "render/engine/engine.h"

namespace iso {

struct SliceRequest {
  VolumePtr volume;
  SliceView view;
  SliceDisplay display;
};

struct VolumeRequest {
  VolumePtr volume;
  VolumeView view;
};

using RenderRequest = std::variant<SliceRequest, VolumeRequest>;
using ViewId = int;

/// What a view gets back. Serial and request are those of the submission the frame answers, so a picture
/// is always shown together with the camera it was made for.
struct RenderedFrame {
  ViewId view = 0;
  std::uint64_t serial = 0;
  bool final = true;  ///< false = coarse: fewer pixels and longer steps, the full one follows
  RenderRequest request;
  Result<std::shared_ptr<const ColorFrame>> frame;
  double milliseconds = 0.0;
};

/// One thread that owns one engine. For each view only the latest request counts: a new one cancels the
/// one being rendered for that view. If the full picture is expected to take longer than the frame budget
/// a coarse one is delivered first and the full one follows when no view waits for a coarse picture.
/// Every view gets at least its coarse picture before any view gets refined.
class RenderScheduler {
 public:
  /// @param deliver called on the engine's thread with each frame; must not block
  /// @param budget what a picture may take while the hand moves
  RenderScheduler(std::shared_ptr<Engine> engine, std::function<void(RenderedFrame)> deliver,
                  std::chrono::milliseconds budget = std::chrono::milliseconds(24));
  ~RenderScheduler();
  RenderScheduler(const RenderScheduler&) = delete;
  RenderScheduler& operator=(const RenderScheduler&) = delete;

  /// Replaces what the view waits for; returns the serial its frames will carry. Never blocks on rendering.
  std::uint64_t submit(ViewId view, RenderRequest request);
  /// Forgets a view: nothing more is delivered for it after the frame being delivered now.
  void remove(ViewId view);
  /// True if no view waits for a picture and none is being rendered.
  bool idle() const;

 private:
  struct Pending {
    RenderRequest request;
    std::uint64_t serial = 0;
    bool coarseDone = false;
  };
  struct Running {
    ViewId view;
    CancelToken cancel;
  };
  /// Learnt per view kind: milliseconds per million pixels of the last full-quality pictures.
  struct Cost {
    double slicePerMegapixel = 4.0;
    double volumePerMegapixel = 400.0;
  };

  void run();
  RenderedFrame render(ViewId view, const Pending& job, bool coarse, double scale, const CancelToken& cancel);
  double coarseScale(const RenderRequest& request) const;

  std::shared_ptr<Engine> engine_;
  std::function<void(RenderedFrame)> deliver_;
  double budgetMs_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::map<ViewId, Pending> pending_;
  std::optional<Running> running_;
  std::uint64_t nextSerial_ = 1;
  ViewId lastView_ = 0;
  Cost cost_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace iso
