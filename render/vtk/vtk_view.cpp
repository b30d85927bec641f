// SPDX-License-Identifier: Apache-2.0
#include "render/vtk/vtk_view.h"

#include <vtkCommand.h>
#include <vtkFloatArray.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkShortArray.h>
#include <vtkUnsignedCharArray.h>
#include <vtkUnsignedShortArray.h>

#include <utility>

namespace iso {
namespace {

/// An observer lives as long as what it observes, and with it the volume.
class KeepAlive : public vtkCommand {
 public:
  static KeepAlive* New() { return new KeepAlive; }
  void Execute(vtkObject*, unsigned long, void*) override {}
  VolumePtr volume;
};

template <class Array, class Voxel>
vtkSmartPointer<vtkDataArray> wrap(const Volume& volume, int components) {
  auto array = vtkSmartPointer<Array>::New();
  array->SetNumberOfComponents(components);
  const auto& n = volume.size();
  const auto count = static_cast<vtkIdType>(n[0]) * n[1] * n[2] * components;
  // VTK has no read-only arrays; the last argument says that the memory is not VTK's to free.
  auto* memory = const_cast<std::byte*>(volume.data());
  array->SetArray(reinterpret_cast<Voxel*>(memory), count, 1);
  return array;
}

vtkSmartPointer<vtkDataArray> scalars(const Volume& volume) {
  switch (volume.type()) {
    case VoxelType::UInt8:
      return wrap<vtkUnsignedCharArray, unsigned char>(volume, 1);
    case VoxelType::Int16:
      return wrap<vtkShortArray, short>(volume, 1);
    case VoxelType::UInt16:
      return wrap<vtkUnsignedShortArray, unsigned short>(volume, 1);
    case VoxelType::Float32:
      return wrap<vtkFloatArray, float>(volume, 1);
    case VoxelType::Rgb8:
      return wrap<vtkUnsignedCharArray, unsigned char>(volume, 3);
  }
  return {};
}

}  // namespace

vtkSmartPointer<vtkImageData> vtkView(const VolumePtr& volume) {
  auto image = vtkSmartPointer<vtkImageData>::New();
  const auto& geometry = volume->geometry();
  const auto& size = geometry.size();
  image->SetDimensions(size[0], size[1], size[2]);
  const Vector3 spacing = geometry.spacing();
  image->SetSpacing(spacing.x(), spacing.y(), spacing.z());
  const Vector3& origin = geometry.origin().mm;
  image->SetOrigin(origin.x(), origin.y(), origin.z());
  const Matrix3 d = geometry.direction();
  image->SetDirectionMatrix(d(0, 0), d(0, 1), d(0, 2), d(1, 0), d(1, 1), d(1, 2), d(2, 0), d(2, 1), d(2, 2));
  const auto array = scalars(*volume);
  vtkNew<KeepAlive> keep;
  keep->volume = volume;
  array->AddObserver(vtkCommand::DeleteEvent, keep);
  image->GetPointData()->SetScalars(array);
  return image;
}

}  // namespace iso
