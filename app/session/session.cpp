// SPDX-License-Identifier: Apache-2.0
#include "app/session/session.h"

#include <fmt/format.h>

#include <QDir>
#include <QFileInfo>
#include <QTimer>
#include <algorithm>
#include <mutex>
#include <system_error>

#include "app/session/patient_name.h"
#include "app/session/thumbnail.h"
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

}  // namespace

Session::Session(std::shared_ptr<LogSink> log, unsigned threads, QObject* parent)
    : QObject(parent),
      log_(std::move(log)),
      guard_(std::make_shared<Guard>()),
      pool_(std::make_unique<ThreadPool>(threads)) {
  guard_->session = this;
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
  waiting_.push_back(paths);
  if (!scanning_) startNextScan();
}

void Session::startNextScan() {
  while (!waiting_.empty()) {
    const QStringList asked = waiting_.front();
    waiting_.pop_front();
    std::vector<std::filesystem::path> good;
    QStringList bad;
    for (const QString& path : asked) {
      const QString absolute = QDir::cleanPath(QDir::current().absoluteFilePath(path));
      if (const QString problem = pathProblem(absolute); problem.isEmpty())
        good.push_back(toPath(absolute));
      else
        bad << problem;
    }
    badPaths_ += static_cast<int>(bad.size());
    report(bad);
    if (good.empty()) {
      emit scanFinished({});
      continue;
    }
    scanning_ = true;
    scanned_.clear();
    for (const auto& path : good) scanned_ << QString::fromStdString(path.string());
    scanClock_.start();
    scanCancel_ = CancelToken();
    emit scanStarted();
    pool_->post([guard = guard_, good = std::move(good), cancel = scanCancel_, pool = pool_.get()] {
      auto lastPercent = std::make_shared<int>(-1);
      const Progress progress = [guard, lastPercent](double fraction) {
        const int percent = static_cast<int>(fraction * 100.0);
        if (percent == *lastPercent) return;
        *lastPercent = percent;
        guard->post([fraction](Session& session) { emit session.scanProgress(fraction); });
      };
      auto result = std::make_shared<Result<ScanResult>>(scan(good, *pool, progress, cancel));
      guard->post([result](Session& session) { session.finishScan(*result); });
    });
    return;
  }
}

void Session::cancelScan() {
  waiting_.clear();
  scanCancel_.cancel();
}

void Session::finishScan(const Result<ScanResult>& result) {
  scanning_ = false;
  if (!result) {
    if (result.error().code != ErrorCode::Cancelled) {
      ++badPaths_;
      report({QString::fromStdString(result.error().message)});
    }
    emit scanFinished({});
    startNextScan();
    return;
  }
  const QStringList added = add(*result);
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
  } else if (added.isEmpty() && result->unreadable.empty()) {
    bool images = false;
    for (const Study& study : result->studies)
      images = images || std::any_of(study.series.begin(), study.series.end(),
                                     [](const Series& one) { return one.hasImages(); });
    sentences << (images ? QStringLiteral("These images are open already.")
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
  for (const Study& study : result.studies) {
    bool grew = false;
    for (const Series& one : study.series) {
      for (int v = 0; v < static_cast<int>(one.volumes.size()); ++v) {
        auto loaded = std::make_shared<LoadedSeries>(study, one, v);
        if (const LoadedSeriesPtr old = find(loaded->key())) {
          if (old->series().instances >= one.instances) continue;
          close(old);  // more of its files were found: the fuller one replaces it
        }
        insert(loaded);
        grew = true;
        emit seriesAdded(loaded);
      }
    }
    if (grew) added << QString::fromStdString(study.uid);
  }
  if (!added.isEmpty()) emit studiesChanged();
  return added;
}

void Session::insert(const LoadedSeriesPtr& added) {
  const auto place = [&](const std::string& uid) {
    return std::find_if(studies_.begin(), studies_.end(), [&](const Study& s) { return s.uid == uid; }) -
           studies_.begin();
  };
  if (place(added->study().uid) == static_cast<std::ptrdiff_t>(studies_.size()))
    studies_.push_back(added->study());
  const auto order = [&](const LoadedSeriesPtr& s) {
    return std::tuple(place(s->study().uid), s->series().number.value_or(1 << 30), s->series().uid,
                      s->volumeIndex());
  };
  const auto at = std::upper_bound(series_.begin(), series_.end(), added,
                                   [&](const auto& a, const auto& b) { return order(a) < order(b); });
  series_.insert(at, added);
  connect(added.get(), &LoadedSeries::progressChanged, this, &Session::loadsChanged);
  connect(added.get(), &LoadedSeries::completed, this, [this, raw = added.get()] {
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

std::vector<LoadedSeriesPtr> Session::seriesOf(const std::string& studyUid) const {
  std::vector<LoadedSeriesPtr> found;
  for (const LoadedSeriesPtr& one : series_)
    if (one->study().uid == studyUid) found.push_back(one);
  return found;
}

LoadedSeriesPtr Session::find(const QString& key) const {
  for (const LoadedSeriesPtr& one : series_)
    if (one->key() == key) return one;
  return nullptr;
}

LoadedSeriesPtr Session::mainSeries(const std::string& studyUid) const {
  // Of equals the one with the anatomy: CT and MR before what lies over them.
  const auto rank = [](const LoadedSeries& one) {
    const std::string& modality = one.series().modality;
    const int anatomy = modality == "CT" ? 2 : modality == "MR" ? 1 : 0;
    return std::pair(one.description().geometry.size()[2], anatomy);
  };
  LoadedSeriesPtr best;
  for (const LoadedSeriesPtr& one : seriesOf(studyUid))
    if (!best || rank(*one) > rank(*best)) best = one;
  return best;
}

void Session::load(const LoadedSeriesPtr& series) {
  if (!series || series->loading() || series->complete()) return;
  QElapsedTimer clock;
  clock.start();
  series->load(*pool_);
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

void Session::cancelLoads() {
  stopping_ = true;
  for (const LoadedSeriesPtr& one : series())
    one->stop(QStringLiteral("Reading was stopped. Double-click the series to read it again."));
  stopping_ = false;
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

void Session::closeStudy(const std::string& uid) {
  for (const LoadedSeriesPtr& one : seriesOf(uid)) close(one);
  std::erase_if(studies_, [&](const Study& study) { return study.uid == uid; });
  emit loadsChanged();
  emit studiesChanged();
}

void Session::closeAll() {
  for (const Study& study : studies()) closeStudy(study.uid);
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
    auto started = VolumeLoad::start(middleSlice(series->description()), 0, *pool_, std::move(callbacks));
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
