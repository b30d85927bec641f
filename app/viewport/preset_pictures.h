// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QString>
#include <QTimer>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "app/viewport/viewport_board.h"
#include "render/engine/render_scheduler.h"

namespace iso::app {

/// Small pictures of the active series in the look of every preset, from where its 3D view looks. They are
/// made one after the other while nothing else is to be drawn, and anew when the camera rests in another
/// place or another series is active.
class PresetPictures {
 public:
  /// Views of the scheduler from this number on are pictures of presets.
  static constexpr ViewId kFirstView = 1000;

  struct Hooks {
    std::function<std::uint64_t(ViewId, RenderRequest)> submit;
    std::function<void(ViewId)> withdraw;
    std::function<bool()> viewsFinal;  ///< the views have their own pictures
    std::function<void(const QString&, const QImage&)> deliver;
  };
  PresetPictures(const ViewportBoard& board, Hooks hooks);

  /// @param side of a picture in pixels
  void start(int side);
  void stop();
  /// Makes all of them again (there are other presets).
  void again() { start(side_); }
  /// A view has something to draw: what is being made waits.
  void giveWay();
  /// Something changed: goes on, or begins again where they are no longer what the view shows.
  void consider();
  void take(const RenderedFrame& frame);

 private:
  /// What the pictures depend on beside the presets.
  struct Subject {
    std::weak_ptr<const Volume> volume;
    Camera camera;
    LightPlace light = LightPlace::Eye;
    bool same(const Subject& other) const;
  };
  std::optional<Subject> subject() const;
  void submitNext();

  const ViewportBoard& board_;
  Hooks hooks_;
  int side_ = 0;  ///< 0 = not wanted
  std::optional<Subject> made_;
  std::deque<VolumePreset> queue_;
  ViewId view_ = kFirstView;             ///< of the first in the queue
  std::optional<std::uint64_t> serial_;  ///< of the picture being made
  QTimer rest_;
};

}  // namespace iso::app
