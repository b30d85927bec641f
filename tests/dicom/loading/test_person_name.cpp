// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "core/study/person_name.h"

using iso::readablePersonName;

TEST_CASE("Person names read as people write them", "[names]") {
  // The examples of PS3.5 6.2.1.1 and its annexes H and I.
  CHECK(readablePersonName("Adams^John Robert Quincy^^Rev.^B.A. M.Div.") ==
        "Adams, John Robert Quincy, Rev., B.A. M.Div.");
  CHECK(readablePersonName("Morrison-Jones^Susan^^^Ph.D., Chief Executive Officer") ==
        "Morrison-Jones, Susan, Ph.D., Chief Executive Officer");
  CHECK(readablePersonName("Doe^John") == "Doe, John");
  CHECK(readablePersonName("Yamada^Tarou=山田^太郎=やまだ^たろう") == "Yamada, Tarou (山田 太郎)");
  CHECK(readablePersonName("Hong^Gildong=洪^吉洞=홍^길동") == "Hong, Gildong (洪 吉洞)");
  CHECK(readablePersonName("Wang^XiaoDong=王^小東=") == "Wang, XiaoDong (王 小東)");
}

TEST_CASE("Names with parts left out", "[names]") {
  CHECK(readablePersonName("").empty());
  CHECK(readablePersonName("^^^^").empty());
  CHECK(readablePersonName("==").empty());
  CHECK(readablePersonName("Doe") == "Doe");
  CHECK(readablePersonName(" Doe ^ Jane ^^^ ") == "Doe, Jane");
  CHECK(readablePersonName("^Jane^Mary") == "Jane Mary");
  CHECK(readablePersonName("=山田^太郎") == "山田 太郎");
  CHECK(readablePersonName("==やまだ^たろう") == "やまだ たろう");
  CHECK(readablePersonName("Doe^Jane==phonetic") == "Doe, Jane");
  CHECK(readablePersonName("Doe^Jane=Doe^Jane") == "Doe, Jane");
  CHECK(readablePersonName("A^B^C^D^E^F^G") == "A, B C, D, E");
}
