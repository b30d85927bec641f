// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/dicom/volume_load.h"
#include "core/study/study.h"

namespace iso::app {

/// Names an open study. Two patients whose files carry the same study UID (copied phantoms, anonymised twins)
/// are two studies: the patient's id, name and birth date belong to the name. Not for showing.
QString studyKey(const Study& study);

/// Starts reading one time point of a volume. On the UI thread; returns at once.
using VolumeLoader = std::function<Result<std::shared_ptr<VolumeLoad>>(const VolumeDescription&, int phase,
                                                                       VolumeLoad::Callbacks)>;

/// One volume of a series as the window shows it: what is known of it, and its voxels as they arrive.
/// Of a series over time one phase is shown; others that were read stay in memory until they are released.
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

  /// Starts reading if that has not happened yet, or was stopped before. The loader is kept for other phases.
  void load(VolumeLoader loader);
  /// For voxels that do not come from the description's files (derived volumes, tests): follows a reading
  /// under way, whose owner emits the signals; or takes a finished volume, and says so at once.
  void adopt(std::shared_ptr<VolumeLoad> load);
  void adopt(VolumePtr finished);
  void adopt(VolumePtr finished, std::optional<WindowLevel> automatic);  ///< where it has been found already
  void adoptPhase(int phase, VolumePtr finished);                        ///< at hand when it is asked for
  /// Stops reading and lets go of the pool; a volume that is complete stays.
  /// @param sentence told by failed() if reading was under way; empty = silently
  void stop(const QString& sentence = {});
  /// True between load() and the end of reading.
  bool loading() const { return next_ || readingFirst(); }
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

  /// The time point that volume() is of, counted from 0.
  int phase() const { return phase_; }
  int phaseCount() const { return description().phases; }
  /// Asks for another time point. volume() stays what it is until the other is there completely, then
  /// phaseChanged() tells; the latest wish wins. Out of range does nothing.
  void setPhase(int phase);
  /// The time point that is waited for.
  std::optional<int> pendingPhase() const { return next_ ? std::optional(next_->phase) : wanted_; }

  /// Voxels in memory, by phase.
  struct Held {
    int phase = 0;
    std::size_t bytes = 0;
    std::uint64_t lastShown = 0;  ///< rises with every showing of any series
    bool inUse = false;           ///< being read, or what volume() gives
  };
  std::vector<Held> held() const;
  /// Says that it is looked at now.
  void touch();
  /// Lets go of a phase that volume() does not give.
  void releasePhase(int phase);
  /// Lets go of all voxels of a complete series that can be read again; load() does so.
  void release();
  bool canReload() const { return loader_ != nullptr; }

  /// Computed by this program: its voxels are in no file.
  bool derived() const { return derived_; }
  void setDerived() { derived_ = true; }

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
  void phaseChanged(int phase);
  void phasePending();  ///< pendingPhase() changed
  /// A later time point could not be read, or not all of it.
  void phaseProblems(const QStringList& sentences);
  void released();

 private:
  struct Relay;
  /// A time point that was read.
  struct Phase {
    VolumePtr volume;
    std::shared_ptr<VolumeLoad> load;  ///< knows which slices are not what the file says; may be null
    std::uint64_t lastShown = 0;
  };
  /// A time point being read beside the one shown.
  struct Next {
    int phase = 0;
    std::shared_ptr<VolumeLoad> load;
    std::shared_ptr<Relay> relay;
  };
  bool readingFirst() const { return load_ != nullptr && !complete_ && error_.isEmpty(); }
  VolumeLoad::Callbacks callbacks(const std::shared_ptr<Relay>& relay) const;
  void takeSlices(const std::shared_ptr<Relay>& relay);
  void finish(const Result<VolumePtr>& result, std::optional<WindowLevel> automatic);
  void finishPhase(const Result<VolumePtr>& result);
  void showPhase(int phase);
  void dropNext();

  Study study_;
  Series series_;
  int volume_ = 0;
  std::shared_ptr<VolumeLoad> load_;
  std::shared_ptr<Relay> relay_;
  VolumeLoader loader_;
  VolumePtr finished_;
  int phase_ = 0;
  std::optional<Next> next_;
  std::optional<int> wanted_;  ///< asked for while the first is still being read
  std::map<int, Phase> phases_;
  std::vector<FileProblem> problems_;  ///< kept when the voxels go
  bool derived_ = false;
  std::optional<WindowLevel> automatic_;
  bool complete_ = false;
  double progress_ = 0.0;
  QString error_;
};

using LoadedSeriesPtr = std::shared_ptr<LoadedSeries>;

}  // namespace iso::app
