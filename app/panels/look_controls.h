// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <functional>
#include <vector>

#include "app/viewport/volume_look.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QSlider;

namespace iso::app {

/// How much of what is even a preset hides: 0 = nothing, 1 = everything that does not change its value.
double edgesOnly(const GradientOpacity& gradient);
/// @param span of the transfer function's values; a tenth of it in one millimetre is an edge
GradientOpacity edgeWeights(double part, double span);
/// A surface's value where the function has one: the first at which it reaches half its greatest opacity.
double usualIsovalue(const TransferFunction& transfer);

/// Mode, shading, light and sampling of the 3D view.
class LookControls : public QWidget {
  Q_OBJECT
 public:
  explicit LookControls(QWidget* parent = nullptr);

  void showLook(const VolumePreset& preset, const VolumeLook& look);
  /// A slider is held.
  bool dragging() const;
  QComboBox* modes() const { return mode_; }
  QComboBox* lights() const { return light_; }
  QSlider* slider(const QString& name) const;  ///< "ambient", "occlusion", "edges" …
  QCheckBox* checkBox(const QString& name) const;

 signals:
  void presetChanged(const VolumePreset& preset);
  void lookChanged(const VolumeLook& look);
  void finished();  ///< a slider was let go, or something was chosen

 private:
  /// A slider with its title and number.
  struct Line {
    QSlider* slider;
    QLabel* number;
    std::function<QString(int)> text;
  };
  QSlider* addSlider(QFormLayout* form, const char* name, const QString& title, int least, int most,
                     std::function<QString(int)> text, std::function<void(int)> take);
  QCheckBox* addCheck(QFormLayout* form, const char* name, const QString& title, const QString& tip,
                      std::function<void(bool)> take);
  void addRows(QFormLayout* form);
  void setMode(VolumeMode mode);
  void setShading(double Shading::*part, double value);
  void enableWhatCounts();
  void updateNumbers();

  VolumePreset preset_;
  VolumeLook look_;
  bool showing_ = false;  ///< values are being filled in, nothing is chosen
  QComboBox* mode_;
  QComboBox* light_;
  QCheckBox *shading_ = nullptr, *shadows_ = nullptr, *fine_ = nullptr, *cinematic_ = nullptr;
  QSlider *ambient_ = nullptr, *diffuse_ = nullptr, *specular_ = nullptr, *sharpness_ = nullptr;
  QSlider *occlusion_ = nullptr, *edges_ = nullptr;
  QSlider *exposure_ = nullptr, *blur_ = nullptr, *focus_ = nullptr;  ///< of a cinematic picture
  std::vector<Line> lines_;
};

}  // namespace iso::app
