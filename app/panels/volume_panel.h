// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>
#include <memory>
#include <utility>
#include <vector>

#include "app/panels/look_history.h"
#include "app/session/loaded_series.h"
#include "app/session/preset_store.h"
#include "app/session/value_histogram.h"
#include "app/viewport/viewport_area.h"
#include "core/base/cancel.h"
#include "core/base/parallel.h"

class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace iso::app {

class CropControls;
class LookControls;
class PresetGallery;
class SurfaceControls;
class TransferEditor;

/// The 3D look of the active series: presets as pictures, the transfer function, shading and light. What is
/// changed is seen at once in the 3D view; every finished change is a step that can be undone, also of what
/// was changed elsewhere and while the panel is hidden.
class VolumePanel : public QWidget {
  Q_OBJECT
 public:
  /// @param pool counts the histogram's voxels
  VolumePanel(ViewportArea& area, ThreadPool& pool, QWidget* parent = nullptr);
  ~VolumePanel() override;

  /// Where the user's own presets are kept; those that are there join the others.
  /// @return sentences about files that could not be read
  QStringList setPresetFolder(const QString& folder);

  PresetGallery* gallery() const { return gallery_; }
  TransferEditor* editor() const { return editor_; }
  LookControls* controls() const { return controls_; }
  CropControls* crop() const { return crop_; }
  SurfaceControls* surfaces() const { return surfaces_; }
  QUndoStack& undoStack() { return history_.stack(); }

  /// Makes a step of what has changed so far.
  void commit();
  void undo();
  void redo();
  /// Back from edits to the preset they began with.
  void resetToPreset();
  /// Keeps what is shown under a title; false after problem().
  bool savePreset(const QString& title);
  /// Deletes the chosen preset if it is the user's own; false after problem(), or if it is not.
  bool deletePreset();

  QSize sizeHint() const override { return {308, 600}; }

 signals:
  void problem(const QString& sentence);

 protected:
  bool event(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget* buildBody();
  QWidget* buildButtons();
  void connectAll();
  void sync();
  void follow();  ///< what is done to which series, for the steps
  void watch(const LoadedSeriesPtr& series);
  void syncHistogram(const VolumePtr& volume);
  void rebuildGallery();
  void requestPictures();
  void askSave();
  void askDelete();
  bool changing() const;  ///< the hand is at it
  LookSnapshot snapshot() const;

  QPointer<ViewportArea> area_;
  ThreadPool& pool_;
  PresetStore store_;
  LookHistory history_;
  QTimer rest_;  ///< until changes without a clear end become a step

  QLabel* message_;  ///< why there is nothing to change
  QWidget* body_ = nullptr;
  QLabel* title_ = nullptr;
  QToolButton *undo_ = nullptr, *redo_ = nullptr;
  PresetGallery* gallery_ = nullptr;
  TransferEditor* editor_ = nullptr;
  LookControls* controls_ = nullptr;
  CropControls* crop_ = nullptr;
  SurfaceControls* surfaces_ = nullptr;
  QPushButton *reset_ = nullptr, *save_ = nullptr, *delete_ = nullptr;

  std::weak_ptr<LoadedSeries> series_;
  std::vector<QMetaObject::Connection> watched_;
  bool ready_ = false;                   ///< all of the series is there to be shown in 3D
  bool fresh_ = true;                    ///< the editor has not shown this series yet
  std::weak_ptr<const Volume> counted_;  ///< whose histogram is shown, or being counted
  CancelToken counting_;
  std::vector<std::pair<std::weak_ptr<const Volume>, ValueHistogram>> histograms_;
  int pictureSide_ = 0;
};

}  // namespace iso::app
