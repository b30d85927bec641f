// SPDX-License-Identifier: Apache-2.0
#include "app/shell/keys_dialog.h"

#include <QAction>
#include <QHeaderView>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>
#include <array>
#include <utility>
#include <vector>

#include "app/panels/command_palette.h"

namespace iso::app {
namespace {

QTableWidget* table(const QStringList& headings, const std::vector<QStringList>& rows) {
  auto* t = new QTableWidget(static_cast<int>(rows.size()), static_cast<int>(headings.size()));
  t->setHorizontalHeaderLabels(headings);
  t->verticalHeader()->hide();
  t->setEditTriggers(QAbstractItemView::NoEditTriggers);
  t->setSelectionMode(QAbstractItemView::NoSelection);
  t->setFocusPolicy(Qt::NoFocus);
  t->setShowGrid(false);
  t->verticalHeader()->setDefaultSectionSize(26);
  for (int r = 0; r < t->rowCount(); ++r)
    for (int c = 0; c < t->columnCount(); ++c)
      t->setItem(r, c, new QTableWidgetItem(rows[static_cast<std::size_t>(r)].value(c)));
  t->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  t->horizontalHeader()->setSectionResizeMode(t->columnCount() - 1, QHeaderView::Stretch);
  t->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  t->horizontalHeader()->setHighlightSections(false);
  return t;
}

}  // namespace

KeysDialog::KeysDialog(const QList<QAction*>& actions, QWidget* parent) : QDialog(parent) {
  setWindowTitle("Keys and mouse");
  resize(640, 640);
  std::vector<QStringList> keys;
  for (const QAction* action : actions) {
    if (action->shortcuts().isEmpty()) continue;
    QStringList names;
    for (const QKeySequence& key : action->shortcuts()) names << key.toString(QKeySequence::NativeText);
    keys.push_back(
        {action->property(kCommandGroup).toString(), action->text().remove('&'), names.join(", ")});
  }
  const std::vector<QStringList> mouse{
      {"Slice", "Left drag", "The active tool; window/level: right = wider, up = brighter"},
      {"Slice", "Middle drag", "Pan"},
      {"Slice", "Right drag", "Zoom; a click without dragging opens the menu"},
      {"Slice", "Wheel", "Slices; Shift = faster; Ctrl = zoom"},
      {"Slice", "Shift + move", "Puts the crosshair in every view"},
      {"Slice", "Drag a line", "Moves the plane; near its end it rotates it"},
      {"3D", "Left drag", "Rotate"},
      {"3D", "Left drag, tool Sculpt", "Takes away what is inside the line; Shift: all else; Escape stops"},
      {"3D", "Middle drag", "Pan"},
      {"3D", "Right drag, wheel", "Zoom"},
      {"3D panel", "Drag a point of the curve", "Opacity of a value; beside the curve: the whole function"},
      {"3D panel", "Click the curve, double click", "Adds a point; its right click: colour, remove"},
      {"3D panel", "Wheel on the curve", "Stretches the value axis; double click on the axis: all of it"},
      {"Any view", "Double click", "One view alone, and back"},
      {"Study list", "Double click", "Shows the series in all views"},
      {"Study list", "Drag onto a view", "Shows the series there"},
      {"Study list", "Click on a yellow number", "Tells the series' issues"},
      {"Study list", "Double click on a report", "Its DICOM header"},
  };
  auto* tabs = new QTabWidget(this);
  tabs->setDocumentMode(true);
  tabs->addTab(table({"Menu", "Command", "Keys"}, keys), "Keys");
  tabs->addTab(table({"Where", "Mouse", "Does"}, mouse), "Mouse");
  auto* column = new QVBoxLayout(this);
  column->addWidget(tabs);
}

}  // namespace iso::app
