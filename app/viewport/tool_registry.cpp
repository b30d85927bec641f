// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/tool_registry.h"

#include <utility>

namespace iso::app {

bool ToolRegistry::add(std::unique_ptr<sdk::ViewTool> tool) {
  if (!tool || find(tool->id())) return false;
  tools_.push_back(std::move(tool));
  if (!active_) active_ = tools_.front().get();
  return true;
}

QStringList ToolRegistry::ids() const {
  QStringList ids;
  for (const auto& tool : tools_) ids << tool->id();
  return ids;
}

sdk::ViewTool* ToolRegistry::find(const QString& id) const {
  for (const auto& tool : tools_)
    if (tool->id() == id) return tool.get();
  return nullptr;
}

bool ToolRegistry::activate(const QString& id) {
  auto* tool = find(id);
  if (!tool) return false;
  active_ = tool;
  return true;
}

}  // namespace iso::app
