// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "tests/dicom/cli/program.h"
#include "tests/dicom/support/slice_file.h"
#include "tests/support/test_data.h"

using iso::test::Answer;
using iso::test::runCli;
using iso::test::SliceFile;
using iso::test::TemporaryFolder;
using nlohmann::json;

namespace {

struct SeriesToWrite {
  int number;
  std::string modality, frame, patient;
  double x;  ///< where it begins
};

/// Sixteen slices of 16 × 16 with a bright block in the lower corner of all axes.
void writeSeries(const std::filesystem::path& folder, const SeriesToWrite& what) {
  for (int k = 0; k < 16; ++k) {
    SliceFile s;
    s.study = "1.2.3." + what.patient;
    s.series = s.study + "." + std::to_string(what.number);
    s.seriesNumber = what.number;
    s.modality = what.modality;
    s.frameOfReference = what.frame;
    s.patientId = what.patient;
    s.patientName = "Test^" + what.patient;
    s.instance = k + 1;
    s.rows = s.columns = 16;
    s.position = {what.x, 0, static_cast<double>(k)};
    for (int j = 0; j < 16; ++j)
      for (int i = 0; i < 16; ++i)
        s.pixels16.push_back(i > 2 && i < 8 && j > 2 && j < 8 && k > 2 && k < 8 ? 1500 : 0);
    write(s, folder / (s.series + "." + std::to_string(k)));
  }
}

/// CT 1 with its like 2 beside it; 3 is as 2, but in another frame of reference 40 mm further left; 4 is
/// another patient's.
class Fusion {
 public:
  Fusion() {
    writeSeries(folder_.path(), {1, "CT", "1.2.9.1", "7", 0.0});
    writeSeries(folder_.path(), {2, "CT", "1.2.9.1", "7", 5.0});
    writeSeries(folder_.path(), {3, "CT", "1.2.9.2", "7", 45.0});
    writeSeries(folder_.path(), {4, "CT", "1.2.9.1", "8", 5.0});
  }
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  Answer render(const std::string& layer, const std::string& output,
                std::vector<std::string> more = {}) const {
    std::vector<std::string> all{"render", "fusion", folder_.path().string(),
                                 "--base", "1",      "--layer",
                                 layer,    "--mode", "volume",
                                 "--size", "48x48",  "--backend",
                                 "cpu",    "-o",     file(output)};
    all.insert(all.end(), more.begin(), more.end());
    return runCli(all);
  }
  std::string bytes(const std::string& name) const {
    std::ifstream in(file(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// Base → layer 3, as `register` would say with the base fixed.
  std::string transform(const std::string& name, json change = json::object()) const {
    json t = {{"type", "rigid"},
              {"fixedFrame", "1.2.9.1"},
              {"movingFrame", "1.2.9.2"},
              {"matrix", {1, 0, 0, 40, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}},
              {"grid", nullptr}};
    t.update(change);
    std::ofstream(file(name)) << t.dump();
    return file(name);
  }

 private:
  TemporaryFolder folder_;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("render fusion puts a layer where its frame of reference or its transform has it",
          "[cli][fusion]") {
  const Fusion f;
  const auto shared = f.render("2,preset=ct-bone,map=hot iron", "shared.png");
  INFO(shared.err);
  REQUIRE(shared.code == 0);
  REQUIRE(f.bytes("shared.png").size() > 100);
  // The same voxels 40 mm further left, brought back by their registration: the same picture.
  CHECK(f.render("3,map=hot iron,transform=" + f.transform("t.json"), "moved.png").code == 0);
  CHECK(f.bytes("moved.png") == f.bytes("shared.png"));
  // Named the other way round: from the layer to the base.
  const auto turned = f.transform("u.json", {{"fixedFrame", "1.2.9.2"},
                                             {"movingFrame", "1.2.9.1"},
                                             {"matrix", {1, 0, 0, -40, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}}});
  CHECK(f.render("3,map=hot iron,transform=" + turned, "turned.png").code == 0);
  CHECK(f.bytes("turned.png") == f.bytes("shared.png"));
  const auto wrong = f.transform("w.json", {{"matrix", {1, 0, 0, 38, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}}});
  CHECK(f.render("3,map=hot iron,transform=" + wrong, "wrong.png").code == 0);
  CHECK(f.bytes("wrong.png") != f.bytes("shared.png"));
  // With its own opacity at nothing the layer is not there.
  CHECK(f.render("2,opacity=0", "none.png").code == 0);
  CHECK(f.render("1,opacity=0", "alone.png").code == 0);
  CHECK(f.bytes("none.png") == f.bytes("alone.png"));
  CHECK(f.bytes("none.png") != f.bytes("shared.png"));
  CHECK(f.render("2,preset=ct-mip,opacity=0.5,window=700:1500", "mip.png", {"--json"}).json()["backend"] ==
        "cpu");
}

TEST_CASE("render fusion refuses another patient, and another frame of reference without a transform",
          "[cli][fusion]") {
  const Fusion f;
  const auto patient = f.render("4", "x.png");
  CHECK(patient.code == 1);
  CHECK(has(patient.err, "another patient"));
  CHECK(has(patient.err, "1.2.3.8.4"));
  const auto frame = f.render("3", "x.png");
  CHECK(frame.code == 1);
  CHECK(has(frame.err, "frame of reference"));
  CHECK(has(frame.err, "transform="));
  CHECK(has(frame.err, "1.2.3.7.3"));
  CHECK(f.bytes("x.png").empty());
  // A transform of other frames, too.
  const auto other = f.render("3,transform=" + f.transform("o.json", {{"movingFrame", "1.2.9.5"}}), "x.png");
  CHECK(other.code == 2);
  CHECK(has(other.err, "o.json"));
  CHECK(has(other.err, "1.2.9.5"));
}

TEST_CASE("render fusion names the transform that it cannot use", "[cli][fusion]") {
  const Fusion f;
  const auto refused = [&](const std::string& path) {
    const auto answer = f.render("3,transform=" + path, "x.png");
    CAPTURE(path, answer.err);
    CHECK((answer.code == 1 || answer.code == 2));
    return answer.err;
  };
  CHECK(has(refused(f.file("absent.json")), "absent.json"));
  std::ofstream(f.file("text.json")) << "not json";
  CHECK(has(refused(f.file("text.json")), "text.json"));
  CHECK(has(refused(f.transform("short.json", {{"matrix", {1, 2, 3}}})), "sixteen"));
  CHECK(has(refused(f.transform("bent.json", {{"grid", {{"origin", {0, 0, 0}}}}})), "bends"));
  CHECK(has(refused(f.transform("row.json", {{"matrix", {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1}}})),
            "last row"));
  refused(f.transform("flat.json", {{"matrix", {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}}));
}

TEST_CASE("render fusion: wrong usage is exit 2 with a sentence", "[cli][fusion]") {
  const Fusion f;
  const auto usage = [&](const std::string& layer, std::vector<std::string> more = {}) {
    const auto answer = f.render(layer, "x.png", std::move(more));
    CAPTURE(layer, answer.err);
    CHECK(answer.code == 2);
    CHECK_FALSE(answer.err.empty());
    return answer.err;
  };
  CHECK(has(usage("2,colour=red"), "colour"));
  CHECK(has(usage("2,blend=add"), "blend"));
  CHECK(has(usage("2,opacity=2"), "opacity"));
  CHECK(has(usage("2,opacity=nan"), "opacity"));
  CHECK(has(usage("2,preset=sparkling"), "sparkling"));
  CHECK(has(usage("2,map=sparkling"), "sparkling"));
  CHECK(has(usage("preset=ct-bone"), "series"));
  CHECK(has(usage("9"), "9"));
  CHECK(has(usage("2,preset=ct-bone-surface"), "surface"));
  CHECK(has(usage("2", {"--layer", "2", "--layer", "2", "--layer", "2"}), "3"));
  const auto slices = runCli({"render", "fusion", f.file(""), "--base", "1", "--layer", "2", "--mode",
                              "slice", "-o", f.file("x.png")});
  CHECK(slices.code == 2);
  CHECK(has(slices.err, "not made yet"));
  CHECK_FALSE(has(runCli({"render", "fusion", "--help"}).out, "slice"));
}
