// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace iso {

/// A ZIP archive that is read in place (libzip). Not thread-safe.
class Archive {
 public:
  /// @param descriptor an open file; stays the caller's
  /// @param name for sentences
  /// @return BadFile if it is no ZIP archive or its directory is damaged
  static Result<Archive> open(int descriptor, const std::string& name);

  /// Paths of the entries that are files, in the archive's order.
  Result<std::vector<std::filesystem::path>> entries() const;

  /// One entry, inflated.
  /// @return NotFound; Unsupported if it is encrypted or becomes more than `limit` bytes; BadFile if it is
  /// damaged
  Result<std::vector<std::byte>> read(const std::string& entry, std::uint64_t limit) const;

 private:
  struct Close {
    void operator()(void* archive) const;
  };
  std::unique_ptr<void, Close> archive_;
  std::string name_;
};

}  // namespace iso
