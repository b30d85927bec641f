// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/log.h"
#include "core/volume/voxel_type.h"
#include "render/opencl/cl_handle.h"
#include "render/opencl/fused_program.h"
#include "render/opencl/program_cache.h"

namespace iso {

/// A device that could be used, and what is known of it before it is opened.
struct ClCandidate {
  cl_platform_id platform = nullptr;
  cl_device_id device = nullptr;
  bool gpu = false;
  bool sharesMemory = false;  ///< with the processor
  std::string name, platformName, vendor, version, driver;
  std::size_t memoryBytes = 0, largestBuffer = 0;
};

/// Every usable device, GPUs with memory of their own first, processors last.
/// @return Device if OpenCL has no platform or no device
Result<std::vector<ClCandidate>> listClDevices(const ClApi& api);

/// One opened device: context, queue (in order) and the compiled kernels of each voxel type.
class ClDevice {
 public:
  /// @param memoryLimit bytes; the device behaves as if it had no more. 0 = what it has
  static Result<std::unique_ptr<ClDevice>> open(std::shared_ptr<const ClApi> api, ClCandidate candidate,
                                                std::shared_ptr<LogSink> log,
                                                std::filesystem::path cacheFolder,
                                                std::size_t memoryLimit = 0);

  const ClApi& api() const { return *api_; }
  cl_context context() const { return context_.get(); }
  cl_command_queue queue() const { return queue_.get(); }
  const ClCandidate& about() const { return about_; }
  std::size_t memoryBytes() const { return about_.memoryBytes; }
  std::size_t largestBuffer() const { return about_.largestBuffer; }
  bool isProcessor() const { return !about_.gpu; }

  /// A kernel of the program for a voxel type; builds the program the first time.
  /// @param masked of the program for volumes some of whose voxels are hidden
  Result<cl_kernel> kernel(VoxelType type, const std::string& name, bool masked = false);
  /// The kernel of fused pictures for such layers; builds its program the first time.
  Result<cl_kernel> fusedKernel(const std::vector<FusedProgramLayer>& layers);

  /// Buffer; `host` non-null = its contents. @return OutOfMemory if the device has no room for it
  Result<ClBuffer> buffer(cl_mem_flags flags, std::size_t bytes, const void* host = nullptr) const;
  template <class T>
  Result<ClBuffer> table(const std::vector<T>& values) const {
    return buffer(CL_MEM_READ_ONLY | CL_MEM_COPY_HOST_PTR, values.size() * sizeof(T), values.data());
  }

 private:
  ClDevice() : cache_({}) {}
  Result<cl_program> program(VoxelType type, bool masked = false);
  Result<ClProgram> build(const std::string& source, const std::string& options);
  Result<void> compile(cl_program program, const std::string& options) const;

  std::shared_ptr<const ClApi> api_;
  std::shared_ptr<LogSink> log_;
  ClCandidate about_;
  ProgramCache cache_;
  ClContext context_;
  ClQueue queue_;
  std::map<std::pair<VoxelType, bool>, ClProgram> programs_;
  std::map<std::tuple<VoxelType, std::string, bool>, ClKernel> kernels_;
  struct FusedKernel {
    ClProgram program;
    ClKernel kernel;
  };
  std::map<std::string, FusedKernel> fusedKernels_;  ///< by their source
};

/// Sets a kernel's arguments 0, 1, …: buffers and plain values.
template <class... Args>
Result<void> setArguments(const ClApi& api, cl_kernel kernel, const Args&... args) {
  cl_uint index = 0;
  cl_int status = CL_SUCCESS;
  const auto set = [&](const auto& value) {
    // NOLINTNEXTLINE(bugprone-sizeof-expression): a cl_mem is passed as the pointer that it is
    if (status == CL_SUCCESS) status = api.SetKernelArg(kernel, index++, sizeof(value), &value);
  };
  (set(args), ...);
  if (status != CL_SUCCESS) return clFail("setting argument " + std::to_string(index - 1), status);
  return {};
}

}  // namespace iso
