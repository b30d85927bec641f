// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>

#include "core/dicom/reader/sandbox.h"
#include "core/volume/voxel_buffer.h"

#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace {

/// What a child that has given everything up says of `attempt`.
bool succeeds(const std::function<bool()>& attempt, std::size_t memory = 0) {
  const pid_t child = ::fork();
  if (child == 0) {
    iso::enterSandbox(memory);
    ::_exit(attempt() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("a reader may read what is open, and nothing else", "[reader]") {
  const int file = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  REQUIRE(file >= 0);
  CHECK(succeeds([&] {
    char byte = 0;
    return ::pread(file, &byte, 1, 0) == 1;
  }));
  CHECK(succeeds([] {
    return ::mmap(nullptr, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
  }));
  // It writes into the memory it is given, whose size is sealed, and into nothing else that it is given.
  const auto memory = *iso::VoxelBuffer::allocateShared(4096);
  CHECK(succeeds(
      [&] { return ::pwrite(memory->sharedHandle(), "x", 1, iso::VoxelBuffer::kSharedStart) == 1; }));
  CHECK(memory->data()[0] == std::byte{'x'});
  CHECK_FALSE(succeeds([&] { return ::pwrite(memory->sharedHandle(), "x", 1, 1 << 20) == 1; }));
  CHECK_FALSE(succeeds([&] { return ::ftruncate(memory->sharedHandle(), 0) == 0; }));
  CHECK_FALSE(succeeds([&] { return ::pwrite(file, "x", 1, 0) == 1; }));
  CHECK_FALSE(succeeds([] { return ::open("/etc/passwd", O_RDONLY) >= 0; }));
  CHECK_FALSE(succeeds([] { return ::open("/tmp/isocenter-sandbox-test", O_CREAT | O_WRONLY, 0600) >= 0; }));
  CHECK_FALSE(succeeds([] { return ::unlink("/tmp/isocenter-sandbox-test") == 0; }));
  CHECK_FALSE(succeeds([] { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0; }));
  CHECK_FALSE(succeeds([] {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    return child > 0;
  }));
  CHECK_FALSE(succeeds([] {
    char* const arguments[] = {nullptr};
    return ::execve("/bin/true", arguments, arguments) == 0;
  }));
  ::close(file);
}

TEST_CASE("a reader gets no more memory than it was given", "[reader]") {
  const auto take = [](std::size_t bytes) {
    return [bytes] {
      void* block = std::malloc(bytes);
      const bool got = block != nullptr;
      std::free(block);
      return got;
    };
  };
  constexpr std::size_t kLimit = std::size_t{2} << 30;
  CHECK(succeeds(take(std::size_t{1} << 28), kLimit));
  CHECK_FALSE(succeeds(take(std::size_t{3} << 30), kLimit));
}

#endif
