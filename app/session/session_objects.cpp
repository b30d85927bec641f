// SPDX-License-Identifier: Apache-2.0
// What is open beside the series read from image files: objects without images, computed volumes.
#include <algorithm>
#include <tuple>

#include "app/session/session.h"

namespace iso::app {

bool Session::addObjects(const Study& study, const Series& one) {
  bool grew = false;
  for (ObjectSeries& group : objectsOf(study, one)) {
    const QString key = group.key();
    const auto open =
        std::find_if(objects_.begin(), objects_.end(), [&](const auto& o) { return o.key() == key; });
    if (open != objects_.end()) {
      grew = mergeObjects(*open, group) || grew;
      continue;
    }
    if (std::none_of(studies_.begin(), studies_.end(),
                     [k = studyKey(study)](const Study& s) { return studyKey(s) == k; }))
      studies_.push_back(group.study);
    objects_.push_back(std::move(group));
    grew = true;
  }
  const auto order = [](const ObjectSeries& o) {
    return std::tuple(o.series.number.value_or(1 << 30), o.series.uid, o.kind);
  };
  std::stable_sort(objects_.begin(), objects_.end(),
                   [&](const auto& a, const auto& b) { return order(a) < order(b); });
  return grew;
}

std::vector<ObjectSeries> Session::objectsOfStudy(const QString& study) const {
  std::vector<ObjectSeries> found;
  for (const ObjectSeries& one : objects_)
    if (studyKey(one.study) == study) found.push_back(one);
  return found;
}

const ObjectSeries* Session::findObjects(const QString& key) const {
  const auto at =
      std::find_if(objects_.begin(), objects_.end(), [&](const auto& o) { return o.key() == key; });
  return at == objects_.end() ? nullptr : &*at;
}

void Session::addDerived(const LoadedSeriesPtr& derived) {
  if (!derived || find(derived->key())) return;
  // Its study may have been closed while it was computed.
  if (std::none_of(studies_.begin(), studies_.end(),
                   [k = studyKey(derived->study())](const Study& s) { return studyKey(s) == k; }))
    return;
  insert(derived);
  emit seriesAdded(derived);
  emit studiesChanged();
}

}  // namespace iso::app
