// SPDX-License-Identifier: Apache-2.0
#include "app/shell/preferences.h"

#include <algorithm>
#include <utility>

#include "core/base/machine_memory.h"

namespace iso::app {
namespace {

constexpr const char* kRecent = "recent";
constexpr std::size_t kGigabyte = std::size_t{1} << 30;

QString annotationName(AnnotationLevel level) {
  switch (level) {
    case AnnotationLevel::All:
      return "all";
    case AnnotationLevel::Less:
      return "less";
    case AnnotationLevel::None:
      return "none";
  }
  return "all";
}

}  // namespace

Preferences::Preferences(std::unique_ptr<QSettings> store) : store_(std::move(store)) {
  recent_ = value(kRecent).toStringList();
}

QVariant Preferences::value(const char* key, const QVariant& fallback) const {
  return store_ ? store_->value(key, fallback) : memory_.value(key, fallback);
}

void Preferences::set(const char* key, const QVariant& value) {
  if (store_)
    store_->setValue(key, value);
  else
    memory_.insert(key, value);
}

void Preferences::addRecent(const QStringList& paths) {
  for (auto path = paths.crbegin(); path != paths.crend(); ++path) {
    recent_.removeAll(*path);
    recent_.prepend(*path);
  }
  while (recent_.size() > kRecentCount) recent_.removeLast();
  set(kRecent, recent_);
}

void Preferences::clearRecent() {
  recent_.clear();
  set(kRecent, recent_);
}

LayoutKind Preferences::layout() const {
  return parseLayout(value("layout").toString()).value_or(LayoutKind::TwoByTwo);
}
void Preferences::setLayout(LayoutKind kind) {
  set("layout", layoutName(kind));
}

AnnotationLevel Preferences::annotations() const {
  const QString name = value("annotations").toString();
  for (const auto level : {AnnotationLevel::Less, AnnotationLevel::None})
    if (name == annotationName(level)) return level;
  return AnnotationLevel::All;
}
void Preferences::setAnnotations(AnnotationLevel level) {
  set("annotations", annotationName(level));
}

Interpolation Preferences::interpolation() const {
  const QString name = value("interpolation").toString();
  for (const auto way : {Interpolation::Nearest, Interpolation::Linear})
    if (name == interpolationName(way)) return way;
  return Interpolation::Cubic;
}
void Preferences::setInterpolation(Interpolation way) {
  set("interpolation", interpolationName(way));
}

bool Preferences::verticalWindowInverted() const {
  return value("verticalWindowInverted", false).toBool();
}
void Preferences::setVerticalWindowInverted(bool inverted) {
  set("verticalWindowInverted", inverted);
}

QString Preferences::backend() const {
  return value("backend", "auto").toString();
}
void Preferences::setBackend(const QString& name) {
  set("backend", name);
}

QString Preferences::device() const {
  return value("device").toString();
}
void Preferences::setDevice(const QString& name) {
  set("device", name);
}

QString Preferences::lastFolder() const {
  return value("lastFolder").toString();
}
void Preferences::setLastFolder(const QString& folder) {
  set("lastFolder", folder);
}

std::size_t Preferences::memoryForImages() const {
  const auto kept = static_cast<std::size_t>(value("memoryForImages", 0).toULongLong());
  if (kept > 0) return kept;
  // A system that does not say how much it has is taken for a small one.
  return std::max(kGigabyte, machineMemory() > 0 ? machineMemory() / 2 : 2 * kGigabyte);
}
void Preferences::setMemoryForImages(std::size_t bytes) {
  set("memoryForImages", static_cast<qulonglong>(bytes));
}

bool Preferences::volumePanelVisible() const {
  return value("volumePanelVisible", false).toBool();
}
void Preferences::setVolumePanelVisible(bool visible) {
  set("volumePanelVisible", visible);
}

QByteArray Preferences::headerGeometry() const {
  return value("headerGeometry").toByteArray();
}
void Preferences::setHeaderGeometry(const QByteArray& geometry) {
  set("headerGeometry", geometry);
}

QByteArray Preferences::geometry() const {
  return value("geometry").toByteArray();
}
void Preferences::setGeometry(const QByteArray& geometry) {
  set("geometry", geometry);
}

QByteArray Preferences::splitter() const {
  return value("splitter").toByteArray();
}
void Preferences::setSplitter(const QByteArray& state) {
  set("splitter", state);
}

}  // namespace iso::app
