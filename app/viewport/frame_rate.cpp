// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/frame_rate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace iso::app {
namespace {

constexpr double kFullSize = 1.0 + 1e-6;

/// "" for full size, else ", half size".
std::string sizeText(double pixelScale) {
  if (pixelScale <= kFullSize) return {};
  const auto percent = std::lround(100.0 / pixelScale);
  if (percent == 50) return ", half size";
  if (percent == 25) return ", quarter size";
  return fmt::format(", {} % size", percent);
}

}  // namespace

void FrameRate::add(double seconds, double milliseconds, double pixelScale) {
  frames_.push_back({seconds, milliseconds, pixelScale});
  while (frames_.front().seconds < seconds - 1.0) frames_.pop_front();
}

std::string FrameRate::text() const {
  if (frames_.empty()) return {};
  const Frame& latest = frames_.back();
  std::vector<double> times;
  for (const Frame& frame : frames_)
    if ((frame.pixelScale > kFullSize) == (latest.pixelScale > kFullSize))
      times.push_back(frame.milliseconds);
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  const int digits = *middle < 9.95 ? 1 : 0;
  std::string text = fmt::format("{:.{}f} ms{}", *middle, digits, sizeText(latest.pixelScale));
  const double span = latest.seconds - frames_.front().seconds;
  if (span > 0.0) text = fmt::format("{:.0f} fps · {}", static_cast<double>(frames_.size() - 1) / span, text);
  return text;
}

}  // namespace iso::app
