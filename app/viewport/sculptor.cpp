// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/sculptor.h"

#include <QCoreApplication>
#include <QPointer>
#include <utility>

#include "app/session/pool_task.h"

namespace iso::app {
namespace {

constexpr int kPatienceMs = 200;  ///< work that takes less is not spoken of

}  // namespace

Sculptor::Sculptor(QObject& receiver, Hooks hooks) : receiver_(receiver), hooks_(std::move(hooks)) {
  patience_.setSingleShot(true);
  patience_.setInterval(kPatienceMs);
  QObject::connect(&patience_, &QTimer::timeout, &patience_, [this] { hooks_.progressed(); });
}

Sculptor::~Sculptor() {
  if (job_) job_->cancel.cancel();
}

void Sculptor::start(const std::shared_ptr<SeriesState>& state, SculptCut cut) {
  if (!state) return;
  if (busy())
    next_.emplace_back(state, std::move(cut));
  else
    begin(state, std::move(cut));
}

void Sculptor::begin(const std::shared_ptr<SeriesState>& state, SculptCut cut) {
  if (!pool_) pool_.emplace();
  job_ = Job{CancelToken(), state, state->look().hidden, 0};
  patience_.start();
  const CancelToken cancel = job_->cancel;
  // The worker tells the interface no more than once for each per cent.
  const Progress progress = [this, cancel, alive = QPointer<QObject>(&receiver_),
                             last = std::make_shared<int>(0)](double done) {
    const int percent = static_cast<int>(100.0 * done);
    if (percent == *last) return;
    *last = percent;
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [this, cancel, alive, percent] {
          if (!alive || cancel.cancelled() || !job_) return;
          job_->percent = percent;
          if (!patience_.isActive()) hooks_.progressed();
        },
        Qt::QueuedConnection);
  };
  runOnPool(
      *pool_, &receiver_,
      [geometry = state->geometry(), before = job_->before, cut = std::move(cut), cancel, progress,
       pool = &*pool_] { return sculpt(geometry, before, cut, *pool, cancel, progress); },
      [this, cancel](Result<std::shared_ptr<const VoxelMask>> made) { finish(cancel, std::move(made)); });
}

void Sculptor::cancel() {
  if (!job_) return;
  job_->cancel.cancel();
  job_.reset();
  next_.clear();
  patience_.stop();
  hooks_.progressed();
}

void Sculptor::finish(const CancelToken& which, Result<std::shared_ptr<const VoxelMask>> made) {
  if (which.cancelled() || !job_) return;
  const Job job = *std::exchange(job_, std::nullopt);
  patience_.stop();
  hooks_.progressed();
  const auto state = job.state.lock();
  if (!made) {
    hooks_.failed(QString::fromStdString(made.error().message));
  } else if (state && state->look().hidden != job.before) {
    hooks_.failed(QCoreApplication::translate(
        "Viewport", "What is cut away was changed meanwhile; the last piece was left as it was."));
  } else if (state &&
             (*made)->count() != (job.before ? job.before->count() : 0)) {  // a piece of nothing is no step
    VolumeLook look = state->look();
    look.hidden = *std::move(made);
    state->setLook(look);
    hooks_.sculpted(state);
  }
  while (!busy() && !next_.empty()) {
    auto [waiting, cut] = std::move(next_.front());
    next_.pop_front();
    if (const auto alive = waiting.lock()) begin(alive, std::move(cut));
  }
}

QString Sculptor::note(const SeriesState* state) const {
  if (!job_ || patience_.isActive() || job_->state.lock().get() != state) return {};
  return QCoreApplication::translate("Viewport", "Sculpting… %1 % (Esc stops)").arg(job_->percent);
}

}  // namespace iso::app
