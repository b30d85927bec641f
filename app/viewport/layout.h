// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPoint>
#include <QRect>
#include <QSize>
#include <QString>
#include <optional>
#include <vector>

namespace iso::app {

enum class LayoutKind { TwoByTwo, OneAndThree, Single };
enum class AnnotationLevel { All, Less, None };  ///< Less: nothing that names the patient
/// Curved: the reformation along the series' picked path; CrossSection: the plane across that path at its
/// station.
enum class ViewKind { Axial, Coronal, Sagittal, Volume, Stack, Curved, CrossSection };

/// Names as on the command line: "2x2", "1+3", "single".
QString layoutName(LayoutKind kind);
std::optional<LayoutKind> parseLayout(const QString& name);

/// Where the splitters stand, as fractions of the area.
struct LayoutSplits {
  double column = 0.5;       ///< 2x2: where the left column ends
  double row = 0.5;          ///< 2x2: where the upper row ends
  double large = 2.0 / 3.0;  ///< 1+3: where the large view ends
  double first = 1.0 / 3.0;  ///< 1+3: where the first small view ends
  double second = 2.0 / 3.0;
};

/// Which fraction of `LayoutSplits` a splitter changes; a 2x2's crossing changes two.
enum class Splitter { None, Column, Row, Cross, Large, First, Second };

/// Rectangles of the four viewports in device pixels of the area, `gap` pixels apart; null rectangles are
/// not shown. Viewport order: 2x2 row by row; 1+3 large one first, then downwards.
/// @param single the viewport that a Single layout (or a maximised view) shows
std::vector<QRect> layoutRects(LayoutKind kind, const LayoutSplits& splits, QSize area, int gap, int single);

/// The splitter within `reach` pixels of a point.
Splitter splitterAt(LayoutKind kind, const LayoutSplits& splits, QSize area, QPoint point, int reach);
/// Moves a splitter under a point; every view keeps at least a tenth of the area.
void moveSplitter(LayoutSplits& splits, Splitter splitter, QSize area, QPoint point);

}  // namespace iso::app
