// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/viewport_area.h"

#include <algorithm>
#include <utility>

#include "app/viewport/viewport_area_private.h"

namespace iso::app {

ViewportArea::ViewportArea(std::shared_ptr<Engine> engine, std::vector<VolumePreset> presets, QWidget* parent)
    : QOpenGLWidget(parent), d_(std::make_unique<Private>(*this, std::move(engine), std::move(presets))) {
  setUpdateBehavior(QOpenGLWidget::NoPartialUpdate);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setMinimumSize(160, 120);
  setAttribute(Qt::WA_OpaquePaintEvent);
}

ViewportArea::~ViewportArea() {
  d_->scheduler.reset();
  disconnect(d_->contextGone);  // it would run on a half-destroyed widget
  if (isValid()) {
    makeCurrent();
    d_->window.release();
    doneCurrent();
  }
}

void ViewportArea::showSeries(const LoadedSeriesPtr& series) {
  const bool wasMaximised = d_->board.maximised;
  d_->board.showSeries(series);
  d_->pictureDue = series;
  d_->hold();
  d_->watchSeries();
  if (wasMaximised != d_->board.maximised) emit viewMaximised(d_->board.maximised);
  emit activeChanged();
  emit windowChanged();
}

void ViewportArea::showSeriesIn(const LoadedSeriesPtr& series, int viewport) {
  d_->board.showSeriesIn(series, viewport);
  d_->pictureDue = series;
  d_->hold();
  d_->board.setActive(viewport);
  d_->watchSeries();
  emit activeChanged();
  emit windowChanged();
}

void ViewportArea::forget(const LoadedSeriesPtr& series) {
  d_->board.forget(series);
  d_->watchSeries();
  emit activeChanged();
}

int ViewportArea::viewportAt(QPoint position) const {
  return d_->viewUnder(position);
}
int ViewportArea::activeViewport() const {
  return d_->board.active();
}
void ViewportArea::setActiveViewport(int viewport) {
  d_->activate(viewport);
}

LoadedSeriesPtr ViewportArea::activeSeries() const {
  const auto& state = d_->board.activeView().state();
  return state ? state->series() : nullptr;
}

void ViewportArea::setLayoutKind(LayoutKind kind) {
  if (d_->board.layout == kind && !d_->board.maximised) return;
  if (d_->board.maximised) d_->setMaximised(false);
  d_->board.layout = kind;
  d_->board.touchOverlays();
  emit layoutChanged();
}

LayoutKind ViewportArea::layoutKind() const {
  return d_->board.layout;
}
void ViewportArea::setMaximised(bool maximised) {
  d_->setMaximised(maximised);
}
bool ViewportArea::isMaximised() const {
  return d_->board.maximised;
}

void ViewportArea::setViewKind(ViewKind kind) {
  d_->board.setKind(d_->board.active(), kind);
  emit activeChanged();
}

ViewKind ViewportArea::viewKind() const {
  return d_->board.activeView().kind();
}

QStringList ViewportArea::toolIds() const {
  return d_->tools.ids();
}

QString ViewportArea::toolTitle(const QString& id) const {
  const auto* tool = d_->tools.find(id);
  return tool ? tool->title() : QString();
}

void ViewportArea::setActiveTool(const QString& id) {
  if (activeTool() == id || !d_->tools.activate(id)) return;
  emit toolChanged();
}

QString ViewportArea::activeTool() const {
  return d_->tools.active() ? d_->tools.active()->id() : QString();
}

void ViewportArea::setWindow(const WindowLevel& window) {
  d_->board.setWindow(d_->board.active(), window);
}

std::optional<WindowLevel> ViewportArea::window() const {
  const auto& state = d_->board.activeView().state();
  return state ? state->window() : std::nullopt;
}

void ViewportArea::setVoiLut(int index) {
  const auto& state = d_->board.activeView().state();
  if (!state) return;
  state->setVoiLut(index);
  d_->board.touch(state.get());
  emit windowChanged();
}

std::optional<int> ViewportArea::voiLut() const {
  const auto& state = d_->board.activeView().state();
  return state ? state->voiLut() : std::nullopt;
}

void ViewportArea::setAutomaticWindow() {
  const auto series = activeSeries();
  if (series && series->automaticWindow()) setWindow(*series->automaticWindow());
}

void ViewportArea::setColorMap(const QString& name) {
  const auto& state = d_->board.activeView().state();
  if (!state) return;
  state->setMap(name.toStdString());
  d_->board.touch(state.get());
  emit windowChanged();
}

QString ViewportArea::colorMapName() const {
  const auto& state = d_->board.activeView().state();
  return state ? QString::fromStdString(state->mapName()) : QString();
}

void ViewportArea::setInterpolation(Interpolation interpolation) {
  d_->board.interpolation = interpolation;
  d_->board.touch(nullptr);
  emit windowChanged();
}
Interpolation ViewportArea::interpolation() const {
  return d_->board.interpolation;
}

void ViewportArea::setSlab(const Slab& slab) {
  d_->board.setSlab(d_->board.active(), slab);
}
Slab ViewportArea::slab() const {
  return d_->board.activeView().slab();
}
bool ViewportArea::canHaveSlab() const {
  return d_->board.activeView().canHaveSlab();
}
void ViewportArea::stepSlab(int steps) {
  d_->board.stepSlab(d_->board.active(), steps);
}

void ViewportArea::toggleCut(Plane plane) {
  if (d_->board.toggleCut(plane)) return;
  tellTooManyPlanes();
  emit windowChanged();  // whoever asked shows that it is not cut
}
bool ViewportArea::isCut(Plane plane) const {
  const auto& state = d_->board.activeView().state();
  return state && state->cut(plane) != 0;
}

void ViewportArea::rotateClockwise() {
  auto& view = d_->board.activeView();
  if (view.isCurved()) {
    rotateCurvedPicture();
    return;
  }
  if (auto* slice = view.slice(); slice && view.isSlice()) slice->rotateClockwise();
  d_->board.touchView(d_->board.active());
}

void ViewportArea::flipHorizontal() {
  // A curved picture is never mirrored: half a turn about the path shows its other side.
  if (auto* slice = d_->board.activeView().slice(); slice && d_->board.activeView().isSlice())
    slice->flipHorizontal();
  d_->board.touchView(d_->board.active());
}

void ViewportArea::invert() {
  const auto& state = d_->board.activeView().state();
  if (!state) return;
  state->setInverted(!state->inverted());
  d_->board.touch(state.get());
  emit windowChanged();
}

void ViewportArea::resetView() {
  auto& view = d_->board.activeView();
  if (!view.state()) return;
  if (view.isVolume())
    view.volume()->reset();
  else if (view.isCurved())
    d_->board.resetCurve(d_->board.active());
  else
    view.slice()->reset();
  d_->board.touchView(d_->board.active());
}

void ViewportArea::resetAll() {
  d_->sculptor.cancel();
  d_->gesture.look = nullptr;
  for (int i = 0; i < ViewportBoard::kCount; ++i) {
    auto& view = d_->board.at(i);
    if (!view.state()) continue;
    view.slice()->reset();
    view.volume()->reset();
    view.curved().zoomToFit();
    view.state()->path()->setUpright();
    view.state()->path()->curvedSlab = view.state()->path()->sectionSlab = {};
    view.state()->resetWindow();
    view.state()->cursor().reset();
    view.state()->resetSlabs();
    view.state()->resetCuts();
    // What was laid into the series is no matter of how it is looked at.
    VolumeLook bare;
    bare.surfaces = view.state()->look().surfaces;
    view.state()->setLook(bare);
  }
  d_->board.touch(nullptr);
  emit windowChanged();
}

void ViewportArea::zoomToFit() {
  auto& view = d_->board.activeView();
  if (!view.state()) return;
  if (view.isVolume())
    view.volume()->zoomToFit();
  else if (view.isCurved())
    view.curved().zoomToFit();
  else
    view.slice()->zoomToFit();
  d_->board.touchView(d_->board.active());
}

void ViewportArea::setZoomOneToOne() {
  auto& view = d_->board.activeView();
  if (!view.state() || view.isVolume()) return;
  if (const auto curved = view.curvedPicture(d_->board.interpolation)) {
    view.curved().zoomTo(*curved, view.state()->geometry().spacing().minCoeff());
    d_->board.touchView(d_->board.active());
    return;
  }
  if (!view.isSlice()) return;
  view.slice()->zoomOneToOne(view.rect().width(), view.rect().height());
  d_->board.touchView(d_->board.active());
}

void ViewportArea::stepSlice(int delta) {
  d_->board.scroll(d_->board.active(), delta);
}
void ViewportArea::goToFirst() {
  d_->board.toEnd(d_->board.active(), false);
}
void ViewportArea::goToLast() {
  d_->board.toEnd(d_->board.active(), true);
}

void ViewportArea::setViewFrom(const QString& side) {
  const bool activeOnly = d_->board.activeView().isVolume();
  for (int i = 0; i < ViewportBoard::kCount; ++i) {
    auto& view = d_->board.at(i);
    if (!view.volume() || !view.isVolume() || (activeOnly && i != d_->board.active())) continue;
    if (view.volume()->lookFrom(side.toStdString())) d_->board.touchView(i);
  }
}

void ViewportArea::setCrosshairVisible(bool visible) {
  d_->board.annotation.crosshair = visible;
  d_->board.touchOverlays();
}

bool ViewportArea::crosshairVisible() const {
  return d_->board.annotation.crosshair;
}
void ViewportArea::resetCrosshair() {
  d_->board.resetCrosshair();
}

void ViewportArea::setAnnotationLevel(AnnotationLevel level) {
  d_->board.annotation.level = level;
  d_->board.touchOverlays();
}

AnnotationLevel ViewportArea::annotationLevel() const {
  return d_->board.annotation.level;
}

void ViewportArea::setVerticalWindowInverted(bool inverted) {
  d_->preferences->verticalWindowInverted = inverted;
}

bool ViewportArea::allFinal() const {
  if (d_->flushPending) return false;
  for (int i = 0; i < ViewportBoard::kCount; ++i)
    if (!d_->board.at(i).isFinal()) return false;
  return true;
}

}  // namespace iso::app
