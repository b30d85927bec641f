// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QImage>
#include <QObject>
#include <QStringList>
#include <QTimer>
#include <deque>
#include <filesystem>
#include <memory>
#include <vector>

#include "app/session/loaded_series.h"
#include "app/session/object_series.h"
#include "core/base/cancel.h"
#include "core/base/log.h"
#include "core/base/parallel.h"
#include "core/dicom/dicom_reader.h"

namespace iso {
class DicomReader;
}

namespace iso::app {

/// Everything that is open: studies, their series, the threads that read them. Lives on the UI thread and
/// never makes it wait; it must outlive every user of its LoadedSeries. Studies are named by studyKey().
class Session : public QObject {
  Q_OBJECT
 public:
  /// @param threads of the pool; 0 = one per hardware thread
  /// @param reader of the files; null = one in this process
  explicit Session(std::shared_ptr<DicomReader> reader = nullptr, std::shared_ptr<LogSink> log = silentLog(),
                   unsigned threads = 0, QObject* parent = nullptr);
  ~Session() override;

  /// Scans files and folders and adds what they hold to what is open. Paths that cannot be opened are told
  /// by problems() and the rest goes on. Calls while a scan runs are done one after the other.
  void openPaths(const QStringList& paths);
  /// What looks into single files (headers, overlays); null where there is none.
  void setReader(std::shared_ptr<DicomReader> reader) { reader_ = std::move(reader); }
  const std::shared_ptr<DicomReader>& reader() const { return reader_; }

  void cancelScan();
  bool scanning() const { return scanning_ || !waiting_.empty(); }

  /// Studies that are open, in order of opening, without their series lists.
  std::vector<Study> studies() const { return studies_; }
  /// All volumes of all image series: by study in order of opening, by series number, by volume.
  std::vector<LoadedSeriesPtr> series() const { return series_; }
  std::vector<LoadedSeriesPtr> seriesOf(const QString& study) const;
  LoadedSeriesPtr find(const QString& key) const;
  /// Files without images, in the order of series().
  const std::vector<ObjectSeries>& objects() const { return objects_; }
  std::vector<ObjectSeries> objectsOfStudy(const QString& study) const;
  const ObjectSeries* findObjects(const QString& key) const;
  /// The series of a study that is hung first: of the image volumes the one with the most slices; of
  /// equals CT, then MR, then the first. Null if the study has none.
  LoadedSeriesPtr mainSeries(const QString& study) const;

  /// Starts reading a series that is shown.
  void load(const LoadedSeriesPtr& series);
  /// The first picture of the series loaded last is on the screen: the log says after how long.
  void notePicture();
  /// Adds a volume that was computed from an open series, beside it in the list.
  void addDerived(const LoadedSeriesPtr& derived);

  /// Bytes that voxels may take. Beyond them the series and phases that were shown longest ago are let go,
  /// never what is on screen; they are read again when they are shown again. 0 = no limit.
  void setMemoryLimit(std::size_t bytes);
  std::size_t memoryLimit() const { return memoryLimit_; }
  /// The series that views show now.
  void setOnScreen(const std::vector<LoadedSeriesPtr>& shown);
  std::size_t bytesHeld() const;

  /// Stops every reading that is not complete.
  void cancelLoads();
  int loadingCount() const;
  /// Mean progress of the series being read, 1 if there are none.
  double loadProgress() const;

  void closeStudy(const QString& study);
  void closeAll();

  /// Names of the different patients that are open; more than one wears a banner.
  QStringList patients() const;

  /// Reads and draws the pictures for the list, one at a time. A series without one yet gives a null image.
  void requestThumbnails(int side);
  QImage thumbnailOf(const QString& key) const { return thumbnails_.value(key); }
  bool thumbnailsPending() const { return thumbnailRunning_ || !thumbnailQueue_.empty(); }

  /// Every sentence about files that could not be read, since the program started or they were cleared.
  QStringList problemSentences() const { return problems_; }
  /// DICOM files that could not be read, over all scans.
  int unreadableCount() const { return unreadable_; }
  /// Paths asked for that could not be opened at all.
  int badPathCount() const { return badPaths_; }
  void clearProblems();

  /// Nothing is being scanned, read or drawn.
  bool idle() const { return !scanning() && loadingCount() == 0 && !thumbnailsPending(); }

  ThreadPool& pool() { return *pool_; }

 signals:
  void scanStarted();
  void scanProgress(double fraction);
  /// @param addedStudies keys of the studies that came or grew, in order
  void scanFinished(const QStringList& addedStudies);
  void seriesAdded(LoadedSeriesPtr series);
  /// Emitted before the session lets go of it.
  void seriesClosed(LoadedSeriesPtr series);
  void studiesChanged();
  void thumbnailReady(const QString& key);
  void loadsChanged();
  void problems(const QStringList& sentences);

 private:
  struct Guard;
  /// What one scan is to look through.
  struct ScanJob {
    QStringList paths;  ///< as asked for; what cannot be opened is told
    /// Files of series of which another part is open already: read again together they become one.
    std::vector<std::filesystem::path> parts;
  };
  void startNextScan();
  void finishScan(const Result<ScanResult>& result);
  QStringList add(const ScanResult& result);
  enum class Arrival { Open, Added, Waits };
  Arrival addSeries(const Study& study, const Series& one, std::vector<std::filesystem::path>& parts);
  void insert(const LoadedSeriesPtr& added);
  bool addObjects(const Study& study, const Series& one);
  VolumeLoader loader();
  void makeRoom(std::size_t incoming);
  void close(const LoadedSeriesPtr& series);
  void nextThumbnail();
  void report(const QStringList& sentences);

  std::shared_ptr<LogSink> log_;
  std::shared_ptr<Guard> guard_;
  std::vector<Study> studies_;
  std::vector<LoadedSeriesPtr> series_;
  std::vector<ObjectSeries> objects_;
  std::shared_ptr<DicomReader> reader_;
  std::vector<std::weak_ptr<LoadedSeries>> onScreen_;
  std::size_t memoryLimit_ = 0;
  QHash<QString, QImage> thumbnails_;
  std::deque<QString> thumbnailQueue_;
  int thumbnailSide_ = 0;
  bool thumbnailRunning_ = false;
  std::shared_ptr<VolumeLoad> thumbnailLoad_;
  std::deque<ScanJob> waiting_;
  QStringList scanned_;   ///< what the scan now running was asked for
  bool joining_ = false;  ///< the scan now running reads parts again as one
  CancelToken scanCancel_;
  QElapsedTimer stopClock_;
  bool scanning_ = false;
  QElapsedTimer scanClock_, loadClock_;
  QTimer progressTimer_;
  bool stopping_ = false;
  QStringList problems_;
  int unreadable_ = 0;
  int badPaths_ = 0;
  std::unique_ptr<ThreadPool> pool_;  // last: its threads end before the rest goes
};

}  // namespace iso::app
