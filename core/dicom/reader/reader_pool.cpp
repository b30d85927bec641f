// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/reader/reader_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/dicom/local_reader.h"
#include "core/dicom/reader/child_process.h"
#include "core/dicom/reader/opened_files.h"
#include "core/dicom/reader/request.h"

namespace iso {
namespace {

using Command = ReaderRequest::Command;

tl::unexpected<Error> cancelledError() {
  return fail(ErrorCode::Cancelled, "Cancelled.");
}

/// What a process that may have been taken over says about a file is at least possible.
bool isPossible(const FileHeader& h) {
  if (h.kind > FileHeader::Kind::Directory || h.type > VoxelType::Rgb8) return false;
  if (h.kind != FileHeader::Kind::Image || !h.unsupported.empty()) return true;
  if (!h.pixels) return false;
  const PixelLayout& p = *h.pixels;
  return p.rows >= 1 && p.rows <= 65535 && p.columns >= 1 && p.columns <= 65535 && p.frames >= 1 &&
         p.samples >= 1 && p.samples <= 4 && p.bitsAllocated >= 1 && p.bitsAllocated <= 64 &&
         p.number <= PixelLayout::Number::Float64 && p.tileRows >= 0 && p.tileColumns >= 0 &&
         std::all_of(h.frames.begin(), h.frames.end(),
                     [&](const FrameHeader& f) { return f.frame >= 0 && f.frame < p.frames; });
}

class ReaderPool final : public DicomReader {
 public:
  explicit ReaderPool(ReaderOptions options) : options_(std::move(options)) {
    if (options_.processes == 0) options_.processes = std::max(1u, std::thread::hardware_concurrency());
  }

  /// All processes at once: they prepare themselves while the first files are being found.
  Result<void> startAll() {
    for (unsigned n = 0; n < options_.processes; ++n) {
      auto process = startOne();
      if (!process) return tl::make_unexpected(process.error());
      idle_.push_back(std::move(*process));
    }
    return {};
  }

  std::vector<HeaderOutcome> readHeaders(std::span<const std::filesystem::path> files,
                                         const CancelToken& cancel) override {
    std::vector<HeaderOutcome> outcomes(files.size());
    for (std::size_t begin = 0; begin < files.size() && !cancel.cancelled();) {
      const std::size_t end = std::min(files.size(), begin + Channel::kMostFiles / 2);
      std::vector<OpenedPath> opened;
      std::vector<std::size_t> which;
      for (std::size_t n = begin; n < end; ++n)
        if (auto one = openForHeader(files[n], outcomes[n])) {
          opened.push_back(std::move(*one));
          which.push_back(n);
        }
      // A file that ends the process costs itself; those behind it are asked about again.
      for (std::size_t done = 0; done < opened.size() && !cancel.cancelled();)
        done += headersFrom(files, opened, which, done, outcomes, cancel);
      begin = end;
    }
    return outcomes;
  }

  Result<void> readSlice(const SliceSource& slice, VoxelType type, VoxelBuffer& target, std::size_t offset,
                         std::size_t bytes, const CancelToken& cancel) override {
    if (cancel.cancelled()) return cancelledError();
    if (!slice.pixels)
      return fail(ErrorCode::InvalidArgument, fmt::format("{} has not been scanned.", slice.path.string()));
    if (offset > target.bytes() || bytes > target.bytes() - offset)
      return fail(ErrorCode::InvalidArgument, "A slice does not fit its volume.");
    const auto opened = openPath(slice.path);
    if (!opened) return tl::make_unexpected(opened.error());
    const std::span<std::byte> voxels(target.data() + offset, bytes);
    if (isPlainSlice(slice, *opened)) return readPlainSlice(slice, *opened, type, voxels);
    ReaderRequest request = about(Command::Slice, slice.path, *opened);
    request.slice = slice;
    request.type = type;
    request.bytes = bytes;
    if (target.sharedHandle() >= 0) {
      request.offset = VoxelBuffer::kSharedStart + offset;
      return decode(request, *opened, target.sharedHandle(), cancel);
    }
    // The target is this process's own: one slice of shared memory stands in between.
    auto shared = VoxelBuffer::allocateShared(bytes);
    if (!shared) return tl::make_unexpected(shared.error());
    request.offset = VoxelBuffer::kSharedStart;
    if (auto ok = decode(request, *opened, (*shared)->sharedHandle(), cancel); !ok) return ok;
    std::copy_n((*shared)->data(), bytes, voxels.data());
    return {};
  }

  Result<FileDigest> digest(const std::filesystem::path& file, const CancelToken& cancel) override {
    return ask<FileDigest>(Command::Digest, file, cancel);
  }
  Result<std::vector<HeaderLine>> headerLines(const std::filesystem::path& file,
                                              const CancelToken& cancel) override {
    return ask<std::vector<HeaderLine>>(Command::Lines, file, cancel);
  }
  Result<std::vector<OverlayPlane>> overlays(const SliceSource& slice, const CancelToken& cancel) override {
    auto planes = ask<std::vector<OverlayPlane>>(Command::Overlays, slice.path, cancel, slice.frame);
    if (planes)
      std::erase_if(*planes, [](const OverlayPlane& o) {
        return o.rows < 1 || o.columns < 1 ||
               o.bits.size() != static_cast<std::size_t>(o.rows) * static_cast<std::size_t>(o.columns);
      });
    return planes;
  }
  Result<std::vector<std::filesystem::path>> archiveEntries(const std::filesystem::path& archive,
                                                            const CancelToken& cancel) override {
    return ask<std::vector<std::filesystem::path>>(Command::Archive, archive, cancel);
  }
  Result<std::vector<std::filesystem::path>> directoryFiles(const std::filesystem::path& file,
                                                            const CancelToken& cancel) override {
    return ask<std::vector<std::filesystem::path>>(Command::Directory, file, cancel);
  }

 private:
  using Process = std::unique_ptr<ChildProcess>;

  Result<Process> startOne() const {
    return ChildProcess::start(options_.program, {"--memory", std::to_string(options_.memory)});
  }

  /// A process for one conversation. One that is broken is not given back: the next caller gets a new one.
  class Lease {
   public:
    explicit Lease(ReaderPool& pool) : pool_(pool) {
      std::unique_lock lock(pool_.mutex_);
      pool_.wake_.wait(lock, [&] { return pool_.leased_ < pool_.options_.processes; });
      ++pool_.leased_;
      if (!pool_.idle_.empty()) {
        process_ = std::move(pool_.idle_.back());
        pool_.idle_.pop_back();
        return;
      }
      lock.unlock();
      if (auto started = pool_.startOne())
        process_ = std::move(*started);
      else
        error_ = started.error();
    }
    ~Lease() {
      {
        const std::lock_guard lock(pool_.mutex_);
        --pool_.leased_;
        if (process_) pool_.idle_.push_back(std::move(process_));
      }
      pool_.wake_.notify_one();
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    const std::optional<Error>& error() const { return error_; }
    Channel& channel() const { return process_->channel(); }
    void discard() { process_.reset(); }

   private:
    ReaderPool& pool_;
    Process process_;
    std::optional<Error> error_;
  };

  static ReaderRequest about(Command command, const std::filesystem::path& path, const OpenedPath& opened) {
    ReaderRequest request;
    request.command = command;
    request.files.push_back({path, opened.entry});
    return request;
  }

  static std::vector<std::byte> packed(const ReaderRequest& request) {
    wire::Writer out;
    out(request);
    return std::move(out.bytes());
  }

  /// What to say of a file whose reader gave no answer.
  Error lost(const std::filesystem::path& file, Channel::End why, std::chrono::milliseconds limit) const {
    const std::string name = file.string();
    if (why == Channel::End::Cancelled) return {ErrorCode::Cancelled, "Cancelled.", {}};
    options_.log->write(LogLevel::Warning, why == Channel::End::TimedOut
                                               ? "A reader took too long and was replaced."
                                               : "A reader died and was replaced.");
    if (why == Channel::End::TimedOut)
      return {ErrorCode::BadFile,
              fmt::format("{} could not be read: the decoder was still busy after {:.3g} s.", name,
                          static_cast<double>(limit.count()) / 1000.0),
              name};
    return {ErrorCode::BadFile, fmt::format("{} could not be read: the decoder failed.", name), name};
  }

  /// Asks one process about the files from `begin` on; how many of them have an outcome now (at least one).
  std::size_t headersFrom(std::span<const std::filesystem::path> files, const std::vector<OpenedPath>& opened,
                          const std::vector<std::size_t>& which, std::size_t begin,
                          std::vector<HeaderOutcome>& outcomes, const CancelToken& cancel) {
    Lease lease(*this);
    ReaderRequest request;
    request.command = Command::Headers;
    std::vector<int> handles;
    for (std::size_t n = begin; n < opened.size(); ++n) {
      request.files.push_back({files[which[n]], opened[n].entry});
      handles.push_back(opened[n].file.get());
    }
    if (lease.error()) {
      for (std::size_t n = begin; n < opened.size(); ++n)
        outcomes[which[n]].unreadable = lease.error()->message;
      return opened.size() - begin;
    }
    // A process that has died meanwhile shows itself at the first answer.
    (void)lease.channel().send(packed(request), handles);
    for (std::size_t n = begin; n < opened.size(); ++n) {
      const std::filesystem::path& file = files[which[n]];
      Channel::End why{};
      const auto message = lease.channel().receive(why, options_.headerLimit, &cancel);
      HeaderAnswer answer;
      if (message) {
        wire::Reader in(message->bytes);
        in(answer);
        if (in.finished() && answer.header && isPossible(*answer.header)) {
          answer.header->path = file;
          outcomes[which[n]] = outcomeOf(std::move(*answer.header));
          continue;
        }
        if (in.finished() && !answer.header && answer.error) {
          outcomes[which[n]] = outcomeOf(tl::make_unexpected(std::move(*answer.error)));
          continue;
        }
        why = Channel::End::Closed;
      }
      lease.discard();
      if (why != Channel::End::Cancelled)
        outcomes[which[n]].unreadable = lost(file, why, options_.headerLimit).message;
      return n - begin + 1;
    }
    return opened.size() - begin;
  }

  /// One question, one answer.
  template <class Answer>
  Result<Answer> converse(const ReaderRequest& request, std::span<const int> handles,
                          const CancelToken& cancel) {
    const std::filesystem::path& file = request.files.front().name;
    Lease lease(*this);
    if (lease.error()) return tl::make_unexpected(*lease.error());
    (void)lease.channel().send(packed(request), handles);
    Channel::End why{};
    const auto message = lease.channel().receive(why, options_.pixelLimit, &cancel);
    Answer answer;
    if (message) {
      wire::Reader in(message->bytes);
      in(answer);
      if (in.finished()) return answer;
      why = Channel::End::Closed;
    }
    lease.discard();
    return tl::make_unexpected(lost(file, why, options_.pixelLimit));
  }

  Result<void> decode(const ReaderRequest& request, const OpenedPath& opened, int memory,
                      const CancelToken& cancel) {
    const int handles[] = {opened.file.get(), memory};
    auto answer = converse<ReaderAnswer<Nothing>>(request, handles, cancel);
    if (!answer) return tl::make_unexpected(answer.error());
    if (answer->error) return tl::make_unexpected(named(request.slice.path, std::move(*answer->error)));
    return {};
  }

  template <class T>
  Result<T> ask(Command command, const std::filesystem::path& path, const CancelToken& cancel,
                int frame = 0) {
    if (cancel.cancelled()) return cancelledError();
    const auto opened = openPath(path);
    if (!opened) return tl::make_unexpected(opened.error());
    ReaderRequest request = about(command, path, *opened);
    request.frame = frame;
    const int handles[] = {opened->file.get()};
    auto answer = converse<ReaderAnswer<T>>(request, handles, cancel);
    if (!answer) return tl::make_unexpected(answer.error());
    if (answer->error) return tl::make_unexpected(std::move(*answer->error));
    return std::move(answer->value);
  }

  ReaderOptions options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Process> idle_;
  unsigned leased_ = 0;
};

}  // namespace

Result<std::shared_ptr<DicomReader>> startReaders(ReaderOptions options) {
#ifdef __linux__
  auto pool = std::make_shared<ReaderPool>(std::move(options));
  if (auto started = pool->startAll(); !started) return tl::make_unexpected(started.error());
  return std::shared_ptr<DicomReader>(std::move(pool));
#else
  (void)options;
  return fail(ErrorCode::Unsupported, "Reader processes are not there on this system.");
#endif
}

std::filesystem::path readerProgram() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "isocenter-reader";
}

std::shared_ptr<DicomReader> makeReader(ReaderOptions options) {
  if (options.program.empty()) options.program = readerProgram();
  const auto log = options.log;
  auto readers = startReaders(std::move(options));
  if (readers) return *readers;
  log->write(LogLevel::Warning, readers.error().message + " Files are read inside the program itself.");
  return makeLocalReader();
}

}  // namespace iso
