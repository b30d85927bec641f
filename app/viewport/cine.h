// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "app/session/loaded_series.h"

namespace iso::app {

class ViewportArea;

/// Plays the active series as a film: its time points where there are several, else the images of the active
/// view, over and over. The next picture is asked for only when the last one is on screen, so a slow machine
/// plays slower and nothing queues up. A click or the wheel on a view ends it.
class Cine : public QObject {
  Q_OBJECT
 public:
  static constexpr double kSlowest = 1.0, kFastest = 60.0, kUsual = 15.0;

  explicit Cine(ViewportArea& area);

  bool playing() const { return timer_.isActive(); }
  /// There is something to play in the active view.
  bool possible() const;
  void toggle();
  void stop();
  /// Pictures a second; starts at what the file says.
  double rate() const { return rate_; }
  void setRate(double perSecond);
  /// The rate a series starts with: the file's frame time, else kUsual.
  static double rateOf(const VolumeDescription& description);

 signals:
  void changed();  ///< playing() or rate()

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void tick();
  void onActiveChanged();

  ViewportArea& area_;
  QTimer timer_;
  QElapsedTimer sinceLast_;
  double rate_ = kUsual;
  std::weak_ptr<LoadedSeries> series_;
  int phase_ = 0;  ///< last asked for
  int view_ = -1;
};

}  // namespace iso::app
