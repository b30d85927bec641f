// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/phases.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace iso {
namespace {

using Places = std::vector<std::vector<FrameRef>>;

double depth(const FrameRef& slice, const Vector3& normal) {
  return slice.frame->position->dot(normal);
}

Places byPlace(std::vector<FrameRef> slices, const Vector3& normal) {
  std::sort(slices.begin(), slices.end(), [&](const FrameRef& a, const FrameRef& b) {
    const double da = depth(a, normal), db = depth(b, normal);
    return da != db ? da < db : acquiredBefore(a, b);
  });
  Places places;
  for (const FrameRef& slice : slices) {
    if (places.empty() || depth(slice, normal) - depth(places.back().front(), normal) > kSamePlaceMm)
      places.emplace_back();
    places.back().push_back(slice);
  }
  return places;
}

/// Orders by the keys that every slice has: one that only some have would give no order that holds
/// throughout (a < b < c < a).
class PhaseBefore {
 public:
  explicit PhaseBefore(const Places& places) {
    for (std::size_t n = 0; n < std::tuple_size_v<decltype(FrameHeader::phaseKeys)>; ++n) {
      const auto has = [n](const FrameRef& s) { return !std::isnan(s.frame->phaseKeys[n]); };
      if (std::all_of(places.begin(), places.end(),
                      [&](const auto& place) { return std::all_of(place.begin(), place.end(), has); }))
        keys_.push_back(n);
    }
  }
  /// The first key that differs between the slices of one place; none if only their numbers do.
  std::optional<std::size_t> telling(const std::vector<FrameRef>& place) const {
    for (const std::size_t n : keys_)
      for (const FrameRef& s : place)
        if (s.frame->phaseKeys[n] != place.front().frame->phaseKeys[n]) return n;
    return std::nullopt;
  }
  bool operator()(const FrameRef& a, const FrameRef& b) const {
    for (const std::size_t n : keys_)
      if (a.frame->phaseKeys[n] != b.frame->phaseKeys[n])
        return a.frame->phaseKeys[n] < b.frame->phaseKeys[n];
    return acquiredBefore(a, b);
  }

 private:
  std::vector<std::size_t> keys_;
};

bool sameCount(const Places& places) {
  return std::all_of(places.begin(), places.end(),
                     [&](const auto& place) { return place.size() == places.front().size(); });
}

/// Says what the phases are of, by their slices at one place.
void nameQuantity(const std::vector<FrameRef>& place, std::optional<std::size_t> key, PhaseStack& stack) {
  if (place.size() < 2) return;
  struct Name {
    const char *quantity, *unit;
    double factor;  ///< from the key to the unit
  };
  static constexpr std::array<Name, std::tuple_size_v<decltype(FrameHeader::phaseKeys)>> kNames{
      {{"time", "", 1.0},
       {"trigger", "ms", 1.0},
       {"b-value", "s/mm²", 1.0},
       {"echo time", "ms", 1.0},
       {"echo", "", 1.0},
       {"dimension", "", 1.0},
       {"time", "s", 0.001}}};
  if (!key) {
    stack.quantity = "instance";
    // Frames of one instance, or copies of a number, are counted instead.
    std::set<int> numbers;
    for (const FrameRef& s : place) numbers.insert(s.file->instanceNumber);
    const bool numbered = numbers.size() == place.size();
    for (std::size_t t = 0; t < place.size(); ++t)
      stack.values.push_back(numbered ? place[t].file->instanceNumber : static_cast<double>(t + 1));
    return;
  }
  const Name& name = kNames[*key];
  stack.quantity = name.quantity;
  stack.unit = *key == 0 && place.front().frame->temporalIsSeconds ? "s" : name.unit;
  // Reference times may count from any moment, dates from 1970: from the first phase they mean something.
  constexpr std::size_t kReferenceTime = 6;
  const double zero = *key == kReferenceTime ? place.front().frame->phaseKeys[*key] : 0.0;
  for (const FrameRef& s : place) stack.values.push_back((s.frame->phaseKeys[*key] - zero) * name.factor);
}

PhaseStack asPhases(Places places) {
  PhaseStack stack;
  stack.phases.resize(places.front().size());
  const PhaseBefore before(places);
  for (auto& place : places) {
    std::sort(place.begin(), place.end(), before);
    for (std::size_t t = 0; t < place.size(); ++t) stack.phases[t].push_back(place[t]);
  }
  nameQuantity(places.front(), before.telling(places.front()), stack);
  return stack;
}

bool samePlaces(const Places& a, const Places& b, const Vector3& normal) {
  if (a.size() != b.size()) return false;
  for (std::size_t k = 0; k < a.size(); ++k)
    if (std::abs(depth(a[k].front(), normal) - depth(b[k].front(), normal)) > kSamePlaceMm) return false;
  return true;
}

/// Parts by one number of the header, if every slice has it and no part has two slices at one place.
template <class Key>
std::vector<Places> partition(const std::vector<FrameRef>& slices, const Vector3& normal, const Key& key) {
  std::map<double, std::vector<FrameRef>> parts;
  for (const FrameRef& slice : slices) {
    const double value = key(slice);
    if (std::isnan(value)) return {};
    parts[value].push_back(slice);
  }
  std::vector<Places> result;
  // A moment of its own for every slice tells no stacks apart.
  if (parts.size() < 2 || parts.size() == slices.size()) return result;
  for (auto& [value, part] : parts) {
    Places places = byPlace(std::move(part), normal);
    if (std::any_of(places.begin(), places.end(), [](const auto& p) { return p.size() > 1; })) return {};
    result.push_back(std::move(places));
  }
  return result;
}

std::vector<Places> unequalParts(const std::vector<FrameRef>& slices, const Vector3& normal) {
  for (std::size_t n = 0; n < std::tuple_size_v<decltype(FrameHeader::phaseKeys)>; ++n) {
    auto parts = partition(slices, normal, [n](const FrameRef& s) { return s.frame->phaseKeys[n]; });
    if (!parts.empty()) return parts;
  }
  return partition(slices, normal,
                   [](const FrameRef& s) { return static_cast<double>(s.file->acquisitionNumber); });
}

}  // namespace

bool acquiredBefore(const FrameRef& a, const FrameRef& b) {
  if (a.file->instanceNumber != b.file->instanceNumber)
    return a.file->instanceNumber < b.file->instanceNumber;
  const int fa = a.file->frameOffset + a.frame->frame, fb = b.file->frameOffset + b.frame->frame;
  if (fa != fb) return fa < fb;
  if (a.frame->tile != b.frame->tile) return a.frame->tile < b.frame->tile;
  return a.file->sopInstanceUid < b.file->sopInstanceUid;
}

std::vector<PhaseStack> splitPhases(const std::vector<FrameRef>& slices, const Vector3& normal) {
  Places places = byPlace(slices, normal);
  if (sameCount(places)) return {asPhases(std::move(places))};

  std::vector<PhaseStack> stacks;
  std::vector<Places> parts = unequalParts(slices, normal);
  if (!parts.empty()) {
    while (!parts.empty()) {
      Places joined = parts.front();
      std::vector<Places> rest;
      for (std::size_t n = 1; n < parts.size(); ++n) {
        if (samePlaces(parts.front(), parts[n], normal))
          for (std::size_t k = 0; k < joined.size(); ++k) joined[k].push_back(parts[n][k].front());
        else
          rest.push_back(std::move(parts[n]));
      }
      stacks.push_back(asPhases(std::move(joined)));
      parts = std::move(rest);
    }
    return stacks;
  }
  PhaseStack stack;
  stack.phases.resize(1);
  for (auto& place : places) {
    stack.duplicates += static_cast<int>(place.size()) - 1;
    stack.phases[0].push_back(*std::min_element(place.begin(), place.end(), acquiredBefore));
  }
  return {stack};
}

}  // namespace iso
