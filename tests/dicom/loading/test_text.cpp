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

TEST_CASE("Sets that stand alone, and writers that forget an escape", "[text]") {
  // 王^小东 and a character whose second byte is a backslash (昞, 0x955C).
  CHECK(toUtf8("\xCD\xF5^\xD0\xA1\xB6\xAB", "GBK") == "王^小东");
  CHECK(toUtf8("\x95\x5C\\\xCD\xF5", "GBK") == "昞\\王");
  CHECK(toUtf8("\xCD\xF5^\xD0\xA1\xB6\xAB", "GB18030\\ISO 2022 IR 58") == "王^小东");
  CHECK(toUtf8("\xCD\xF5^\xD0\xA1\xB6\xAB", "\\GB18030") == "王^小东");
  CHECK(toUtf8("\xE7\x8E\x8B^\xE5\xB0\x8F", "ISO_IR 100\\ISO_IR 192") == "王^小");
  // No escape behind the delimiters: PS3.5 6.1.2.5.3 asks for one.
  CHECK(toUtf8("\x1B$)C\xFB\xF3^\xD1\xCE\xD4\xD7", "\\ISO 2022 IR 149") == "洪^吉洞");
  CHECK(toUtf8("\x1B$)A\xD5\xC5^\xD0\xA1\xB6\xAB", "\\ISO 2022 IR 58") == "张^小东");
  // JIS X 0212 (丂, 0x3021), then back to ASCII.
  CHECK(toUtf8("A^\x1B$(D\x30\x21\x1B(B^B", "\\ISO 2022 IR 159") == "A^丂^B");
}
