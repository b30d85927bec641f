// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/preset_pictures.h"

#include <utility>

namespace iso::app {
namespace {

constexpr int kRestMs = 400;

QImage imageOf(const ColorFrame& frame) {
  static_assert(sizeof(Rgba8) == 4);
  const QImage shared(reinterpret_cast<const uchar*>(frame.pixels.data()), frame.width, frame.height,
                      4 * static_cast<qsizetype>(frame.width), QImage::Format_RGBA8888);
  return shared.copy();
}

/// The 3D view whose camera the pictures take: one that is seen, else any of the series.
const Viewport* viewpoint(const ViewportBoard& board, const std::shared_ptr<SeriesState>& state) {
  const Viewport* found = nullptr;
  for (int i = 0; i < ViewportBoard::kCount; ++i) {
    const Viewport& view = board.at(i);
    if (view.state() != state || !view.volume()) continue;
    if (view.isVolume() && view.visible()) return &view;
    if (!found || (view.isVolume() && !found->isVolume())) found = &view;
  }
  return found;
}

}  // namespace

PresetPictures::PresetPictures(const ViewportBoard& board, Hooks hooks)
    : board_(board), hooks_(std::move(hooks)) {
  rest_.setSingleShot(true);
  rest_.setInterval(kRestMs);
  QObject::connect(&rest_, &QTimer::timeout, &rest_, [this] { consider(); });
}

void PresetPictures::start(int side) {
  stop();
  side_ = side;
  consider();
}

void PresetPictures::stop() {
  giveWay();
  rest_.stop();
  side_ = 0;
  made_.reset();
  queue_.clear();
}

void PresetPictures::giveWay() {
  if (!serial_) return;
  hooks_.withdraw(view_);
  serial_.reset();
}

bool PresetPictures::Subject::same(const Subject& other) const {
  return !volume.owner_before(other.volume) && !other.volume.owner_before(volume) && light == other.light &&
         camera.focalPoint == other.camera.focalPoint && camera.forward == other.camera.forward &&
         camera.up == other.camera.up && camera.halfHeightMm == other.camera.halfHeightMm;
}

std::optional<PresetPictures::Subject> PresetPictures::subject() const {
  const auto& state = board_.activeView().state();
  if (!state || !state->hasDepth() || state->isColour() || !state->series()->complete()) return std::nullopt;
  const VolumePtr volume = state->series()->volume();
  const Viewport* view = viewpoint(board_, state);
  if (!volume || !view) return std::nullopt;
  return Subject{volume, view->volume()->camera(side_, side_), state->look().light};
}

void PresetPictures::consider() {
  if (side_ <= 0) return;
  const auto now = subject();
  if (!now) {
    const int side = side_;
    stop();
    side_ = side;
    return;
  }
  if (!made_ || !made_->same(*now)) {
    giveWay();
    made_ = now;
    const auto presets = board_.orderedPresets();
    queue_.assign(presets.begin(), presets.end());
    view_ = kFirstView;
    rest_.start();
    return;
  }
  if (!rest_.isActive() && !serial_ && !queue_.empty() && hooks_.viewsFinal()) submitNext();
}

void PresetPictures::submitNext() {
  const auto& state = board_.activeView().state();
  VolumeView view;
  view.camera = made_->camera;
  view.width = view.height = side_;
  view.preset = state->fitted(queue_.front());
  view.background = naturalBackground(view.preset);
  // Where the light comes from is seen in a small picture; what costs more is not.
  view.light = lightDirection(made_->light, view.camera);
  view.stepMm = state->geometry().spacing().minCoeff();
  serial_ = hooks_.submit(view_, VolumeRequest{state->series()->volume(), view});
}

void PresetPictures::take(const RenderedFrame& frame) {
  // A coarse one is left for the full one that follows.
  if (!serial_ || frame.serial != *serial_ || !frame.final) return;
  serial_.reset();
  const QString id = QString::fromStdString(queue_.front().id);
  queue_.pop_front();
  hooks_.withdraw(view_++);
  if (frame.frame) hooks_.deliver(id, imageOf(**frame.frame));
  consider();
}

}  // namespace iso::app
