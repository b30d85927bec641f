// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>
#include <cstddef>
#include <memory>

#include "app/viewport/layout.h"
#include "render/scene/slice_view.h"

namespace iso::app {

/// What the program remembers from one start to the next. Without a store (snapshots) everything is at its
/// default and nothing is kept beyond the process.
class Preferences {
 public:
  static constexpr int kRecentCount = 8;

  explicit Preferences(std::unique_ptr<QSettings> store = nullptr);

  QStringList recent() const { return recent_; }
  /// Puts paths first; the oldest beyond kRecentCount go.
  void addRecent(const QStringList& paths);
  void clearRecent();

  LayoutKind layout() const;
  void setLayout(LayoutKind kind);
  AnnotationLevel annotations() const;
  void setAnnotations(AnnotationLevel level);
  /// Of slices at rest; cubic if nothing was chosen.
  Interpolation interpolation() const;
  void setInterpolation(Interpolation way);
  /// Dragging down makes brighter.
  bool verticalWindowInverted() const;
  void setVerticalWindowInverted(bool inverted);
  /// "auto", "cpu" or "opencl"; used at the next start.
  QString backend() const;
  void setBackend(const QString& name);
  /// Name of the OpenCL device (RenderDevice::name) that goes with the backend "opencl"; "" = the first that
  /// works.
  QString device() const;
  void setDevice(const QString& name);
  QString lastFolder() const;
  void setLastFolder(const QString& folder);
  /// Bytes that the voxels of open series may take: half of the machine's memory if nothing was chosen.
  std::size_t memoryForImages() const;
  void setMemoryForImages(std::size_t bytes);
  bool volumePanelVisible() const;
  void setVolumePanelVisible(bool visible);
  QByteArray headerGeometry() const;  ///< of the header browser
  void setHeaderGeometry(const QByteArray& geometry);
  QByteArray geometry() const;
  void setGeometry(const QByteArray& geometry);
  QByteArray splitter() const;
  void setSplitter(const QByteArray& state);

 private:
  QVariant value(const char* key, const QVariant& fallback = {}) const;
  void set(const char* key, const QVariant& value);

  std::unique_ptr<QSettings> store_;
  QVariantMap memory_;  ///< in place of a store
  QStringList recent_;
};

}  // namespace iso::app
