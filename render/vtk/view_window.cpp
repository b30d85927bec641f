// SPDX-License-Identifier: Apache-2.0
#include <vtk_glew.h>
// GLEW must come before everything that might include gl.h.
#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>
#include <vtkObjectFactory.h>
#include <vtkOpenGLState.h>
#include <vtkRenderer.h>
#include <vtkRendererCollection.h>

#include <utility>
#include <vector>

#include "render/vtk/picture_prop.h"
#include "render/vtk/view_window.h"

namespace iso {
namespace {

/// GLEW as the distribution builds it is for GLX: on an EGL context it loads every entry point and only
/// then reports that there is no GLX display, which is no failure here.
class HostedRenderWindow : public vtkGenericOpenGLRenderWindow {
 public:
  static HostedRenderWindow* New();
  vtkTypeMacro(HostedRenderWindow, vtkGenericOpenGLRenderWindow)

      void OpenGLInitContext() override {
    constexpr GLenum kNoGlxDisplay = 4;
    ContextCreationTime.Modified();
    if (Initialized) return;
    const GLenum status = glewInit();
    GlewInitValid = status == GLEW_OK || status == kNoGlxDisplay;
    if (!GlewInitValid || !GLEW_VERSION_3_2) return;
    Initialized = true;
    MaximumHardwareLineWidth = 1.0f;
    GetState()->Initialize(this);
  }
  bool ready() const { return Initialized; }

 protected:
  HostedRenderWindow() = default;
};
vtkStandardNewMacro(HostedRenderWindow);

}  // namespace

class ViewWindow::Impl {
 public:
  struct View {
    vtkNew<vtkRenderer> renderer;
    vtkNew<PictureProp> picture;
    PixelRect rect;
  };

  explicit Impl(Host h) : host(std::move(h)) {
    window->SetMultiSamples(0);
    window->SetFrameBlitModeToNoBlit();  // we copy into the host's framebuffer ourselves
    window->SetReadyForRendering(false);
    window->SetOwnContext(0);
    window->AddObserver(vtkCommand::WindowMakeCurrentEvent, this, &Impl::onMakeCurrent);
    window->AddObserver(vtkCommand::WindowIsCurrentEvent, this, &Impl::onIsCurrent);
    window->AddRenderer(back);
    back->InteractiveOff();
  }
  ~Impl() { window->RemoveAllObservers(); }

  void onMakeCurrent(vtkObject*, unsigned long, void*) { host.makeCurrent(); }
  void onIsCurrent(vtkObject*, unsigned long, void* answer) {
    *static_cast<bool*>(answer) = host.isCurrent();
  }

  void place(View& view) {
    const bool shown = !view.rect.empty() && width > 0 && height > 0;
    view.renderer->SetDraw(shown);
    view.picture->SetVisibility(shown);
    if (!shown) return;
    // VTK turns these back into pixels by rounding; whole pixels survive that.
    const double w = width, h = height;
    view.renderer->SetViewport(view.rect.x / w, (height - view.rect.y - view.rect.height) / h,
                               (view.rect.x + view.rect.width) / w, (height - view.rect.y) / h);
  }

  Host host;
  vtkNew<HostedRenderWindow> window;
  vtkNew<vtkRenderer> back;
  std::vector<std::unique_ptr<View>> views;
  int width = 0, height = 0;
};

ViewWindow::ViewWindow(Host host) : impl_(std::make_unique<Impl>(std::move(host))) {}
ViewWindow::~ViewWindow() = default;

bool ViewWindow::initialize() {
  auto& w = *impl_->window;
  w.SetForceMaximumHardwareLineWidth(1);
  w.SetReadyForRendering(true);
  w.OpenGLInitContext();
  return w.ready();
}

void ViewWindow::release() {
  impl_->window->SetReadyForRendering(true);
  impl_->window->Finalize();
  impl_->window->SetReadyForRendering(false);
}

void ViewWindow::setSize(int width, int height) {
  impl_->width = width;
  impl_->height = height;
  impl_->window->SetSize(width, height);
  for (auto& view : impl_->views) impl_->place(*view);
}

void ViewWindow::setBackground(double r, double g, double b) {
  impl_->back->SetBackground(r, g, b);
}

int ViewWindow::addView() {
  auto view = std::make_unique<Impl::View>();
  view->renderer->SetBackground(0.0, 0.0, 0.0);
  view->renderer->AddViewProp(view->picture);
  impl_->window->AddRenderer(view->renderer);
  impl_->place(*view);
  impl_->views.push_back(std::move(view));
  return static_cast<int>(impl_->views.size()) - 1;
}

void ViewWindow::setRect(int view, const PixelRect& rect) {
  auto& v = *impl_->views.at(static_cast<std::size_t>(view));
  v.rect = rect;
  impl_->place(v);
}

void ViewWindow::setFrame(int view, std::shared_ptr<const ColorFrame> frame, bool smooth) {
  impl_->views.at(static_cast<std::size_t>(view))->picture->setFrame(std::move(frame), smooth);
}

void ViewWindow::setOverlay(int view, OverlayImage image) {
  impl_->views.at(static_cast<std::size_t>(view))->picture->setOverlay(std::move(image));
}

void ViewWindow::setViewBackground(int view, double r, double g, double b) {
  impl_->views.at(static_cast<std::size_t>(view))->renderer->SetBackground(r, g, b);
}

void ViewWindow::render(unsigned framebuffer) {
  if (!impl_->window->ready() || impl_->width <= 0 || impl_->height <= 0) return;
  auto* state = impl_->window->GetState();
  // The host has used the context behind VTK's back: forget what VTK remembers of its state.
  state->Reset();
  state->Push();
  state->vtkglDepthFunc(GL_LEQUAL);
  state->ResetGLBlendFuncState();
  impl_->window->Render();
  impl_->host.makeCurrent();
  glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
  const GLenum buffer = framebuffer == 0 ? GL_BACK : GL_COLOR_ATTACHMENT0;
  glDrawBuffers(1, &buffer);
  glDisable(GL_SCISSOR_TEST);
  const int w = impl_->width, h = impl_->height;
  impl_->window->BlitDisplayFramebuffer(0, 0, 0, w, h, 0, 0, w, h, GL_COLOR_BUFFER_BIT, GL_NEAREST);
  state->Pop();
}

}  // namespace iso
