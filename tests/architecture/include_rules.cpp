// SPDX-License-Identifier: Apache-2.0
#include "tests/architecture/include_rules.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <regex>
#include <set>

namespace iso::test {
namespace {

constexpr std::array<std::string_view, 5> kOurRoots = {"app/", "core/", "plugins/", "render/", "tests/"};

struct Family {
  std::string_view name;
  std::regex pattern;
};

const std::vector<Family>& families() {
  // First match wins.
  static const std::vector<Family> list = [] {
    const auto re = [](const char* text) {
      return std::regex(text, std::regex::ECMAScript | std::regex::optimize);
    };
    std::vector<Family> all;
    all.push_back({"Eigen", re("Eigen/.*")});
    all.push_back({"expected", re("tl/expected\\.hpp")});
    all.push_back({"fmt", re("fmt/.*")});
    all.push_back({"json", re("nlohmann/.*")});
    all.push_back({"spdlog", re("spdlog/.*")});
    all.push_back({"CLI11", re("CLI/.*")});
    all.push_back({"SQLiteCpp", re("SQLiteCpp/.*")});
    all.push_back({"Catch2", re("catch2/.*")});
    all.push_back({"benchmark", re("benchmark/.*")});
    all.push_back({"Highway", re("hwy/.*")});
    all.push_back({"OpenCL", re("CL/.*")});
    all.push_back({"DCMTK", re("dcmtk/.*")});
    all.push_back({"GDCM", re("gdcm\\w*\\.h")});
    all.push_back({"CharLS", re("charls/.*")});
    all.push_back({"OpenJPEG", re("openjpeg.*")});
    all.push_back({"ITK", re("itk\\w*\\.h(xx)?")});
    all.push_back({"VTK", re("vtk\\w*\\.h")});
    all.push_back({"png", re("png\\.h")});
    all.push_back({"zlib", re("zlib\\.h")});
    all.push_back({"zip", re("zip\\.h")});
    all.push_back({"JPEG", re("jpeglib\\.h")});
    all.push_back({"GL", re("GL/.*|EGL/.*")});
    all.push_back({"X11", re("X11/.*|xcb/.*")});
    all.push_back(
        {"QtWidgets",
         re("(QtWidgets/.*|Q\\w*Widget\\w*|QApplication|QMainWindow|Q\\w*Dialog|Q\\w*Button|Q\\w*Box"
            "|Q\\w*(Line|Text)Edit|Q(List|Tree|Table|AbstractItem|Graphics|Column)View|QLabel|QFrame"
            "|Q\\w*Layout|QMenu(Bar)?|QStatusBar|QToolBar|QSlider|QSplitter|QScrollArea|QScrollBar"
            "|QTabBar|QToolTip|QStyle\\w*|QCompleter|QSpacerItem|QSizePolicy|QRubberBand|QProgressBar)")});
    all.push_back({"Qt", re("Qt\\w*/.*|Q[A-Z]\\w*|qt\\w*\\.h|Qt\\w*")});
    // The language, the C library and the system.
    all.push_back({"std", re("[a-z][a-z0-9_]*")});
    all.push_back(
        {"std",
         re("(sys|linux|netinet|arpa|bits)/.*|(unistd|fcntl|dlfcn|errno|pwd|poll|signal|sched|pthread|stdlib"
            "|stdio|string|stdint|stddef|math|limits|float|time|dirent|malloc|immintrin|cpuid|getopt"
            "|iconv|spawn|windows)\\.h")});
    return all;
  }();
  return list;
}

bool startsWith(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

/// Does `path` (a file or a header by its path from the root) lie in `folder`?
bool liesIn(std::string_view path, std::string_view folder) {
  if (!folder.empty() && folder.back() == '*') return startsWith(path, folder.substr(0, folder.size() - 1));
  return startsWith(path, folder) && path.size() > folder.size() && path[folder.size()] == '/';
}

const LayerRule* ruleOf(std::string_view path, const std::vector<LayerRule>& rules) {
  const LayerRule* best = nullptr;
  for (const LayerRule& rule : rules) {
    if (liesIn(path, rule.folder) && (!best || rule.folder.size() > best->folder.size())) best = &rule;
  }
  return best;
}

bool isOurs(std::string_view header) {
  return std::any_of(kOurRoots.begin(), kOurRoots.end(),
                     [&](std::string_view r) { return startsWith(header, r); });
}

/// "core/dicom" of "core/dicom/demo/x.h"; "core" of "core/x.h".
std::string folderOf(std::string_view path) {
  const std::size_t first = path.find('/');
  const std::size_t second =
      first == std::string_view::npos ? std::string_view::npos : path.find('/', first + 1);
  return std::string(path.substr(0, second == std::string_view::npos ? first : second));
}

std::vector<std::filesystem::path> sources(const std::filesystem::path& root) {
  static const std::set<std::string> suffixes = {".h", ".hpp", ".c", ".cc", ".cpp", ".hxx", ".inl"};
  std::vector<std::filesystem::path> found;
  for (std::string_view top : kOurRoots) {
    const std::filesystem::path folder = root / std::string(top.substr(0, top.size() - 1));
    if (!std::filesystem::is_directory(folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file() && suffixes.count(entry.path().extension().string()))
        found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

using Graph = std::map<std::string, std::map<std::string, Violation>>;

/// One sentence a cycle, found by walking the graph of folders depth first.
std::vector<Violation> cycles(const Graph& graph) {
  std::vector<Violation> found;
  std::set<std::string> done;
  std::vector<std::string> path;
  const std::function<void(const std::string&)> walk = [&](const std::string& folder) {
    if (done.count(folder)) return;
    const auto at = std::find(path.begin(), path.end(), folder);
    if (at != path.end()) {
      std::string ring;
      for (auto it = at; it != path.end(); ++it) ring += *it + " -> ";
      Violation violation = graph.at(path.back()).at(folder);
      violation.text = "closes a cycle between folders: " + ring + folder;
      found.push_back(std::move(violation));
      return;
    }
    path.push_back(folder);
    const auto edges = graph.find(folder);
    if (edges != graph.end()) {
      for (const auto& [to, where] : edges->second) walk(to);
    }
    path.pop_back();
    done.insert(folder);
  };
  for (const auto& [folder, edges] : graph) walk(folder);
  return found;
}

/// What is wrong with one include; nullopt if nothing is.
std::optional<std::string> judge(std::string_view header, const LayerRule& rule) {
  if (isOurs(header)) {
    const bool allowed = liesIn(header, rule.folder) ||
                         std::any_of(rule.ours.begin(), rule.ours.end(),
                                     [&](std::string_view folder) { return liesIn(header, folder); });
    if (allowed) return std::nullopt;
    return std::string(rule.folder) + " may not include " + std::string(header);
  }
  if (header.size() > 4 && header.substr(header.size() - 4) == ".moc") return std::nullopt;
  const std::string_view family = headerFamily(header);
  if (family == "std") return std::nullopt;
  if (family.empty()) {
    return std::string(header) +
           " is neither a path from the project's root nor a header of a known library (tests/architecture)";
  }
  if (std::find(rule.libraries.begin(), rule.libraries.end(), family) != rule.libraries.end())
    return std::nullopt;
  return std::string(rule.folder) + " may not use " + std::string(family) + " (" + std::string(header) + ")";
}

}  // namespace

std::string_view headerFamily(std::string_view header) {
  for (const Family& family : families()) {
    if (std::regex_match(header.begin(), header.end(), family.pattern)) return family.name;
  }
  return {};
}

std::size_t countSources(const std::filesystem::path& root) {
  return sources(root).size();
}

std::vector<Violation> checkIncludes(const std::filesystem::path& root, const std::vector<LayerRule>& rules) {
  static const std::regex include(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
  std::vector<Violation> found;
  Graph graph;
  for (const std::filesystem::path& source : sources(root)) {
    const std::string file = source.lexically_relative(root).generic_string();
    const LayerRule* rule = ruleOf(file, rules);
    if (!rule) {
      found.push_back({file, 0, "no layer is defined for this folder (tests/architecture/layer_rules.cpp)"});
      continue;
    }
    std::ifstream stream(source);
    std::string line;
    std::smatch match;
    for (int number = 1; std::getline(stream, line); ++number) {
      if (!std::regex_search(line, match, include)) continue;
      const std::string header = match[1];
      if (auto problem = judge(header, *rule)) found.push_back({file, number, *problem});
      if (!isOurs(header)) continue;
      const std::string from = folderOf(file);
      const std::string to = folderOf(header);
      if (from != to) graph[from].try_emplace(to, Violation{file, number, {}});
    }
  }
  std::vector<Violation> rings = cycles(graph);
  found.insert(found.end(), rings.begin(), rings.end());
  return found;
}

}  // namespace iso::test
