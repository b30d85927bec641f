// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/reader/reader_server.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "core/dicom/reader/channel.h"
#include "core/dicom/reader/file_services.h"
#include "core/dicom/reader/sandbox.h"
#include "core/dicom/toolkit_setup.h"

namespace iso {
namespace {

using Command = ReaderRequest::Command;

/// Puts bytes into the caller's shared memory. Written, not mapped: a page that is touched for the first time
/// costs 2 to 15 µs of faults on a virtual machine, a page written a tenth of that.
bool writeAll(int memory, std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(memory, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    offset += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

/// Whether `bytes` from `offset` on lie within shared memory. It is never made longer.
bool holds(int memory, std::uint64_t offset, std::uint64_t bytes) {
  struct stat status {};
  if (::fstat(memory, &status) != 0) return false;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  return bytes > 0 && offset <= size && bytes <= size - offset;
}

class Server {
 public:
  explicit Server(int socket) : channel_(FileHandle(socket)) {}

  int run(const ReaderLimits& limits) {
    for (;;) {
      Channel::End why{};
      const auto message = channel_.receive(why);
      if (!message) return 0;
      ReaderRequest request;
      wire::Reader in(message->bytes);
      in(request);
      // Only our own side speaks here: what it did not mean is a bug, and no reason to go on.
      if (!in.finished() || request.files.empty() || message->files.size() < request.files.size()) return 2;
      ::alarm(static_cast<unsigned>(limits.request.count()));
      const bool sent = answer(request, message->files);
      ::alarm(0);
      if (!sent) return 0;
    }
  }

 private:
  template <class T>
  bool send(const T& value) {
    wire::Writer out;
    out(value);
    return channel_.send(out.bytes());
  }
  template <class T>
  bool sendResult(Result<T> result) {
    ReaderAnswer<T> answer;
    if (result)
      answer.value = std::move(*result);
    else
      answer.error = std::move(result.error());
    return send(answer);
  }

  static FileServices::File opened(const ReaderRequest::File& file, const FileHandle& handle) {
    struct stat status {};
    const bool ok = ::fstat(handle.get(), &status) == 0;
    return {handle.get(), ok ? static_cast<std::uint64_t>(status.st_size) : 0, file.name, file.entry};
  }

  bool answer(const ReaderRequest& request, const std::vector<FileHandle>& handles) {
    const FileServices::File first = opened(request.files.front(), handles.front());
    switch (request.command) {
      case Command::Headers:
        for (std::size_t n = 0; n < request.files.size(); ++n) {
          auto header = services_.header(opened(request.files[n], handles[n]));
          HeaderAnswer one;
          if (header)
            one.header = std::make_shared<FileHeader>(std::move(*header));
          else
            one.error = std::move(header.error());
          if (!send(one)) return false;
        }
        return true;
      case Command::Slice: {
        ReaderAnswer<Nothing> one;
        if (handles.size() < 2 || !request.slice.pixels) return false;
        const int memory = handles[1].get();
        if (holds(memory, request.offset, request.bytes)) {
          // Nothing of the slice before, whose patient may be another, can be left in it.
          voxels_.assign(static_cast<std::size_t>(request.bytes), std::byte{});
          if (auto read = services_.slice(first, request.slice, request.type, voxels_); !read)
            one.error = std::move(read.error());
          else if (!writeAll(memory, request.offset, voxels_))
            one.error = Error{ErrorCode::OutOfMemory, "There is not enough memory for the picture.", ""};
        } else {
          one.error = Error{ErrorCode::InvalidArgument, "A slice does not fit its volume.", ""};
        }
        return send(one);
      }
      case Command::Digest: {
        ReaderAnswer<FileDigest> one;
        one.value = services_.digest(first);
        return send(one);
      }
      case Command::Lines:
        return sendResult(services_.lines(first));
      case Command::Overlays:
        return sendResult(services_.overlays(first, request.frame));
      case Command::Archive:
        return sendResult(services_.archiveEntries(first));
      case Command::Directory:
        return sendResult(services_.directoryFiles(first));
    }
    return false;
  }

  Channel channel_;
  FileServices services_;
  std::vector<std::byte> voxels_;  ///< of the slice being read
};

}  // namespace

int serveReader(int socket, const ReaderLimits& limits) {
#ifdef __GLIBC__
  // Frame after frame of the same size: their memory is kept instead of going back to the system each time.
  (void)::mallopt(M_MMAP_THRESHOLD, 32 << 20);
  (void)::mallopt(M_TRIM_THRESHOLD, 40 << 20);
#endif
  // What is drawn comes before what is read.
  (void)::setpriority(PRIO_PROCESS, 0, 5);
  prepareToolkits();
  enterSandbox(limits.memory);
  return Server(socket).run(limits);
}

}  // namespace iso
