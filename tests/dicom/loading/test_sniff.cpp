// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>

#include "core/dicom/sniff.h"

using iso::Sniffed;

namespace {

Sniffed::Kind kindOf(const std::string& text) {
  return iso::sniffBytes({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

}  // namespace

TEST_CASE("First bytes tell DICOM from other files", "[sniff]") {
  using namespace std::string_literals;
  CHECK(kindOf(std::string(128, '\0') + "DICM\2\0\0\0UL"s) == Sniffed::Kind::Dicom);
  // Without a preamble: explicit little, implicit little, explicit big.
  CHECK(kindOf("\x08\0\x05\0CS\x0A\0ISO_IR 100"s) == Sniffed::Kind::Headerless);
  CHECK(kindOf("\x08\0\x08\0\x16\0\0\0ORIGINAL\\PRIMARY"s) == Sniffed::Kind::Headerless);
  CHECK(kindOf("\0\x08\0\x16UI\0\x1A"
               "1.2.840.10008"s) == Sniffed::Kind::Headerless);
  CHECK(kindOf("") == Sniffed::Kind::Other);
  CHECK(kindOf("A text file that goes on for a while.") == Sniffed::Kind::Other);
  CHECK(kindOf("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0"s) == Sniffed::Kind::Other);
  CHECK(kindOf("\x1F\x8B\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0"s) == Sniffed::Kind::Other);
  CHECK(kindOf(std::string(300, '\0')) == Sniffed::Kind::Other);
}
