// SPDX-License-Identifier: Apache-2.0
// The layers as a table. A change here is a change of the architecture: it needs an argument, and
// docs/architecture.md to say the same.
#include "tests/architecture/include_rules.h"

namespace iso::test {
namespace {

using Names = std::vector<std::string_view>;

Names operator+(Names left, const Names& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

}  // namespace

const std::vector<LayerRule>& layerRules() {
  static const Names values = {"core/base", "core/geometry", "core/mesh", "core/volume", "core/display"};
  static const Names engines = {"render/scene", "render/engine", "render/cpu", "render/opencl",
                                "render/device"};
  static const Names window = {"core", "render", "plugins/sdk"};
  static const Names qt = {"Qt", "QtWidgets"};

  static const std::vector<LayerRule> rules = {
      // core: values, each folder on those before it
      {"core/base", {}, {"expected", "fmt"}},
      {"core/geometry", {"core/base"}, {"Eigen", "expected", "fmt"}},
      {"core/mesh", {"core/base", "core/geometry"}, {"Eigen", "fmt"}},
      {"core/volume", {"core/base", "core/geometry"}, {"Eigen", "fmt"}},
      {"core/display", {"core/base", "core/geometry", "core/volume"}, {"Eigen", "fmt", "json"}},
      {"core/phantom", values, {"Eigen", "fmt", "Highway"}},
      {"core/quantify", values, {"Eigen", "fmt"}},
      // core: files, processing, reports
      {"core/study", values, {"Eigen", "fmt", "json", "SQLiteCpp"}},
      {"core/dicom",
       values + Names{"core/study"},
       {"Eigen", "fmt", "json", "GDCM", "DCMTK", "CharLS", "OpenJPEG", "JPEG", "zip", "zlib"}},
      {"core/dicom/demo", values + Names{"core/phantom"}, {"Eigen", "fmt", "json", "GDCM", "DCMTK"}},
      {"core/process", values, {"Eigen", "fmt", "ITK", "zlib"}},
      {"core/report", values + Names{"core/quantify", "core/study"}, {"Eigen", "fmt", "json"}},
      // render
      {"render/scene", values, {"Eigen", "fmt"}},
      {"render/engine", values + Names{"render/scene"}, {"Eigen", "fmt"}},
      {"render/cpu", values + Names{"render/scene", "render/engine"}, {"Eigen", "fmt", "Highway"}},
      {"render/opencl", values + Names{"render/scene", "render/engine"}, {"Eigen", "fmt", "OpenCL"}},
      {"render/device", values + engines, {"fmt"}},
      {"render/overlay", values + Names{"render/scene"}, {"Eigen", "fmt"}},
      {"render/vtk",
       values + Names{"render/scene", "render/engine", "render/overlay"},
       {"Eigen", "fmt", "VTK", "GL"}},
      // plug-ins see the SDK only
      {"plugins/sdk", {}, qt},
      {"plugins", {"plugins/sdk"}, qt},
      // app
      {"app/reader", {"core"}, {}},
      {"app/cli",
       {"core", "render", "app/cli"},
       {"Eigen", "fmt", "json", "CLI11", "spdlog", "png", "zlib", "Qt"}},
      {"app/print", {"core"}, {"Eigen", "fmt", "Qt"}},
      {"app/session", window, {"Eigen", "fmt", "json", "spdlog", "Qt"}},
      {"app/viewport", window + Names{"app/session"}, qt + Names{"Eigen", "fmt", "json", "VTK", "GL", "X11"}},
      {"app/panels", window + Names{"app/session", "app/viewport"}, qt + Names{"Eigen", "fmt", "json"}},
      {"app/shell", window + Names{"app/session", "app/viewport", "app/panels", "app/print"},
       qt + Names{"Eigen", "fmt", "json", "spdlog", "CLI11", "X11"}},
      // tests may look at anything; the carried benchmark stays as small as the machine it is for
      {"tests",
       {"core", "render", "plugins", "app"},
       qt + Names{"Eigen", "expected",  "fmt", "json", "Catch2", "GDCM",    "CharLS",
                  "DCMTK", "ITK",       "VTK", "GL",   "OpenCL", "Highway", "spdlog",
                  "CLI11", "SQLiteCpp", "png", "zlib", "zip",    "X11"}},
      {"tests/bench", values + engines + Names{"core/phantom"}, {"Eigen", "fmt", "json", "benchmark"}},
      {"tests/bench/peers*",
       values + engines + Names{"core/phantom", "core/process", "core/study", "core/dicom", "tests/bench"},
       {"Eigen", "fmt", "json", "benchmark", "VTK", "ITK", "GDCM", "X11"}},
  };
  return rules;
}

}  // namespace iso::test
