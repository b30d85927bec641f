// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/peers_itk.h"

#include <itkImportImageFilter.h>
#include <itkLinearInterpolateImageFunction.h>
#include <itkResampleImageFilter.h>

namespace iso::bench {

using Image = itk::Image<short, 3>;

struct ItkResample::Parts {
  itk::ImportImageFilter<short, 3>::Pointer import = itk::ImportImageFilter<short, 3>::New();
  itk::ResampleImageFilter<Image, Image>::Pointer resample = itk::ResampleImageFilter<Image, Image>::New();
};

ItkResample::ItkResample(const FlatVolume& volume) : parts_(std::make_unique<Parts>()) {
  auto& import = *parts_->import;
  itk::ImportImageFilter<short, 3>::RegionType region;
  itk::SizeValueType count = 1;
  for (unsigned a = 0; a < 3; ++a) {
    region.SetSize(a, static_cast<itk::SizeValueType>(volume.size[a]));
    count *= region.GetSize(a);
  }
  import.SetRegion(region);
  import.SetSpacing(volume.spacing);
  import.SetOrigin(volume.origin);
  import.SetImportPointer(const_cast<short*>(volume.voxels), count, false);
  parts_->resample->SetInput(import.GetOutput());
  parts_->resample->SetInterpolator(itk::LinearInterpolateImageFunction<Image, double>::New());
  parts_->resample->SetDefaultPixelValue(-1024);
}

ItkResample::~ItkResample() = default;

void ItkResample::render(const FlatSlice& slice) {
  auto& r = *parts_->resample;
  Image::SizeType size;
  size[0] = static_cast<itk::SizeValueType>(slice.width);
  size[1] = static_cast<itk::SizeValueType>(slice.height);
  size[2] = 1;
  r.SetSize(size);
  const double spacing[3] = {slice.pixelMm, slice.pixelMm, 1.0};
  r.SetOutputSpacing(spacing);
  r.SetOutputOrigin(slice.first);
  Image::DirectionType direction;
  for (unsigned a = 0; a < 3; ++a) {
    direction(a, 0) = slice.right[a];
    direction(a, 1) = slice.down[a];
    direction(a, 2) = slice.normal[a];
  }
  r.SetOutputDirection(direction);
  r.Update();
}

}  // namespace iso::bench
