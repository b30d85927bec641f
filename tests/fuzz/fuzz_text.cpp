// SPDX-License-Identifier: Apache-2.0
// Any bytes in any character set, named or misnamed: always UTF-8.
#include <array>
#include <cstdlib>
#include <string_view>

#include "core/dicom/text.h"
#include "tests/fuzz/byte_source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<std::string_view, 17> kSets = {"",
                                                      "ISO_IR 6",
                                                      "ISO_IR 100",
                                                      "ISO_IR 101",
                                                      "ISO_IR 109",
                                                      "ISO_IR 110",
                                                      "ISO_IR 144",
                                                      "ISO_IR 127",
                                                      "ISO_IR 126",
                                                      "ISO_IR 138",
                                                      "ISO_IR 13",
                                                      "ISO_IR 192",
                                                      "GB18030",
                                                      "GBK",
                                                      "ISO 2022 IR 13\\ISO 2022 IR 87\\ISO 2022 IR 159",
                                                      "\\ISO 2022 IR 149",
                                                      "ISO 2022 IR 6\\ISO 2022 IR 58"};
  iso::fuzz::ByteSource source(data, size);
  const std::size_t which = source.byte() % (kSets.size() + 1);
  const std::string own = which == kSets.size() ? source.text(40) : std::string(kSets[which]);
  const auto rest = source.rest();
  const std::string utf8 = iso::toUtf8({reinterpret_cast<const char*>(rest.data()), rest.size()}, own);
  if (!iso::isUtf8(utf8)) std::abort();
  return 0;
}
