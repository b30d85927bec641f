// SPDX-License-Identifier: Apache-2.0
#include "app/panels/theme.h"

#include <QApplication>
#include <QFont>
#include <QPalette>
#include <QProxyStyle>
#include <QString>

namespace iso::app::theme {
namespace {

/// Fusion without pictures on dialog buttons.
class CalmStyle : public QProxyStyle {
 public:
  CalmStyle() : QProxyStyle(QStringLiteral("Fusion")) {}
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* returned) const override {
    if (hint == SH_DialogButtonBox_ButtonsHaveIcons) return 0;
    return QProxyStyle::styleHint(hint, option, widget, returned);
  }
};

QPalette darkPalette() {
  QPalette p;
  p.setColor(QPalette::Window, kPanel);
  p.setColor(QPalette::WindowText, kText);
  p.setColor(QPalette::Base, kBackground);
  p.setColor(QPalette::AlternateBase, kPanel);
  p.setColor(QPalette::Text, kText);
  p.setColor(QPalette::PlaceholderText, kFaint);
  p.setColor(QPalette::Button, kRaised);
  p.setColor(QPalette::ButtonText, kText);
  p.setColor(QPalette::BrightText, Qt::white);
  p.setColor(QPalette::ToolTipBase, kRaised);
  p.setColor(QPalette::ToolTipText, kText);
  p.setColor(QPalette::Highlight, kAccent);
  p.setColor(QPalette::HighlightedText, QColor(0x08, 0x0c, 0x10));
  p.setColor(QPalette::Link, kAccent);
  p.setColor(QPalette::Light, kLine);
  p.setColor(QPalette::Midlight, kLine);
  p.setColor(QPalette::Mid, kBackground);
  p.setColor(QPalette::Dark, kBackground);
  p.setColor(QPalette::Shadow, QColor(0, 0, 0));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    p.setColor(QPalette::Disabled, role, kFaint);
  return p;
}

const char* const kSheet = R"(
QMainWindow, QDialog { background: #17191c; }
QMainWindow::separator { background: #101214; width: 1px; height: 1px; }
QMenuBar { background: #17191c; border: none; padding: 0 4px; }
QMenuBar::item { padding: 5px 9px; background: transparent; border-radius: 3px; }
QMenuBar::item:selected { background: #2a2e33; }
QMenu { background: #1c1f22; border: 1px solid #2c3035; padding: 4px 0; }
QMenu::item { padding: 5px 28px 5px 24px; }
QMenu::item:selected { background: #2a3a47; color: #ffffff; }
QMenu::item:disabled { color: #5a6169; }
QMenu::separator { height: 1px; background: #2c3035; margin: 4px 8px; }
QMenu::indicator { width: 12px; height: 12px; margin-left: 7px; }
QMenu::icon { padding-left: 6px; }
QToolBar { background: #17191c; border: none; border-bottom: 1px solid #0c0d0f; spacing: 2px; padding: 3px 6px; }
QToolBar::separator { background: #2c3035; width: 1px; margin: 5px 6px; }
QToolButton { border: none; border-radius: 4px; padding: 4px 6px; color: #d6d9dd; background: transparent; }
QToolButton:hover { background: #2a2e33; }
QToolButton:pressed { background: #203040; }
QToolButton:checked { background: #203a4e; color: #ffffff; }
QToolButton:disabled { color: #5a6169; }
QToolButton[popupMode="2"] { padding-right: 16px; }
QToolButton::menu-indicator { subcontrol-position: right center; right: 4px; width: 8px; }
QToolBar QToolButton#qt_toolbar_ext_button { padding: 0; }
QStatusBar { background: #17191c; border-top: 1px solid #0c0d0f; color: #8d949c; }
QStatusBar::item { border: none; }
QToolTip { background: #22252a; color: #d6d9dd; border: 1px solid #3a4047; padding: 3px 5px; }
QListView { background: #131518; border: none; outline: none; }
QLineEdit, QPlainTextEdit { background: #101214; border: 1px solid #2c3035; border-radius: 4px;
  padding: 5px 7px; selection-background-color: #4a9eda; }
QLineEdit:focus { border-color: #4a9eda; }
QCheckBox::indicator:unchecked { width: 12px; height: 12px; border: 1px solid #5a6169; border-radius: 2px;
  background: #101214; }
QCheckBox::indicator:unchecked:disabled { border-color: #33383e; }
QComboBox { padding: 3px 6px; }
QPushButton { background: #22252a; border: 1px solid #33383e; border-radius: 4px; padding: 6px 14px; }
QPushButton:hover { background: #2a2e33; }
QPushButton:pressed { background: #203040; }
QPushButton:checked { background: #203a4e; color: #ffffff; }
QPushButton:checked:disabled { background: #22252a; color: #5a6169; }
QPushButton:default { border-color: #4a9eda; }
QPushButton:flat { background: transparent; border: none; }
QPushButton:flat:hover { background: #2a2e33; }
QProgressBar { background: #101214; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: #4a9eda; border-radius: 2px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: #33383e; border-radius: 3px; margin: 2px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: #454b52; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none;
  width: 0; height: 0; }
QSplitter::handle { background: #0c0d0f; }
QHeaderView::section { background: #17191c; border: none; border-bottom: 1px solid #2c3035; padding: 4px 6px;
  color: #8d949c; }
QTableWidget { background: #17191c; border: none; gridline-color: #22252a; }
)";

}  // namespace

void apply(QApplication& application) {
  QApplication::setStyle(new CalmStyle);
  QApplication::setPalette(darkPalette());
  QFont font = QApplication::font();
  font.setPixelSize(13);
  QApplication::setFont(font);
  application.setStyleSheet(QString::fromLatin1(kSheet));
}

}  // namespace iso::app::theme
