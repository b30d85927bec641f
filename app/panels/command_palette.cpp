// SPDX-License-Identifier: Apache-2.0
#include "app/panels/command_palette.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "app/panels/theme.h"

namespace iso::app {
namespace {

enum Role { GroupRole = Qt::UserRole + 1, KeysRole, IndexRole };

/// Name at the left, keys at the right, the menu's name dim between them.
class CommandRow : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, 28}; }
  void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    p->save();
    if (option.state.testFlag(QStyle::State_Selected)) p->fillRect(option.rect, QColor(0x20, 0x3a, 0x4e));
    const QRect r = option.rect.adjusted(12, 0, -12, 0);
    const QString title = index.data().toString();
    p->setFont(option.font);
    p->setPen(option.state.testFlag(QStyle::State_Enabled) ? theme::kText : theme::kFaint);
    p->drawText(r, Qt::AlignVCenter | Qt::AlignLeft, title);
    const int used = p->fontMetrics().horizontalAdvance(title) + 12;
    p->setPen(theme::kFaint);
    p->drawText(r.adjusted(used, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                index.data(GroupRole).toString());
    p->setPen(theme::kDim);
    p->drawText(r, Qt::AlignVCenter | Qt::AlignRight, index.data(KeysRole).toString());
    p->restore();
  }
};

QString plainTitle(const QAction& action) {
  return action.text().remove('&').remove(QStringLiteral("…"));
}

}  // namespace

bool commandMatches(const QString& query, const QString& text) {
  const QStringList words = query.split(' ', Qt::SkipEmptyParts);
  return std::all_of(words.begin(), words.end(), [&](const QString& word) {
    qsizetype at = 0;
    for (const QChar letter : word) {
      at = text.indexOf(letter, at, Qt::CaseInsensitive);
      if (at < 0) return false;
      ++at;
    }
    return true;
  });
}

CommandPalette::CommandPalette(QList<QAction*> actions, QWidget* parent)
    : QDialog(parent, Qt::Popup),
      actions_(std::move(actions)),
      query_(new QLineEdit(this)),
      list_(new QListWidget(this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setAccessibleName("Commands");
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 8, 8, 8);
  column->setSpacing(6);
  query_->setPlaceholderText("Type what you want to do");
  column->addWidget(query_);
  column->addWidget(list_);
  list_->setItemDelegate(new CommandRow(list_));
  list_->setFocusPolicy(Qt::NoFocus);
  list_->setUniformItemSizes(true);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  query_->installEventFilter(this);
  connect(query_, &QLineEdit::textChanged, this, &CommandPalette::filter);
  connect(query_, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
  connect(list_, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
  resize(520, 440);
  if (parent) {
    const QPoint top = parent->mapToGlobal(QPoint((parent->width() - width()) / 2, 80));
    move(top);
  }
  filter();
  query_->setFocus();
}

void CommandPalette::setQuery(const QString& query) {
  query_->setText(query);
}

QStringList CommandPalette::listed() const {
  QStringList titles;
  for (int i = 0; i < list_->count(); ++i) titles << list_->item(i)->text();
  return titles;
}

void CommandPalette::filter() {
  list_->clear();
  const QString query = query_->text().trimmed();
  // What contains the query as typed comes before what merely has its letters in order.
  for (const bool literal : {true, false})
    for (qsizetype i = 0; i < actions_.size(); ++i) {
      const QAction& action = *actions_[i];
      const QString title = plainTitle(action), group = action.property(kCommandGroup).toString();
      const bool contains = title.contains(query, Qt::CaseInsensitive);
      if (contains != literal || !commandMatches(query, group + ' ' + title)) continue;
      auto* row = new QListWidgetItem(title, list_);
      row->setData(GroupRole, group);
      QStringList keys;
      for (const QKeySequence& key : action.shortcuts()) keys << key.toString(QKeySequence::NativeText);
      row->setData(KeysRole, keys.join(QStringLiteral(", ")));
      row->setData(IndexRole, static_cast<int>(i));
      if (!action.isEnabled()) row->setFlags(Qt::NoItemFlags);
    }
  for (int i = 0; i < list_->count(); ++i)
    if (list_->item(i)->flags().testFlag(Qt::ItemIsEnabled)) {
      list_->setCurrentRow(i);
      break;
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (watched == query_ && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Down || key == Qt::Key_Up) {
      const int step = key == Qt::Key_Down ? 1 : -1;
      for (int i = list_->currentRow() + step; i >= 0 && i < list_->count(); i += step)
        if (list_->item(i)->flags().testFlag(Qt::ItemIsEnabled)) {
          list_->setCurrentRow(i);
          break;
        }
      return true;
    }
  }
  return QDialog::eventFilter(watched, event);
}

void CommandPalette::runCurrent() {
  const QListWidgetItem* row = list_->currentItem();
  if (!row) return;
  QAction* action = actions_[row->data(IndexRole).toInt()];
  close();
  action->trigger();
}

}  // namespace iso::app
