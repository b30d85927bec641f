// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace iso::wire {

template <class T>
inline constexpr bool isPlain = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// Writes values behind each other. Both ends are the same program on the same machine, so numbers go as they
/// are.
class Writer {
 public:
  template <class... Values>
  void operator()(const Values&... values) {
    (one(values), ...);
  }
  std::vector<std::byte>& bytes() { return bytes_; }

 private:
  void raw(const void* data, std::size_t size) {
    const auto* begin = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), begin, begin + size);
  }
  void count(std::size_t n) {
    const auto value = static_cast<std::uint64_t>(n);
    raw(&value, sizeof value);
  }
  template <class T>
  void one(const T& value) {
    if constexpr (isPlain<T>)
      raw(&value, sizeof value);
    else
      // What describes a type serves both directions; writing does not change the value.
      visit(*this, const_cast<T&>(value));
  }
  void one(const std::string& text) {
    count(text.size());
    raw(text.data(), text.size());
  }
  void one(const std::filesystem::path& path) { one(path.native()); }
  template <class T>
  void one(const std::vector<T>& values) {
    count(values.size());
    if constexpr (isPlain<T>)
      raw(values.data(), values.size() * sizeof(T));
    else
      for (const T& value : values) one(value);
  }
  template <class T, std::size_t N>
  void one(const std::array<T, N>& values) {
    for (const T& value : values) one(value);
  }
  template <class T>
  void one(const std::optional<T>& value) {
    one(value.has_value());
    if (value) one(*value);
  }
  template <class T>
  void one(const std::shared_ptr<T>& value) {
    one(value != nullptr);
    if (value) one(*value);
  }

  std::vector<std::byte> bytes_;
};

/// Reads what a Writer wrote. The other end may be a process that a hostile file has taken over: no length is
/// believed beyond the bytes that are there. After a failure values stay as they are and ok() is false.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <class... Values>
  void operator()(Values&... values) {
    (one(values), ...);
  }
  bool ok() const { return ok_; }
  /// Everything was read, and nothing is left.
  bool finished() const { return ok_ && bytes_.empty(); }

 private:
  bool raw(void* data, std::size_t size) {
    if (!ok_ || size > bytes_.size()) return ok_ = false;
    if (size > 0) std::memcpy(data, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
    return true;
  }
  /// A number of elements of at least `least` bytes each.
  std::size_t count(std::size_t least) {
    std::uint64_t n = 0;
    if (!raw(&n, sizeof n)) return 0;
    if (n > bytes_.size() / least) {
      ok_ = false;
      return 0;
    }
    return static_cast<std::size_t>(n);
  }
  template <class T>
  void one(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      std::uint8_t byte = 0;
      if (raw(&byte, 1)) value = byte != 0;
    } else if constexpr (isPlain<T>) {
      raw(&value, sizeof value);
    } else {
      if (ok_) visit(*this, value);
    }
  }
  void one(std::string& text) {
    text.resize(count(1));
    raw(text.data(), text.size());
  }
  void one(std::filesystem::path& path) {
    std::string text;
    one(text);
    path = std::filesystem::path(std::move(text));
  }
  template <class T>
  void one(std::vector<T>& values) {
    if constexpr (isPlain<T>) {
      values.resize(count(sizeof(T)));
      raw(values.data(), values.size() * sizeof(T));
    } else {
      const std::size_t n = count(1);
      values.clear();
      for (std::size_t k = 0; k < n && ok_; ++k) one(values.emplace_back());
    }
  }
  template <class T, std::size_t N>
  void one(std::array<T, N>& values) {
    for (T& value : values) one(value);
  }
  template <class T>
  void one(std::optional<T>& value) {
    bool has = false;
    one(has);
    value.reset();
    if (has && ok_) one(value.emplace());
  }
  template <class T>
  void one(std::shared_ptr<T>& value) {
    bool has = false;
    one(has);
    value.reset();
    if (!has || !ok_) return;
    auto made = std::make_shared<std::remove_const_t<T>>();
    one(*made);
    value = std::move(made);
  }

  std::span<const std::byte> bytes_;
  bool ok_ = true;
};

}  // namespace iso::wire
