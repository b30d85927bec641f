// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <vector>

#include "core/dicom/volume_load.h"
#include "core/study/study.h"

namespace iso::app {

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

  /// Starts reading on the pool if that has not happened yet.
  void load(ThreadPool& pool);
  bool started() const { return load_ != nullptr || !error_.isEmpty(); }
  /// Null before load(). See VolumeLoad::partial for what may be read before complete().
  VolumePtr volume() const;
  bool complete() const { return complete_; }
  double progress() const { return progress_; }
  bool sliceReady(int k) const;
  void prioritize(int k);
  /// A sentence if nothing could be read, else empty.
  QString error() const { return error_; }
  std::vector<FileProblem> problems() const;

  /// The file's first window, else automatic (over what has been read so far), inverted grey considered by
  /// the colour map, not here.
  WindowLevel initialWindow() const;
  /// True where low values are to be shown bright (MONOCHROME1, PET alone).
  bool prefersInvertedGrey() const;

 signals:
  void sliceArrived(int k);
  void progressChanged(double fraction);
  void completed();
  void failed(const QString& sentence);

 private:
  Study study_;
  Series series_;
  int volume_ = 0;
  std::shared_ptr<VolumeLoad> load_;
  VolumePtr finished_;
  bool complete_ = false;
  double progress_ = 0.0;
  QString error_;
};

using LoadedSeriesPtr = std::shared_ptr<LoadedSeries>;

}  // namespace iso::app
