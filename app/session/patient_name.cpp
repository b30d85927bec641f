// SPDX-License-Identifier: Apache-2.0
#include "app/session/patient_name.h"

#include "core/study/person_name.h"

namespace iso::app {

QString readableName(const std::string& dicomName) {
  return QString::fromStdString(readablePersonName(dicomName));
}

QString patientLabel(const Patient& patient) {
  if (patient.name)
    if (QString name = readableName(*patient.name); !name.isEmpty()) return name;
  if (patient.id && !patient.id->empty()) return QString::fromStdString(*patient.id);
  return QStringLiteral("Unnamed patient");
}

QString seriesLabel(const Series& series) {
  QString description = QString::fromStdString(series.description).trimmed();
  if (!description.isEmpty()) return description;
  return series.modality.empty() ? QStringLiteral("Series") : QString::fromStdString(series.modality);
}

}  // namespace iso::app
