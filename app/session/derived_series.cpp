// SPDX-License-Identifier: Apache-2.0
#include "app/session/derived_series.h"

#include <utility>

#include "app/session/patient_name.h"

#if __has_include("core/process/regular_grid.h")
#include "core/process/regular_grid.h"
#define ISO_HAS_REGULAR_GRID 1
#endif

namespace iso::app {

bool needsRegularGrid(const LoadedSeries& series) {
  const VolumeDescription& d = series.description();
  return !series.derived() && d.positioned && d.geometry.size()[2] > 1 && d.type != VoxelType::Rgb8 &&
         (d.geometry.isSheared() || d.geometry.isUneven());
}

Result<DerivedVolume> regularVolume(const VolumePtr& volume, const Progress& progress,
                                    const CancelToken& cancel) {
#ifdef ISO_HAS_REGULAR_GRID
  const auto made = resampleRegular(volume, RegularGridOptions{}, progress, cancel);
  if (!made) return tl::make_unexpected(made.error());
  return DerivedVolume{*made, automaticWindow(**made)};
#else
  (void)volume, (void)progress, (void)cancel;
  return fail(ErrorCode::Unsupported, "This build cannot resample volumes.");
#endif
}

LoadedSeriesPtr derivedSeries(const LoadedSeries& source, DerivedVolume made) {
  const VolumePtr& volume = made.volume;
  Series series = source.series();
  VolumeDescription description = source.description();
  description.index = 0;
  description.geometry = volume->geometry();
  description.type = volume->type();
  description.unit = volume->unit();
  description.phases = 1;
  description.phaseQuantity.clear();
  description.phaseUnit.clear();
  description.phaseValues.clear();
  description.frameTimeMs = 0.0;
  description.slices.clear();
  description.issues.clear();
  description.sliceThicknessMm = 0.0;  // of an acquired slice, which these are not
  series.uid += "/resampled#" + std::to_string(source.volumeIndex()) + "." + std::to_string(source.phase());
  series.description = seriesLabel(source.series()).toStdString() + " (resampled)";
  series.objects.clear();
  series.objectFiles.clear();
  series.volumes = {std::move(description)};
  auto derived = std::make_shared<LoadedSeries>(source.study(), std::move(series), 0);
  derived->setDerived();
  derived->adopt(std::move(made.volume), made.automatic);
  return derived;
}

}  // namespace iso::app
