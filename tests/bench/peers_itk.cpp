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

ItkResample::ItkResample(const VolumePtr& volume) : parts_(std::make_unique<Parts>()) {
  auto& import = *parts_->import;
  const auto& n = volume->size();
  itk::ImportImageFilter<short, 3>::RegionType region;
  std::size_t count = 1;
  for (unsigned a = 0; a < 3; ++a) {
    region.SetSize(a, static_cast<itk::SizeValueType>(n[a]));
    count *= static_cast<std::size_t>(n[a]);
  }
  import.SetRegion(region);
  const Vector3 spacing = volume->geometry().spacing(), origin = volume->geometry().origin().mm;
  const double s[3] = {spacing[0], spacing[1], spacing[2]}, o[3] = {origin[0], origin[1], origin[2]};
  import.SetSpacing(s);
  import.SetOrigin(o);
  import.SetImportPointer(const_cast<short*>(reinterpret_cast<const short*>(volume->data())), count, false);
  parts_->resample->SetInput(import.GetOutput());
  parts_->resample->SetInterpolator(itk::LinearInterpolateImageFunction<Image, double>::New());
  parts_->resample->SetDefaultPixelValue(-1024);
}

ItkResample::~ItkResample() = default;

void ItkResample::render(const SliceView& view) {
  auto& r = *parts_->resample;
  Image::SizeType size;
  size[0] = static_cast<itk::SizeValueType>(view.width);
  size[1] = static_cast<itk::SizeValueType>(view.height);
  size[2] = 1;
  r.SetSize(size);
  const double spacing[3] = {view.pixelMm, view.pixelMm, 1.0};
  r.SetOutputSpacing(spacing);
  const Vector3 first = view.pixelToPatient(0, 0).mm, n = view.normal();
  const double origin[3] = {first[0], first[1], first[2]};
  r.SetOutputOrigin(origin);
  Image::DirectionType direction;
  for (unsigned a = 0; a < 3; ++a) {
    direction(a, 0) = view.right[static_cast<Eigen::Index>(a)];
    direction(a, 1) = view.down[static_cast<Eigen::Index>(a)];
    direction(a, 2) = n[static_cast<Eigen::Index>(a)];
  }
  r.SetOutputDirection(direction);
  r.Update();
}

}  // namespace iso::bench
