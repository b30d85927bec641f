// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/overlay_store.h"

#include <utility>

namespace iso::app {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20;
constexpr std::size_t kMostSlices = 4096;

std::string keyOf(const SliceSource& slice) {
  return slice.path.string() + '#' + std::to_string(slice.frame);
}

std::size_t bytesOf(const OverlayStore::Planes& planes) {
  std::size_t sum = 0;
  for (const OverlayPlane& plane : planes) sum += plane.bits.size();
  return sum;
}

}  // namespace

const OverlayStore::Planes* OverlayStore::find(const SliceSource& slice) {
  if (const auto at = known_.find(keyOf(slice)); at != known_.end()) return &at->second;
  if (!source_) return nullptr;
  if (asking_)
    next_ = slice;
  else
    ask(slice);
  return nullptr;
}

void OverlayStore::ask(const SliceSource& slice) {
  asking_ = true;
  source_(slice, [this, key = keyOf(slice), alive = std::weak_ptr(alive_)](Planes planes) {
    if (!alive.expired()) take(key, std::move(planes));
  });
}

void OverlayStore::take(const std::string& key, Planes planes) {
  asking_ = false;
  const bool worth = !planes.empty();
  bytes_ += bytesOf(planes);
  if (known_.insert_or_assign(key, std::move(planes)).second) order_.push_back(key);
  while (order_.size() > 1 && (bytes_ > kMostBytes || order_.size() > kMostSlices)) {
    bytes_ -= bytesOf(known_[order_.front()]);
    known_.erase(order_.front());
    order_.pop_front();
  }
  // Two views may have wished while one file was read: who is still without asks again when painted.
  const auto next = std::exchange(next_, std::nullopt);
  if (next && known_.count(keyOf(*next)) == 0) ask(*next);
  if ((worth || next) && changed) changed();
}

}  // namespace iso::app
