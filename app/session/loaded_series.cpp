// SPDX-License-Identifier: Apache-2.0
#include "app/session/loaded_series.h"

#include <QStringList>
#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>

#include "app/session/loaded_series_relay.h"

namespace iso::app {
namespace {

/// A volume of one slice with the voxels of slice k: what may be looked at while the rest is still read.
VolumePtr copyOfSlice(const Volume& volume, int k) {
  auto buffer = VoxelBuffer::allocate(volume.sliceBytes());
  if (!buffer) return nullptr;
  std::memcpy((*buffer)->data(), volume.data() + volume.sliceBytes() * static_cast<std::size_t>(k),
              volume.sliceBytes());
  const VolumeGeometry& whole = volume.geometry();
  auto geometry = VolumeGeometry::make({whole.size()[0], whole.size()[1], 1}, whole.axes(),
                                       whole.toPatient(IndexPoint{Vector3(0, 0, k)}));
  if (!geometry) return nullptr;
  auto slice =
      Volume::make(*buffer, volume.type(), *geometry, {volume.rescale(k)}, volume.unit(), volume.padding());
  return slice ? *slice : nullptr;
}

}  // namespace

QString studyKey(const Study& study) {
  const Patient& p = study.patient;
  QStringList parts{QString::fromStdString(study.uid)};
  // An empty value is not the same as none: the scan keeps such files apart too.
  for (const auto& part : {p.id, p.name, p.birthDate})
    parts << (part ? '=' + QString::fromStdString(*part) : QString());
  return parts.join('\n');
}

LoadedSeries::LoadedSeries(Study study, Series series, int volumeIndex, QObject* parent)
    : QObject(parent), study_(std::move(study)), series_(std::move(series)), volume_(volumeIndex) {
  study_.series.clear();
}

LoadedSeries::~LoadedSeries() {
  stop();
}

QString LoadedSeries::key() const {
  return studyKey(study_) + '\n' + QString::fromStdString(series_.uid) + '#' + QString::number(volume_);
}

VolumeLoad::Callbacks LoadedSeries::callbacks(const std::shared_ptr<Relay>& relay) const {
  VolumeLoad::Callbacks callbacks;
  callbacks.slice = [relay](int k, double done) { relay->slice(k, done); };
  callbacks.done = [relay](Result<VolumePtr> result) { relay->done(std::move(result)); };
  return callbacks;
}

void LoadedSeries::load(VolumeLoader loader) {
  if (load_ || complete_) return;
  loader_ = std::move(loader);
  error_.clear();
  progress_ = 0.0;
  relay_ = std::make_shared<Relay>();
  relay_->target = this;
  auto started = loader_(description(), phase_, callbacks(relay_));
  if (started) {
    load_ = std::move(*started);
    return;
  }
  // Told like every other failure: later, from the event loop.
  relay_->done(tl::make_unexpected(started.error()));
}

void LoadedSeries::adopt(std::shared_ptr<VolumeLoad> load) {
  load_ = std::move(load);
}

void LoadedSeries::adopt(VolumePtr finished) {
  const auto automatic = isScalar(finished) ? std::optional(iso::automaticWindow(*finished)) : std::nullopt;
  finish(std::move(finished), automatic);
}

void LoadedSeries::adopt(VolumePtr finished, std::optional<WindowLevel> automatic) {
  finish(std::move(finished), automatic);
}

void LoadedSeries::stop(const QString& sentence) {
  const bool readingNext = next_.has_value();
  dropNext();
  wanted_.reset();
  if (relay_) {
    const std::lock_guard lock(relay_->mutex);
    relay_->target = nullptr;
  }
  relay_.reset();
  const bool wasLoading = readingFirst();
  if (load_ && !complete_) load_->cancel();
  if (!complete_) load_.reset();
  if (readingNext) emit phasePending();
  if (!wasLoading) return;
  progress_ = 0.0;
  if (sentence.isEmpty()) return;
  error_ = sentence;
  emit failed(sentence);
}

VolumePtr LoadedSeries::volume() const {
  if (finished_) return finished_;
  return load_ ? load_->partial() : nullptr;
}

bool LoadedSeries::sliceReady(int k) const {
  if (!load_) return finished_ != nullptr;
  return load_->sliceReady(k);
}

VolumePtr LoadedSeries::readySlice(int k) const {
  const VolumePtr whole = volume();
  return whole && sliceReady(k) ? copyOfSlice(*whole, k) : nullptr;
}

void LoadedSeries::prioritize(int k) {
  if (load_ && !complete_) load_->prioritize(k);
}

std::vector<FileProblem> LoadedSeries::problems() const {
  return load_ ? load_->problems() : problems_;
}

void LoadedSeries::takeSlices(const std::shared_ptr<Relay>& relay) {
  std::vector<int> slices;
  const bool first = relay_ == relay;
  if (!first && !(next_ && next_->relay == relay)) return;
  {
    const std::lock_guard lock(relay->mutex);
    slices.swap(relay->slices);
    progress_ = relay->fraction;
    relay->posted = false;
  }
  if (slices.empty()) return;
  if (!first) {
    // Nothing of it is looked at before all of it is there.
    emit progressChanged(progress_);
    return;
  }
  for (const int k : slices) emit sliceArrived(k);
  emit progressChanged(progress_);
}

void LoadedSeries::finish(const Result<VolumePtr>& result, std::optional<WindowLevel> automatic) {
  if (!result) {
    error_ = QString::fromStdString(result.error().message);
    load_.reset();  // the next load() tries again
    progress_ = 0.0;
    emit failed(error_);
    return;
  }
  finished_ = *result;
  automatic_ = automatic;
  complete_ = true;
  progress_ = 1.0;
  problems_ = problems();
  phases_[phase_] = {finished_, load_, 0};
  touch();
  emit progressChanged(1.0);
  emit completed();
  if (const auto wanted = std::exchange(wanted_, std::nullopt)) setPhase(*wanted);
}

WindowLevel LoadedSeries::initialWindow() const {
  if (!description().windows.empty()) return description().windows.front();
  if (automatic_) return *automatic_;
  const VolumePtr partial = volume();
  if (!isScalar(partial)) return {128.0, 256.0};
  const int slices = partial->size()[2];
  // The ready slice nearest to the middle stands for the whole until all of it is there.
  for (int step = 0; step <= slices; ++step) {
    const int k = slices / 2 + (step % 2 ? -(step + 1) / 2 : step / 2);
    if (k < 0 || k >= slices || !sliceReady(k)) continue;
    if (const VolumePtr slice = copyOfSlice(*partial, k)) return iso::automaticWindow(*slice);
    break;
  }
  return {0.0, 1.0};
}

bool LoadedSeries::prefersInvertedGrey() const {
  return description().invertedGrey || series_.modality == "PT";
}

}  // namespace iso::app
