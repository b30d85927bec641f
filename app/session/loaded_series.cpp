// SPDX-License-Identifier: Apache-2.0
#include "app/session/loaded_series.h"

#include <QStringList>
#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>

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
  auto slice = Volume::make(*buffer, volume.type(), *geometry, {volume.rescale(k)}, volume.unit());
  return slice ? *slice : nullptr;
}

bool isScalar(const VolumePtr& volume) {
  return volume && volume->type() != VoxelType::Rgb8;
}

}  // namespace

/// What the pool's callbacks hold: the way to the series while it lives. Slices that arrive faster than the
/// window looks are handed over together.
struct LoadedSeries::Relay : std::enable_shared_from_this<LoadedSeries::Relay> {
  std::mutex mutex;
  LoadedSeries* target = nullptr;
  std::vector<int> slices;
  double fraction = 0.0;
  bool posted = false;

  void slice(int k, double done) {
    const std::lock_guard lock(mutex);
    if (!target) return;
    slices.push_back(k);
    fraction = done;
    if (posted) return;
    posted = true;
    QMetaObject::invokeMethod(
        target,
        [series = target, relay = shared_from_this()] {
          if (series->relay_ == relay) series->takeSlices();
        },
        Qt::QueuedConnection);
  }

  void done(Result<VolumePtr> result) {
    // Counting the histogram here keeps it off the UI thread.
    std::optional<WindowLevel> automatic;
    if (result && isScalar(*result)) automatic = iso::automaticWindow(**result);
    const std::lock_guard lock(mutex);
    if (!target) return;
    QMetaObject::invokeMethod(
        target,
        [series = target, relay = shared_from_this(), result = std::move(result), automatic] {
          // Between posting and now it may have been stopped, or started again.
          if (series->relay_ != relay) return;
          series->takeSlices();
          series->finish(result, automatic);
        },
        Qt::QueuedConnection);
  }
};

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

void LoadedSeries::load(ThreadPool& pool, const std::shared_ptr<DicomReader>& reader) {
  if (load_ || complete_) return;
  error_.clear();
  progress_ = 0.0;
  relay_ = std::make_shared<Relay>();
  relay_->target = this;
  VolumeLoad::Callbacks callbacks;
  callbacks.slice = [relay = relay_](int k, double done) { relay->slice(k, done); };
  callbacks.done = [relay = relay_](Result<VolumePtr> result) { relay->done(std::move(result)); };
  auto started = VolumeLoad::start(description(), 0, pool, reader, std::move(callbacks));
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

void LoadedSeries::stop(const QString& sentence) {
  if (relay_) {
    const std::lock_guard lock(relay_->mutex);
    relay_->target = nullptr;
  }
  relay_.reset();
  const bool wasLoading = loading();
  if (load_ && !complete_) load_->cancel();
  if (!complete_) load_.reset();
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
  return load_ ? load_->problems() : std::vector<FileProblem>{};
}

void LoadedSeries::takeSlices() {
  std::vector<int> slices;
  if (!relay_) return;
  {
    const std::lock_guard lock(relay_->mutex);
    slices.swap(relay_->slices);
    progress_ = relay_->fraction;
    relay_->posted = false;
  }
  if (slices.empty()) return;
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
  emit progressChanged(1.0);
  emit completed();
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
