// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "render/opencl/cl_api.h"

namespace iso {

/// Sole owner of one OpenCL object; releases it through the function it was given.
template <class T>
class ClHandle {
 public:
  using Release = cl_int(CL_API_CALL*)(T);

  ClHandle() = default;
  ClHandle(T object, Release release) : object_(object), release_(release) {}
  ClHandle(ClHandle&& other) noexcept
      : object_(std::exchange(other.object_, nullptr)), release_(other.release_) {}
  ClHandle& operator=(ClHandle&& other) noexcept {
    std::swap(object_, other.object_);
    std::swap(release_, other.release_);
    return *this;
  }
  ClHandle(const ClHandle&) = delete;
  ClHandle& operator=(const ClHandle&) = delete;
  ~ClHandle() {
    if (object_) release_(object_);
  }

  T get() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  T object_ = nullptr;
  Release release_ = nullptr;
};

using ClContext = ClHandle<cl_context>;
using ClQueue = ClHandle<cl_command_queue>;
using ClBuffer = ClHandle<cl_mem>;
using ClProgram = ClHandle<cl_program>;
using ClKernel = ClHandle<cl_kernel>;
using ClEvent = ClHandle<cl_event>;

}  // namespace iso
