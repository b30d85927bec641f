// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/peers_vtk.h"

#include <vtkCamera.h>
#include <vtkColorTransferFunction.h>
#include <vtkFixedPointVolumeRayCastMapper.h>
#include <vtkImageData.h>
#include <vtkImageReslice.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>
#include <vtkOpenGLGPUVolumeRayCastMapper.h>
#include <vtkPiecewiseFunction.h>
#include <vtkPointData.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkShortArray.h>
#include <vtkSmartPointer.h>
#include <vtkVolume.h>
#include <vtkVolumeMapper.h>
#include <vtkVolumeProperty.h>

#include <cmath>

// After VTK: X11 defines words like None.
#include <X11/Xlib.h>

namespace iso::bench {
namespace {

// The benchmark's grid is axis-aligned, so spacing and origin say everything.
vtkSmartPointer<vtkImageData> imageOf(const Volume& volume) {
  auto image = vtkSmartPointer<vtkImageData>::New();
  const auto& n = volume.size();
  image->SetDimensions(n[0], n[1], n[2]);
  const Vector3 spacing = volume.geometry().spacing(), origin = volume.geometry().origin().mm;
  image->SetSpacing(spacing[0], spacing[1], spacing[2]);
  image->SetOrigin(origin[0], origin[1], origin[2]);
  vtkNew<vtkShortArray> scalars;
  auto* voxels = const_cast<short*>(reinterpret_cast<const short*>(volume.data()));
  scalars->SetArray(voxels, static_cast<vtkIdType>(n[0]) * n[1] * n[2], 1);
  image->GetPointData()->SetScalars(scalars);
  return image;
}

}  // namespace

struct VtkReslice::Parts {
  vtkSmartPointer<vtkImageData> image;
  vtkNew<vtkImageReslice> reslice;
};

VtkReslice::VtkReslice(const VolumePtr& volume, const SliceView& view) : parts_(std::make_unique<Parts>()) {
  parts_->image = imageOf(*volume);
  parts_->reslice->SetInputData(parts_->image);
  if (!view.slab.isPlane()) {
    const auto samples = slabSamples(view.slab, volume->geometry());
    parts_->reslice->SetSlabModeToMax();
    parts_->reslice->SetSlabNumberOfSlices(samples ? samples->count : 1);
    // Of the output's spacing along the normal, which is 1 mm.
    parts_->reslice->SetSlabSliceSpacingFraction(samples ? samples->stepMm : 1.0);
  }
  if (view.slab.isPlane() && view.interpolation == Interpolation::Cubic)
    parts_->reslice->SetInterpolationModeToCubic();
  else
    parts_->reslice->SetInterpolationModeToLinear();
  parts_->reslice->SetOutputDimensionality(2);
  parts_->reslice->SetBackgroundLevel(-1024);
}

VtkReslice::~VtkReslice() = default;

void VtkReslice::render(const SliceView& view) {
  auto& r = *parts_->reslice;
  const Vector3 n = view.normal(), first = view.pixelToPatient(0, 0).mm;
  r.SetResliceAxesDirectionCosines(view.right[0], view.right[1], view.right[2], view.down[0], view.down[1],
                                   view.down[2], n[0], n[1], n[2]);
  r.SetResliceAxesOrigin(first[0], first[1], first[2]);
  r.SetOutputSpacing(view.pixelMm, view.pixelMm, 1.0);
  r.SetOutputOrigin(0, 0, 0);
  r.SetOutputExtent(0, view.width - 1, 0, view.height - 1, 0, 0);
  r.Update();
}

struct VtkRayCast::Parts {
  vtkSmartPointer<vtkImageData> image;
  vtkNew<vtkRenderWindow> window;
  vtkNew<vtkRenderer> renderer;
  vtkSmartPointer<vtkVolumeMapper> mapper;
  vtkNew<vtkVolumeProperty> property;
  vtkNew<vtkVolume> volume;
};

bool VtkRayCast::displayAvailable() {
  Display* display = XOpenDisplay(nullptr);
  if (!display) return false;
  XCloseDisplay(display);
  return true;
}

VtkRayCast::VtkRayCast(VtkMapper kind, const VolumePtr& volume, const VolumeView& view)
    : parts_(std::make_unique<Parts>()) {
  Parts& p = *parts_;
  p.image = imageOf(*volume);
  // The same settings, of two classes that share no interface for them.
  const auto set = [&](auto& mapper) {
    mapper.SetAutoAdjustSampleDistances(0);
    mapper.SetSampleDistance(static_cast<float>(view.stepMm));
    mapper.SetImageSampleDistance(1.0f);
  };
  if (kind == VtkMapper::FixedPoint) {
    vtkNew<vtkFixedPointVolumeRayCastMapper> mapper;
    set(*mapper);
    mapper->SetIntermixIntersectingGeometry(0);
    p.mapper = mapper;
  } else {
    vtkNew<vtkOpenGLGPUVolumeRayCastMapper> mapper;
    set(*mapper);
    mapper->SetUseJittering(0);
    p.mapper = mapper;
  }
  p.mapper->SetInputDataObject(p.image);
  vtkNew<vtkPiecewiseFunction> opacity;
  vtkNew<vtkColorTransferFunction> color;
  for (const auto& point : view.preset.transfer.points) {
    opacity->AddPoint(point.value, point.opacity);
    color->AddRGBPoint(point.value, point.color[0], point.color[1], point.color[2]);
  }
  p.property->SetScalarOpacity(opacity);
  p.property->SetColor(color);
  p.property->SetScalarOpacityUnitDistance(1.0);
  p.property->SetInterpolationTypeToLinear();
  const Shading& shading = view.preset.shading;
  if (view.preset.mode == VolumeMode::MaximumIntensity) {
    p.mapper->SetBlendModeToMaximumIntensity();
  } else {
    p.property->ShadeOn();
    p.property->SetAmbient(shading.ambient);
    p.property->SetDiffuse(shading.diffuse);
    p.property->SetSpecular(shading.specular);
    p.property->SetSpecularPower(shading.specularPower);
  }
  p.volume->SetMapper(p.mapper);
  p.volume->SetProperty(p.property);
  p.renderer->AddVolume(p.volume);
  p.window->SetOffScreenRendering(1);
  p.window->SetSize(view.width, view.height);
  p.window->AddRenderer(p.renderer);
}

VtkRayCast::~VtkRayCast() = default;

void VtkRayCast::render(const VolumeView& view) {
  Parts& p = *parts_;
  vtkCamera* camera = p.renderer->GetActiveCamera();
  const Vector3 focal = view.camera.focalPoint.mm, eye = focal - 1000.0 * view.camera.forward;
  camera->ParallelProjectionOn();
  camera->SetFocalPoint(focal[0], focal[1], focal[2]);
  camera->SetPosition(eye[0], eye[1], eye[2]);
  camera->SetViewUp(view.camera.up[0], view.camera.up[1], view.camera.up[2]);
  camera->SetParallelScale(view.camera.halfHeightMm);
  p.renderer->ResetCameraClippingRange();
  p.window->Render();
  p.window->WaitForCompletion();
}

}  // namespace iso::bench
