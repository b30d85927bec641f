// SPDX-License-Identifier: Apache-2.0
#pragma once

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace iso {

/// The functions of the OpenCL library, found when the program runs: a machine without OpenCL starts the
/// program like any other.
struct ClApi {
// clang-format off
#define ISOCENTER_CL_FUNCTIONS(F) \
  F(GetPlatformIDs) F(GetPlatformInfo) F(GetDeviceIDs) F(GetDeviceInfo) F(CreateContext) \
  F(ReleaseContext) F(CreateCommandQueue) F(ReleaseCommandQueue) F(CreateBuffer) F(ReleaseMemObject) \
  F(CreateProgramWithSource) F(CreateProgramWithBinary) F(BuildProgram) F(ReleaseProgram) \
  F(GetProgramInfo) F(GetProgramBuildInfo) F(CreateKernel) F(ReleaseKernel) F(SetKernelArg) \
  F(EnqueueNDRangeKernel) F(EnqueueReadBuffer) F(EnqueueWriteBuffer) F(EnqueueMapBuffer) \
  F(EnqueueUnmapMemObject) F(WaitForEvents) F(ReleaseEvent) F(Flush) F(Finish)
// clang-format on
// NOLINTNEXTLINE(bugprone-macro-parentheses): a name cannot stand in parentheses
#define ISOCENTER_CL_DECLARE(name) decltype(&::cl##name) name = nullptr;
  ISOCENTER_CL_FUNCTIONS(ISOCENTER_CL_DECLARE)
#undef ISOCENTER_CL_DECLARE

  /// @return Device if the system has no OpenCL library or it lacks a function
  static Result<std::shared_ptr<const ClApi>> load();

 private:
  std::shared_ptr<void> library_;
};

/// What a failed call says: "CL_OUT_OF_RESOURCES (-5)".
std::string clErrorName(cl_int status);

/// "OpenCL: <what> failed with <name of the status>.": OutOfMemory if the status says so, else Device.
tl::unexpected<Error> clFail(std::string_view what, cl_int status);

/// The same of a call that asks for memory: there CL_OUT_OF_RESOURCES means that there is none. Elsewhere
/// drivers answer it when a kernel crashed or the device has gone.
tl::unexpected<Error> clFailReserving(std::string_view what, cl_int status);

}  // namespace iso
