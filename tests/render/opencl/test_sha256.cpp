// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "core/base/sha256.h"

using iso::Sha256;

TEST_CASE("SHA-256 gives the standard's digests") {
  // FIPS 180-4 examples and NIST's long message.
  CHECK(Sha256().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Sha256().add("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(Sha256().add("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex() ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(Sha256().add(std::string(1000000, 'a')).hex() ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 does not depend on how the bytes arrive") {
  const std::string text(200, 'x');
  for (std::size_t cut = 0; cut <= text.size(); ++cut)
    CHECK(Sha256().add(text.substr(0, cut)).add(text.substr(cut)).hex() == Sha256().add(text).hex());
}
