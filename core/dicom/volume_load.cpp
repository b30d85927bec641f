// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/volume_load.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <mutex>
#include <new>
#include <set>

#include "core/dicom/pixel_convert.h"

namespace iso {
namespace {

enum class SliceState : std::uint8_t { Waiting, Reading, Ready, Failed };

template <class T>
void fillWithLowest(std::byte* data, std::size_t perSlice, const std::vector<int>& ready,
                    const std::vector<int>& failed) {
  bool any = false;
  T lowest{};
  for (const int k : ready) {
    const std::byte* slice = data + static_cast<std::size_t>(k) * perSlice * sizeof(T);
    for (std::size_t n = 0; n < perSlice; ++n) {
      T v;
      std::memcpy(&v, slice + n * sizeof(T), sizeof(T));
      if (!any || v < lowest) lowest = v;
      any = true;
    }
  }
  for (const int k : failed) {
    std::byte* slice = data + static_cast<std::size_t>(k) * perSlice * sizeof(T);
    for (std::size_t n = 0; n < perSlice; ++n) std::memcpy(slice + n * sizeof(T), &lowest, sizeof(T));
  }
}

/// What the pool's tasks share with the handle; outlives the handle until the last task is through.
class State : public std::enable_shared_from_this<State> {
 public:
  State(VolumeDescription d, int phase, ThreadPool& pool, VolumeLoad::Callbacks callbacks,
        std::shared_ptr<DicomReader> reader, std::shared_ptr<VoxelBuffer> buffer, VolumePtr partial)
      : description(std::move(d)),
        count(description.geometry.size()[2]),
        firstSource(static_cast<std::size_t>(phase) * static_cast<std::size_t>(count)),
        pool_(pool),
        callbacks_(std::move(callbacks)),
        reader_(std::move(reader)),
        buffer_(std::move(buffer)),
        partial_(std::move(partial)),
        states_(static_cast<std::size_t>(count)),
        center_(count / 2) {
    for (auto& s : states_) s.store(SliceState::Waiting);
  }

  void start() {
    const unsigned runners = std::min(pool_.size(), static_cast<unsigned>(count));
    for (unsigned n = 0; n < runners; ++n) postRunner();
  }

  VolumePtr partial() const { return partial_; }
  bool ready(int k) const {
    return k >= 0 && k < count &&
           states_[static_cast<std::size_t>(k)].load(std::memory_order_acquire) == SliceState::Ready;
  }
  std::vector<FileProblem> problems() const {
    const std::lock_guard lock(mutex_);
    return problems_;
  }
  void prioritize(int k) {
    const std::lock_guard lock(mutex_);
    center_ = std::clamp(k, 0, count - 1);
  }
  void cancel() { cancel_.cancel(); }
  Result<VolumePtr> wait() {
    std::unique_lock lock(mutex_);
    end_.wait(lock, [this] { return finished_; });
    return outcome_;
  }
  /// After this no callback runs any more (but the one this is called from).
  void detach() {
    const std::lock_guard lock(callbackMutex_);
    detached_ = true;
  }

  const VolumeDescription description;
  const int count;
  const std::size_t firstSource;

 private:
  /// Each task reads one slice and queues the next, so that other work on the pool gets its turn.
  void postRunner() {
    pool_.post([self = shared_from_this()] { self->step(); });
  }

  /// The waiting slice nearest to the centre; -1 if none. With the lock held.
  int next() const {
    if (cancel_.cancelled()) return -1;
    for (int d = 0; d < count; ++d)
      for (const int k : {center_ + d, center_ - d})
        if (k >= 0 && k < count &&
            states_[static_cast<std::size_t>(k)].load(std::memory_order_relaxed) == SliceState::Waiting)
          return k;
    return -1;
  }

  void step() {
    int k = -1;
    {
      std::unique_lock lock(mutex_);
      k = next();
      if (k < 0) {
        finishIfLast(lock);
        return;
      }
      states_[static_cast<std::size_t>(k)].store(SliceState::Reading, std::memory_order_relaxed);
      ++running_;
    }
    const SliceSource& slice = description.slices[firstSource + static_cast<std::size_t>(k)];
    const std::size_t bytes = partial_->sliceBytes();
    const auto result = readSlice(slice, static_cast<std::size_t>(k) * bytes, bytes);
    {
      const std::lock_guard lock(mutex_);
      const bool stopped = !result && result.error().code == ErrorCode::Cancelled;
      states_[static_cast<std::size_t>(k)].store(result    ? SliceState::Ready
                                                 : stopped ? SliceState::Waiting
                                                           : SliceState::Failed,
                                                 std::memory_order_release);
      if (!result && !stopped) {
        problems_.push_back({slice.path, result.error().message});
        if (!firstError_) firstError_ = result.error();
      }
    }
    report(k, result.has_value());
    bool more = false;
    {
      std::unique_lock lock(mutex_);
      --running_;
      more = next() >= 0;
      if (!more) {
        finishIfLast(lock);
        return;
      }
    }
    postRunner();
  }

  /// Nothing may leave a task of the pool but a value.
  Result<void> readSlice(const SliceSource& slice, std::size_t offset, std::size_t bytes) {
    const std::string name = slice.path.string();
    try {
      return reader_->readSlice(slice, description.type, *buffer_, offset, bytes, cancel_);
    } catch (const std::bad_alloc&) {
      return fail(ErrorCode::OutOfMemory, fmt::format("There is not enough memory to read {}.", name), name);
    } catch (const std::exception& e) {
      return fail(ErrorCode::BadFile, fmt::format("{} could not be read ({}).", name, e.what()), name);
    }
  }

  void report(int k, bool readable) {
    const std::lock_guard lock(callbackMutex_);
    ++reported_;
    if (detached_ || !readable || !callbacks_.slice) return;
    callbacks_.slice(k, static_cast<double>(reported_) / count);
  }

  void finishIfLast(std::unique_lock<std::mutex>& lock) {
    if (running_ > 0 || finishing_) return;
    finishing_ = true;
    lock.unlock();
    Result<VolumePtr> outcome = conclude();
    {
      const std::lock_guard callback(callbackMutex_);
      if (!detached_ && callbacks_.done) callbacks_.done(outcome);
    }
    lock.lock();
    outcome_ = std::move(outcome);
    finished_ = true;
    end_.notify_all();
  }

  Result<VolumePtr> conclude() {
    std::vector<int> ready, failed;
    for (int k = 0; k < count; ++k) {
      const SliceState s = states_[static_cast<std::size_t>(k)].load();
      if (s == SliceState::Ready) ready.push_back(k);
      if (s == SliceState::Failed) failed.push_back(k);
    }
    if (static_cast<int>(ready.size() + failed.size()) < count)
      return fail(ErrorCode::Cancelled, "Loading was cancelled.");
    if (ready.empty()) return tl::make_unexpected(*firstError_);
    if (!failed.empty()) {
      const std::size_t perSlice = partial_->sliceBytes() / bytesPerVoxel(description.type);
      std::byte* data = buffer_->data();
      switch (description.type) {
        case VoxelType::UInt8:
          fillWithLowest<std::uint8_t>(data, perSlice, ready, failed);
          break;
        case VoxelType::Int16:
          fillWithLowest<std::int16_t>(data, perSlice, ready, failed);
          break;
        case VoxelType::UInt16:
          fillWithLowest<std::uint16_t>(data, perSlice, ready, failed);
          break;
        case VoxelType::Float32:
          fillWithLowest<float>(data, perSlice, ready, failed);
          break;
        case VoxelType::Rgb8:
          break;  // black already
      }
    }
    // A new value, so that nothing derived from the half-read one is taken for it.
    return Volume::make(buffer_, partial_->type(), partial_->geometry(), partial_->rescales(),
                        partial_->unit(), partial_->padding());
  }

  ThreadPool& pool_;
  VolumeLoad::Callbacks callbacks_;
  std::shared_ptr<DicomReader> reader_;
  std::shared_ptr<VoxelBuffer> buffer_;
  VolumePtr partial_;
  std::vector<std::atomic<SliceState>> states_;

  mutable std::mutex mutex_;
  std::condition_variable end_;
  int center_;
  int running_ = 0;
  CancelToken cancel_;
  bool finishing_ = false, finished_ = false;
  std::vector<FileProblem> problems_;
  std::optional<Error> firstError_;
  Result<VolumePtr> outcome_;

  // Recursive: the handle may be destroyed from within a callback.
  std::recursive_mutex callbackMutex_;
  bool detached_ = false;
  int reported_ = 0;
};

class PoolVolumeLoad : public VolumeLoad {
 public:
  explicit PoolVolumeLoad(std::shared_ptr<State> state) : state_(std::move(state)) {}
  ~PoolVolumeLoad() override {
    state_->cancel();
    state_->detach();
  }
  VolumePtr partial() const override { return state_->partial(); }
  bool sliceReady(int k) const override { return state_->ready(k); }
  std::vector<FileProblem> problems() const override { return state_->problems(); }
  void prioritize(int k) override { state_->prioritize(k); }
  void cancel() override { state_->cancel(); }
  Result<VolumePtr> wait() override { return state_->wait(); }

 private:
  std::shared_ptr<State> state_;
};

/// Whether the files can hold what the headers claim, before memory is asked for.
Result<void> checkClaims(const VolumeDescription& d, std::size_t first, std::size_t count) {
  const Size3& size = d.geometry.size();
  double needed = static_cast<double>(bytesPerVoxel(d.type)), present = 0.0;
  for (const int n : size) needed *= n;
  std::set<const PixelLayout*> counted;  // one for each file
  bool anyWhole = false;
  for (std::size_t n = first; n < first + count; ++n) {
    const SliceSource& slice = d.slices[n];
    if (!slice.pixels || slice.pixels->sliceColumns() != size[0] || slice.pixels->sliceRows() != size[1])
      return fail(ErrorCode::InvalidArgument,
                  fmt::format("{} does not fit its volume.", slice.path.string()));
    // As scanned: asking the disk again could block the caller, and reading tells of what has changed.
    const PixelLayout& p = *slice.pixels;
    if (p.fileSize == 0) continue;
    if (counted.insert(&p).second) present += static_cast<double>(p.fileSize);
    const std::uint64_t end = p.offset + storedFrameBytes(p) * static_cast<std::uint64_t>(slice.frame + 1);
    anyWhole = anyWhole || !p.native || end <= p.fileSize;
  }
  // No compression of pictures reaches a thousand to one; a few megabytes may as well be tried.
  constexpr double kHarmless = 64e6, kRatio = 1000.0;
  if (counted.empty() || needed <= kHarmless || (anyWhole && needed <= kRatio * present)) return {};
  return fail(ErrorCode::BadFile,
              fmt::format("{} claims {:.0f} MB of pixels, but there are only {:.1f} MB in its files.",
                          d.slices[first].path.string(), needed / 1e6, present / 1e6),
              d.slices[first].path.string());
}

}  // namespace

Result<std::shared_ptr<VolumeLoad>> VolumeLoad::start(const VolumeDescription& description, int phase,
                                                      ThreadPool& pool, std::shared_ptr<DicomReader> reader,
                                                      Callbacks callbacks) {
  const auto count = static_cast<std::size_t>(description.geometry.size()[2]);
  if (phase < 0 || phase >= description.phases)
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("There is no time point {}; there are {}, counted from 0.", phase, description.phases));
  if (description.slices.size() != count * static_cast<std::size_t>(description.phases))
    return fail(ErrorCode::InvalidArgument, "The volume's description is incomplete.");
  const std::size_t first = static_cast<std::size_t>(phase) * count;
  if (auto checked = checkClaims(description, first, count); !checked)
    return tl::make_unexpected(checked.error());

  std::size_t bytes = bytesPerVoxel(description.type);
  for (const int n : description.geometry.size())
    if (__builtin_mul_overflow(bytes, static_cast<std::size_t>(n), &bytes))
      return fail(ErrorCode::OutOfMemory, "The volume is larger than any memory.");
  // What another process decodes goes straight to its place.
  const bool decoded = std::any_of(description.slices.begin(), description.slices.end(),
                                   [](const SliceSource& s) { return !s.pixels->native; });
  auto buffer = decoded ? VoxelBuffer::allocateShared(bytes) : VoxelBuffer::allocate(bytes);
  if (!buffer) return tl::make_unexpected(buffer.error());
  std::vector<Rescale> rescales;
  for (std::size_t n = first; n < first + count; ++n) rescales.push_back(description.slices[n].rescale);
  auto partial = Volume::make(*buffer, description.type, description.geometry, std::move(rescales),
                              description.unit, description.padding);
  if (!partial) return tl::make_unexpected(partial.error());
  auto state = std::make_shared<State>(description, phase, pool, std::move(callbacks), std::move(reader),
                                       std::move(*buffer), std::move(*partial));
  state->start();
  return std::shared_ptr<VolumeLoad>(std::make_shared<PoolVolumeLoad>(std::move(state)));
}

}  // namespace iso
