// SPDX-License-Identifier: Apache-2.0
#include "app/panels/header_dialog.h"

#include <QAction>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSlider>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "app/session/pool_task.h"
#include "core/dicom/dicom_reader.h"

namespace iso::app {
namespace {

constexpr int kTypingMs = 120;     ///< a search waits for the next letter
constexpr int kMostOpened = 5000;  ///< rows; beyond that opening everything takes too long

QLabel* quiet(QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setTextFormat(Qt::PlainText);
  label->setStyleSheet("color: #8d949c; font-size: 12px;");
  return label;
}

}  // namespace

HeaderDialog::HeaderDialog(std::shared_ptr<DicomReader> reader, ThreadPool& pool, QWidget* parent)
    : QDialog(parent),
      reader_(std::move(reader)),
      pool_(pool),
      search_(new QLineEdit(this)),
      file_(quiet(this)),
      tree_(new QTreeView(this)),
      message_(new QLabel(this)),
      note_(quiet(this)),
      slider_(new QSlider(Qt::Horizontal, this)) {
  setModal(false);
  resize(860, 640);
  auto* column = new QVBoxLayout(this);
  search_->setPlaceholderText("Search tag, name or value");
  search_->setClearButtonEnabled(true);
  column->addWidget(search_);

  filter_.setSourceModel(&model_);
  tree_->setModel(&filter_);
  tree_->setUniformRowHeights(true);
  tree_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  tree_->setSelectionBehavior(QAbstractItemView::SelectRows);
  tree_->setTextElideMode(Qt::ElideRight);
  tree_->header()->setStretchLastSection(true);
  tree_->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  tree_->header()->setHighlightSections(false);
  tree_->setStyleSheet("QTreeView { background: #131518; border: none; outline: none; }");
  tree_->setContextMenuPolicy(Qt::ActionsContextMenu);
  column->addWidget(tree_, 1);
  message_->setTextFormat(Qt::PlainText);
  message_->setWordWrap(true);
  message_->setAlignment(Qt::AlignCenter);
  message_->setStyleSheet("color: #8d949c; padding: 24px;");
  column->addWidget(message_, 1);

  auto* files = new QHBoxLayout;
  const auto step = [&](Qt::ArrowType arrow, const QString& tip, int by) {
    auto* button = new QToolButton(this);
    button->setArrowType(arrow);
    button->setToolTip(tip);
    connect(button, &QToolButton::clicked, this, [this, by] { slider_->setValue(slider_->value() + by); });
    files->addWidget(button);
  };
  step(Qt::LeftArrow, "Previous file", -1);
  files->addWidget(slider_, 1);
  step(Qt::RightArrow, "Next file", 1);
  column->addLayout(files);
  file_->setMinimumWidth(0);
  column->addWidget(file_);
  column->addWidget(note_);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  auto* copyAll = buttons->addButton("Copy all", QDialogButtonBox::ActionRole);
  copyAll->setAutoDefault(false);
  column->addWidget(buttons);

  auto* copyRows = new QAction("Copy", this);
  copyRows->setShortcut(QKeySequence::Copy);
  copyRows->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  tree_->addAction(copyRows);
  connect(copyRows, &QAction::triggered, this, [this] { copy(selectedText()); });
  connect(copyAll, &QPushButton::clicked, this, [this] { copy(model_.allText()); });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  connect(slider_, &QSlider::valueChanged, this, &HeaderDialog::goTo);
  typing_.setSingleShot(true);
  typing_.setInterval(kTypingMs);
  connect(&typing_, &QTimer::timeout, this, &HeaderDialog::applyFilter);
  connect(search_, &QLineEdit::textChanged, &typing_, qOverload<>(&QTimer::start));
  search_->setFocus();
}

HeaderDialog::~HeaderDialog() {
  cancel_.cancel();
}

void HeaderDialog::showFiles(HeaderFiles files) {
  files_ = std::move(files);
  const int count = static_cast<int>(files_.files.size());
  files_.current = std::clamp(files_.current, 0, std::max(0, count - 1));
  setWindowTitle("DICOM header: " + files_.title);
  {
    const QSignalBlocker quiet(slider_);
    slider_->setRange(0, std::max(0, count - 1));
    slider_->setValue(files_.current);
  }
  slider_->setEnabled(count > 1);
  for (auto* button : findChildren<QToolButton*>())
    if (button->parent() == this) button->setEnabled(count > 1);
  goTo(files_.current);
  show();
  raise();
}

void HeaderDialog::goTo(int file) {
  files_.current = file;
  cancel_.cancel();
  cancel_ = CancelToken();
  const int request = ++request_;
  updateTexts();
  // The next file's elements lie where this one's did.
  if (model_.lineCount() > 0) scrolled_ = tree_->verticalScrollBar()->value();
  model_.setLines({});
  if (!reader_) {
    tell("Reading headers is not available in this build.");
    return;
  }
  if (files_.files.empty()) {
    tell("This is not in a file.");
    return;
  }
  tell("Reading…");
  reading_ = true;
  runOnPool(
      pool_, this,
      [reader = reader_, path = files_.files[static_cast<std::size_t>(file)], cancel = cancel_] {
        return reader->headerLines(path, cancel);
      },
      [this, request](Result<std::vector<HeaderLine>> lines) { take(request, std::move(lines)); });
}

void HeaderDialog::take(int request, Result<std::vector<HeaderLine>> lines) {
  if (request != request_) return;  // another file was asked for meanwhile
  reading_ = false;
  if (!lines) {
    tell(QString::fromStdString(lines.error().message));
    return;
  }
  model_.setLines(std::move(*lines));
  tell(model_.lineCount() == 0 ? QStringLiteral("This file's header is empty.") : QString());
  applyFilter();
  fitColumns();
  tree_->verticalScrollBar()->setValue(scrolled_);
}

void HeaderDialog::tell(const QString& sentence) {
  message_->setText(sentence);
  message_->setVisible(!sentence.isEmpty());
  tree_->setVisible(sentence.isEmpty());
}

QString HeaderDialog::message() const {
  return message_->text();
}

QString HeaderDialog::note() const {
  return note_->text();
}

void HeaderDialog::applyFilter() {
  typing_.stop();
  filter_.setNeedle(search_->text());
  if (search_->text().trimmed().isEmpty())
    tree_->collapseAll();
  else if (model_.lineCount() <= kMostOpened)
    tree_->expandAll();
}

void HeaderDialog::fitColumns() {
  if (std::exchange(fitted_, true)) return;  // the hand may have changed them since
  tree_->setColumnWidth(HeaderModel::Tag, 150);
  tree_->setColumnWidth(HeaderModel::Name, 270);
  tree_->setColumnWidth(HeaderModel::Vr, 40);
}

void HeaderDialog::setIdentityVisible(bool visible) {
  model_.setIdentityVisible(visible);
  applyFilter();
  updateTexts();
}

void HeaderDialog::updateTexts() {
  const int count = static_cast<int>(files_.files.size());
  QString text;
  if (count > 0) {
    text = QStringLiteral("File %1 of %2").arg(files_.current + 1).arg(count);
    // A path may hold the patient's name.
    if (model_.identityVisible())
      text += QStringLiteral("   ") +
              QString::fromStdString(files_.files[static_cast<std::size_t>(files_.current)].string());
  }
  file_->setToolTip(text);
  file_->setText(file_->fontMetrics().elidedText(text, Qt::ElideMiddle, std::max(300, width() - 40)));
  note_->setVisible(!model_.identityVisible());
  note_->setText(
      model_.identityVisible()
          ? QString()
          : QStringLiteral("Values that may name the patient are hidden. Free text may still do so."));
}

QString HeaderDialog::selectedText() const {
  QModelIndexList rows = tree_->selectionModel()->selectedRows();
  if (rows.isEmpty()) return model_.allText();
  const auto place = [this](const QModelIndex& index) { return filter_.mapToSource(index).internalId(); };
  std::sort(rows.begin(), rows.end(),
            [&](const QModelIndex& a, const QModelIndex& b) { return place(a) < place(b); });
  QStringList lines;
  for (const QModelIndex& row : rows) lines << model_.text(filter_.mapToSource(row));
  return lines.join('\n');
}

void HeaderDialog::copy(const QString& text) const {
  QGuiApplication::clipboard()->setText(text);
}

}  // namespace iso::app
