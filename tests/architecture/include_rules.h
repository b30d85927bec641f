// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace iso::test {

/// What one folder may include besides itself and the standard library. `folder`, and each entry of `ours`,
/// also stands for everything below it; the longest folder that fits a file decides. A folder ending in '*'
/// is the beginning of a file name.
struct LayerRule {
  std::string_view folder;
  std::vector<std::string_view> ours;       ///< folders of the project
  std::vector<std::string_view> libraries;  ///< families of third-party headers, see `headerFamily`
};

/// The table of docs/architecture.md, for the whole project.
const std::vector<LayerRule>& layerRules();

/// Name of the family a header that is not ours belongs to ("std", "Qt", "QtWidgets", "VTK", "ITK", "GDCM",
/// "DCMTK", "OpenCL", "Highway", …); empty if no family is known.
std::string_view headerFamily(std::string_view header);

struct Violation {
  std::string file;  ///< path from the root, with '/'
  int line = 0;
  std::string text;  ///< a sentence
};

/// Reads every C++ file under root's app, core, plugins, render and tests and returns what breaks the rules:
/// an include of a folder or library the table does not allow, a header by a path that is not from the root,
/// a file no rule covers, and cycles between folders ("core/dicom" and the like, two names deep).
std::vector<Violation> checkIncludes(const std::filesystem::path& root, const std::vector<LayerRule>& rules);

/// Only files that a rule's `folder` fits are read by checkIncludes; this says how many there are under root.
std::size_t countSources(const std::filesystem::path& root);

}  // namespace iso::test
