// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRect>
#include <QString>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "app/viewport/curved_view_model.h"
#include "app/viewport/frame_rate.h"
#include "app/viewport/layout.h"
#include "app/viewport/series_state.h"
#include "app/viewport/slice_view_model.h"
#include "app/viewport/volume_view_model.h"
#include "render/engine/render_scheduler.h"
#include "render/overlay/camera_on_screen.h"
#include "render/overlay/crosshair.h"

namespace iso::app {

/// One viewport: what it shows and how, which picture it waits for, which it has. Knows no widget.
class Viewport {
 public:
  void show(std::shared_ptr<SeriesState> state, ViewKind kind);
  void clear();
  void setKind(ViewKind kind);
  ViewKind kind() const { return kind_; }
  bool isVolume() const { return kind_ == ViewKind::Volume; }
  bool isCurved() const { return kind_ == ViewKind::Curved; }
  /// A flat picture of the volume: all but 3D and curved ones.
  bool isSlice() const { return !isVolume() && !isCurved(); }
  /// Shows something of the series' path, not only its line.
  bool followsPath() const { return isCurved() || kind_ == ViewKind::CrossSection; }
  const std::shared_ptr<SeriesState>& state() const { return state_; }

  void setRect(const QRect& deviceRect, double pixelRatio);
  const QRect& rect() const { return rect_; }  ///< device pixels
  bool visible() const { return rect_.width() > 0 && rect_.height() > 0; }
  double pixelRatio() const { return ratio_; }

  SliceViewModel* slice() { return slice_ ? &*slice_ : nullptr; }
  const SliceViewModel* slice() const { return slice_ ? &*slice_ : nullptr; }
  VolumeViewModel* volume() { return volume_ ? &*volume_ : nullptr; }
  const VolumeViewModel* volume() const { return volume_ ? &*volume_ : nullptr; }
  CurvedViewModel& curved() { return curved_; }
  std::optional<Plane> plane() const;  ///< of a linked slice view
  /// There are slices before and behind to project, and values rather than colours.
  bool canHaveSlab() const { return state_ && !isVolume() && state_->hasDepth() && !state_->isColour(); }
  Slab slab() const;
  SliceView sliceView(Interpolation interpolation) const;
  /// The view as it is asked for, or (shown) as the picture on screen has it; logical pixels.
  std::optional<PlaneOnScreen> planeOnScreen() const;
  std::optional<PlaneOnScreen> shownPlane() const;
  /// The same of a curved view, in device pixels; nullopt without a path.
  std::optional<CurvedPicture> curvedPicture(Interpolation interpolation) const;
  std::optional<CurvedPicture> shownCurved() const;
  /// The same of a 3D view.
  std::optional<CameraOnScreen> cameraOnScreen() const;
  std::optional<CameraOnScreen> shownCamera() const;

  /// The slice of the stack changes, or the linked plane moves. True if anything moved.
  bool step(int slices);
  void toEnd(bool last);

  /// What to ask the engine for now; empty while voxels are missing or there is nothing to show.
  std::optional<RenderRequest> request(Interpolation interpolation);
  /// Says why there is no picture, or which slice is awaited; "" if nothing is to be said.
  const QString& message() const { return message_; }
  /// True if the message speaks of something that passes by itself.
  bool waiting() const { return waiting_; }

  bool frameDirty = true;    ///< the picture has to be asked for again
  bool overlayDirty = true;  ///< the overlay has to be painted again
  FrameRate frameRate;       ///< of the pictures that were shown
  void submitted(std::uint64_t serial, RenderRequest request);
  /// Takes a picture that arrived; false if it is of no use any more.
  bool accept(const RenderedFrame& frame);
  bool hasPicture() const { return shown_.has_value(); }
  bool isFinal() const;
  /// As good as a picture at once can be: the light of a cinematic one may still be gathering.
  bool isSettled() const;
  /// Paths a pixel of the picture on screen; 0 if it was not traced.
  int shownPaths() const { return shown_ ? shownPaths_ : 0; }
  /// The picture on screen, coarse or not, answers the last request, or there is nothing more to wait for.
  bool isCurrent() const;
  const std::optional<RenderRequest>& shown() const { return shown_; }
  /// What was last asked for.
  const std::optional<RenderRequest>& asked() const { return asked_; }
  /// The slice that is waited for while the series is being read.
  std::optional<int> wantedSlice() const { return waiting_ ? wanted_ : std::nullopt; }
  /// What the request was made of, for the test of what is on the screen.
  std::optional<int> shownSlice() const;
  /// The time point that the picture on screen is of.
  std::optional<int> shownPhase() const { return shown_ ? shownPhase_ : std::nullopt; }
  /// How the slice on screen lies in the viewport, device pixels; a picture of another size is stretched.
  std::optional<SliceView> shownView() const;

 private:
  void dropPicture();
  /// The slice a view needs while the series is being read; nullopt for planes across the slices.
  std::optional<int> neededSlice() const;
  std::optional<RenderRequest> requestCurved(const VolumePtr& volume, Interpolation interpolation);
  std::optional<RenderRequest> refuse(const QString& message, bool waiting);

  std::shared_ptr<SeriesState> state_;
  ViewKind kind_ = ViewKind::Stack;
  QRect rect_;
  double ratio_ = 1.0;
  std::optional<SliceViewModel> slice_;
  std::optional<VolumeViewModel> volume_;
  CurvedViewModel curved_;
  QString message_;
  bool waiting_ = false;
  QString failure_;  ///< the engine's last error
  std::uint64_t submitted_ = 0, ignoreUpTo_ = 0, shownSerial_ = 0;
  bool shownFinal_ = false;
  int shownPaths_ = 0;
  std::optional<int> shownPhase_;
  /// Phases of the requests that may still be answered, by serial.
  std::deque<std::pair<std::uint64_t, int>> askedPhases_;
  std::optional<RenderRequest> shown_, asked_;
  std::optional<int> wanted_;
  /// While reading: the slice that is shown, as a volume of its own.
  struct OneSlice {
    int k = -1;
    VolumePtr volume;
  };
  OneSlice oneSlice_;
};

}  // namespace iso::app
