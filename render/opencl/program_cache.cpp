// SPDX-License-Identifier: Apache-2.0
#include "render/opencl/program_cache.h"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include "core/base/sha256.h"

namespace iso {
namespace {

constexpr std::string_view kMagic = "Isocenter program 1\n";
constexpr std::size_t kDigits = 64;

std::filesystem::path userFolder() {
  const auto variable = [](const char* name) -> std::filesystem::path {
    const char* value = std::getenv(name);
    return value && *value ? std::filesystem::path(value) : std::filesystem::path();
  };
  if (const auto set = variable("XDG_CACHE_HOME"); set.is_absolute()) return set / "isocenter" / "opencl";
#ifdef _WIN32
  if (const auto local = variable("LOCALAPPDATA"); !local.empty()) return local / "Isocenter" / "opencl";
#endif
  if (const auto home = variable("HOME"); home.is_absolute()) return home / ".cache" / "isocenter" / "opencl";
  return {};
}

std::string checksum(const std::string& key, const unsigned char* data, std::size_t bytes) {
  return Sha256().add(key).add(data, bytes).hex();
}

}  // namespace

ProgramCache::ProgramCache(std::filesystem::path folder)
    : folder_(folder.empty() ? userFolder() : std::move(folder)) {}

std::optional<std::vector<unsigned char>> ProgramCache::load(const std::string& key) const {
  if (folder_.empty()) return std::nullopt;
  std::ifstream in(file(key), std::ios::binary);
  if (!in) return std::nullopt;
  std::vector<unsigned char> all{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const std::size_t head = kMagic.size() + kDigits;
  if (all.size() > head) {
    const std::string_view text(reinterpret_cast<const char*>(all.data()), head);
    if (text.substr(0, kMagic.size()) == kMagic &&
        text.substr(kMagic.size()) == checksum(key, all.data() + head, all.size() - head)) {
      all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(head));
      return all;
    }
  }
  in.close();
  std::error_code ignored;
  std::filesystem::remove(file(key), ignored);
  return std::nullopt;
}

void ProgramCache::save(const std::string& key, const std::vector<unsigned char>& program) const {
  if (folder_.empty() || program.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) return;
  // Two programs that start at once must not write into the same file.
  const auto stamp = std::chrono::steady_clock::now().time_since_epoch().count() ^
                     static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(&program));
  const std::filesystem::path temporary = folder_ / (key + "." + std::to_string(stamp) + ".tmp");
  {
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    out << kMagic << checksum(key, program.data(), program.size());
    out.write(reinterpret_cast<const char*>(program.data()), static_cast<std::streamsize>(program.size()));
    out.close();
    if (!out) {
      std::filesystem::remove(temporary, error);
      return;
    }
  }
  std::filesystem::rename(temporary, file(key), error);
  if (error) std::filesystem::remove(temporary, error);
}

}  // namespace iso
