// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "core/dicom/scanner.h"
#include "tests/dicom/support/slice_file.h"
#include "tests/dicom/support/test_reader.h"
#include "tests/support/test_data.h"

using namespace iso;
using iso::test::SliceFile;
using iso::test::TemporaryFolder;
using iso::test::testReader;
namespace fs = std::filesystem;

namespace {

SliceFile slice(int k) {
  SliceFile s;
  s.instance = k + 1;
  s.position = {0, 0, 2.0 * k};
  s.fill(k);
  return s;
}

/// Runs as a user without rights; true if `check` held there. Permissions mean nothing to root. Not used
/// under ThreadSanitizer, which does not allow threads in a forked child.
[[maybe_unused]] bool asNobody(const std::function<bool()>& check) {
  const pid_t child = ::fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) ::_exit(2);
    ::_exit(check() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("A scan finds studies, series and volumes", "[scan]") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "a" / "b");
  for (int k = 0; k < 6; ++k) write(slice(k), folder.path() / "a" / (fmt::format("z{}", (k * 5) % 6)));
  auto other = slice(0);
  other.series = "1.2.3.1.2";
  other.seriesNumber = 2;
  other.implicit = true;
  other.patientName = "Buc^J\xE9r\xF4me";
  other.characterSet = "ISO_IR 100";
  other.study = "1.2.3.2";
  write(other, folder.path() / "a" / "b" / "one");
  std::ofstream(folder.path() / "notes.txt") << "Not an image.";

  ThreadPool pool(3);
  double last = 0.0;
  const auto result = scan({folder.path()}, pool, *testReader(), [&](double f) { last = f; });
  REQUIRE(result);
  CHECK(last == Approx(1.0));
  REQUIRE(result->studies.size() == 2);
  const Series& first = result->studies[0].series.at(0);
  CHECK(first.instances == 6);
  CHECK(first.modality == "CT");
  CHECK(first.number == 1);
  CHECK(first.frameOfReference == "1.2.3.9");
  REQUIRE(first.volumes.size() == 1);
  CHECK(first.volumes[0].geometry.size() == Size3{5, 4, 6});
  CHECK(first.volumes[0].unit == "HU");
  CHECK(first.volumes[0].issues.empty());
  CHECK(result->studies[1].patient.name == "Buc^Jérôme");
  REQUIRE(result->skipped.size() == 1);
  CHECK(result->skipped[0].path.filename() == "notes.txt");
  CHECK(result->unreadable.empty());
}

TEST_CASE("Files that do not say where they belong are shown by themselves, and it is said", "[scan]") {
  const TemporaryFolder folder;
  for (int k = 0; k < 3; ++k) {
    auto s = slice(k);
    s.sop = fmt::format("1.2.3.{}", k + 1);
    s.series.clear();
    if (k == 2) s.study.clear();
    write(s, folder.path() / fmt::format("f{}", k));
  }
  ThreadPool pool(2);
  const auto result = scan({folder.path()}, pool, *testReader());
  REQUIRE(result);
  CHECK(result->unreadable.empty());
  std::multiset<std::size_t> seriesOfStudies;
  for (const Study& study : result->studies) {
    seriesOfStudies.insert(study.series.size());
    for (const Series& series : study.series) {
      CHECK(series.instances == 1);
      REQUIRE(series.volumes.size() == 1);
      const auto& issues = series.volumes[0].issues;
      CHECK(std::any_of(issues.begin(), issues.end(), [](auto& i) { return i.code == "missing-uid"; }));
    }
  }
  CHECK(seriesOfStudies == std::multiset<std::size_t>{1, 2});
}

TEST_CASE("Pixel spacing names the row step first", "[scan]") {
  const TemporaryFolder folder;
  auto s = slice(0);
  s.columnStep = 0.25;
  s.rowStep = 0.75;
  write(s, folder.path() / "one");
  ThreadPool pool(1);
  const auto result = scan({folder.path()}, pool, *testReader());
  REQUIRE(result);
  CHECK(
      result->studies.at(0).series.at(0).volumes.at(0).geometry.spacing().isApprox(Vector3(0.25, 0.75, 1.0)));
}

TEST_CASE("What cannot be read gets its sentence", "[scan]") {
  const TemporaryFolder folder;
  ThreadPool pool(2);
  SECTION("nothing there") {
    const auto result = scan({folder.path() / "absent"}, pool, *testReader());
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::NotFound);
    CHECK(result.error().message.find("absent") != std::string::npos);
  }
  SECTION("an empty folder") {
    const auto result = scan({folder.path()}, pool, *testReader());
    REQUIRE(result);
    CHECK(result->studies.empty());
    CHECK(result->skipped.empty());
  }
  SECTION("cut off within the pixels") {
    write(slice(0), folder.path() / "cut");
    fs::resize_file(folder.path() / "cut", fs::file_size(folder.path() / "cut") - 10);
    const auto result = scan({folder.path()}, pool, *testReader());
    REQUIRE(result);
    REQUIRE(result->unreadable.size() == 1);
    CHECK(result->unreadable[0].reason.find("cut off") != std::string::npos);
    CHECK(result->unreadable[0].reason.find((folder.path() / "cut").string()) != std::string::npos);
    const auto& issues = result->studies.at(0).series.at(0).volumes.at(0).issues;
    CHECK(std::any_of(issues.begin(), issues.end(), [](auto& i) { return i.code == "truncated-pixels"; }));
  }
  SECTION("cut off within the header") {
    write(slice(0), folder.path() / "cut");
    fs::resize_file(folder.path() / "cut", 700);
    const auto result = scan({folder.path()}, pool, *testReader());
    REQUIRE(result);
    CHECK(result->studies.size() <= 1);
    REQUIRE(result->unreadable.size() == 1);
    CHECK(result->unreadable[0].reason.find((folder.path() / "cut").string()) != std::string::npos);
  }
#ifndef __SANITIZE_THREAD__  // which does not allow threads in a forked child
  SECTION("no permission") {
    write(slice(0), folder.path() / "locked");
    fs::permissions(folder.path(), fs::perms::all);
    fs::permissions(folder.path() / "locked", fs::perms::none);
    CHECK(asNobody([&] {
      ThreadPool own(1);
      const auto within = scan({folder.path()}, own, *testReader());
      const auto itself = scan({folder.path() / "locked"}, own, *testReader());
      return within && within->unreadable.size() == 1 &&
             within->unreadable[0].reason.find("permission") != std::string::npos && !itself &&
             itself.error().code == ErrorCode::PermissionDenied;
    }));
    fs::permissions(folder.path() / "locked", fs::perms::owner_all);
  }
#endif
  SECTION("pixels of a kind that is not shown") {
    auto s = slice(0);
    s.photometric = "PALETTE COLOR";
    write(s, folder.path() / "palette");
    const auto result = scan({folder.path()}, pool, *testReader());
    REQUIRE(result);
    REQUIRE(result->unreadable.size() == 1);
    CHECK(result->unreadable[0].reason.find("palette") != std::string::npos);
  }
}

TEST_CASE("Links that lead nowhere or back are no unreadable DICOM", "[scan]") {
  const TemporaryFolder folder;
  ThreadPool pool(2);
  write(slice(0), folder.path() / "image");
  fs::create_directory(folder.path() / "inner");
  fs::create_symlink("absent", folder.path() / "dangling");
  fs::create_symlink("itself", folder.path() / "itself");
  fs::create_directory_symlink("..", folder.path() / "inner" / "up");
  fs::create_symlink("../image", folder.path() / "inner" / "again");
  const auto result = scan({folder.path()}, pool, *testReader());
  REQUIRE(result);
  CHECK(result->unreadable.empty());
  REQUIRE(result->studies.size() == 1);
  CHECK(result->studies[0].series.at(0).instances == 1);
  std::vector<std::string> names;
  for (const FileProblem& skipped : result->skipped) {
    names.push_back(skipped.path.filename().string());
    CHECK(skipped.reason.find("link") != std::string::npos);
  }
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"dangling", "itself", "up"});
}

TEST_CASE("A scan can be cancelled", "[scan]") {
  const TemporaryFolder folder;
  write(slice(0), folder.path() / "one");
  ThreadPool pool(1);
  CancelToken cancel;
  cancel.cancel();
  const auto result = scan({folder.path()}, pool, *testReader(), {}, cancel);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::Cancelled);
}

TEST_CASE("Equal UIDs do not join two patients", "[scan]") {
  const TemporaryFolder folder;
  ThreadPool pool(2);
  auto one = slice(0), other = slice(1);
  one.patientBirthDate = other.patientBirthDate = "19600101";
  SECTION("other id") {
    other.patientId = "T2";
  }
  SECTION("other name") {
    other.patientName = "Other^Patient";
  }
  SECTION("other date of birth") {
    other.patientBirthDate = "19700101";
  }
  write(one, folder.path() / "one");
  write(other, folder.path() / "other");
  const auto result = scan({folder.path()}, pool, *testReader());
  REQUIRE(result);
  REQUIRE(result->studies.size() == 2);
  for (const Study& study : result->studies) {
    REQUIRE(study.series.size() == 1);
    REQUIRE(study.series[0].volumes.size() == 1);
    CHECK(study.series[0].volumes[0].slices.size() == 1);
  }
  CHECK_FALSE(samePatient(result->studies[0].patient, result->studies[1].patient));
}

TEST_CASE("A private transfer syntax is named, not guessed", "[scan]") {
  const TemporaryFolder folder;
  ThreadPool pool(1);
  const fs::path path = folder.path() / "one";
  write(slice(0), path);
  std::string bytes;
  {
    std::ifstream in(path, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  const std::string standard("1.2.840.10008.1.2.1\0", 20), own("1.2.840.113619.5.99\0", 20);
  const auto at = bytes.find(standard);
  REQUIRE(at != std::string::npos);
  bytes.replace(at, own.size(), own);
  std::ofstream(path, std::ios::binary) << bytes;
  const auto result = scan({folder.path()}, pool, *testReader());
  REQUIRE(result);
  REQUIRE(result->unreadable.size() == 1);
  CHECK(result->unreadable[0].reason.find("1.2.840.113619.5.99") != std::string::npos);
  for (const Study& study : result->studies)
    for (const Series& series : study.series) CHECK(series.volumes.empty());
}

TEST_CASE("More frames than a file can hold are refused", "[scan]") {
  const TemporaryFolder folder;
  ThreadPool pool(1);
  auto s = slice(0);
  s.frames = GENERATE(70000, 2000000, 2147483647);
  s.rows = s.columns = 256;  // large enough that a byte a frame would do
  s.pixels16.assign(65536, 0);
  write(s, folder.path() / "many");
  const auto result = scan({folder.path()}, pool, *testReader());
  REQUIRE(result);
  REQUIRE(result->unreadable.size() == 1);
  CHECK(result->unreadable[0].reason.find(fmt::format("claims {} frames", s.frames)) != std::string::npos);
}
