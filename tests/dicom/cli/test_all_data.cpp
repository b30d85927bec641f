// SPDX-License-Identifier: Apache-2.0
// Every file of the real data through `isocenter-cli digest`, against the MD5 that two decoders which are not
// ours agreed on. Writes a table of what becomes of each file, for a person to read.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/dicom/cli/program.h"
#include "tests/support/test_data.h"

namespace {

using nlohmann::json;
using std::filesystem::path;

/// A line of expected_pixel_md5.csv.
struct Expected {
  std::string syntax, verdict, md5Gdcm, md5Dcmtk;
  int frames = 1;

  /// Decoders may differ in the last bit of these (PS3.5 annex A); 4.91 need not be lossy, but may be.
  bool lossy() const {
    constexpr std::array kLossy{"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.81",
                                "1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.4.203"};
    return std::find(kLossy.begin(), kLossy.end(), syntax) != kLossy.end();
  }
};

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> out(1);
  for (const char c : line) {
    if (c == ',')
      out.emplace_back();
    else if (c != '\r')
      out.back() += c;
  }
  return out;
}

/// By path below the data folder.
std::map<std::string, Expected> readExpected(const path& csv) {
  std::ifstream file(csv);
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> names = fields(line);
  const auto column = [&](const char* name) {
    const auto at = std::find(names.begin(), names.end(), name);
    REQUIRE(at != names.end());
    return static_cast<std::size_t>(at - names.begin());
  };
  const std::size_t where = column("path"), syntax = column("ts"), frames = column("frames"),
                    gdcm = column("md5_gdcm"), dcmtk = column("md5_dcmtk"), verdict = column("verdict"),
                    dcmtkOpens = column("dcmdump_rc"), gdcmOpens = column("gdcminfo_rc");
  std::map<std::string, Expected> expected;
  while (std::getline(file, line)) {
    const std::vector<std::string> f = fields(line);
    if (f.size() != names.size()) continue;
    Expected e{f[syntax], f[verdict], f[gdcm], f[dcmtk], 1};
    // A file that neither could open may have pixels all the same.
    if (f[dcmtkOpens] != "0" && f[gdcmOpens] != "0" && e.verdict == "nopix") e.verdict = "neither";
    if (!f[frames].empty()) e.frames = std::stoi(f[frames]);
    expected.emplace(f[where], std::move(e));
  }
  return expected;
}

/// What digest said of a file.
struct Said {
  std::string md5, reason, syntax;  ///< md5 "" = null
  int frames = 0;
};

std::string textOf(const json& entry, const char* key) {
  const auto at = entry.find(key);
  return at != entry.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::map<std::string, Said> readSaid(const json& answer, const path& root) {
  std::map<std::string, Said> said;
  REQUIRE(answer.is_array());
  for (const json& entry : answer) {
    for (const char* key : {"path", "md5", "frames", "transferSyntax", "reason"}) {
      INFO(entry.dump());
      REQUIRE(entry.contains(key));
    }
    const path file = textOf(entry, "path");
    CHECK(file.is_absolute());
    Said s{textOf(entry, "md5"), textOf(entry, "reason"), textOf(entry, "transferSyntax"), 0};
    if (entry["frames"].is_number_integer()) s.frames = entry["frames"].get<int>();
    const std::string key = std::filesystem::weakly_canonical(file).lexically_relative(root).generic_string();
    INFO(key);
    const bool isNew = said.emplace(key, std::move(s)).second;
    CHECK(isNew);  // each file once
  }
  return said;
}

/// What is wrong with the answer; "" if nothing is. `outcome` becomes a few words for the table.
std::string judge(const Expected& e, const Said& s, std::string& outcome) {
  const bool shown = !s.md5.empty();
  const bool same = shown && (s.md5 == e.md5Gdcm || s.md5 == e.md5Dcmtk);
  outcome = same ? "md5 ok" : shown ? "shown" : "refused: " + s.reason;
  if (!shown && s.reason.empty()) return "neither an MD5 nor a reason";
  if (e.verdict == "nopix") return shown ? "an MD5 although there are no pixels" : "";
  if (e.verdict != "agree" && e.verdict != "DISAGREE") return "";  // one decoder or none: listed, not judged
  if (!shown) return "refused although two decoders read it: " + s.reason;
  if (s.frames != e.frames)
    return std::to_string(s.frames) + " frames instead of " + std::to_string(e.frames);
  if (e.verdict == "agree" && !e.lossy() && !same) return "MD5 " + s.md5 + " instead of " + e.md5Gdcm;
  return "";
}

class Table {
 public:
  explicit Table(const path& file) : out_(file) {
    out_ << "# What becomes of each file\n\n| file | transfer syntax | two other decoders | Isocenter "
            "|\n|---|---|---|---|\n";
  }
  void row(const std::string& file, const std::string& syntax, const std::string& verdict,
           std::string outcome) {
    std::replace(outcome.begin(), outcome.end(), '|', '/');
    std::replace(outcome.begin(), outcome.end(), '\n', ' ');
    out_ << "| " << file << " | " << syntax << " | " << verdict << " | " << outcome << " |\n";
    const std::size_t end = outcome.find(':');
    ++counts_[outcome.substr(0, end)];
  }
  void finish() {
    out_ << '\n';
    for (const auto& [outcome, count] : counts_) out_ << "- " << outcome << ": " << count << '\n';
  }

 private:
  std::ofstream out_;
  std::map<std::string, int> counts_;
};

/// Files of the folder that the list does not name: texts, volumes of other formats.
std::vector<std::string> others(const path& root, const std::map<std::string, Expected>& expected) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    const std::string file = entry.path().lexically_relative(root).generic_string();
    if (!expected.count(file)) found.push_back(file);
  }
  return found;
}

}  // namespace

TEST_CASE("Every real file: the pixels that two other decoders see, or a reason", "[real]") {
  const auto folder = iso::test::dataFolder();
  if (!folder) return;
  const path root = std::filesystem::canonical(*folder);
  const auto expected = readExpected(root / "expected_pixel_md5.csv");
  REQUIRE(expected.size() > 100);

  const auto answer = iso::test::runCli({"digest", root.string(), "--json"});
  INFO(answer.err.substr(0, 2000));
  REQUIRE((answer.code == 0 || answer.code == 3));
  const auto said = readSaid(answer.json(), root);

  std::string wrong;
  Table table(ISOCENTER_DATA_TABLE);
  for (const auto& [file, e] : expected) {
    if (!std::filesystem::exists(root / file)) continue;
    const auto s = said.find(file);
    if (s == said.end()) {
      wrong += file + ": not in the answer\n";
      continue;
    }
    std::string outcome;
    const std::string problem = judge(e, s->second, outcome);
    if (!problem.empty()) wrong.append(file).append(": ").append(problem).append("\n");
    table.row(file, e.syntax, e.verdict, problem.empty() ? outcome : "WRONG: " + problem);
  }
  for (const std::string& file : others(root, expected)) {
    const auto s = said.find(file);
    if (s == said.end())
      wrong += file + ": not in the answer\n";
    else if (!s->second.md5.empty() || s->second.reason.find("DICOM") == std::string::npos)
      wrong += file + ": should be called not DICOM, is \"" + s->second.md5 + s->second.reason + "\"\n";
  }
  table.finish();
  INFO("the whole table: " ISOCENTER_DATA_TABLE);
  INFO(wrong);
  CHECK(wrong.empty());
}
