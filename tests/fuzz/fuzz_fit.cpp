// SPDX-License-Identifier: Apache-2.0
// Any rising positions: a fitted stack keeps its slices where they are, within its tolerance or with an
// issue.
#include <cmath>
#include <cstdlib>
#include <vector>

#include "core/dicom/stack_fit.h"
#include "tests/fuzz/byte_source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using iso::Vector3;
  iso::fuzz::ByteSource source(data, size);
  const double turn = source.byte() * 0.05;
  const std::array<Vector3, 2> axes{Vector3(std::cos(turn), std::sin(turn), 0.0),
                                    Vector3(-std::sin(turn), std::cos(turn), 0.0)};
  std::vector<Vector3> positions;
  Vector3 at(source.number(), source.number(), source.number());
  while (!source.done() && positions.size() < 200) {
    positions.push_back(at);
    // The contract: strictly rising along row × column, here z.
    at += Vector3(source.number(), source.number(), std::abs(source.number()) + 1.0 / 64.0);
    if (!(at.z() > positions.back().z()) || !at.allFinite()) break;
  }
  if (positions.empty() || !positions.front().allFinite()) return 0;
  const auto fit = iso::fitStack(positions, axes, {0.5, 0.75}, {4, 5}, source.number());
  (void)iso::lateralResidual(positions, axes);
  if (!fit) return 0;
  const iso::VolumeGeometry& g = fit->geometry;
  if (g.size()[2] != static_cast<int>(positions.size()) || !g.axes().allFinite()) std::abort();
  if ((g.toPatient({Vector3::Zero()}).mm - positions.front()).norm() >
      1e-6 * (1.0 + positions.front().norm()))
    std::abort();
  return 0;
}
