// SPDX-License-Identifier: Apache-2.0
#include "core/process/itk_view.h"

#include <itkImportImageContainer.h>

#include <type_traits>

namespace iso {
namespace {

template <class Pixel>
constexpr VoxelType voxelTypeOf() {
  if constexpr (std::is_same_v<Pixel, std::uint8_t>) return VoxelType::UInt8;
  if constexpr (std::is_same_v<Pixel, std::int16_t>) return VoxelType::Int16;
  if constexpr (std::is_same_v<Pixel, std::uint16_t>) return VoxelType::UInt16;
  if constexpr (std::is_same_v<Pixel, float>) return VoxelType::Float32;
  if constexpr (std::is_same_v<Pixel, itk::RGBPixel<std::uint8_t>>) return VoxelType::Rgb8;
}

/// ITK's pixel container over memory of a volume that it holds on to.
template <class Pixel>
class VolumeContainer : public itk::ImportImageContainer<itk::SizeValueType, Pixel> {
 public:
  using Self = VolumeContainer;
  using Superclass = itk::ImportImageContainer<itk::SizeValueType, Pixel>;
  using Pointer = itk::SmartPointer<Self>;
  itkFactorylessNewMacro(Self);

  void hold(VolumePtr volume, itk::SizeValueType count) {
    volume_ = std::move(volume);
    // ITK has no container of const pixels; the image is only given out as const.
    auto* pixels = const_cast<std::byte*>(volume_->data());
    this->SetImportPointer(reinterpret_cast<Pixel*>(pixels), count, false);
  }

 private:
  VolumePtr volume_;
};

}  // namespace

template <class Pixel>
Result<typename ItkImage<Pixel>::ConstPointer> itkView(const VolumePtr& volume) {
  const VolumeGeometry& g = volume->geometry();
  if (volume->type() != voxelTypeOf<Pixel>())
    return fail(ErrorCode::InvalidArgument, "The volume's voxels are of another type than asked for.");
  if (g.isUneven())
    return fail(ErrorCode::Unsupported,
                "The slices are unevenly spaced; the volume has to be resampled before it can be processed.");
  if (g.isSheared())
    return fail(ErrorCode::Unsupported,
                "The slices are tilted against the stack; the volume has to be resampled before it can be "
                "processed.");
  try {
    using Image = ItkImage<Pixel>;
    typename Image::SizeType size;
    typename Image::SpacingType spacing;
    typename Image::PointType origin;
    typename Image::DirectionType direction;
    const Vector3 steps = g.spacing();
    const Matrix3 axes = g.direction();
    for (unsigned a = 0; a < 3; ++a) {
      size[a] = static_cast<itk::SizeValueType>(g.size()[a]);
      spacing[a] = steps[a];
      origin[a] = g.origin().mm[a];
      for (unsigned r = 0; r < 3; ++r) direction[r][a] = axes(r, a);
    }
    auto container = VolumeContainer<Pixel>::New();
    container->hold(volume, size[0] * size[1] * size[2]);
    auto image = Image::New();
    image->SetRegions(size);
    image->SetSpacing(spacing);
    image->SetOrigin(origin);
    image->SetDirection(direction);
    image->SetPixelContainer(container);
    return typename Image::ConstPointer(image.GetPointer());
  } catch (const std::exception& e) {
    return fail(ErrorCode::Unsupported, std::string("The volume cannot be processed: ") + e.what());
  }
}

template Result<ItkImage<std::uint8_t>::ConstPointer> itkView<std::uint8_t>(const VolumePtr&);
template Result<ItkImage<std::int16_t>::ConstPointer> itkView<std::int16_t>(const VolumePtr&);
template Result<ItkImage<std::uint16_t>::ConstPointer> itkView<std::uint16_t>(const VolumePtr&);
template Result<ItkImage<float>::ConstPointer> itkView<float>(const VolumePtr&);
template Result<ItkImage<itk::RGBPixel<std::uint8_t>>::ConstPointer> itkView<itk::RGBPixel<std::uint8_t>>(
    const VolumePtr&);

}  // namespace iso
