// SPDX-License-Identifier: Apache-2.0
#include "render/opencl/cl_api.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

#include <array>

namespace iso {
namespace {

#ifdef _WIN32
std::shared_ptr<void> openLibrary() {
  return {static_cast<void*>(LoadLibraryA("OpenCL.dll")), [](void* p) {
            if (p) FreeLibrary(static_cast<HMODULE>(p));
          }};
}
void* find(void* library, const char* name) {
  return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(library), name));
}
#else
std::shared_ptr<void> openLibrary() {
#ifdef __APPLE__
  constexpr std::array kNames{"/System/Library/Frameworks/OpenCL.framework/OpenCL"};
#else
  constexpr std::array kNames{"libOpenCL.so.1", "libOpenCL.so"};
#endif
  for (const char* name : kNames)
    // Never closed: drivers start threads and register exit handlers of their own.
    if (void* p = ::dlopen(name, RTLD_NOW | RTLD_LOCAL)) return {p, [](void*) {}};
  return nullptr;
}
void* find(void* library, const char* name) {
  return ::dlsym(library, name);
}
#endif

}  // namespace

Result<std::shared_ptr<const ClApi>> ClApi::load() {
  auto api = std::make_shared<ClApi>();
  api->library_ = openLibrary();
  if (!api->library_) return fail(ErrorCode::Device, "This system has no OpenCL library.");
#define ISOCENTER_CL_FIND(name)                                                             \
  api->name = reinterpret_cast<decltype(api->name)>(find(api->library_.get(), "cl" #name)); \
  if (!api->name) return fail(ErrorCode::Device, "The OpenCL library lacks cl" #name ".");
  ISOCENTER_CL_FUNCTIONS(ISOCENTER_CL_FIND)
#undef ISOCENTER_CL_FIND
  return std::shared_ptr<const ClApi>(std::move(api));
}

std::string clErrorName(cl_int status) {
  struct Named {
    cl_int status;
    const char* name;
  };
  static constexpr std::array kNames{
      Named{CL_DEVICE_NOT_FOUND, "CL_DEVICE_NOT_FOUND"},
      Named{CL_DEVICE_NOT_AVAILABLE, "CL_DEVICE_NOT_AVAILABLE"},
      Named{CL_COMPILER_NOT_AVAILABLE, "CL_COMPILER_NOT_AVAILABLE"},
      Named{CL_MEM_OBJECT_ALLOCATION_FAILURE, "CL_MEM_OBJECT_ALLOCATION_FAILURE"},
      Named{CL_OUT_OF_RESOURCES, "CL_OUT_OF_RESOURCES"},
      Named{CL_OUT_OF_HOST_MEMORY, "CL_OUT_OF_HOST_MEMORY"},
      Named{CL_BUILD_PROGRAM_FAILURE, "CL_BUILD_PROGRAM_FAILURE"},
      Named{CL_INVALID_VALUE, "CL_INVALID_VALUE"},
      Named{CL_INVALID_BINARY, "CL_INVALID_BINARY"},
      Named{CL_INVALID_BUFFER_SIZE, "CL_INVALID_BUFFER_SIZE"},
      Named{CL_INVALID_KERNEL_ARGS, "CL_INVALID_KERNEL_ARGS"},
      Named{CL_INVALID_WORK_GROUP_SIZE, "CL_INVALID_WORK_GROUP_SIZE"},
      Named{-1001, "CL_PLATFORM_NOT_FOUND_KHR"}};
  for (const auto& n : kNames)
    if (n.status == status) return std::string(n.name) + " (" + std::to_string(status) + ")";
  return "status " + std::to_string(status);
}

namespace {

tl::unexpected<Error> failure(ErrorCode code, std::string_view what, cl_int status) {
  return fail(code,
              std::string("OpenCL: ") + std::string(what) + " failed with " + clErrorName(status) + ".");
}

bool saysOutOfMemory(cl_int status) {
  return status == CL_MEM_OBJECT_ALLOCATION_FAILURE || status == CL_OUT_OF_HOST_MEMORY ||
         status == CL_INVALID_BUFFER_SIZE;
}

}  // namespace

tl::unexpected<Error> clFail(std::string_view what, cl_int status) {
  return failure(saysOutOfMemory(status) ? ErrorCode::OutOfMemory : ErrorCode::Device, what, status);
}

tl::unexpected<Error> clFailReserving(std::string_view what, cl_int status) {
  const bool memory = saysOutOfMemory(status) || status == CL_OUT_OF_RESOURCES;
  return failure(memory ? ErrorCode::OutOfMemory : ErrorCode::Device, what, status);
}

}  // namespace iso
