// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "core/dicom/reader/reader_pool.h"
#include "core/dicom/scanner.h"
#include "core/dicom/volume_load.h"
#include "tests/dicom/support/slice_file.h"
#include "tests/dicom/support/test_reader.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::test;
namespace fs = std::filesystem;

namespace {

std::shared_ptr<DicomReader> readers(const char* program, std::chrono::milliseconds limit,
                                     unsigned processes = 2) {
  ReaderOptions options;
  options.program = program;
  options.processes = processes;
  options.headerLimit = options.pixelLimit = limit;
  auto started = startReaders(options);
  REQUIRE(started);
  return *started;
}

/// Slices with these names, in this order along z.
void writeNamed(const fs::path& folder, const std::vector<std::string>& names) {
  int k = 0;
  for (const std::string& name : names) {
    SliceFile s;
    s.instance = k + 1;
    s.sop = fmt::format("1.2.3.4.{}", k + 1);
    s.position = {0, 0, 2.0 * k};
    s.fill(k++);
    write(s, folder / name);
  }
}

}  // namespace

TEST_CASE("readers find what this process finds", "[reader]") {
  const TemporaryFolder folder;
  writeNamed(folder.path(), {"a", "b", "c", "d", "e"});
  ThreadPool pool(2);
  const auto reader = readers(ISOCENTER_READER, std::chrono::seconds(20));
  const auto theirs = scan({folder.path()}, pool, *reader), ours = scan({folder.path()}, pool, *testReader());
  REQUIRE(theirs);
  REQUIRE(ours);
  CHECK(theirs->unreadable.empty());
  REQUIRE(theirs->studies.size() == 1);
  const VolumeDescription& a = theirs->studies[0].series.at(0).volumes.at(0);
  const VolumeDescription& b = ours->studies[0].series.at(0).volumes.at(0);
  CHECK(a.geometry.size() == Size3{5, 4, 5});
  CHECK(a.geometry.axes() == b.geometry.axes());
  CHECK(theirs->studies[0].patient.name == "Test^Patient");
  auto load = VolumeLoad::start(a, 0, pool, reader);
  REQUIRE(load);
  const auto volume = (*load)->wait();
  REQUIRE(volume);
  for (int k = 0; k < 5; ++k) CHECK((*volume)->storedAt(3, 2, k) == 3 + 16 * 2 + 256 * k);
}

TEST_CASE("a file that ends, stops or takes over its reader costs itself only", "[reader]") {
  const TemporaryFolder folder;
  const std::string bad = GENERATE("dies", "hangs", "lies");
  CAPTURE(bad);
  writeNamed(folder.path(), {"a", "b-" + bad, "c", "d", "e-" + bad, "f", "g", "h", "i"});
  ThreadPool pool(2);
  // Only a hang is to be found by the clock; a busy machine must not make other files late.
  const auto reader = readers(FAULTY_READER, std::chrono::seconds(bad == "hangs" ? 5 : 60));
  const auto result = scan({folder.path()}, pool, *reader);
  REQUIRE(result);
  REQUIRE(result->unreadable.size() == 2);
  for (const FileProblem& problem : result->unreadable) {
    CHECK(problem.path.string().find(bad) != std::string::npos);
    CHECK(problem.reason.find(problem.path.string()) != std::string::npos);
    CHECK(problem.reason.find(bad == "hangs" ? "still busy" : "the decoder failed") != std::string::npos);
  }
  REQUIRE(result->studies.size() == 1);
  CHECK(result->studies[0].series.at(0).instances == 7);
}

TEST_CASE("a cancelled question does not wait for its answer", "[reader]") {
  const TemporaryFolder folder;
  writeNamed(folder.path(), {"hangs"});
  const auto reader = readers(FAULTY_READER, std::chrono::minutes(10), 1);
  const CancelToken cancel;
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    cancel.cancel();
  });
  // Without the cancel this would take ten minutes.
  const auto lines = reader->headerLines(folder.path() / "hangs", cancel);
  later.join();
  REQUIRE_FALSE(lines);
  CHECK(lines.error().code == ErrorCode::Cancelled);
  // The reader that was left behind has been replaced.
  writeNamed(folder.path(), {"hangs", "fine"});
  const fs::path fine = folder.path() / "fine";
  const auto outcomes = reader->readHeaders(std::span(&fine, 1), {});
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes[0].header);
}

TEST_CASE("a program that cannot be started is an error that names it", "[reader]") {
  ReaderOptions options;
  options.program = "/nonexistent/isocenter-reader";
  const auto none = startReaders(options);
  REQUIRE_FALSE(none);
  CHECK(none.error().message.find("/nonexistent/isocenter-reader") != std::string::npos);
  // Reading goes on inside this process.
  const TemporaryFolder folder;
  writeNamed(folder.path(), {"a"});
  ThreadPool pool(1);
  const auto result = scan({folder.path()}, pool, *makeReader(options));
  REQUIRE(result);
  CHECK(result->studies.size() == 1);
}

TEST_CASE("every element of a header is listed, private ones and items too", "[reader]") {
  const TemporaryFolder folder;
  writeNamed(folder.path(), {"a"});
  const auto reader = readers(ISOCENTER_READER, std::chrono::seconds(20));
  const auto lines = reader->headerLines(folder.path() / "a", {});
  REQUIRE(lines);
  const auto find = [&](unsigned group, unsigned element) -> const HeaderLine* {
    for (const HeaderLine& line : *lines)
      if (line.group == group && line.element == element) return &line;
    return nullptr;
  };
  REQUIRE(find(0x0010, 0x0010));
  CHECK(find(0x0010, 0x0010)->value == "Test^Patient");
  CHECK(find(0x0010, 0x0010)->vr == "PN");
  REQUIRE(find(0x0002, 0x0010));
  REQUIRE(find(0x7FE0, 0x0010));
  CHECK(find(0x7FE0, 0x0010)->length == 4 * 5 * 2);
}
