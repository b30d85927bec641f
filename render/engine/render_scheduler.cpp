// SPDX-License-Identifier: Apache-2.0
#include "render/engine/render_scheduler.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <new>
#include <string>

#include "render/engine/curved_slice.h"
#include "render/engine/path_picture.h"

namespace iso {
namespace {

constexpr std::chrono::milliseconds kRest(60);  ///< without a new request: the hand rests
constexpr double kCoarsest = 4.0;               ///< fewest pixels: a quarter each way
constexpr double kLongestStep = 2.0;            ///< longest steps of a coarse volume picture
constexpr double kSliceGuess = 4.0;             ///< ms per million pixels before anything is known
constexpr double kVolumeGuess = 400.0;
constexpr double kLongWait = 1000.0;  ///< ms for a sharp picture of a volume
constexpr double kDraftMs = 800.0;    ///< what a draft may take
constexpr double kDraftFactor = 2.0;  ///< fewest pixels of a draft: half each way
constexpr double kTraceMs = 250.0;    ///< of one turn of path tracing
constexpr int kFirstPaths = 4;        ///< fewer are too noisy to be worth a look

/// Millions of pixels, or of a slab's samples.
double megapixels(const RenderRequest& request) {
  const double pixels =
      std::visit([](const auto& r) { return 1e-6 * r.view.width * r.view.height; }, request);
  const auto times = [pixels](const VolumePtr& volume, const Slab& slab) {
    if (!volume) return pixels;
    const auto samples = slabSamples(slab, volume->geometry());
    return samples ? pixels * samples->count : pixels;
  };
  if (const auto* slice = std::get_if<SliceRequest>(&request)) return times(slice->volume, slice->view.slab);
  if (const auto* curved = std::get_if<CurvedRequest>(&request))
    return times(curved->volume, curved->view.slab);
  return pixels;
}

bool isCinematic(const RenderRequest& request) {
  const auto* volume = std::get_if<VolumeRequest>(&request);
  return volume && volume->view.cinematic && volume->view.preset.mode == VolumeMode::Composite;
}

bool isVolume(const RenderRequest& request) {
  return std::holds_alternative<VolumeRequest>(request) || std::holds_alternative<FusedRequest>(request);
}

int fewer(int pixels, double factor) {
  // The slack keeps 1000 / 4 at 250 when the factor is a hair below 4.
  return std::clamp(static_cast<int>(std::ceil(pixels / factor - 1e-9)), std::min(pixels, 1), pixels);
}

/// A third of the time, and what a moving hand sees is the same: not cubic.
template <class FlatView>
void coarsenFlat(FlatView& view, double factor) {
  if (view.interpolation == Interpolation::Cubic) view.interpolation = Interpolation::Linear;
  view.width = fewer(view.width, factor);
  view.height = fewer(view.height, factor);
  view.pixelMm *= factor;
}

template <class SpaceView>
void coarsenSpace(SpaceView& view, double factor) {
  const int height = view.height;
  view.width = fewer(view.width, factor);
  view.height = fewer(height, factor);
  // A pixel is 2 · halfHeight / height: the half height follows the rounded number of rows, and the view
  // angle follows the half height so that the eye stays where it is.
  const double grown = height > 0 ? factor * view.height / height : 1.0;
  Camera& camera = view.camera;
  camera.halfHeightMm *= grown;
  if (camera.viewAngle > 0.0) camera.viewAngle = 2.0 * std::atan(std::tan(0.5 * camera.viewAngle) * grown);
}

}  // namespace

RenderRequest coarsened(const RenderRequest& request, double factor, double stepFactor) {
  RenderRequest out = request;
  if (auto* slice = std::get_if<SliceRequest>(&out)) {
    coarsenFlat(slice->view, factor);
  } else if (auto* curved = std::get_if<CurvedRequest>(&out)) {
    coarsenFlat(curved->view, factor);
  } else if (auto* fused = std::get_if<FusedRequest>(&out)) {
    coarsenSpace(fused->view, factor);
    if (stepFactor > 1.0) {
      // A request that the engine will refuse has no step of its own.
      if (checkView(fused->view)) fused->view.stepMm = sampleStep(fused->view);
      fused->view.stepMm *= stepFactor;
    }
  } else {
    auto& r = std::get<VolumeRequest>(out);
    coarsenSpace(r.view, factor);
    r.view.draft = true;
    if (stepFactor > 1.0) {
      if (r.volume) r.view.stepMm = sampleStep(r.view, r.volume->geometry());
      r.view.stepMm *= stepFactor;
    }
  }
  return out;
}

RenderScheduler::RenderScheduler(std::shared_ptr<Engine> engine, std::function<void(RenderedFrame)> deliver,
                                 std::chrono::milliseconds budget)
    : engine_(std::move(engine)),
      deliver_(std::move(deliver)),
      budgetMs_(static_cast<double>(budget.count())),
      thread_([this] { run(); }) {}

RenderScheduler::~RenderScheduler() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    pending_.clear();
    if (running_) running_->cancel.cancel();
  }
  wake_.notify_one();
  thread_.join();
}

std::uint64_t RenderScheduler::submit(ViewId view, RenderRequest request) {
  std::uint64_t serial = 0;
  {
    std::lock_guard lock(mutex_);
    serial = nextSerial_++;
    pending_[view] =
        Pending{std::move(request), serial, false, false, std::chrono::steady_clock::now() + kRest, nullptr};
    // A coarse picture is let finish: it takes no longer than the budget, and a hand that moves faster than
    // that would never see one.
    if (running_ && ((running_->view == view && !running_->coarse) || running_->refining))
      running_->cancel.cancel();
  }
  wake_.notify_one();
  return serial;
}

void RenderScheduler::remove(ViewId view) {
  std::lock_guard lock(mutex_);
  pending_.erase(view);
  for (std::size_t kind = 0; kind < std::variant_size_v<RenderRequest>; ++kind) costs_.erase({view, kind});
  if (running_ && running_->view == view) running_->cancel.cancel();
}

bool RenderScheduler::idle() const {
  std::lock_guard lock(mutex_);
  return pending_.empty() && !running_;
}

/// The next view in turn that waits for its first picture, else the next in turn to be refined.
std::optional<ViewId> RenderScheduler::choose(std::chrono::steady_clock::time_point now) const {
  const auto next = [&](bool first) -> std::optional<ViewId> {
    std::optional<ViewId> wrapped;
    for (const auto& [view, job] : pending_) {
      if (job.coarseDone && (first || job.refineAt > now)) continue;
      if (view > lastView_) return view;
      if (!wrapped) wrapped = view;
    }
    return wrapped;
  };
  const auto waiting = next(true);
  return waiting ? waiting : next(false);
}

RenderScheduler::Plan RenderScheduler::plan(ViewId view, const Pending& job) const {
  const bool volume = isVolume(job.request);
  const double guess = volume ? kVolumeGuess : kSliceGuess;
  const auto known = costs_.find({view, job.request.index()});
  const Cost cost = known == costs_.end() ? Cost{guess, guess, guess} : known->second;
  const double pixels = megapixels(job.request);
  if (job.coarseDone) {
    if (!volume || job.draftDone || job.tracing || cost.full * pixels <= kLongWait) return {};
    const double excess = cost.draft * pixels / kLongestStep / kDraftMs;
    return {true, true, std::clamp(std::sqrt(excess), 1.0, kDraftFactor), kLongestStep};
  }
  if (cost.full * pixels <= budgetMs_) return {};
  const double excess = std::clamp(cost.coarse * pixels / std::max(budgetMs_, 1e-3), 1.0, 1e6);
  Plan plan{true, false, 1.0, volume ? std::clamp(std::cbrt(excess), 1.0, kLongestStep) : 1.0};
  // The full picture is over budget, so the coarse one must be smaller even where coarse ones look cheap.
  plan.factor = std::clamp(std::sqrt(excess / plan.stepFactor), std::sqrt(2.0), kCoarsest);
  return plan;
}

void RenderScheduler::learn(ViewId view, const RenderRequest& request, const Plan& plan,
                            double milliseconds) {
  const double pixels = megapixels(request) / plan.stepFactor;
  if (!(pixels > 0.0)) return;
  const double measured = milliseconds / pixels;
  const auto [entry, fresh] = costs_.try_emplace({view, request.index()}, Cost{measured, measured, measured});
  // Down at once, up by halves: one slow picture (an upload, a busy machine) does not make the next coarse.
  Cost& cost = entry->second;
  double& known = plan.draft ? cost.draft : plan.coarse ? cost.coarse : cost.full;
  if (!fresh) known = measured < known ? measured : 0.5 * (known + measured);
}

Result<std::shared_ptr<const ColorFrame>> RenderScheduler::render(const RenderRequest& request,
                                                                  const CancelToken& cancel,
                                                                  double& milliseconds) try {
  // What a volume needs once is not part of what a picture costs.
  if (const auto* r = std::get_if<VolumeRequest>(&request))
    if (auto ready = engine_->prepare(r->volume, cancel); !ready) return tl::make_unexpected(ready.error());
  // Layers are not prepared one by one: those that do not fit on a device together would push each other out.
  if (const auto* f = std::get_if<FusedRequest>(&request))
    if (auto ok = checkView(f->view); !ok) return tl::make_unexpected(ok.error());
  const auto start = std::chrono::steady_clock::now();
  auto frame = [&]() -> Result<ColorFrame> {
    if (const auto* s = std::get_if<SliceRequest>(&request))
      return engine_->slice(s->volume, s->view, s->display, cancel);
    if (const auto* c = std::get_if<CurvedRequest>(&request))
      return curvedPicture(*engine_, c->volume, c->view, c->display, cancel);
    if (const auto* f = std::get_if<FusedRequest>(&request)) return engine_->fused(f->view, cancel);
    const auto& v = std::get<VolumeRequest>(request);
    return engine_->volume(v.volume, v.view, cancel);
  }();
  milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  if (!frame) return tl::make_unexpected(std::move(frame.error()));
  return std::make_shared<const ColorFrame>(std::move(*frame));
} catch (const std::bad_alloc&) {
  return fail(ErrorCode::OutOfMemory, "There is not enough memory for this picture.");
} catch (const std::exception& e) {
  return fail(ErrorCode::Device, std::string("The picture could not be computed: ") + e.what() + ".");
}

Result<std::shared_ptr<const ColorFrame>> RenderScheduler::trace(const VolumeRequest& request,
                                                                 Tracing& tracing,
                                                                 const CancelToken& cancel) try {
  const int wanted = request.view.cinematic->passes, done = tracing.frame.complete();
  const double fit = tracing.millisecondsAPass > 0.0 ? kTraceMs / tracing.millisecondsAPass : 1.0;
  const int until = std::min(wanted, done + static_cast<int>(std::clamp(fit, 1.0, 64.0)));
  const double before = tracing.frame.mean();
  const auto start = std::chrono::steady_clock::now();
  if (auto ok = engine_->trace(request.volume, request.view, until, tracing.frame, cancel); !ok)
    return tl::make_unexpected(ok.error());
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  // A turn that gave way left some rows further than others: count what was really traced. And no sudden
  // leaps: what cost nothing once may do so again on another engine.
  if (const double work = tracing.frame.mean() - before; work > 0.05) {
    const double measured = took.count() / work;
    tracing.millisecondsAPass =
        tracing.millisecondsAPass > 0.0 ? std::max(measured, 0.25 * tracing.millisecondsAPass) : measured;
  }
  if (until < wanted && until < std::max(kFirstPaths, 2 * tracing.shown)) return nullptr;
  if (!developers_) developers_ = std::make_unique<ThreadPool>();
  auto picture = developed(tracing.frame, request.view, *developers_, cancel);
  if (!picture) return tl::make_unexpected(picture.error());
  tracing.shown = until;
  return std::make_shared<const ColorFrame>(std::move(*picture));
} catch (const std::bad_alloc&) {
  return fail(ErrorCode::OutOfMemory, "There is not enough memory for a cinematic picture of this size.");
} catch (const std::exception& e) {
  return fail(ErrorCode::Device, std::string("The picture could not be computed: ") + e.what() + ".");
}

void RenderScheduler::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !pending_.empty(); });
    if (stopping_) return;
    const auto chosen = choose(std::chrono::steady_clock::now());
    if (!chosen) {
      auto earliest = std::chrono::steady_clock::time_point::max();
      for (const auto& [id, job] : pending_) earliest = std::min(earliest, job.refineAt);
      wake_.wait_until(lock, earliest);
      continue;
    }
    const ViewId view = *chosen;
    const Pending job = pending_.at(view);
    const Plan plan = this->plan(view, job);
    running_ = Running{view, job.coarseDone, plan.coarse, CancelToken()};
    const CancelToken cancel = running_->cancel;
    lastView_ = view;
    lock.unlock();

    const RenderRequest request =
        plan.coarse ? coarsened(job.request, plan.factor, plan.stepFactor) : job.request;
    RenderedFrame out{view, job.serial, true, job.request, nullptr, 0.0, 1.0};
    if (job.tracing) {
      out.frame = trace(std::get<VolumeRequest>(request), *job.tracing, cancel);
      out.traced = true;
      out.paths = job.tracing->shown;
      out.final = !out.frame || out.paths >= std::get<VolumeRequest>(request).view.cinematic->passes;
    } else {
      out.frame = render(request, cancel, out.milliseconds);
      out.final = !out.frame || !(plan.coarse || isCinematic(request));
    }
    if (plan.coarse && out.frame) out.pixelScale = plan.factor;

    lock.lock();
    const auto waiting = pending_.find(view);
    const bool latest = waiting != pending_.end() && waiting->second.serial == job.serial;
    // A frame that was finished all the same is shown if nobody asked for a newer one.
    const bool givenUp = !out.frame && out.frame.error().code == ErrorCode::Cancelled && cancel.cancelled();
    if (out.frame && !job.tracing && pending_.count(view) != 0) learn(view, request, plan, out.milliseconds);
    if (latest && !givenUp) {
      if (out.final) {
        pending_.erase(waiting);
      } else {
        waiting->second.coarseDone = true;
        waiting->second.draftDone = plan.draft || waiting->second.draftDone;
        if (!plan.coarse && !job.tracing) waiting->second.tracing = std::make_shared<Tracing>();
      }
      // Between two traced pictures there is nothing to show.
      if (!out.frame || *out.frame) {
        lock.unlock();
        deliver_(std::move(out));
        lock.lock();
      }
    } else if (waiting != pending_.end() && plan.coarse && out.frame) {
      lock.unlock();
      deliver_(std::move(out));
      lock.lock();
    }
    running_.reset();
  }
}

}  // namespace iso
