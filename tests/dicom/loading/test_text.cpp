// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "core/dicom/text.h"

using iso::toUtf8;

// Byte sequences of PS3.5 annexes H, I, J and K.
TEST_CASE("Japanese names with escapes become UTF-8", "[text]") {
  CHECK(toUtf8("Yamada^Tarou=\x1B$B;3ED\x1B(B^\x1B$BB@O:\x1B(B=\x1B$B$d$^$@\x1B(B^\x1B$B$?$m$&\x1B(B",
               "\\ISO 2022 IR 87") == "Yamada^Tarou=山田^太郎=やまだ^たろう");
  CHECK(toUtf8("\xD4\xCF\xC0\xDE^\xC0\xDB\xB3=\x1B$B;3ED\x1B(J^\x1B$BB@O:\x1B(J=\x1B$B$d$^$@\x1B(J^\x1B$B$?$"
               "m$&\x1B(J",
               "ISO 2022 IR 13\\ISO 2022 IR 87") == "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう");
}

TEST_CASE("Korean and Chinese names become UTF-8", "[text]") {
  CHECK(toUtf8("Hong^Gildong=\x1B$)C\xFB\xF3^\x1B$)C\xD1\xCE\xD4\xD7=\x1B$)C\xC8\xAB^\x1B$)C\xB1\xE6\xB5\xBF",
               "\\ISO 2022 IR 149") == "Hong^Gildong=洪^吉洞=홍^길동");
  CHECK(toUtf8("Wang^XiaoDong=\xCD\xF5^\xD0\xA1\xB6\xAB=", "GB18030") == "Wang^XiaoDong=王^小东=");
  CHECK(toUtf8("Zhang^XiaoDong=\x1B$)A\xD5\xC5^\x1B$)A\xD0\xA1\xB6\xAB=", "\\ISO 2022 IR 58") ==
        "Zhang^XiaoDong=张^小东=");
  CHECK(toUtf8("Wang^XiaoDong=\xE7\x8E\x8B^\xE5\xB0\x8F\xE6\x9D\xB1=", "ISO_IR 192") ==
        "Wang^XiaoDong=王^小東=");
}

TEST_CASE("Single-byte sets become UTF-8", "[text]") {
  CHECK(toUtf8("Buc^J\xE9r\xF4me", "ISO_IR 100") == "Buc^Jérôme");
  CHECK(toUtf8("\xBB\xEE\xDA\x63\x65\xDC\xD1yp\xD3", "ISO_IR 144") == "Люкceмбypг");
  CHECK(toUtf8("\xC4\xE9\xEF\xED\xF5\xF3\xE9\xEF\xF2", "ISO_IR 126") == "Διονυσιος");
  CHECK(toUtf8("\xF9\xF8\xE5\xEF^\xE3\xE1\xE5\xF8\xE4", "ISO_IR 138") == "שרון^דבורה");
}

TEST_CASE("Text without a named set is taken as UTF-8 or Latin-1, padding is dropped", "[text]") {
  CHECK(toUtf8("M\xC3\xBCller ", "") == "Müller");
  CHECK(toUtf8("M\xFCller", "") == "Müller");
  CHECK(toUtf8(std::string_view("Plain\0", 6), "") == "Plain");
  CHECK(iso::isUtf8(toUtf8("\x1B$B\xFF", "\\ISO 2022 IR 87")));
  CHECK(iso::isUtf8(toUtf8("\xFF\x80\xFE", "GB18030")));
}
