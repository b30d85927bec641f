// SPDX-License-Identifier: Apache-2.0
#include "app/session/patient_name.h"

#include <QStringList>

namespace iso::app {

QString readableName(const std::string& dicomName) {
  for (const QString& group : QString::fromStdString(dicomName).split('=')) {
    const QStringList parts = group.split('^');
    const QString family = parts.value(0).trimmed();
    QStringList given;
    for (const int i : {1, 2})
      if (const QString part = parts.value(i).trimmed(); !part.isEmpty()) given << part;
    if (family.isEmpty() && given.isEmpty()) continue;
    if (given.isEmpty()) return family;
    return family.isEmpty() ? given.join(' ') : family + ", " + given.join(' ');
  }
  return {};
}

QString patientLabel(const Patient& patient) {
  if (patient.name)
    if (const QString name = readableName(*patient.name); !name.isEmpty()) return name;
  if (patient.id && !patient.id->empty()) return QString::fromStdString(*patient.id);
  return QStringLiteral("Unnamed patient");
}

QString seriesLabel(const Series& series) {
  const QString description = QString::fromStdString(series.description).trimmed();
  if (!description.isEmpty()) return description;
  return series.modality.empty() ? QStringLiteral("Series") : QString::fromStdString(series.modality);
}

}  // namespace iso::app
