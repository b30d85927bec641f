// SPDX-License-Identifier: Apache-2.0
#include "app/session/series_issues.h"

namespace iso::app {

QStringList issuesOf(const LoadedSeries& series) {
  QStringList sentences;
  const auto add = [&](const QString& sentence) {
    if (!sentence.isEmpty() && !sentences.contains(sentence)) sentences << sentence;
  };
  add(series.error());
  for (const GeometryIssue& issue : series.description().issues) add(QString::fromStdString(issue.message));
  for (const FileProblem& problem : series.problems()) {
    QString sentence = QString::fromStdString(problem.reason);
    const QString name = QString::fromStdString(problem.path.filename().string());
    if (!sentence.contains(name)) sentence = name + ": " + sentence;
    add(sentence);
  }
  return sentences;
}

}  // namespace iso::app
