// SPDX-License-Identifier: Apache-2.0
#include "app/session/object_series.h"

#include <QHash>
#include <algorithm>

#include "app/session/loaded_series.h"

namespace iso::app {

QString objectNoun(const QString& kind) {
  static const QHash<QString, QString> nouns{{"SR", "report"},
                                             {"SEG", "segmentation"},
                                             {"RTSTRUCT", "structure set"},
                                             {"RTPLAN", "treatment plan"},
                                             {"RTDOSE", "dose"},
                                             {"KO", "key image list"},
                                             {"PR", "presentation state"},
                                             {"PDF", "document"},
                                             {"DOC", "document"},
                                             {"REG", "registration"},
                                             {"ECG", "waveform"}};
  return nouns.value(kind.toUpper(), QStringLiteral("object"));
}

QString ObjectSeries::key() const {
  return studyKey(study) + '\n' + QString::fromStdString(series.uid) + '@' + kind;
}

QString ObjectSeries::label() const {
  QString text = QString::fromStdString(series.description).trimmed();
  if (text.isEmpty() && files.size() == 1) text = QString::fromStdString(files.front().label).trimmed();
  if (!text.isEmpty()) return text;
  text = objectNoun(kind);
  return text.left(1).toUpper() + text.mid(1);
}

QString ObjectSeries::countText() const {
  return QStringLiteral("%1 %2%3").arg(QString::number(count), objectNoun(kind), count == 1 ? "" : "s");
}

QString ObjectSeries::toolTip() const {
  constexpr std::size_t kMost = 12;
  QStringList lines{label(), QStringLiteral("%1 · %2").arg(kind, countText())};
  for (std::size_t i = 0; i < std::min(files.size(), kMost); ++i)
    if (const QString one = QString::fromStdString(files[i].label).trimmed();
        !one.isEmpty() && one != lines.front())
      lines << one;
  if (files.size() > kMost) lines << QStringLiteral("…");
  if (!files.empty()) lines << QStringLiteral("Double-click: DICOM header");
  return lines.join('\n');
}

std::vector<ObjectSeries> objectsOf(const Study& study, const Series& series) {
  std::vector<ObjectSeries> found;
  const auto of = [&](const std::string& name) -> ObjectSeries& {
    const QString kind = name.empty() ? QStringLiteral("?") : QString::fromStdString(name);
    const auto at =
        std::find_if(found.begin(), found.end(), [&](const ObjectSeries& one) { return one.kind == kind; });
    if (at != found.end()) return *at;
    ObjectSeries made;
    made.study = study;
    made.study.series.clear();
    made.series = series;
    made.series.volumes.clear();
    made.series.objects.clear();
    made.series.objectFiles.clear();
    made.kind = kind;
    found.push_back(std::move(made));
    return found.back();
  };
  for (const SeriesObject& file : series.objectFiles) {
    ObjectSeries& group = of(file.kind);
    group.files.push_back(file);
    ++group.count;
  }
  // Kinds that are only named: that they are there is said all the same.
  if (series.objectFiles.empty())
    for (const std::string& kind : series.objects) of(kind);
  if (series.objectFiles.empty() && found.size() == 1)
    found.front().count = series.hasImages() ? 1 : std::max(1, series.instances);
  for (ObjectSeries& group : found) group.count = std::max(group.count, 1);
  return found;
}

bool mergeObjects(ObjectSeries& into, const ObjectSeries& from) {
  bool grew = false;
  for (const SeriesObject& file : from.files) {
    const bool had = std::any_of(into.files.begin(), into.files.end(), [&](const SeriesObject& one) {
      return one.path == file.path ||
             (!file.sopInstanceUid.empty() && one.sopInstanceUid == file.sopInstanceUid);
    });
    if (had) continue;
    into.files.push_back(file);
    grew = true;
  }
  if (grew) into.count = static_cast<int>(into.files.size());
  return grew;
}

}  // namespace iso::app
