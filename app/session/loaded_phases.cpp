// SPDX-License-Identifier: Apache-2.0
// The time points of a series: which is shown, which is awaited, which are kept.
#include <mutex>
#include <utility>

#include "app/session/loaded_series.h"
#include "app/session/loaded_series_relay.h"

namespace iso::app {
namespace {

std::size_t bytesOf(const VolumePtr& volume) {
  return volume ? volume->sliceBytes() * static_cast<std::size_t>(volume->size()[2]) : 0;
}

/// Counts showings over all series; only the UI thread shows.
std::uint64_t nextShowing() {
  static std::uint64_t count = 0;
  return ++count;
}

}  // namespace

void LoadedSeries::setPhase(int phase) {
  if (phase < 0 || phase >= phaseCount() || pendingPhase().value_or(phase_) == phase) return;
  if (!complete_) {
    // The first reading goes on to its end: starting again would leave the views empty for longer.
    if (readingFirst())
      wanted_ = phase == phase_ ? std::nullopt : std::optional(phase);
    else
      phase_ = phase;
    emit phasePending();
    return;
  }
  dropNext();
  if (phases_.count(phase) > 0) {
    showPhase(phase);
    return;
  }
  if (!loader_) {
    emit phaseProblems({QStringLiteral("Time point %1 cannot be read.").arg(phase + 1)});
    return;
  }
  auto relay = std::make_shared<Relay>();
  relay->target = this;
  next_ = Next{phase, nullptr, relay};
  progress_ = 0.0;
  auto started = loader_(description(), phase, callbacks(relay));
  if (started)
    next_->load = std::move(*started);
  else
    relay->done(tl::make_unexpected(started.error()));
  emit phasePending();
  emit progressChanged(0.0);
}

void LoadedSeries::dropNext() {
  if (!next_) return;
  {
    const std::lock_guard lock(next_->relay->mutex);
    next_->relay->target = nullptr;
  }
  if (next_->load) next_->load->cancel();
  next_.reset();
  progress_ = 1.0;  // what is shown is complete
}

void LoadedSeries::finishPhase(const Result<VolumePtr>& result) {
  const Next next = *std::exchange(next_, std::nullopt);
  progress_ = 1.0;
  QStringList sentences;
  if (result) {
    phases_[next.phase] = {*result, next.load, 0};
    showPhase(next.phase);
    for (const FileProblem& problem : problems()) sentences << QString::fromStdString(problem.reason);
  } else {
    sentences << QString::fromStdString(result.error().message);
    emit phasePending();
  }
  emit progressChanged(1.0);
  if (!sentences.isEmpty()) emit phaseProblems(sentences);
}

void LoadedSeries::showPhase(int phase) {
  const Phase& shown = phases_.at(phase);
  phase_ = phase;
  finished_ = shown.volume;
  load_ = shown.load;
  problems_ = problems();
  touch();
  emit phasePending();
  emit phaseChanged(phase);
}

void LoadedSeries::adoptPhase(int phase, VolumePtr finished) {
  phases_[phase] = {std::move(finished), nullptr, 0};
}

void LoadedSeries::touch() {
  if (const auto shown = phases_.find(phase_); shown != phases_.end())
    shown->second.lastShown = nextShowing();
}

std::vector<LoadedSeries::Held> LoadedSeries::held() const {
  std::vector<Held> all;
  for (const auto& [number, phase] : phases_)
    all.push_back({number, bytesOf(phase.volume), phase.lastShown, complete_ && number == phase_});
  if (load_ && !complete_) all.push_back({phase_, bytesOf(load_->partial()), 0, true});
  if (next_ && next_->load) all.push_back({next_->phase, bytesOf(next_->load->partial()), 0, true});
  return all;
}

void LoadedSeries::releasePhase(int phase) {
  if (phase != phase_) phases_.erase(phase);
}

void LoadedSeries::release() {
  if (!complete_ || next_ || !loader_) return;
  problems_ = problems();
  phases_.clear();
  finished_.reset();
  load_.reset();
  relay_.reset();
  complete_ = false;
  progress_ = 0.0;
  emit released();
}

}  // namespace iso::app
