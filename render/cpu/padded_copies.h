// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <memory>

#include "render/cpu/padded_voxels.h"

namespace iso {

/// The padded copies of the volumes shown last, within a limit.
///
/// A volume gets one as soon as it is shown where there is room; where others have to make room, only when it
/// has been shown several times in a row: the phases of a beating heart that do not all fit would otherwise
/// be copied again in every beat.
class PaddedCopies {
 public:
  /// @param limit bytes of all copies
  explicit PaddedCopies(std::size_t limit) : limit_(limit) {}

  /// A volume is about to be shown: makes its copy where it helps.
  void shown(const std::shared_ptr<const Volume>& volume, ThreadPool& pool, const CancelToken& cancel);
  /// The volume's copy; null where there is none. Lets go of those of volumes that are gone.
  const PaddedVoxels* find(const Volume& volume);

 private:
  static constexpr int kTimesInARow = 4;
  struct Copy {
    std::weak_ptr<const Volume> volume;
    std::shared_ptr<const PaddedVoxels> voxels;
  };
  void letGo();

  std::size_t limit_;
  std::list<Copy> copies_;  ///< the one shown longest ago first
  std::weak_ptr<const Volume> last_;
  int inARow_ = 0;
};

}  // namespace iso
