// SPDX-License-Identifier: Apache-2.0
// The layers hold: no include in the project points the wrong way, and a wrong one would be seen.
#include <catch2/catch.hpp>
#include <fstream>

#include "tests/architecture/include_rules.h"
#include "tests/support/test_data.h"

namespace {

using iso::test::checkIncludes;
using iso::test::layerRules;
using iso::test::Violation;

void put(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

std::string describe(const std::vector<Violation>& violations) {
  std::string all;
  for (const Violation& v : violations) all += v.file + ":" + std::to_string(v.line) + ": " + v.text + "\n";
  return all;
}

/// The violations of a project that consists of one file.
std::vector<Violation> checkOne(const std::string& file, const std::string& include) {
  const iso::test::TemporaryFolder folder;
  put(folder.path() / file, "// a file\n#include " + include + "\n");
  return checkIncludes(folder.path(), layerRules());
}

}  // namespace

TEST_CASE("no include in the project points the wrong way") {
  const std::filesystem::path root = ISOCENTER_SOURCE_DIR;
  REQUIRE(iso::test::countSources(root) > 20);
  const auto violations = checkIncludes(root, layerRules());
  INFO(describe(violations));
  CHECK(violations.empty());
}

TEST_CASE("a wrong include is caught, with its file and line") {
  struct Wrong {
    const char* file;
    const char* include;
  };
  const auto wrong = GENERATE(values<Wrong>({
      {"core/base/a.h", "\"core/geometry/points.h\""},            // up, inside core
      {"core/volume/a.cpp", "\"core/dicom/a.h\""},                // values do not know files
      {"core/dicom/a.cpp", "\"render/scene/slice_view.h\""},      // core does not know render
      {"core/process/a.cpp", "\"core/dicom/a.h\""},               // processing takes volumes, not files
      {"render/cpu/a.cpp", "\"render/opencl/opencl_engine.h\""},  // the engines do not know each other
      {"render/engine/a.cpp", "\"app/shell/a.h\""},               // render does not know the window
      {"plugins/measurement/a.cpp", "\"core/volume/volume.h\""},  // a plug-in sees the SDK only
      {"plugins/measurement/a.cpp", "\"app/shell/a.h\""},
      {"plugins/sdk/a.h", "\"core/geometry/points.h\""},
      {"core/display/a.h", "\"tests/support/test_data.h\""},
      {"tests/bench/main.cpp", "\"core/dicom/a.h\""},
      {"core/base/a.h", "<QString>"},
      {"core/volume/a.h", "<vtkImageData.h>"},
      {"core/volume/a.h", "<itkImage.h>"},
      {"core/study/a.h", "<gdcmReader.h>"},
      {"core/process/a.h", "\"dcmtk/dcmdata/dctk.h\""},
      {"core/dicom/a.cpp", "<spdlog/spdlog.h>"},
      {"render/cpu/a.cpp", "<CL/opencl.hpp>"},
      {"render/opencl/a.cpp", "<hwy/highway.h>"},
      {"render/scene/a.h", "<vtkCamera.h>"},
      {"render/overlay/a.h", "<QPainter>"},
      {"app/cli/a.cpp", "<QApplication>"},
      {"app/print/a.cpp", "<QtWidgets/QWidget>"},
      {"app/panels/a.cpp", "<vtkRenderer.h>"},
      {"plugins/sdk/a.h", "<Eigen/Core>"},
      {"core/volume/a.cpp", "\"volume.h\""},            // not a path from the root
      {"core/volume/a.cpp", "<some_new_library/x.h>"},  // a library nobody decided on
  }));
  INFO(wrong.file << " includes " << wrong.include);
  const auto violations = checkOne(wrong.file, wrong.include);
  REQUIRE(violations.size() == 1);
  CHECK(violations[0].file == wrong.file);
  CHECK(violations[0].line == 2);
}

TEST_CASE("a right include passes") {
  struct Right {
    const char* file;
    const char* include;
  };
  const auto right = GENERATE(values<Right>({
      {"core/geometry/a.h", "\"core/base/error.h\""},
      {"core/geometry/a.h", "\"core/geometry/points.h\""},
      {"core/geometry/a.h", "<Eigen/Core>"},
      {"core/base/a.h", "<tl/expected.hpp>"},
      {"core/base/a.h", "<vector>"},
      {"core/base/a.cpp", "<sys/mman.h>"},
      {"core/dicom/a.cpp", "\"dcmtk/dcmdata/dctk.h\""},
      {"core/process/a.cpp", "<itkResampleImageFilter.h>"},
      {"render/cpu/a.cpp", "\"hwy/foreach_target.h\""},
      {"render/vtk/a.cpp", "<vtkOpenGLTexture.h>"},
      {"app/cli/a.cpp", "<QGuiApplication>"},
      {"app/shell/a.cpp", "\"core/dicom/a.h\""},
      {"app/shell/a.cpp", "\"a.moc\""},
      {"plugins/measurement/a.cpp", "<QWidget>"},
      {"tests/bench/peers_main.cpp", "<vtkImageReslice.h>"},
      {"tests/bench/peers_loading.cpp", "\"core/dicom/scanner.h\""},
  }));
  INFO(right.file << " includes " << right.include);
  CHECK(describe(checkOne(right.file, right.include)).empty());
}

TEST_CASE("a folder without a layer is caught") {
  CHECK(checkOne("core/newcomer/a.h", "<vector>").size() == 1);
}

TEST_CASE("a cycle between folders is caught even where every single include is allowed") {
  const iso::test::TemporaryFolder folder;
  const std::vector<iso::test::LayerRule> rules = {
      {"core/a", {"core/b"}, {}}, {"core/b", {"core/c"}, {}}, {"core/c", {"core/a"}, {}}};
  put(folder.path() / "core/a/x.h", "#include \"core/b/x.h\"\n");
  put(folder.path() / "core/b/x.h", "#include \"core/c/x.h\"\n");
  CHECK(checkIncludes(folder.path(), rules).empty());
  put(folder.path() / "core/c/x.h", "#include \"core/a/x.h\"\n");
  const auto violations = checkIncludes(folder.path(), rules);
  REQUIRE(violations.size() == 1);
  CHECK(violations[0].text.find("core/a -> core/b -> core/c -> core/a") != std::string::npos);
}
