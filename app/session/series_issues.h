// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

#include "app/session/loaded_series.h"

namespace iso::app {

/// What a reader should know about a series: how its stack is not plain, which of its files could not be
/// read and why. One sentence each.
QStringList issuesOf(const LoadedSeries& series);

}  // namespace iso::app
