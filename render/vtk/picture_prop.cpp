// SPDX-License-Identifier: Apache-2.0
#include <vtk_glew.h>
// GLEW must come before everything that might include gl.h.
#include <vtkObjectFactory.h>
#include <vtkOpenGLQuadHelper.h>
#include <vtkOpenGLRenderWindow.h>
#include <vtkOpenGLShaderCache.h>
#include <vtkOpenGLState.h>
#include <vtkRenderer.h>
#include <vtkShaderProgram.h>

#include <utility>

#include "render/vtk/picture_prop.h"

namespace iso {
namespace {

// Rows arrive from the top, textures start at the bottom.
constexpr const char* kOpaque = R"(//VTK::System::Dec
//VTK::Output::Dec
in vec2 texCoord;
uniform sampler2D picture;
void main() { gl_FragData[0] = vec4(texture2D(picture, vec2(texCoord.x, 1.0 - texCoord.y)).rgb, 1.0); }
)";
constexpr const char* kBlend = R"(//VTK::System::Dec
//VTK::Output::Dec
in vec2 texCoord;
uniform sampler2D picture;
void main() { gl_FragData[0] = texture2D(picture, vec2(texCoord.x, 1.0 - texCoord.y)); }
)";

}  // namespace

/// One texture of 8-bit RGBA, re-made only when its size changes.
struct PictureProp::Texture {
  GLuint id = 0;
  int width = 0, height = 0;
  bool dirty = false;

  void upload(int w, int h, int rowPixels, GLenum format, GLenum type, const void* pixels) {
    if (id == 0) glGenTextures(1, &id);
    glBindTexture(GL_TEXTURE_2D, id);
    GLint alignment = 4, rowLength = 0;
    glGetIntegerv(GL_UNPACK_ALIGNMENT, &alignment);
    glGetIntegerv(GL_UNPACK_ROW_LENGTH, &rowLength);
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, rowPixels);
    if (w != width || h != height) {
      glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, w, h, 0, format, type, pixels);
      glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
      glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
      width = w;
      height = h;
    } else {
      glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, w, h, format, type, pixels);
    }
    glPixelStorei(GL_UNPACK_ALIGNMENT, alignment);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, rowLength);
    glBindTexture(GL_TEXTURE_2D, 0);
    dirty = false;
  }

  void release() {
    if (id != 0) glDeleteTextures(1, &id);
    id = 0;
    width = height = 0;
    dirty = true;  // what is shown is still known and goes up again with the next context
  }
};

vtkStandardNewMacro(PictureProp);

PictureProp::PictureProp() : frameTexture_(new Texture), overlayTexture_(new Texture) {}
PictureProp::~PictureProp() = default;

void PictureProp::setFrame(std::shared_ptr<const ColorFrame> frame, bool smooth) {
  frame_ = std::move(frame);
  smooth_ = smooth;
  frameTexture_->dirty = true;
  Modified();
}

void PictureProp::setOverlay(OverlayImage image) {
  overlay_ = std::move(image);
  overlayTexture_->dirty = true;
  Modified();
}

int PictureProp::RenderOpaqueGeometry(vtkViewport* viewport) {
  if (!frame_ || frame_->width <= 0 || frame_->height <= 0) return 0;
  auto* window = vtkOpenGLRenderWindow::SafeDownCast(static_cast<vtkRenderer*>(viewport)->GetVTKWindow());
  if (!window) return 0;
  window->GetState()->vtkglActiveTexture(GL_TEXTURE0);
  if (frameTexture_->dirty)
    frameTexture_->upload(frame_->width, frame_->height, 0, GL_RGBA, GL_UNSIGNED_BYTE, frame_->pixels.data());
  draw(window, *frameTexture_, false, smooth_);
  return 1;
}

int PictureProp::RenderOverlay(vtkViewport* viewport) {
  if (!overlay_.pixels || overlay_.width <= 0 || overlay_.height <= 0) return 0;
  auto* window = vtkOpenGLRenderWindow::SafeDownCast(static_cast<vtkRenderer*>(viewport)->GetVTKWindow());
  if (!window) return 0;
  window->GetState()->vtkglActiveTexture(GL_TEXTURE0);
  if (overlayTexture_->dirty)
    overlayTexture_->upload(overlay_.width, overlay_.height, overlay_.strideBytes / 4, GL_BGRA,
                            GL_UNSIGNED_INT_8_8_8_8_REV, overlay_.pixels.get());
  draw(window, *overlayTexture_, true, false);
  return 1;
}

void PictureProp::draw(vtkOpenGLRenderWindow* window, Texture& texture, bool blend, bool smooth) {
  auto& quad = blend ? blendQuad_ : opaqueQuad_;
  if (!quad) quad = std::make_unique<vtkOpenGLQuadHelper>(window, nullptr, blend ? kBlend : kOpaque, nullptr);
  if (!quad->Program || !quad->Program->GetCompiled()) return;
  auto* state = window->GetState();
  vtkOpenGLState::ScopedglEnableDisable depth(state, GL_DEPTH_TEST);
  vtkOpenGLState::ScopedglEnableDisable blending(state, GL_BLEND);
  vtkOpenGLState::ScopedglBlendFuncSeparate function(state);
  vtkOpenGLState::ScopedglDepthMask mask(state);
  state->vtkglDisable(GL_DEPTH_TEST);
  state->vtkglDepthMask(GL_FALSE);
  if (blend) {
    state->vtkglEnable(GL_BLEND);
    state->vtkglBlendFuncSeparate(GL_ONE, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  } else {
    state->vtkglDisable(GL_BLEND);
  }
  state->vtkglActiveTexture(GL_TEXTURE0);
  glBindTexture(GL_TEXTURE_2D, texture.id);
  // A sampler object that VTK left on the unit would override the filter.
  if (glBindSampler) glBindSampler(0, 0);
  const GLint filter = smooth ? GL_LINEAR : GL_NEAREST;
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
  window->GetShaderCache()->ReadyShaderProgram(quad->Program);
  quad->Program->SetUniformi("picture", 0);
  quad->Render();
  glBindTexture(GL_TEXTURE_2D, 0);
}

void PictureProp::ReleaseGraphicsResources(vtkWindow* window) {
  frameTexture_->release();
  overlayTexture_->release();
  for (auto* quad : {&opaqueQuad_, &blendQuad_}) {
    if (*quad) (*quad)->ReleaseGraphicsResources(window);
    quad->reset();
  }
  Superclass::ReleaseGraphicsResources(window);
}

}  // namespace iso
