// SPDX-License-Identifier: Apache-2.0
#include "app/panels/problems_dialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/session/patient_name.h"
#include "app/session/session.h"

namespace iso::app {

ProblemsDialog::ProblemsDialog(Session& session, QWidget* parent)
    : QDialog(parent), session_(session), list_(new QPlainTextEdit(this)) {
  setWindowTitle("Problems");
  resize(720, 420);
  auto* column = new QVBoxLayout(this);
  list_->setReadOnly(true);
  column->addWidget(list_);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  auto* copy = buttons->addButton("Copy", QDialogButtonBox::ActionRole);
  auto* clear = buttons->addButton("Clear", QDialogButtonBox::ActionRole);
  column->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
  connect(clear, &QPushButton::clicked, this, [this] {
    session_.clearProblems();
    refresh();
  });
  connect(&session_, &Session::problems, this, &ProblemsDialog::refresh);
  connect(&session_, &Session::studiesChanged, this, &ProblemsDialog::refresh);
  refresh();
}

QString ProblemsDialog::text() const {
  return list_->toPlainText();
}

void ProblemsDialog::refresh() {
  QStringList lines = session_.problemSentences();
  for (const LoadedSeriesPtr& one : session_.series()) {
    const auto& issues = one->description().issues;
    if (issues.empty()) continue;
    if (!lines.isEmpty()) lines << QString();
    lines << seriesLabel(one->series()) + ":";
    for (const GeometryIssue& issue : issues) lines << "  " + QString::fromStdString(issue.message);
  }
  list_->setPlainText(lines.isEmpty() ? QStringLiteral("No problems.") : lines.join('\n'));
}

}  // namespace iso::app
