// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>

namespace iso::app {

/// How many pictures of one view arrived in the second before the latest, and how long they took.
class FrameRate {
 public:
  /// @param seconds on any steady clock
  /// @param pixelScale side of one of its pixels in pixels of the view; 1 = full size
  void add(double seconds, double milliseconds, double pixelScale);
  void clear() { frames_.clear(); }
  /// "28 fps · 35 ms", "30 fps · 12 ms, half size"; no rate for a picture by itself, "" before the first.
  /// The time is the median of those as large as the latest.
  std::string text() const;

 private:
  struct Frame {
    double seconds, milliseconds, pixelScale;
  };
  std::deque<Frame> frames_;
};

}  // namespace iso::app
