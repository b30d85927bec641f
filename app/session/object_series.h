// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

#include "core/study/study.h"

namespace iso::app {

/// The files of one kind in a series that hold no image to show: reports, structures, segmentations, … They
/// are listed and their headers can be read; they are never hung.
struct ObjectSeries {
  Study study;    ///< without its series list
  Series series;  ///< without volumes and objects
  QString kind;   ///< "SR", "RTSTRUCT", …
  int count = 0;
  std::vector<SeriesObject> files;  ///< may be fewer than `count` where the scan names no files

  /// Names it for as long as the study is open. Not for showing.
  QString key() const;
  /// What to call it: the series' description, else the only file's label, else what the kind is.
  QString label() const;
  QString countText() const;  ///< "3 reports"
  QString toolTip() const;    ///< plain text, a line for each file's label
};

/// A series' objects, by kind; empty if it has none.
std::vector<ObjectSeries> objectsOf(const Study& study, const Series& series);

/// Takes in files that were not there. True if there were any.
bool mergeObjects(ObjectSeries& into, const ObjectSeries& from);

/// "report", "structure set", … for a kind; "object" for one without a name of its own.
QString objectNoun(const QString& kind);

}  // namespace iso::app
