// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "core/base/cancel.h"
#include "render/opencl/cl_device.h"

namespace iso {

/// What a picture is written to on the device and read back through, kept from picture to picture.
/// Graphics cards copy into page-locked memory at full speed; the host moves one strip on from there while
/// the card works on the next.
class PictureBuffers {
 public:
  explicit PictureBuffers(ClDevice& device) : device_(device) {}
  ~PictureBuffers();
  PictureBuffers(const PictureBuffers&) = delete;
  PictureBuffers& operator=(const PictureBuffers&) = delete;

  /// Where plane n (0 colours or values, 1 depths) goes; at least so many bytes.
  Result<cl_mem> plane(std::size_t n, std::size_t bytes);

  struct Target {
    std::size_t plane;
    void* host;  ///< width × height elements of 4 bytes
  };
  /// Runs a kernel (arguments set) over a picture in strips of rows and reads each back while the next is
  /// computed. Looks at `cancel` between strips.
  /// @param stripPixels rough number of pixels in a strip
  Result<void> run(cl_kernel kernel, int width, int height, std::size_t stripPixels,
                   const std::vector<Target>& targets, const CancelToken& cancel);

 private:
  struct Plane {
    ClBuffer device, pinned;
    std::byte* mapped = nullptr;
    std::size_t bytes = 0;
  };
  void release(Plane& plane);
  ClDevice& device_;
  Plane planes_[2];
};

}  // namespace iso
