// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "core/study/study.h"

namespace iso::app {

/// A DICOM person name as people write it; see readablePersonName().
QString readableName(const std::string& dicomName);

/// The patient's name, else the id, else "Unnamed patient".
QString patientLabel(const Patient& patient);

/// The series for a list: its description, else its modality.
QString seriesLabel(const Series& series);

}  // namespace iso::app
