// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <memory>
#include <vector>

#include "plugins/sdk/view_tool.h"

namespace iso::app {

/// All tools by id, and the one that the left button uses.
class ToolRegistry {
 public:
  /// False (and nothing changes) if the id is taken.
  bool add(std::unique_ptr<sdk::ViewTool> tool);
  QStringList ids() const;
  sdk::ViewTool* find(const QString& id) const;  ///< null if there is none
  bool activate(const QString& id);
  sdk::ViewTool* active() const { return active_; }

 private:
  std::vector<std::unique_ptr<sdk::ViewTool>> tools_;
  sdk::ViewTool* active_ = nullptr;
};

}  // namespace iso::app
