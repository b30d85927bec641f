// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace iso {

/// Text of a DICOM element as UTF-8 (PS3.3 C.12.1.1.2, PS3.5 6.1.2.5 and annexes H to K: single-byte sets,
/// ISO 2022 escapes for Japanese, Korean and Chinese, UTF-8, GB18030, GBK). Never fails: what cannot be
/// converted becomes U+FFFD, and 8-bit text without a named set is taken as UTF-8 if it is that, else as
/// Latin-1. Trailing spaces and NULs are removed.
/// @param characterSet the value of (0008,0005), all its values separated by a backslash
std::string toUtf8(std::string_view bytes, std::string_view characterSet);

bool isUtf8(std::string_view bytes);

/// Opens all converters now and keeps them: for a process that will not be allowed to open files.
void keepCharacterSets();

}  // namespace iso
