// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "core/dicom/volume_load.h"
#include "core/study/study.h"

namespace iso::app {

/// Names an open study. Two patients whose files carry the same study UID (copied phantoms, anonymised twins)
/// are two studies: the patient's id, name and birth date belong to the name. Not for showing.
QString studyKey(const Study& study);

/// One volume of a series as the window shows it: what is known of it, and its voxels as they arrive.
/// Lives on the UI thread; signals are emitted there.
class LoadedSeries : public QObject {
  Q_OBJECT
 public:
  /// @param study copied without its series list; @param series copied
  LoadedSeries(Study study, Series series, int volumeIndex, QObject* parent = nullptr);
  ~LoadedSeries() override;

  const Study& study() const { return study_; }
  const Series& series() const { return series_; }
  const VolumeDescription& description() const { return series_.volumes[static_cast<std::size_t>(volume_)]; }
  int volumeIndex() const { return volume_; }

  /// Names this volume of this series for as long as the study is open: the study's key, series UID, volume
  /// index. Not for showing.
  QString key() const;

  /// Starts reading on the pool if that has not happened yet, or was stopped before.
  void load(ThreadPool& pool, const std::shared_ptr<DicomReader>& reader);
  /// For voxels that do not come from the description's files (derived volumes, tests): follows a reading
  /// under way, whose owner emits the signals; or takes a finished volume, and says so at once.
  void adopt(std::shared_ptr<VolumeLoad> load);
  void adopt(VolumePtr finished);
  /// Stops reading and lets go of the pool; a volume that is complete stays.
  /// @param sentence told by failed() if reading was under way; empty = silently
  void stop(const QString& sentence = {});
  /// True between load() and the end of reading.
  bool loading() const { return load_ != nullptr && !complete_ && error_.isEmpty(); }
  bool started() const { return load_ != nullptr || !error_.isEmpty(); }
  /// Null before load(). See VolumeLoad::partial for what may be read before complete().
  VolumePtr volume() const;
  bool complete() const { return complete_; }
  double progress() const { return progress_; }
  bool sliceReady(int k) const;
  /// A volume of slice k alone, copied; null if it is not ready. What an engine may be given while the rest
  /// is still being read: one that keeps a copy of a volume would never see what arrives later.
  VolumePtr readySlice(int k) const;
  void prioritize(int k);
  /// A sentence if nothing could be read, else empty.
  QString error() const { return error_; }
  std::vector<FileProblem> problems() const;

  /// The file's first window, else automatic (over what has been read so far), inverted grey considered by
  /// the colour map, not here.
  WindowLevel initialWindow() const;
  /// The automatic window over all voxels; nullopt before complete() and for colour images.
  std::optional<WindowLevel> automaticWindow() const { return automatic_; }
  /// True where low values are to be shown bright (MONOCHROME1, PET alone).
  bool prefersInvertedGrey() const;

 signals:
  void sliceArrived(int k);
  void progressChanged(double fraction);
  void completed();
  void failed(const QString& sentence);

 private:
  struct Relay;
  void takeSlices();
  void finish(const Result<VolumePtr>& result, std::optional<WindowLevel> automatic);

  Study study_;
  Series series_;
  int volume_ = 0;
  std::shared_ptr<VolumeLoad> load_;
  std::shared_ptr<Relay> relay_;
  VolumePtr finished_;
  std::optional<WindowLevel> automatic_;
  bool complete_ = false;
  double progress_ = 0.0;
  QString error_;
};

using LoadedSeriesPtr = std::shared_ptr<LoadedSeries>;

}  // namespace iso::app
