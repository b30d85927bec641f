// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/cine.h"

#include <QEvent>
#include <algorithm>
#include <cmath>

#include "app/viewport/viewport_area.h"

namespace iso::app {
namespace {

constexpr int kLateMs = 4;  ///< how soon to look again for a picture that was not there in time

}  // namespace

Cine::Cine(ViewportArea& area) : QObject(&area), area_(area) {
  timer_.setSingleShot(true);
  timer_.setTimerType(Qt::PreciseTimer);
  connect(&timer_, &QTimer::timeout, this, &Cine::tick);
  connect(&area_, &ViewportArea::activeChanged, this, &Cine::onActiveChanged);
  area_.installEventFilter(this);
}

double Cine::rateOf(const VolumeDescription& description) {
  const double ms = description.frameTimeMs;
  return ms > 0.0 && std::isfinite(ms) ? std::clamp(1000.0 / ms, kSlowest, kFastest) : kUsual;
}

bool Cine::possible() const {
  const LoadedSeriesPtr series = area_.activeSeries();
  if (!series) return false;
  if (series->phaseCount() > 1) return true;
  return area_.viewKind() != ViewKind::Volume && series->description().geometry.size()[2] > 1;
}

void Cine::toggle() {
  if (playing()) {
    stop();
    return;
  }
  if (!possible()) return;
  const LoadedSeriesPtr series = area_.activeSeries();
  if (series_.lock() != series) rate_ = rateOf(series->description());
  series_ = series;
  view_ = area_.activeViewport();
  phase_ = series->pendingPhase().value_or(series->phase());
  sinceLast_.start();
  timer_.start(0);
  emit changed();
}

void Cine::stop() {
  if (!playing()) return;
  timer_.stop();
  emit changed();
}

void Cine::setRate(double perSecond) {
  rate_ = std::clamp(perSecond, kSlowest, kFastest);
  emit changed();
}

void Cine::tick() {
  const LoadedSeriesPtr series = area_.activeSeries();
  if (!series || series != series_.lock() || !possible()) {
    emit changed();
    return;
  }
  const int wait = static_cast<int>(std::lround(1000.0 / rate_ - static_cast<double>(sinceLast_.elapsed())));
  if (wait > 0) {
    timer_.start(wait);
    return;
  }
  if (series->pendingPhase() || !area_.picturesCurrent()) {
    timer_.start(kLateMs);
    return;
  }
  sinceLast_.start();
  timer_.start(std::max(1, static_cast<int>(std::lround(1000.0 / rate_))));
  if (series->phaseCount() > 1) {
    // Counted here: a time point that cannot be read is passed by, not tried for ever.
    phase_ = (phase_ + 1) % series->phaseCount();
    series->setPhase(phase_);
  } else {
    area_.stepAround(1);
  }
}

void Cine::onActiveChanged() {
  if (playing() && (area_.activeSeries() != series_.lock() || area_.activeViewport() != view_)) stop();
}

bool Cine::eventFilter(QObject* watched, QEvent* event) {
  const auto type = event->type();
  if (playing() && (type == QEvent::MouseButtonPress || type == QEvent::Wheel)) stop();
  return QObject::eventFilter(watched, event);
}

}  // namespace iso::app
