// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/text.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <vector>

namespace iso {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string convert(std::string_view bytes, const char* from) {
  const iconv_t handle = ::iconv_open("UTF-8", from);
  // NOLINTNEXTLINE(performance-no-int-to-ptr): how POSIX tells of a failure
  if (handle == reinterpret_cast<iconv_t>(-1)) return std::string(kReplacement);
  std::string out;
  std::string input(bytes);
  char* in = input.data();
  std::size_t left = input.size();
  while (left > 0) {
    std::array<char, 256> buffer;
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t status = ::iconv(handle, &in, &left, &to, &room);
    out.append(buffer.data(), static_cast<std::size_t>(to - buffer.data()));
    if (status == static_cast<std::size_t>(-1) && room > 16) {  // not for lack of room: a bad byte
      out += kReplacement;
      ++in;
      --left;
      ::iconv(handle, nullptr, nullptr, nullptr, nullptr);
    }
  }
  ::iconv_close(handle);
  return out;
}

/// A character set as it is invoked: which bytes it takes and what iconv calls it.
enum class Set { Ascii, JisRomaji, JisKana, Kanji, KanjiSupplement, Korean, Chinese, SingleByte };
struct Charset {
  Set set = Set::Ascii;
  const char* iconvName = nullptr;
};

struct Term {
  std::string_view suffix;  // of "ISO_IR n" and "ISO 2022 IR n"
  char escape;              // final byte of ESC - F, 0 if none
  const char* iconvName;
};
constexpr Term kSingleByte[] = {
    {"100", 'A', "ISO-8859-1"},  {"101", 'B', "ISO-8859-2"}, {"109", 'C', "ISO-8859-3"},
    {"110", 'D', "ISO-8859-4"},  {"144", 'L', "ISO-8859-5"}, {"127", 'G', "ISO-8859-6"},
    {"126", 'F', "ISO-8859-7"},  {"138", 'H', "ISO-8859-8"}, {"148", 'M', "ISO-8859-9"},
    {"203", 'b', "ISO-8859-15"}, {"166", 'T', "TIS-620"}};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

/// The sets a defined term puts into G0 and G1.
struct Pair {
  Charset g0, g1;
};
Pair initialSets(std::string_view term) {
  Pair pair;
  std::string_view number;
  if (term.starts_with("ISO_IR ")) number = term.substr(7);
  if (term.starts_with("ISO 2022 IR ")) number = term.substr(12);
  if (number == "13") return {{Set::JisRomaji, nullptr}, {Set::JisKana, nullptr}};
  if (number == "149") pair.g1 = {Set::Korean, nullptr};
  if (number == "58") pair.g1 = {Set::Chinese, nullptr};
  for (const Term& t : kSingleByte)
    if (number == t.suffix) pair.g1 = {Set::SingleByte, t.iconvName};
  return pair;
}

/// True if one of a character set's values is this one.
bool names(std::string_view characterSet, std::string_view value) {
  for (;;) {
    const auto end = characterSet.find('\\');
    if (trimmed(characterSet.substr(0, end)) == value) return true;
    if (end == std::string_view::npos) return false;
    characterSet.remove_prefix(end + 1);
  }
}

class Iso2022 {
 public:
  explicit Iso2022(Pair initial) : initial_(initial), now_(initial) {}

  std::string decode(std::string_view bytes) {
    std::string out;
    std::size_t i = 0;
    while (i < bytes.size()) {
      const auto b = static_cast<unsigned char>(bytes[i]);
      if (b == 0x1B) {
        i += escape(bytes.substr(i));
        continue;
      }
      const Charset& charset = b < 0x80 ? now_.g0 : now_.g1;
      const bool wide = charset.set == Set::Kanji || charset.set == Set::KanjiSupplement ||
                        charset.set == Set::Korean || charset.set == Set::Chinese;
      if (wide && b > 0x20 && b != 0x7F) {
        out += pair(charset.set, bytes.substr(i, 2));
        i += 2;
        continue;
      }
      if (b < 0x80) {
        // Delimiters of names and of lines switch back to the first set (PS3.5 6.1.2.5.3).
        if (b == '^' || b == '=' || b == '\\' || b == '\r' || b == '\n' || b == '\f' || b == '\t')
          now_ = initial_;
        if (charset.set == Set::JisRomaji && b == 0x5C)
          out += "\xC2\xA5";
        else if (charset.set == Set::JisRomaji && b == 0x7E)
          out += "\xE2\x80\xBE";
        else
          out += static_cast<char>(b);
      } else if (charset.set == Set::JisKana) {
        out += convert(bytes.substr(i, 1), "SHIFT_JIS");
      } else {
        out += convert(bytes.substr(i, 1), charset.iconvName ? charset.iconvName : "ISO-8859-1");
      }
      ++i;
    }
    return out;
  }

 private:
  /// Takes over the set that an escape sequence names; returns the bytes it took.
  std::size_t escape(std::string_view s) {
    const auto is = [&](std::string_view code) { return s.substr(1).starts_with(code); };
    if (is("$B") || is("$@")) return now_.g0 = {Set::Kanji, nullptr}, 3;
    if (is("$(D")) return now_.g0 = {Set::KanjiSupplement, nullptr}, 4;
    if (is("$)C")) return now_.g1 = {Set::Korean, nullptr}, 4;
    if (is("$)A")) return now_.g1 = {Set::Chinese, nullptr}, 4;
    if (is("(B")) return now_.g0 = {Set::Ascii, nullptr}, 3;
    if (is("(J")) return now_.g0 = {Set::JisRomaji, nullptr}, 3;
    if (is(")I")) return now_.g1 = {Set::JisKana, nullptr}, 3;
    if (is("-") && s.size() > 2)
      for (const Term& t : kSingleByte)
        if (t.escape == s[2]) return now_.g1 = {Set::SingleByte, t.iconvName}, 3;
    return 1;
  }

  static std::string pair(Set set, std::string_view two) {
    if (two.size() < 2) return std::string(kReplacement);
    const char a = static_cast<char>(two[0] | '\x80'), b = static_cast<char>(two[1] | '\x80');
    if (set == Set::KanjiSupplement) return convert(std::string{'\x8F', a, b}, "EUC-JP");
    return convert(std::string{a, b}, set == Set::Kanji    ? "EUC-JP"
                                      : set == Set::Korean ? "EUC-KR"
                                                           : "GB2312");
  }

  Pair initial_, now_;
};

}  // namespace

bool isUtf8(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    const auto b = static_cast<unsigned char>(s[i]);
    const std::size_t n = b < 0x80 ? 1 : b >> 5 == 6 ? 2 : b >> 4 == 14 ? 3 : b >> 3 == 30 ? 4 : 0;
    if (n == 0 || i + n > s.size() || (n == 2 && b < 0xC2)) return false;
    for (std::size_t k = 1; k < n; ++k)
      if ((static_cast<unsigned char>(s[i + k]) & 0xC0) != 0x80) return false;
    i += n;
  }
  return true;
}

std::string toUtf8(std::string_view bytes, std::string_view characterSet) {
  while (!bytes.empty() && (bytes.back() == ' ' || bytes.back() == '\0')) bytes.remove_suffix(1);
  const bool plain = std::all_of(bytes.begin(), bytes.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != 0x1B; });
  const std::string_view first = trimmed(characterSet.substr(0, characterSet.find('\\')));
  if (plain && !first.ends_with("IR 13")) return std::string(bytes);
  // These two stand alone (PS3.3 C.12.1.1.2); where a file names others beside them all the same, what is not
  // marked by an escape is theirs.
  const bool escapes = bytes.find('\x1B') != std::string_view::npos;
  if (!escapes && names(characterSet, "ISO_IR 192") && isUtf8(bytes)) return std::string(bytes);
  if (first == "GB18030" || first == "GBK" ||
      (!escapes && (names(characterSet, "GB18030") || names(characterSet, "GBK"))))
    return convert(bytes, "GB18030");
  const bool named = !first.empty() && !first.ends_with("IR 6") && first != "ISO_IR 192";
  if (!named && !escapes) {
    if (isUtf8(bytes)) return std::string(bytes);
    if (characterSet.find('\\') == std::string_view::npos) return convert(bytes, "ISO-8859-1");
  }
  Pair initial = initialSets(first);
  // Writers forget to repeat an escape behind a delimiter. Upper-half bytes that no set is invoked for can
  // only be those of the set that the file names besides.
  std::string_view rest = characterSet;
  while (initial.g1.set == Set::Ascii && rest.find('\\') != std::string_view::npos) {
    rest.remove_prefix(rest.find('\\') + 1);
    initial.g1 = initialSets(trimmed(rest.substr(0, rest.find('\\')))).g1;
  }
  return Iso2022(initial).decode(bytes);
}

void keepCharacterSets() {
  // A converter's tables stay loaded while one handle to it is open.
  for (const char* name : {"SHIFT_JIS", "EUC-JP", "EUC-KR", "GB2312", "GB18030"})
    (void)::iconv_open("UTF-8", name);
  for (const Term& term : kSingleByte) (void)::iconv_open("UTF-8", term.iconvName);
}

}  // namespace iso
