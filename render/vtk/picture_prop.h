// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkProp.h>

#include <memory>

#include "render/scene/frame.h"
#include "render/vtk/overlay_image.h"

class vtkOpenGLQuadHelper;
class vtkOpenGLRenderWindow;

namespace iso {

/// Shows a finished picture in its renderer's viewport: one picture pixel on one screen pixel where both
/// have the same size, unfiltered and without blending, else stretched (smoothly if asked). The overlay
/// image is blended over it afterwards. Textures are updated in place and only when something was set.
class PictureProp : public vtkProp {
 public:
  static PictureProp* New();
  vtkTypeMacro(PictureProp, vtkProp)

      PictureProp(const PictureProp&) = delete;
  void operator=(const PictureProp&) = delete;

  void setFrame(std::shared_ptr<const ColorFrame> frame, bool smooth);
  void setOverlay(OverlayImage image);

  int RenderOpaqueGeometry(vtkViewport* viewport) override;
  int RenderOverlay(vtkViewport* viewport) override;
  vtkTypeBool HasTranslucentPolygonalGeometry() override { return 0; }
  void ReleaseGraphicsResources(vtkWindow* window) override;

 protected:
  PictureProp();
  ~PictureProp() override;

 private:
  struct Texture;
  void draw(vtkOpenGLRenderWindow* window, Texture& texture, bool blend, bool smooth);

  std::shared_ptr<const ColorFrame> frame_;
  OverlayImage overlay_;
  bool smooth_ = false;
  std::unique_ptr<Texture> frameTexture_, overlayTexture_;
  std::unique_ptr<vtkOpenGLQuadHelper> opaqueQuad_, blendQuad_;
};

}  // namespace iso
