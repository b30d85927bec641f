// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QList>

class QAction;
class QLineEdit;
class QListWidget;

namespace iso::app {

/// The property of an action that holds where it is found ("View"), shown beside its name.
inline constexpr const char* kCommandGroup = "commandGroup";

/// True if the letters of every word of `query` appear in order in `text`, ignoring case.
bool commandMatches(const QString& query, const QString& text);

/// A searchable list of everything the window can do, with its keys. Enter runs the chosen one.
class CommandPalette : public QDialog {
  Q_OBJECT
 public:
  CommandPalette(QList<QAction*> actions, QWidget* parent);
  void setQuery(const QString& query);
  /// The titles listed now.
  QStringList listed() const;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void filter();
  void runCurrent();

  QList<QAction*> actions_;
  QLineEdit* query_;
  QListWidget* list_;
};

}  // namespace iso::app
