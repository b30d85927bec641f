// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace iso {

/// What kind of failure it is; decides exit codes and what the interface offers to do about it.
enum class ErrorCode {
  NotFound,          ///< no such file, series or object
  PermissionDenied,  ///< the system refused access
  NotDicom,          ///< a readable file that is not DICOM
  BadFile,           ///< DICOM, but broken or contradicting itself
  Unsupported,       ///< valid, but not something this version can show
  Ambiguous,         ///< several candidates and no choice given
  InvalidArgument,   ///< the caller asked for something meaningless
  OutOfMemory,
  Device,  ///< a GPU or its driver failed
  Io,      ///< reading or writing broke off
  Cancelled,
};

/// An expected failure: a sentence a person can act on, and the file or UID it is about.
struct Error {
  ErrorCode code = ErrorCode::BadFile;
  std::string message;  ///< one sentence, names `subject` where there is one
  std::string subject;  ///< path or UID, may be empty
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string subject = {}) {
  return tl::make_unexpected(Error{code, std::move(message), std::move(subject)});
}

}  // namespace iso
