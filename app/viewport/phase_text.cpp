// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/phase_text.h"

#include <fmt/format.h>

namespace iso::app {

std::string phaseText(const VolumeDescription& d, int phase) {
  if (d.phases <= 1) return {};
  std::string text = fmt::format("Phase {}/{}", phase + 1, d.phases);
  // Instance numbers only tell the phases apart; they say nothing of what is shown.
  if (d.phaseQuantity.empty() || d.phaseQuantity == "instance" || phase < 0 ||
      phase >= static_cast<int>(d.phaseValues.size()))
    return text;
  text += fmt::format(" · {} {:.6g}", d.phaseQuantity, d.phaseValues[static_cast<std::size_t>(phase)]);
  if (!d.phaseUnit.empty()) text += " " + d.phaseUnit;
  return text;
}

}  // namespace iso::app
