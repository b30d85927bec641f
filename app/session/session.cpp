// SPDX-License-Identifier: Apache-2.0
#include "app/session/session.h"

#include <fmt/format.h>

#include <QDir>
#include <QFileInfo>
#include <QTimer>
#include <algorithm>
#include <exception>
#include <mutex>
#include <set>
#include <system_error>

#include "app/session/background_pool.h"
#include "app/session/patient_name.h"
#include "app/session/thumbnail.h"
#include "core/dicom/local_reader.h"
#include "core/dicom/scanner.h"

namespace iso::app {

/// The way from the pool's threads back to the session while it lives.
struct Session::Guard {
  std::mutex mutex;
  Session* session = nullptr;

  template <class F>
  void post(F work) {
    const std::lock_guard lock(mutex);
    if (!session) return;
    QMetaObject::invokeMethod(
        session, [target = session, work = std::move(work)] { work(*target); }, Qt::QueuedConnection);
  }
};

namespace {
constexpr int kProgressMs = 100;  ///< how often the progress of reading is told

std::filesystem::path toPath(const QString& text) {
  return std::filesystem::path(text.toStdU16String());
}

/// A sentence if the path cannot be opened at all, else "".
QString pathProblem(const QString& path) {
  const QFileInfo info(path);
  if (!info.exists() && !info.isSymLink()) {
    std::error_code code;
    (void)std::filesystem::status(toPath(path), code);
    if (code == std::errc::permission_denied)
      return QStringLiteral("%1 cannot be opened: permission denied. Ask its owner for read access.")
          .arg(path);
    return QStringLiteral("%1 does not exist. Check the path.").arg(path);
  }
  if (!info.exists()) return QStringLiteral("%1 is a link to something that does not exist.").arg(path);
  if (!info.isReadable() || (info.isDir() && !info.isExecutable()))
    return QStringLiteral("%1 cannot be opened: permission denied. Ask its owner for read access.").arg(path);
  return {};
}

/// SOP instance UIDs of what a series shows, in order.
std::set<std::string> instancesOf(const Series& series) {
  std::set<std::string> uids;
  for (const VolumeDescription& volume : series.volumes)
    for (const SliceSource& slice : volume.slices) uids.insert(slice.sopInstanceUid);
  return uids;
}

}  // namespace

Session::Session(std::shared_ptr<DicomReader> reader, std::shared_ptr<LogSink> log, unsigned threads,
                 QObject* parent)
    : QObject(parent),
      log_(std::move(log)),
      guard_(std::make_shared<Guard>()),
      reader_(reader ? std::move(reader) : makeLocalReader()),
      pool_(makeBackgroundPool(threads)) {
  guard_->session = this;
  // Slices arrive by the thousand a second; what shows their number is painted anew with the whole window.
  progressTimer_.setSingleShot(true);
  progressTimer_.setInterval(kProgressMs);
  connect(&progressTimer_, &QTimer::timeout, this, &Session::loadsChanged);
}

Session::~Session() {
  {
    const std::lock_guard lock(guard_->mutex);
    guard_->session = nullptr;
  }
  scanCancel_.cancel();
  thumbnailLoad_.reset();
  for (const LoadedSeriesPtr& one : series_) one->stop();
  pool_.reset();
}

void Session::openPaths(const QStringList& paths) {
  if (paths.isEmpty()) return;
  waiting_.push_back({paths, {}});
  if (!scanning_) startNextScan();
}

void Session::startNextScan() {
  if (waiting_.empty()) return;
  ScanJob job = std::move(waiting_.front());
  waiting_.pop_front();
  for (QString& path : job.paths) path = QDir::cleanPath(QDir::current().absoluteFilePath(path));
  scanning_ = true;
  scanned_ = job.paths;
  joining_ = !job.parts.empty();
  scanClock_.start();
  scanCancel_ = CancelToken();
  emit scanStarted();
  // Asking whether a path is there may take seconds on a network drive: that too is the pool's work.
  pool_->post(
      [guard = guard_, job = std::move(job), cancel = scanCancel_, pool = pool_.get(), reader = reader_] {
        auto result = std::make_shared<Result<ScanResult>>();
        auto bad = std::make_shared<QStringList>();
        try {
          std::vector<std::filesystem::path> good = job.parts;
          for (const QString& path : job.paths)
            if (const QString problem = pathProblem(path); problem.isEmpty())
              good.push_back(toPath(path));
            else
              *bad << problem;
          if (!bad->isEmpty())
            guard->post([bad](Session& session) {
              session.badPaths_ += static_cast<int>(bad->size());
              session.report(*bad);
            });
          auto lastPercent = std::make_shared<int>(-1);
          const Progress progress = [guard, lastPercent](double fraction) {
            const int percent = static_cast<int>(fraction * 100.0);
            if (percent == *lastPercent) return;
            *lastPercent = percent;
            guard->post([fraction](Session& session) { emit session.scanProgress(fraction); });
          };
          if (good.empty())  // everything there is to say has been said
            *result = tl::make_unexpected(Error{ErrorCode::Cancelled, "Nothing to look through.", ""});
          else
            *result = scan(good, *pool, *reader, progress, cancel);
        } catch (const std::exception& problem) {
          *result = tl::make_unexpected(
              Error{ErrorCode::Io, fmt::format("Looking for images broke off: {}.", problem.what()), ""});
        }
        guard->post([result](Session& session) { session.finishScan(*result); });
      });
}

void Session::cancelScan() {
  waiting_.clear();
  if (scanning_) stopClock_.start();
  scanCancel_.cancel();
}

void Session::finishScan(const Result<ScanResult>& result) {
  scanning_ = false;
  if (!result) {
    if (result.error().code != ErrorCode::Cancelled) {
      ++badPaths_;
      report({QString::fromStdString(result.error().message)});
    } else if (stopClock_.isValid()) {
      log_->write(LogLevel::Info,
                  fmt::format("The scan ended {} ms after it was stopped", stopClock_.elapsed()));
      stopClock_.invalidate();
    }
    emit scanFinished({});
    startNextScan();
    return;
  }
  const QStringList added = add(*result);
  const bool joins = !waiting_.empty() && !waiting_.front().parts.empty();
  QStringList sentences;
  for (const FileProblem& problem : result->unreadable) sentences << QString::fromStdString(problem.reason);
  unreadable_ += static_cast<int>(result->unreadable.size());
  if (result->studies.empty() && result->unreadable.empty()) {
    const auto skipped = result->skipped.size();
    sentences << (skipped == 0   ? QStringLiteral("Nothing was opened: %1 is empty.").arg(scanned_.join(", "))
                  : skipped == 1 ? QStringLiteral("Nothing was opened. %1: %2")
                                       .arg(QString::fromStdString(result->skipped.front().path.string()),
                                            QString::fromStdString(result->skipped.front().reason))
                                 : QStringLiteral("Nothing was opened: none of the %1 files in %2 is DICOM.")
                                       .arg(QString::number(skipped), scanned_.join(", ")));
  } else if (added.isEmpty() && !joins && result->unreadable.empty()) {
    bool images = false, objects = false;
    for (const Study& study : result->studies)
      for (const Series& one : study.series) {
        images = images || one.hasImages();
        objects = objects || !objectsOf(study, one).empty();
      }
    sentences << (images    ? QStringLiteral("These images are open already.")
                  : objects ? QStringLiteral("These files are open already.")
                            : QStringLiteral("These files hold no images that can be shown."));
  }
  log_->write(LogLevel::Info,
              fmt::format("Scan: {} studies, {} unreadable, {} skipped, {} ms", result->studies.size(),
                          result->unreadable.size(), result->skipped.size(), scanClock_.elapsed()));
  report(sentences);
  emit scanFinished(added);
  startNextScan();
}

QStringList Session::add(const ScanResult& result) {
  QStringList added;
  std::vector<std::filesystem::path> parts;
  for (const Study& study : result.studies) {
    bool grew = false;
    for (const Series& one : study.series) {
      if (one.hasImages()) grew = addSeries(study, one, parts) == Arrival::Added || grew;
      grew = addObjects(study, one) || grew;
    }
    if (grew) added << studyKey(study);
  }
  if (!parts.empty()) waiting_.push_front({{}, std::move(parts)});
  if (!added.isEmpty()) emit studiesChanged();
  return added;
}

Session::Arrival Session::addSeries(const Study& study, const Series& one,
                                    std::vector<std::filesystem::path>& parts) {
  std::vector<LoadedSeriesPtr> old;
  for (const LoadedSeriesPtr& open : seriesOf(studyKey(study)))
    if (open->series().uid == one.uid) old.push_back(open);
  if (!old.empty()) {
    const Series& before = old.front()->series();
    const auto had = instancesOf(before), has = instancesOf(one);
    if (!joining_ && std::includes(had.begin(), had.end(), has.begin(), has.end())) return Arrival::Open;
    // Files read again together replace what was there, whatever they make of it: what is left out of them
    // is told as an unreadable file or as an issue of the volume.
    if (!joining_ && !std::includes(has.begin(), has.end(), had.begin(), had.end())) {
      for (const Series* part : {&before, &one})
        for (const VolumeDescription& volume : part->volumes)
          for (const SliceSource& slice : volume.slices) parts.push_back(slice.path);
      std::sort(parts.begin(), parts.end());
      parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
      return Arrival::Waits;
    }
    for (const LoadedSeriesPtr& open : old) close(open);
  }
  for (int v = 0; v < static_cast<int>(one.volumes.size()); ++v) {
    auto loaded = std::make_shared<LoadedSeries>(study, one, v);
    insert(loaded);
    emit seriesAdded(loaded);
  }
  return Arrival::Added;
}

void Session::insert(const LoadedSeriesPtr& added) {
  const auto place = [&](const Study& study) {
    return std::find_if(studies_.begin(), studies_.end(),
                        [key = studyKey(study)](const Study& s) { return studyKey(s) == key; }) -
           studies_.begin();
  };
  if (place(added->study()) == static_cast<std::ptrdiff_t>(studies_.size()))
    studies_.push_back(added->study());
  const auto order = [&](const LoadedSeriesPtr& s) {
    return std::tuple(place(s->study()), s->series().number.value_or(1 << 30), s->series().uid,
                      s->volumeIndex());
  };
  const auto at = std::upper_bound(series_.begin(), series_.end(), added,
                                   [&](const auto& a, const auto& b) { return order(a) < order(b); });
  series_.insert(at, added);
  connect(added.get(), &LoadedSeries::progressChanged, this, [this] {
    if (!progressTimer_.isActive()) progressTimer_.start();
  });
  connect(added.get(), &LoadedSeries::released, this, &Session::loadsChanged);
  connect(added.get(), &LoadedSeries::phasePending, this, &Session::loadsChanged);
  connect(added.get(), &LoadedSeries::phaseProblems, this, [this](const QStringList& sentences) {
    emit loadsChanged();
    // Playing comes by again and again: once is enough.
    QStringList fresh;
    for (const QString& sentence : sentences)
      if (!problems_.contains(sentence)) fresh << sentence;
    unreadable_ += static_cast<int>(fresh.size());
    report(fresh);
  });
  connect(added.get(), &LoadedSeries::phaseChanged, this, [this] { makeRoom(0); });
  connect(added.get(), &LoadedSeries::completed, this, [this, raw = added.get()] {
    makeRoom(0);
    emit loadsChanged();
    QStringList sentences;
    for (const FileProblem& problem : raw->problems()) sentences << QString::fromStdString(problem.reason);
    unreadable_ += static_cast<int>(sentences.size());
    report(sentences);
  });
  connect(added.get(), &LoadedSeries::failed, this, [this](const QString& sentence) {
    emit loadsChanged();
    if (stopping_) return;  // the user's own wish is no problem of a file
    ++unreadable_;
    report({sentence});
  });
}

std::vector<LoadedSeriesPtr> Session::seriesOf(const QString& study) const {
  std::vector<LoadedSeriesPtr> found;
  for (const LoadedSeriesPtr& one : series_)
    if (studyKey(one->study()) == study) found.push_back(one);
  return found;
}

LoadedSeriesPtr Session::find(const QString& key) const {
  for (const LoadedSeriesPtr& one : series_)
    if (one->key() == key) return one;
  return nullptr;
}

LoadedSeriesPtr Session::mainSeries(const QString& study) const {
  // Of equals the one with the anatomy: CT and MR before what lies over them.
  const auto rank = [](const LoadedSeries& one) {
    const std::string& modality = one.series().modality;
    const int anatomy = modality == "CT" ? 2 : modality == "MR" ? 1 : 0;
    return std::pair(one.description().geometry.size()[2], anatomy);
  };
  LoadedSeriesPtr best;
  for (const LoadedSeriesPtr& one : seriesOf(study))
    if (!best || rank(*one) > rank(*best)) best = one;
  return best;
}

void Session::load(const LoadedSeriesPtr& series) {
  if (!series || series->loading() || series->complete()) return;
  QElapsedTimer clock;
  clock.start();
  loadClock_ = clock;
  series->load(loader());
  // What opening costs, without a word about whom.
  const int slices = series->description().geometry.size()[2];
  connect(
      series.get(), &LoadedSeries::sliceArrived, this,
      [this, clock](int k) {
        log_->write(LogLevel::Info, fmt::format("First slice ({}) after {} ms", k, clock.elapsed()));
      },
      Qt::SingleShotConnection);
  connect(
      series.get(), &LoadedSeries::completed, this,
      [this, clock, slices] {
        log_->write(LogLevel::Info, fmt::format("{} slices read after {} ms", slices, clock.elapsed()));
      },
      Qt::SingleShotConnection);
  emit loadsChanged();
}

void Session::notePicture() {
  if (!loadClock_.isValid()) return;
  log_->write(LogLevel::Info,
              fmt::format("First picture {} ms after its series was opened, {} ms after the scan began",
                          loadClock_.elapsed(), scanClock_.isValid() ? scanClock_.elapsed() : 0));
  loadClock_.invalidate();
}

void Session::cancelLoads() {
  QElapsedTimer clock;
  clock.start();
  const int loading = loadingCount();
  stopping_ = true;
  for (const LoadedSeriesPtr& one : series())
    one->stop(QStringLiteral("Reading was stopped. Double-click the series to read it again."));
  stopping_ = false;
  if (loading > 0)
    log_->write(LogLevel::Info,
                fmt::format("Reading {} series was stopped in {} ms", loading, clock.elapsed()));
  emit loadsChanged();
}

int Session::loadingCount() const {
  return static_cast<int>(
      std::count_if(series_.begin(), series_.end(), [](const auto& one) { return one->loading(); }));
}

double Session::loadProgress() const {
  double sum = 0.0;
  int count = 0;
  for (const LoadedSeriesPtr& one : series_)
    if (one->loading()) {
      sum += one->progress();
      ++count;
    }
  return count ? sum / count : 1.0;
}

void Session::close(const LoadedSeriesPtr& series) {
  emit seriesClosed(series);
  series->disconnect(this);
  series->stop();
  thumbnails_.remove(series->key());
  series_.erase(std::remove(series_.begin(), series_.end(), series), series_.end());
}

void Session::closeStudy(const QString& study) {
  for (const LoadedSeriesPtr& one : seriesOf(study)) close(one);
  std::erase_if(objects_, [&](const ObjectSeries& one) { return studyKey(one.study) == study; });
  std::erase_if(studies_, [&](const Study& one) { return studyKey(one) == study; });
  emit loadsChanged();
  emit studiesChanged();
}

void Session::closeAll() {
  for (const Study& study : studies()) closeStudy(studyKey(study));
}

QStringList Session::patients() const {
  std::vector<Patient> different;
  QStringList names;
  for (const Study& study : studies_) {
    const bool known = std::any_of(different.begin(), different.end(),
                                   [&](const Patient& p) { return samePatient(p, study.patient); });
    if (known) continue;
    different.push_back(study.patient);
    QString label = patientLabel(study.patient);
    if (study.patient.name && study.patient.id && !study.patient.id->empty())
      label += QStringLiteral(" (%1)").arg(QString::fromStdString(*study.patient.id));
    if (names.contains(label) && study.patient.birthDate)
      label += QStringLiteral(" born %1").arg(QString::fromStdString(*study.patient.birthDate));
    names << label;
  }
  return names;
}

void Session::requestThumbnails(int side) {
  thumbnailSide_ = side;
  for (const LoadedSeriesPtr& one : series_) {
    const QString key = one->key();
    if (thumbnails_.contains(key) ||
        std::find(thumbnailQueue_.begin(), thumbnailQueue_.end(), key) != thumbnailQueue_.end())
      continue;
    thumbnailQueue_.push_back(key);
  }
  if (!thumbnailRunning_) nextThumbnail();
}

void Session::nextThumbnail() {
  thumbnailLoad_.reset();
  thumbnailRunning_ = false;
  while (!thumbnailQueue_.empty()) {
    const QString key = thumbnailQueue_.front();
    thumbnailQueue_.pop_front();
    const LoadedSeriesPtr series = find(key);
    if (!series) continue;
    std::optional<WindowLevel> window;
    if (!series->description().windows.empty()) window = series->description().windows.front();
    VolumeLoad::Callbacks callbacks;
    callbacks.done = [guard = guard_, key, window, inverted = series->prefersInvertedGrey(),
                      side = thumbnailSide_](Result<VolumePtr> result) {
      QImage image;
      if (result) image = thumbnail(**result, window, inverted, side);
      guard->post([key, image](Session& session) {
        // A null picture is kept too: what cannot be drawn is not asked for again.
        if (session.find(key)) {
          session.thumbnails_.insert(key, image);
          emit session.thumbnailReady(key);
        }
        session.nextThumbnail();
      });
    };
    thumbnailRunning_ = true;
    if (series->derived()) {
      // In no file: of its own voxels.
      pool_->post([done = std::move(callbacks.done),
                   slice = series->readySlice(series->description().geometry.size()[2] / 2)] {
        if (slice)
          done(slice);
        else
          done(fail(ErrorCode::NotFound, "There are no voxels."));
      });
      return;
    }
    auto started =
        VolumeLoad::start(middleSlice(series->description()), 0, *pool_, reader_, std::move(callbacks));
    if (started) {
      thumbnailLoad_ = std::move(*started);
      return;
    }
    thumbnails_.insert(key, QImage());
    thumbnailRunning_ = false;
  }
}

void Session::report(const QStringList& sentences) {
  if (sentences.isEmpty()) return;
  problems_ << sentences;
  emit problems(sentences);
}

void Session::clearProblems() {
  problems_.clear();
}

}  // namespace iso::app
