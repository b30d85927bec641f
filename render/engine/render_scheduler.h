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
#include <utility>
#include <variant>

#include "core/base/parallel.h"
#include "render/engine/engine.h"
#include "render/scene/curved_surface.h"

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

struct CurvedRequest {
  VolumePtr volume;
  CurvedPicture view;
  SliceDisplay display;
};

struct FusedRequest {
  FusedView view;
};

using RenderRequest = std::variant<SliceRequest, VolumeRequest, CurvedRequest, FusedRequest>;
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
  /// Side of one of the frame's pixels in pixels of the request; 1 for a final frame. Frame and request
  /// share their centre exactly; a coarse frame may reach beyond the request by less than one of its pixels.
  double pixelScale = 1.0;
  /// Paths a pixel that the picture is made of; 0 for one that was not traced.
  int paths = 0;
  /// Of a cinematic view that was shown before without: an error here leaves that picture right.
  bool traced = false;
};

/// A request with fewer, larger pixels: same centre, same projection, each side `factor` times as few
/// pixels (rounded up) of exactly `factor` times the size; volume steps `stepFactor` times as long, light
/// as it fell last; linear instead of cubic.
/// @param factor >= 1
RenderRequest coarsened(const RenderRequest& request, double factor, double stepFactor);

/// One thread that owns one engine. For each view only the latest request counts: a new one cancels the
/// one being rendered for that view, unless that is a coarse picture, which is delivered all the same. If the
/// full picture is expected to take longer than the frame budget a coarse one is delivered first and the full
/// one follows when no view waits for a coarse picture. Every view gets at least its coarse picture before
/// any view gets refined; a refinement waits until the view's hand has rested for a moment, gives way to a
/// new request of any view and starts again later. Where the full picture of a volume is expected to take
/// longer than a second, one with all its pixels but longer steps comes before it (with fewer pixels where
/// that took as long).
///
/// A volume that is to be cinematic is shown as it is without at first; then its light is traced a few paths
/// at a time, in turn with other views' work, and a picture delivered each time the paths have doubled. Paths
/// are kept when the tracing gives way.
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
  /// The light of a cinematic view so far.
  struct Tracing {
    PathFrame frame;
    int shown = 0;  ///< paths of the picture delivered last
    double millisecondsAPass = 0.0;
  };
  struct Pending {
    RenderRequest request;
    std::uint64_t serial = 0;
    bool coarseDone = false;
    bool draftDone = false;
    /// Not before: a hand that moves on would only throw away what was begun, and wait for what it costs.
    std::chrono::steady_clock::time_point refineAt;
    std::shared_ptr<Tracing> tracing;  ///< from the full picture on, where it is to be cinematic
  };
  struct Running {
    ViewId view = 0;
    bool refining = false;
    bool coarse = false;
    CancelToken cancel;
  };
  /// Milliseconds per million pixels of a view's latest pictures. Coarse pictures are counted apart: what
  /// a picture costs whatever its size weighs more in them.
  struct Cost {
    double full, coarse, draft;
  };
  struct Plan {
    bool coarse = false;
    bool draft =
        false;  ///< coarse, but with all pixels or nearly: what is shown until a slow full one is there
    double factor = 1.0, stepFactor = 1.0;
  };

  void run();
  /// Nothing while all that is left is to refine views whose hand may still be moving.
  std::optional<ViewId> choose(std::chrono::steady_clock::time_point now) const;
  Plan plan(ViewId view, const Pending& job) const;
  void learn(ViewId view, const RenderRequest& request, const Plan& plan, double milliseconds);
  Result<std::shared_ptr<const ColorFrame>> render(const RenderRequest& request, const CancelToken& cancel,
                                                   double& milliseconds);
  /// Traces for about a quarter of a second.
  /// @return a picture if it is time for one, else null
  Result<std::shared_ptr<const ColorFrame>> trace(const VolumeRequest& request, Tracing& tracing,
                                                  const CancelToken& cancel);

  std::shared_ptr<Engine> engine_;
  std::unique_ptr<ThreadPool> developers_;  ///< of traced pictures; made when there is one
  std::function<void(RenderedFrame)> deliver_;
  double budgetMs_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::map<ViewId, Pending> pending_;
  std::optional<Running> running_;
  std::uint64_t nextSerial_ = 1;
  ViewId lastView_ = 0;
  std::map<std::pair<ViewId, std::size_t>, Cost> costs_;  ///< by view and kind of request
  bool stopping_ = false;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace iso
