// SPDX-License-Identifier: Apache-2.0
#include "app/panels/issues_dialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/session/patient_name.h"
#include "app/session/series_issues.h"

namespace iso::app {

IssuesDialog::IssuesDialog(const LoadedSeriesPtr& series, QWidget* parent)
    : QDialog(parent), series_(series), list_(new QPlainTextEdit(this)) {
  setWindowTitle("Issues: " + seriesLabel(series->series()));
  resize(560, 260);
  auto* column = new QVBoxLayout(this);
  list_->setReadOnly(true);
  column->addWidget(list_);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  auto* copy = buttons->addButton("Copy", QDialogButtonBox::ActionRole);
  column->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
  connect(series.get(), &LoadedSeries::completed, this, &IssuesDialog::refresh);
  connect(series.get(), &LoadedSeries::phaseChanged, this, &IssuesDialog::refresh);
  connect(series.get(), &LoadedSeries::failed, this, &IssuesDialog::refresh);
  connect(series.get(), &QObject::destroyed, this, &QDialog::close);
  refresh();
}

QString IssuesDialog::text() const {
  return list_->toPlainText();
}

void IssuesDialog::refresh() {
  const LoadedSeriesPtr series = series_.lock();
  if (!series) return;
  const QStringList sentences = issuesOf(*series);
  list_->setPlainText(sentences.isEmpty() ? QStringLiteral("Nothing is known to be wrong with this series.")
                                          : sentences.join("\n\n"));
}

}  // namespace iso::app
