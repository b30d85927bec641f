// SPDX-License-Identifier: Apache-2.0
#include "render/opencl/cl_device.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/sha256.h"
#include "render/opencl/kernel_sources.h"

namespace iso {
namespace {

template <class Query>
std::string text(const Query& query) {
  std::size_t bytes = 0;
  if (query(0, nullptr, &bytes) != CL_SUCCESS || bytes == 0) return {};
  std::string out(bytes, '\0');
  if (query(bytes, out.data(), nullptr) != CL_SUCCESS) return {};
  while (!out.empty() && (out.back() == '\0' || out.back() == ' ' || out.back() == '\n')) out.pop_back();
  return out;
}

template <class T>
T deviceValue(const ClApi& api, cl_device_id device, cl_device_info what) {
  T value{};
  if (api.GetDeviceInfo(device, what, sizeof(value), &value, nullptr) != CL_SUCCESS) return T{};
  return value;
}

std::string deviceText(const ClApi& api, cl_device_id device, cl_device_info what) {
  return text(
      [&](std::size_t n, void* p, std::size_t* size) { return api.GetDeviceInfo(device, what, n, p, size); });
}

std::string platformText(const ClApi& api, cl_platform_id platform, cl_platform_info what) {
  return text([&](std::size_t n, void* p, std::size_t* size) {
    return api.GetPlatformInfo(platform, what, n, p, size);
  });
}

// No fast-math: values are read as numbers.
constexpr const char* kLanguage = "-cl-std=CL1.2 -Werror ";

std::string optionsFor(VoxelType type) {
  const std::string common = kLanguage;
  switch (type) {
    case VoxelType::UInt8:
      return common + "-DVOXEL=uchar -DPIVOT=0";
    case VoxelType::Int16:
      return common + "-DVOXEL=short -DPIVOT=0";
    case VoxelType::UInt16:
      return common + "-DVOXEL=ushort -DPIVOT=32768";
    case VoxelType::Float32:
      return common + "-DVOXEL=float -DFLOATING -DPIVOT=0";
    case VoxelType::Rgb8:
      return common + "-DVOXEL=uchar -DRGB8 -DPIVOT=0";
  }
  return common;
}

}  // namespace

Result<std::vector<ClCandidate>> listClDevices(const ClApi& api) {
  cl_uint count = 0;
  const cl_int status = api.GetPlatformIDs(0, nullptr, &count);
  if (status != CL_SUCCESS || count == 0)
    return fail(ErrorCode::Device, "OpenCL is installed, but no driver for it.");
  std::vector<cl_platform_id> platforms(count);
  if (const cl_int s = api.GetPlatformIDs(count, platforms.data(), nullptr); s != CL_SUCCESS)
    return clFail("listing platforms", s);

  std::vector<ClCandidate> out;
  for (cl_platform_id platform : platforms) {
    cl_uint devices = 0;
    if (api.GetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, nullptr, &devices) != CL_SUCCESS || devices == 0)
      continue;
    std::vector<cl_device_id> ids(devices);
    if (api.GetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, devices, ids.data(), nullptr) != CL_SUCCESS) continue;
    for (cl_device_id id : ids) {
      if (!deviceValue<cl_bool>(api, id, CL_DEVICE_AVAILABLE) ||
          !deviceValue<cl_bool>(api, id, CL_DEVICE_COMPILER_AVAILABLE) ||
          !deviceValue<cl_bool>(api, id, CL_DEVICE_ENDIAN_LITTLE))
        continue;
      ClCandidate c;
      c.platform = platform;
      c.device = id;
      const auto type = deviceValue<cl_device_type>(api, id, CL_DEVICE_TYPE);
      c.gpu = (type & (CL_DEVICE_TYPE_GPU | CL_DEVICE_TYPE_ACCELERATOR)) != 0;
      c.sharesMemory = deviceValue<cl_bool>(api, id, CL_DEVICE_HOST_UNIFIED_MEMORY) != CL_FALSE;
      c.name = deviceText(api, id, CL_DEVICE_NAME);
      c.version = deviceText(api, id, CL_DEVICE_VERSION);
      c.driver = deviceText(api, id, CL_DRIVER_VERSION);
      c.platformName = platformText(api, platform, CL_PLATFORM_NAME);
      c.vendor = deviceText(api, id, CL_DEVICE_VENDOR);
      c.memoryBytes = static_cast<std::size_t>(deviceValue<cl_ulong>(api, id, CL_DEVICE_GLOBAL_MEM_SIZE));
      c.largestBuffer =
          static_cast<std::size_t>(deviceValue<cl_ulong>(api, id, CL_DEVICE_MAX_MEM_ALLOC_SIZE));
      out.push_back(std::move(c));
    }
  }
  if (out.empty()) return fail(ErrorCode::Device, "OpenCL is installed, but it has no device that works.");
  const auto rank = [](const ClCandidate& c) { return c.gpu ? (c.sharesMemory ? 1 : 0) : 2; };
  std::stable_sort(out.begin(), out.end(),
                   [&](const ClCandidate& a, const ClCandidate& b) { return rank(a) < rank(b); });
  return out;
}

Result<std::unique_ptr<ClDevice>> ClDevice::open(std::shared_ptr<const ClApi> api, ClCandidate candidate,
                                                 std::shared_ptr<LogSink> log,
                                                 std::filesystem::path cacheFolder, std::size_t memoryLimit) {
  std::unique_ptr<ClDevice> device(new ClDevice);
  device->api_ = std::move(api);
  device->log_ = std::move(log);
  device->about_ = std::move(candidate);
  device->cache_ = ProgramCache(std::move(cacheFolder));
  const ClApi& cl = *device->api_;
  const cl_device_id id = device->about_.device;
  if (memoryLimit > 0) {
    device->about_.memoryBytes = std::min(device->about_.memoryBytes, memoryLimit);
    device->about_.largestBuffer = std::min(device->about_.largestBuffer, memoryLimit);
  }

  cl_int status = CL_SUCCESS;
  const cl_context_properties properties[] = {
      CL_CONTEXT_PLATFORM, reinterpret_cast<cl_context_properties>(device->about_.platform), 0};
  device->context_ =
      ClContext(cl.CreateContext(properties, 1, &id, nullptr, nullptr, &status), cl.ReleaseContext);
  if (status != CL_SUCCESS) return clFail("opening " + device->about_.name, status);
  device->queue_ =
      ClQueue(cl.CreateCommandQueue(device->context_.get(), id, 0, &status), cl.ReleaseCommandQueue);
  if (status != CL_SUCCESS) return clFail("opening a queue on " + device->about_.name, status);
  // Most series are int16: a device that cannot build their kernels is not used at all.
  if (auto built = device->program(VoxelType::Int16); !built) return tl::make_unexpected(built.error());
  return device;
}

Result<void> ClDevice::compile(cl_program program, const std::string& options) const {
  const cl_int status = api_->BuildProgram(program, 1, &about_.device, options.c_str(), nullptr, nullptr);
  if (status == CL_SUCCESS) return {};
  const std::string said = text([&](std::size_t n, void* p, std::size_t* size) {
    return api_->GetProgramBuildInfo(program, about_.device, CL_PROGRAM_BUILD_LOG, n, p, size);
  });
  log_->write(LogLevel::Warning, fmt::format("OpenCL kernels for {} do not build: {}", about_.name, said));
  return clFail("building the kernels for " + about_.name, status);
}

Result<ClProgram> ClDevice::build(const std::string& source, const std::string& options) {
  Sha256 hash;
  for (const std::string* part : std::initializer_list<const std::string*>{
           &source, &options, &about_.platformName, &about_.name, &about_.version, &about_.driver})
    hash.add(std::to_string(part->size())).add("\n").add(*part);
  const std::string key = hash.hex();

  cl_int status = CL_SUCCESS;
  if (const auto saved = cache_.load(key)) {
    const unsigned char* data = saved->data();
    const std::size_t bytes = saved->size();
    cl_int valid = CL_SUCCESS;
    ClProgram program(
        api_->CreateProgramWithBinary(context_.get(), 1, &about_.device, &bytes, &data, &valid, &status),
        api_->ReleaseProgram);
    if (status == CL_SUCCESS && valid == CL_SUCCESS && compile(program.get(), options)) return program;
    log_->write(LogLevel::Debug, "A saved OpenCL program was refused and is built again.");
  }

  const char* begin = source.c_str();
  const std::size_t length = source.size();
  ClProgram program(api_->CreateProgramWithSource(context_.get(), 1, &begin, &length, &status),
                    api_->ReleaseProgram);
  if (status != CL_SUCCESS) return clFail("creating a program", status);
  if (auto built = compile(program.get(), options); !built) return tl::make_unexpected(built.error());

  std::size_t bytes = 0;
  if (api_->GetProgramInfo(program.get(), CL_PROGRAM_BINARY_SIZES, sizeof(bytes), &bytes, nullptr) ==
          CL_SUCCESS &&
      bytes > 0) {
    std::vector<unsigned char> binary(bytes);
    unsigned char* into = binary.data();
    if (api_->GetProgramInfo(program.get(), CL_PROGRAM_BINARIES, sizeof(into), &into, nullptr) == CL_SUCCESS)
      cache_.save(key, binary);
  }
  return program;
}

Result<cl_program> ClDevice::program(VoxelType type, bool masked) {
  if (const auto found = programs_.find({type, masked}); found != programs_.end()) return found->second.get();
  std::string source;
  for (const KernelSource& file : kernelSources())
    if (!isFusedOnly(file.name)) source.append(file.text);
  auto built = build(source, optionsFor(type) + (masked ? " -DMASKED" : ""));
  if (!built) return tl::make_unexpected(built.error());
  return programs_.emplace(std::pair(type, masked), std::move(*built)).first->second.get();
}

Result<cl_kernel> ClDevice::kernel(VoxelType type, const std::string& name, bool masked) {
  if (const auto found = kernels_.find({type, name, masked}); found != kernels_.end())
    return found->second.get();
  auto built = program(type, masked);
  if (!built) return tl::make_unexpected(built.error());
  cl_int status = CL_SUCCESS;
  ClKernel kernel(api_->CreateKernel(*built, name.c_str(), &status), api_->ReleaseKernel);
  if (status != CL_SUCCESS) return clFail("making kernel " + name, status);
  return kernels_.emplace(std::tuple(type, name, masked), std::move(kernel)).first->second.get();
}

Result<cl_kernel> ClDevice::fusedKernel(const std::vector<FusedProgramLayer>& layers) {
  std::string source = fusedProgram(layers);
  if (const auto found = fusedKernels_.find(source); found != fusedKernels_.end())
    return found->second.kernel.get();
  auto program = build(source, kLanguage);
  if (!program) return tl::make_unexpected(program.error());
  cl_int status = CL_SUCCESS;
  ClKernel kernel(api_->CreateKernel(program->get(), "fused", &status), api_->ReleaseKernel);
  if (status != CL_SUCCESS) return clFail("making kernel fused", status);
  const auto made = fusedKernels_.try_emplace(std::move(source));
  made.first->second = {std::move(*program), std::move(kernel)};
  return made.first->second.kernel.get();
}

Result<ClBuffer> ClDevice::buffer(cl_mem_flags flags, std::size_t bytes, const void* host) const {
  const auto what = fmt::format("reserving {:.1f} MB on {}", static_cast<double>(bytes) * 1e-6, about_.name);
  if (bytes > largestBuffer()) return clFailReserving(what, CL_INVALID_BUFFER_SIZE);
  cl_int status = CL_SUCCESS;
  // The interface takes void* for both directions; it is only read here (COPY/USE_HOST_PTR, read-only).
  ClBuffer out(api_->CreateBuffer(context_.get(), flags, bytes, const_cast<void*>(host), &status),
               api_->ReleaseMemObject);
  if (status != CL_SUCCESS) return clFailReserving(what, status);
  return out;
}

}  // namespace iso
