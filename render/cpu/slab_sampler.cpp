// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/slab_sampler.h"

#include <algorithm>
#include <limits>

namespace iso {

SlabSampler::SlabSampler(const Volume& volume, const SliceView& view, const SlabSamples& samples,
                         const VoxelSource& source, const StoredRange& hidden)
    : source_(source), stored_(storedNumbers(source)), hidden_(hidden), projection_(view.slab.projection) {
  double nearest = std::numeric_limits<double>::infinity(), farthest = -nearest;
  for (const PatientPoint& corner : volume.geometry().corners()) {
    nearest = std::min(nearest, view.distance(corner));
    farthest = std::max(farthest, view.distance(corner));
  }
  // A rounding error's worth: the spans decide what is outside.
  const double slack = 1e-3 * volume.geometry().spacing().minCoeff();
  SliceView layer = view;
  for (int n = 0; n < samples.count; ++n) {
    const double mm = samples.firstMm + n * samples.stepMm;
    if (mm < nearest - slack || mm > farthest + slack) continue;
    layer.center.mm = view.center.mm + mm * view.normal();
    layers_.push_back(SlicePlan::make(volume.geometry(), layer));
  }
}

void SlabSampler::sample(int y, int x0, int x1, Scratch& scratch, float* out) const {
  const int width = x1 - x0;
  scratch.row.start(projection_, width);
  scratch.values.resize(static_cast<std::size_t>(width));
  scratch.stored.resize(static_cast<std::size_t>(width));
  for (const SlicePlan& layer : layers_) {
    rowSpans(layer, y, x0, x1, scratch.spans);
    for (const RowSpan& span : scratch.spans) {
      if (!span.inside) continue;
      float* values = scratch.values.data();
      sampleSpan(source_, span, Interpolation::Linear, scratch.lanes, values);
      if (hidden_) {
        float* stored = scratch.stored.data();
        sampleSpan(stored_, span, Interpolation::Nearest, scratch.storedLanes, stored);
        const auto low = static_cast<float>((*hidden_)[0]), high = static_cast<float>((*hidden_)[1]);
        for (int x = 0; x < span.end - span.begin; ++x)
          if (stored[x] >= low && stored[x] <= high) values[x] = std::numeric_limits<float>::quiet_NaN();
      }
      scratch.row.take(values, span.begin - x0, span.end - span.begin);
    }
  }
  scratch.row.finish(out);
}

}  // namespace iso
