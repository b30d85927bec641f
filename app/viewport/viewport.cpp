// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/viewport.h"

#include <Eigen/Geometry>
#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <utility>

namespace iso::app {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("Viewport", text);
}

}  // namespace

void Viewport::show(std::shared_ptr<SeriesState> state, ViewKind kind) {
  state_ = std::move(state);
  if (!state_) {
    clear();
    return;
  }
  slice_.emplace(state_->geometry());
  volume_.emplace(state_->geometry());
  setKind(kind);
}

void Viewport::clear() {
  state_.reset();
  slice_.reset();
  volume_.reset();
  message_.clear();
  waiting_ = false;
  dropPicture();
}

void Viewport::setKind(ViewKind kind) {
  kind_ = kind;
  dropPicture();
  if (!slice_) return;
  switch (kind) {
    case ViewKind::Axial:
      slice_->showPlane(Plane::Axial);
      break;
    case ViewKind::Coronal:
      slice_->showPlane(Plane::Coronal);
      break;
    case ViewKind::Sagittal:
      slice_->showPlane(Plane::Sagittal);
      break;
    case ViewKind::Stack:
      slice_->showStack();
      break;
    case ViewKind::CrossSection:
      slice_->showSection(state_->path());
      break;
    case ViewKind::Curved:
      curved_.zoomToFit();
      break;
    case ViewKind::Volume:
      break;
  }
}

void Viewport::dropPicture() {
  shown_.reset();
  asked_.reset();
  oneSlice_ = {};
  shownFinal_ = false;
  failure_.clear();
  ignoreUpTo_ = submitted_;
  frameRate.clear();
  askedPhases_.clear();
  shownPhase_.reset();
  frameDirty = overlayDirty = true;
}

void Viewport::setRect(const QRect& deviceRect, double pixelRatio) {
  if (rect_ == deviceRect && ratio_ == pixelRatio) return;
  if (rect_.size() != deviceRect.size() || ratio_ != pixelRatio) frameDirty = overlayDirty = true;
  rect_ = deviceRect;
  ratio_ = pixelRatio;
}

std::optional<Plane> Viewport::plane() const {
  switch (kind_) {
    case ViewKind::Axial:
      return Plane::Axial;
    case ViewKind::Coronal:
      return Plane::Coronal;
    case ViewKind::Sagittal:
      return Plane::Sagittal;
    default:
      return std::nullopt;
  }
}

Slab Viewport::slab() const {
  if (!canHaveSlab()) return {};
  if (isCurved()) return state_->path()->curvedSlab;
  if (followsPath()) return state_->path()->sectionSlab;
  return state_->slab(plane());
}

SliceView Viewport::sliceView(Interpolation interpolation) const {
  SliceView view = slice_->view(state_->cursor(), rect_.width(), rect_.height(), interpolation);
  view.slab = slab();
  return view;
}

namespace {

PlaneOnScreen onScreen(const SliceView& view, double ratio) {
  return {view.center, view.right, view.down, view.pixelMm * ratio, view.width / ratio, view.height / ratio};
}

}  // namespace

std::optional<PlaneOnScreen> Viewport::planeOnScreen() const {
  if (!state_ || !isSlice() || !visible()) return std::nullopt;
  if (followsPath() && !state_->path()->curve()) return std::nullopt;
  return onScreen(sliceView(Interpolation::Linear), ratio_);
}

std::optional<SliceView> Viewport::shownView() const {
  if (!shown_ || !std::holds_alternative<SliceRequest>(*shown_)) return std::nullopt;
  SliceView view = std::get<SliceRequest>(*shown_).view;
  if (view.width > 0) view.pixelMm *= static_cast<double>(view.width) / std::max(1, rect_.width());
  view.width = rect_.width();
  view.height = rect_.height();
  return view;
}

std::optional<PlaneOnScreen> Viewport::shownPlane() const {
  const auto view = shownView();
  return view ? std::optional(onScreen(*view, ratio_)) : std::nullopt;
}

std::optional<CurvedPicture> Viewport::curvedPicture(Interpolation interpolation) const {
  if (!state_ || !isCurved() || !visible()) return std::nullopt;
  const auto surface = state_->path()->surface();
  if (!surface || !*surface) return std::nullopt;
  CurvedPicture picture =
      curved_.picture(*surface, state_->path()->quarterTurns(), rect_.width(), rect_.height());
  picture.interpolation = interpolation;
  picture.slab = slab();
  return picture;
}

std::optional<CurvedPicture> Viewport::shownCurved() const {
  if (!shown_ || !std::holds_alternative<CurvedRequest>(*shown_)) return std::nullopt;
  CurvedPicture picture = std::get<CurvedRequest>(*shown_).view;
  if (picture.width > 0) picture.pixelMm *= static_cast<double>(picture.width) / std::max(1, rect_.width());
  picture.width = rect_.width();
  picture.height = rect_.height();
  return picture;
}

std::optional<CameraOnScreen> Viewport::cameraOnScreen() const {
  if (!state_ || !isVolume() || !visible()) return std::nullopt;
  return CameraOnScreen{volume_->camera(rect_.width(), rect_.height()), rect_.width() / ratio_,
                        rect_.height() / ratio_};
}

std::optional<CameraOnScreen> Viewport::shownCamera() const {
  if (!shown_ || !std::holds_alternative<VolumeRequest>(*shown_)) return std::nullopt;
  return CameraOnScreen{std::get<VolumeRequest>(*shown_).view.camera, rect_.width() / ratio_,
                        rect_.height() / ratio_};
}

bool Viewport::step(int slices) {
  if (!state_ || isVolume()) return false;
  if (followsPath()) {
    // One smallest voxel side along the path.
    CurvePath& path = *state_->path();
    const double before = path.station();
    path.setStation(before + slices * state_->geometry().spacing().minCoeff());
    return path.station() != before;
  }
  if (kind_ == ViewKind::Stack) {
    const int before = slice_->slice();
    slice_->setSlice(before + slices);
    return slice_->slice() != before;
  }
  const auto before = state_->cursor().point();
  state_->cursor().step(*plane(), slices);
  return !(state_->cursor().point() == before);
}

void Viewport::toEnd(bool last) {
  if (!state_) return;
  if (followsPath()) {
    state_->path()->setStation(last ? 1e9 : 0.0);
    return;
  }
  const auto& n = state_->geometry().size();
  const int far = n[0] + n[1] + n[2];
  step(last ? far : -far);
}

std::optional<int> Viewport::neededSlice() const {
  // A slab may need any of them.
  if (isVolume() || followsPath() || !slab().isPlane()) return std::nullopt;
  if (kind_ == ViewKind::Stack) return slice_->slice();
  const double along = slice_->planeNormal(state_->cursor()).dot(state_->geometry().sliceNormal());
  if (std::abs(along) < 1.0 - 1e-9) return std::nullopt;
  const double k = state_->geometry().toIndex(state_->cursor().point()).ijk.z();
  // Between two slices is a mixture of both: that waits until all are there.
  if (std::abs(k - std::round(k)) > 1e-4) return std::nullopt;
  return static_cast<int>(std::lround(k));
}

std::optional<RenderRequest> Viewport::refuse(const QString& message, bool waiting) {
  if (message_ != message || waiting_ != waiting) overlayDirty = true;
  message_ = message;
  waiting_ = waiting;
  return std::nullopt;
}

std::optional<RenderRequest> Viewport::request(Interpolation interpolation) {
  wanted_.reset();
  if (!state_ || !visible()) return refuse({}, false);
  auto& series = *state_->series();
  if (!series.error().isEmpty()) return refuse(series.error(), false);
  if (kind_ != ViewKind::Stack && !state_->hasDepth())
    return refuse(state_->isPositioned()
                      ? tr("One slice only: it has no other planes and no 3D view.")
                      : tr("It is not known where these images lie: no other planes and no 3D view."),
                  false);
  if (isVolume() && state_->isColour()) return refuse(tr("Colour images have no 3D view."), false);
  if (followsPath() && !state_->path()->curve()) {
    // What was there belongs to a path that is gone.
    if (hasPicture()) dropPicture();
    return refuse(state_->path()->problem().isEmpty()
                      ? tr("Curved path (key P): click along the structure in a slice view.")
                      : state_->path()->problem(),
                  false);
  }
  const auto volume = series.volume();
  const QString reading = tr("Reading %1 %").arg(static_cast<int>(100.0 * series.progress()));
  if (!volume) return refuse(reading, true);
  state_->updateInitialWindow();

  VolumePtr source = volume;
  if (!series.complete()) {
    const auto k = neededSlice();
    if (!k) return refuse(reading, true);
    if (oneSlice_.k != *k || !oneSlice_.volume) oneSlice_ = {*k, series.readySlice(*k)};
    if (!oneSlice_.volume) {
      series.prioritize(*k);
      wanted_ = *k;
      return refuse(hasPicture() ? tr("Loading slice %1").arg(*k + 1) : reading, true);
    }
    source = oneSlice_.volume;
  } else if (const auto k = neededSlice(); k && !series.sliceReady(*k)) {
    // What was there belongs to another slice and must not stay under this one's number.
    dropPicture();
    frameDirty = false;
    return refuse(tr("Slice %1 could not be read.").arg(*k + 1), false);
  }
  if (series.complete()) oneSlice_ = {};
  refuse(failure_, false);
  if (isVolume()) {
    VolumeView view;
    view.camera = volume_->camera(rect_.width(), rect_.height());
    view.width = rect_.width();
    view.height = rect_.height();
    view.preset = state_->resolvedPreset();
    view.preset.title = state_->presetTitle();
    applyLook(state_->look(), view);
    view.clips = state_->clips();
    view.background = naturalBackground(view.preset);
    // Two samples a voxel: a sharp edge lies within one step of where it is, so surfaces show no contour
    // lines of the sampling.
    view.stepMm = 0.5 * state_->geometry().spacing().minCoeff();
    return VolumeRequest{volume, view};
  }
  if (isCurved()) return requestCurved(source, interpolation);
  return SliceRequest{source, sliceView(interpolation), state_->display()};
}

std::optional<RenderRequest> Viewport::requestCurved(const VolumePtr& volume, Interpolation interpolation) {
  const auto surface = state_->path()->surface();
  const auto picture = curvedPicture(interpolation);
  if (surface && picture) return CurvedRequest{volume, *picture, state_->display()};
  dropPicture();
  frameDirty = false;
  return refuse(surface ? QString() : QString::fromStdString(surface.error().message), false);
}

void Viewport::submitted(std::uint64_t serial, RenderRequest request) {
  submitted_ = serial;
  asked_ = std::move(request);
  askedPhases_.emplace_back(serial, state_ ? state_->series()->phase() : 0);
  frameDirty = false;
}

bool Viewport::accept(const RenderedFrame& frame) {
  if (!state_ || frame.serial <= ignoreUpTo_ || frame.serial < shownSerial_) return false;
  // A coarse picture never replaces a full one of the same request.
  if (frame.serial == shownSerial_ && shownFinal_) return false;
  overlayDirty = true;
  if (!frame.frame) {
    if (frame.frame.error().code == ErrorCode::Cancelled) return false;
    if (frame.traced && shown_) {
      shownFinal_ = true;
      return false;
    }
    failure_ = QString::fromStdString(frame.frame.error().message);
    refuse(failure_, false);
    shown_.reset();
    shownSerial_ = frame.serial;
    shownFinal_ = true;
    return true;
  }
  failure_.clear();
  if (!waiting_) refuse({}, false);
  while (!askedPhases_.empty() && askedPhases_.front().first < frame.serial) askedPhases_.pop_front();
  if (!askedPhases_.empty() && askedPhases_.front().first == frame.serial)
    shownPhase_ = askedPhases_.front().second;
  shown_ = frame.request;
  shownSerial_ = frame.serial;
  shownFinal_ = frame.final;
  shownPaths_ = frame.paths;
  return true;
}

bool Viewport::isFinal() const {
  if (!visible() || !state_) return true;
  if (frameDirty || waiting_) return false;
  if (!message_.isEmpty()) return true;
  return shownSerial_ == submitted_ && shownFinal_;
}

bool Viewport::isSettled() const {
  return isFinal() || (!frameDirty && !waiting_ && shownSerial_ == submitted_ && shownPaths_ > 0);
}

bool Viewport::isCurrent() const {
  if (!visible() || !state_) return true;
  if (frameDirty || waiting_) return false;
  return !message_.isEmpty() || shownSerial_ == submitted_;
}

std::optional<int> Viewport::shownSlice() const {
  if (!shown_ || !state_ || followsPath() || !std::holds_alternative<SliceRequest>(*shown_))
    return std::nullopt;
  const double k = state_->geometry().toIndex(std::get<SliceRequest>(*shown_).view.center).ijk.z();
  return static_cast<int>(std::lround(k));
}

}  // namespace iso::app
