// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "core/study/study.h"

namespace iso::app {

/// A DICOM person name (PS3.5 6.2) as people write it: "Family, Given Middle". The alphabetic group is
/// taken, else the first that is not empty. "" for an empty name.
QString readableName(const std::string& dicomName);

/// The patient's name, else the id, else "Unnamed patient".
QString patientLabel(const Patient& patient);

/// The series for a list: its description, else its modality.
QString seriesLabel(const Series& series);

}  // namespace iso::app
