// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/reader/channel.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace iso {
namespace {

using Clock = std::chrono::steady_clock;

/// A whole multi-frame header with all its frames stays far below.
constexpr std::uint64_t kLongestMessage = std::uint64_t{1} << 30;
constexpr std::size_t kAtOnce = std::size_t{64} << 10, kKeptBuffer = std::size_t{1} << 20;
/// How often a wait looks whether it is still wanted.
constexpr std::chrono::milliseconds kGlance{20};

}  // namespace

bool Channel::send(std::span<const std::byte> bytes, std::span<const int> files) {
  const auto size = static_cast<std::uint64_t>(bytes.size());
  iovec parts[2] = {{const_cast<std::uint64_t*>(&size), sizeof size},
                    {const_cast<std::byte*>(bytes.data()), bytes.size()}};
  alignas(cmsghdr) char control[CMSG_SPACE(kMostFiles * sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  if (!files.empty()) {
    if (files.size() > kMostFiles) return false;
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(files.size() * sizeof(int));
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(files.size() * sizeof(int));
    std::memcpy(CMSG_DATA(header), files.data(), files.size() * sizeof(int));
  }
  std::size_t left = sizeof size + bytes.size();
  while (left > 0) {
    const ssize_t sent = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    left -= static_cast<std::size_t>(sent);
    // The files went with the first bytes; what is left of the parts follows.
    message.msg_control = nullptr;
    message.msg_controllen = 0;
    auto done = static_cast<std::size_t>(sent);
    for (iovec& part : parts) {
      const std::size_t here = std::min(done, part.iov_len);
      part.iov_base = static_cast<char*>(part.iov_base) + here;
      part.iov_len -= here;
      done -= here;
    }
  }
  return true;
}

bool Channel::waitReadable(End& why, std::optional<Clock::time_point> deadline,
                           const CancelToken* cancel) const {
  for (;;) {
    if (cancel != nullptr && cancel->cancelled()) {
      why = End::Cancelled;
      return false;
    }
    int wait = cancel != nullptr ? static_cast<int>(kGlance.count()) : -1;
    if (deadline) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
      if (left <= 0) {
        why = End::TimedOut;
        return false;
      }
      const int rest = static_cast<int>(std::min<std::int64_t>(left, 1000000));
      wait = wait < 0 ? rest : std::min(wait, rest);
    }
    pollfd entry{socket_.get(), POLLIN, 0};
    const int ready = ::poll(&entry, 1, wait);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) {
      why = End::Closed;
      return false;
    }
  }
}

std::optional<Channel::Message> Channel::take(End& why) {
  std::uint64_t size = 0;
  if (received_ - taken_ < sizeof size) return std::nullopt;
  std::memcpy(&size, buffer_.data() + taken_, sizeof size);
  if (size > kLongestMessage) {
    why = End::Closed;
    broken_ = true;
    return std::nullopt;
  }
  if (received_ - taken_ - sizeof size < size) return std::nullopt;
  const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(taken_ + sizeof size);
  Message message{{begin, begin + static_cast<std::ptrdiff_t>(size)}, std::move(files_)};
  files_.clear();
  taken_ += sizeof size + static_cast<std::size_t>(size);
  if (taken_ == received_) {
    taken_ = received_ = 0;
    if (buffer_.size() > kKeptBuffer) buffer_ = {};
  }
  return message;
}

std::optional<Channel::Message> Channel::receive(End& why, std::optional<std::chrono::milliseconds> limit,
                                                 const CancelToken* cancel) {
  std::optional<Clock::time_point> deadline;
  if (limit) deadline = Clock::now() + *limit;
  for (;;) {
    if (auto message = take(why)) return message;
    if (broken_ || !waitReadable(why, deadline, cancel)) return std::nullopt;
    // As much as is there, several messages perhaps. The buffer grows with what has come, not with a claim.
    if (taken_ > 0 && buffer_.size() - received_ < kAtOnce) {
      std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(taken_),
                buffer_.begin() + static_cast<std::ptrdiff_t>(received_), buffer_.begin());
      received_ -= taken_;
      taken_ = 0;
    }
    if (buffer_.size() - received_ < kAtOnce) buffer_.resize(received_ + std::max(kAtOnce, received_));
    iovec part{buffer_.data() + received_, buffer_.size() - received_};
    alignas(cmsghdr) char control[CMSG_SPACE(kMostFiles * sizeof(int))];
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    const ssize_t received = ::recvmsg(socket_.get(), &header, MSG_CMSG_CLOEXEC);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) {
      why = End::Closed;
      return std::nullopt;
    }
    for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
      if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
      const std::size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      for (std::size_t n = 0; n < count; ++n) {
        int descriptor = -1;
        std::memcpy(&descriptor, CMSG_DATA(c) + n * sizeof(int), sizeof(int));
        files_.emplace_back(descriptor);
      }
    }
    received_ += static_cast<std::size_t>(received);
  }
}

}  // namespace iso
