// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>

class QApplication;

namespace iso::app::theme {

inline const QColor kBackground(0x10, 0x12, 0x14);
inline const QColor kPanel(0x17, 0x19, 0x1c);
inline const QColor kRaised(0x22, 0x25, 0x29);
inline const QColor kHover(0x2a, 0x2e, 0x33);
inline const QColor kLine(0x2c, 0x30, 0x35);
inline const QColor kText(0xd6, 0xd9, 0xdd);
inline const QColor kDim(0x8d, 0x94, 0x9c);
inline const QColor kFaint(0x5a, 0x61, 0x69);
inline const QColor kAccent(0x4a, 0x9e, 0xda);
inline const QColor kAmber(0xe0, 0xa5, 0x3d);

/// Fusion with our dark palette, text at 13 logical pixels, and the style sheet of the few things Fusion
/// does not draw calmly. The same on every desktop.
void apply(QApplication& application);

}  // namespace iso::app::theme
