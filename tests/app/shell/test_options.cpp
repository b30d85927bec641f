// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <vector>

#include "app/session/patient_name.h"
#include "app/shell/options.h"

using namespace iso::app;

namespace {
ParsedOptions parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "isocenter");
  return parseOptions(static_cast<int>(arguments.size()), arguments.data());
}
}  // namespace

TEST_CASE("Options as the command line's contract has them", "[options]") {
  const auto plain = parse({"a", "b", "--layout", "1+3"});
  REQUIRE_FALSE(plain.exitCode);
  CHECK(plain.options.paths == QStringList{"a", "b"});
  CHECK(plain.options.layout == LayoutKind::OneAndThree);
  CHECK_FALSE(plain.options.snapshot);

  CHECK(plain.options.device.isEmpty());
  CHECK(parse({"--device", "RTX 3090"}).options.device == "RTX 3090");

  const auto snap = parse({"a", "--snapshot", "f.png", "--size", "3840x2160"});
  REQUIRE(snap.options.snapshot);
  CHECK(snap.options.snapshot->size == QSize(3840, 2160));
  CHECK(snap.options.snapshot->scale == 2.0);  // W / 1920
  CHECK(parse({"--snapshot", "f.png", "--size", "800x600", "--scale", "1.5"}).options.snapshot->scale == 1.5);
}

TEST_CASE("Wrong usage ends with 2, help and version with 0", "[options]") {
  CHECK(parse({"--layout", "3x3"}).exitCode == 2);
  CHECK(parse({"--backend", "cuda"}).exitCode == 2);
  CHECK(parse({"--snapshot", "f.png", "--size", "big"}).exitCode == 2);
  CHECK(parse({"--snapshot", "f.png", "--size", "0x100"}).exitCode == 2);
  CHECK(parse({"--size", "100x100"}).exitCode == 2);
  CHECK(parse({"--scale", "0", "--snapshot", "f.png"}).exitCode == 2);
  CHECK(parse({"--scale", "nan", "--snapshot", "f.png"}).exitCode == 2);
  CHECK(parse({"--snapshot", "f.jpg"}).exitCode == 2);
  CHECK(parse({"--nonsense"}).exitCode == 2);
  CHECK(parse({"--help"}).exitCode == 0);
  CHECK(parse({"--help"}).output.contains("Example"));
  CHECK(parse({"--version"}).exitCode == 0);
}

TEST_CASE("Person names read as people write them", "[names]") {
  CHECK(readableName("Doe^Jane^Mary^Dr") == "Doe, Jane Mary, Dr");
  CHECK(readableName("Doe") == "Doe");
  CHECK(readableName("^Jane") == "Jane");
  CHECK(readableName("=\xe5\xb1\xb1\xe7\x94\xb0^\xe5\xa4\xaa\xe9\x83\x8e") ==
        QString::fromUtf8("\xe5\xb1\xb1\xe7\x94\xb0 \xe5\xa4\xaa\xe9\x83\x8e"));
  CHECK(readableName("").isEmpty());
  CHECK(patientLabel(iso::Patient{}) == "Unnamed patient");
}
