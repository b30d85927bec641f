// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/reader/reader_server.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

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

/// The part of the caller's voxel memory that one slice goes to.
class Window {
 public:
  Window(int memory, std::uint64_t offset, std::uint64_t bytes) {
    struct stat status {};
    if (::fstat(memory, &status) != 0 || bytes == 0) return;
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (offset > size || bytes > size - offset) return;
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const std::uint64_t begin = offset / page * page;
    length_ = static_cast<std::size_t>(offset + bytes - begin);
    mapping_ =
        ::mmap(nullptr, length_, PROT_READ | PROT_WRITE, MAP_SHARED, memory, static_cast<off_t>(begin));
    if (mapping_ == MAP_FAILED) return;
#ifdef MADV_POPULATE_WRITE
    // All of it is written at once: its pages come together instead of one fault each, which on a virtual
    // machine takes longer than filling them. An older kernel refuses, and they come one by one.
    (void)::madvise(mapping_, length_, MADV_POPULATE_WRITE);
#endif
    bytes_ = {static_cast<std::byte*>(mapping_) + (offset - begin), static_cast<std::size_t>(bytes)};
  }
  ~Window() {
    if (mapping_ != MAP_FAILED) ::munmap(mapping_, length_);
  }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  std::span<std::byte> bytes() const {
    return bytes_;
  }

 private:
  void* mapping_ = MAP_FAILED;
  std::size_t length_ = 0;
  std::span<std::byte> bytes_;
};

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
        const Window window(handles[1].get(), request.offset, request.bytes);
        if (window.bytes().empty()) {
          one.error = Error{ErrorCode::OutOfMemory, "There is not enough memory for the picture.", ""};
        } else if (auto read = services_.slice(first, request.slice, request.type, window.bytes()); !read) {
          one.error = std::move(read.error());
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
};

}  // namespace

int serveReader(int socket, const ReaderLimits& limits) {
#ifdef __GLIBC__
  // Frame after frame of the same size: their memory is kept instead of going back to the system each time.
  (void)::mallopt(M_MMAP_THRESHOLD, 32 << 20);
  (void)::mallopt(M_TRIM_THRESHOLD, 40 << 20);
#endif
  prepareToolkits();
  enterSandbox(limits.memory);
  return Server(socket).run(limits);
}

}  // namespace iso
