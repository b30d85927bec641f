// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "render/scene/frame.h"
#include "render/vtk/overlay_image.h"

namespace iso {

/// A rectangle in device pixels, from the window's upper left corner.
struct PixelRect {
  int x = 0, y = 0, width = 0, height = 0;
  bool empty() const { return width <= 0 || height <= 0; }
  friend bool operator==(const PixelRect&, const PixelRect&) = default;
};

/// A VTK render window inside somebody else's OpenGL surface, with one renderer for each view. All calls
/// on the thread of the surface; those marked (GL) with its context current.
class ViewWindow {
 public:
  struct Host {
    std::function<void()> makeCurrent;  ///< makes the surface's context current, binding no framebuffer
    std::function<bool()> isCurrent;
  };
  explicit ViewWindow(Host host);
  ~ViewWindow();
  ViewWindow(const ViewWindow&) = delete;
  ViewWindow& operator=(const ViewWindow&) = delete;

  /// (GL) Takes over the context. False if it is not OpenGL 3.2 or better.
  bool initialize();
  /// (GL) Frees everything held in the context; initialize() may follow with another one.
  void release();

  void setSize(int width, int height);
  void setBackground(double red, double green, double blue);  ///< between the views

  int addView();
  void setRect(int view, const PixelRect& rect);                                  ///< empty = hidden
  void setFrame(int view, std::shared_ptr<const ColorFrame> frame, bool smooth);  ///< null = black
  void setOverlay(int view, OverlayImage image);
  void setViewBackground(int view, double red, double green, double blue);

  /// (GL) Draws all views and copies them into a framebuffer of the context.
  void render(unsigned framebuffer);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace iso
