// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/dicom/reader/wire_types.h"

namespace iso {

/// What a reader process is asked. The files it is about come open, in the order of `files`; it never opens
/// anything itself.
struct ReaderRequest {
  enum class Command : std::uint8_t { Headers, Slice, Digest, Lines, Overlays, Archive, Directory };
  struct File {
    std::filesystem::path name;  ///< whole, for sentences and results
    std::string entry;           ///< which entry of an archive, "" = the file itself
  };

  Command command = Command::Headers;
  std::vector<File> files;
  /// Slice: what to read, and where in the shared memory it goes, which comes as one more open file.
  SliceSource slice;
  VoxelType type = VoxelType::Int16;
  std::uint64_t offset = 0, bytes = 0;
  int frame = 0;  ///< Overlays
};

template <class Archive>
void visit(Archive& archive, ReaderRequest::File& f) {
  auto& [name, entry] = f;
  archive(name, entry);
}
template <class Archive>
void visit(Archive& archive, ReaderRequest& r) {
  auto& [command, files, slice, type, offset, bytes, frame] = r;
  archive(command, files, slice, type, offset, bytes, frame);
}

/// One file's header, or why there is none. A reader answers Headers with one of these for each file, in
/// order, and everything else with one answer.
struct HeaderAnswer {
  std::shared_ptr<FileHeader> header;
  std::optional<Error> error;
};
template <class Archive>
void visit(Archive& archive, HeaderAnswer& a) {
  auto& [header, error] = a;
  archive(header, error);
}

/// @tparam T what was asked for
template <class T>
struct ReaderAnswer {
  std::optional<Error> error;
  T value{};
};
template <class Archive, class T>
void visit(Archive& archive, ReaderAnswer<T>& a) {
  archive(a.error, a.value);
}
struct Nothing {};
template <class Archive>
void visit(Archive&, Nothing&) {}

}  // namespace iso
