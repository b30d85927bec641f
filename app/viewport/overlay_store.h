// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/dicom/dicom_reader.h"
#include "core/study/study.h"

namespace iso::app {

/// The overlay planes of slices that were shown. One file is looked at at a time, and of the wishes that
/// come meanwhile only the latest is kept: scrolling leaves no queue behind. Lives on the UI thread.
class OverlayStore {
 public:
  using Planes = std::vector<OverlayPlane>;
  using Deliver = std::function<void(Planes)>;
  /// Looks for a slice's planes without blocking and calls back on the UI thread.
  using Source = std::function<void(const SliceSource&, Deliver)>;

  void setSource(Source source) { source_ = std::move(source); }
  /// The planes if they are known; else null, and they are asked for.
  const Planes* find(const SliceSource& slice);
  /// Something became known that is worth painting, or a wish could not be kept and is to be told again.
  std::function<void()> changed;

 private:
  void ask(const SliceSource& slice);
  void take(const std::string& key, Planes planes);

  Source source_;
  std::map<std::string, Planes> known_;
  std::deque<std::string> order_;  ///< oldest first
  std::size_t bytes_ = 0;
  bool asking_ = false;
  std::optional<SliceSource> next_;
  /// Dies with the store; callbacks look whether it still lives.
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace iso::app
