// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace iso {

/// A DICOM person name (PS3.5 6.2) as people write it: "Family, Given Middle, Prefix, Suffix", with the
/// ideographic group behind it where there is one: "Yamada, Tarou (山田 太郎)". Without an alphabetic group
/// the ideographic, else the phonetic one stands alone. UTF-8 in and out; "" for an empty name.
std::string readablePersonName(std::string_view dicomName);

}  // namespace iso
