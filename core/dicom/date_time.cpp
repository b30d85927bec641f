// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/date_time.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace iso {
namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

}  // namespace

std::optional<double> secondsOf(std::string_view dt) {
  double zone = 0.0;
  if (const auto at = dt.find_first_of("+-"); at != std::string_view::npos) {
    const std::string_view shift = dt.substr(at + 1);
    if (shift.size() != 4 || !std::all_of(shift.begin(), shift.end(), isDigit)) return std::nullopt;
    zone = 3600.0 * number(shift.substr(0, 2)) + 60.0 * number(shift.substr(2));
    if (dt[at] == '-') zone = -zone;
    dt = dt.substr(0, at);
  }
  double fraction = 0.0;
  if (const auto at = dt.find('.'); at != std::string_view::npos) {
    double unit = 0.1;
    for (const char c : dt.substr(at + 1)) {
      if (!isDigit(c)) return std::nullopt;
      fraction += unit * (c - '0');
      unit /= 10.0;
    }
    dt = dt.substr(0, at);
  }
  if (dt.size() < 4 || dt.size() > 14 || dt.size() % 2 != 0 || !std::all_of(dt.begin(), dt.end(), isDigit))
    return std::nullopt;
  std::array<int, 6> part{number(dt.substr(0, 4)), 1, 1, 0, 0, 0};
  for (std::size_t n = 1, at = 4; at < dt.size(); ++n, at += 2) part[n] = number(dt.substr(at, 2));
  const std::chrono::year_month_day day{std::chrono::year(part[0]),
                                        std::chrono::month(static_cast<unsigned>(part[1])),
                                        std::chrono::day(static_cast<unsigned>(part[2]))};
  if (!day.ok() || part[3] > 23 || part[4] > 59 || part[5] > 60) return std::nullopt;
  const auto days = static_cast<double>(std::chrono::sys_days(day).time_since_epoch().count());
  return days * 86400.0 + part[3] * 3600.0 + part[4] * 60.0 + part[5] + fraction - zone;
}

}  // namespace iso
