// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/padded_copies.h"

#include <algorithm>

namespace iso {

void PaddedCopies::shown(const std::shared_ptr<const Volume>& volume, ThreadPool& pool,
                         const CancelToken& cancel) {
  letGo();
  inARow_ = last_.lock() == volume ? std::min(inARow_ + 1, kTimesInARow) : 1;
  last_ = volume;
  const auto known =
      std::find_if(copies_.begin(), copies_.end(), [&](const Copy& c) { return c.volume.lock() == volume; });
  if (known != copies_.end()) {
    copies_.splice(copies_.end(), copies_, known);
    return;
  }
  if (!PaddedVoxels::helps(*volume)) return;
  std::size_t all = PaddedVoxels::bytes(*volume);
  if (all > limit_) return;
  for (const Copy& c : copies_) all += c.voxels->bytes();
  if (all > limit_ && inARow_ < kTimesInARow) return;
  for (; all > limit_; copies_.pop_front()) all -= copies_.front().voxels->bytes();
  if (auto voxels = PaddedVoxels::make(*volume, pool, cancel)) copies_.push_back({volume, std::move(voxels)});
}

const PaddedVoxels* PaddedCopies::find(const Volume& volume) {
  letGo();
  const auto known = std::find_if(copies_.begin(), copies_.end(),
                                  [&](const Copy& c) { return c.volume.lock().get() == &volume; });
  return known == copies_.end() ? nullptr : known->voxels.get();
}

void PaddedCopies::letGo() {
  copies_.remove_if([](const Copy& c) { return c.volume.expired(); });
}

}  // namespace iso
