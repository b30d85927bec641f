// SPDX-License-Identifier: Apache-2.0
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/dicom/header_fields.h"
#include "tests/support/test_data.h"

using namespace iso;
using iso::test::dataFolder;

namespace {

struct Expected {
  const char* file;
  DcmTagKey tag;
  const char* text;
  DcmTagKey sequence = DcmTagKey(0, 0);  ///< read from its first item
};

}  // namespace

TEST_CASE("Texts of every character set", "[text][real]") {
  const auto data = dataFolder("charset");
  if (!data) return;
  // As the standard's annexes and the files' makers publish them (PS3.5 H.3.1, H.3.2, I.2, J and the
  // character set examples of D. Clunie), the Multi files by what their description says.
  const std::vector<Expected> table{
      {"chrArab.dcm", DCM_PatientName, "قباني^لنزار"},
      {"chrFren.dcm", DCM_PatientName, "Buc^Jérôme"},
      {"chrFrenMulti.dcm", DCM_OtherPatientNames, "Buc^Jérôme\\Buc^Jérôme"},
      {"chrGerm.dcm", DCM_PatientName, "Äneas^Rüdiger"},
      {"chrGreek.dcm", DCM_PatientName, "Διονυσιος"},
      {"chrH31.dcm", DCM_PatientName, "Yamada^Tarou=山田^太郎=やまだ^たろう"},
      {"chrH32.dcm", DCM_PatientName, "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"},
      {"chrHbrw.dcm", DCM_PatientName, "שרון^דבורה"},
      {"chrI2.dcm", DCM_PatientName, "Hong^Gildong=洪^吉洞=홍^길동"},
      {"chrJapMulti.dcm", DCM_OtherPatientNames, "やまだ^たろう\\やまだ^たろう"},
      {"chrJapMulti.dcm", DCM_AdditionalPatientHistory, "たろう"},
      {"chrJapMultiExplicitIR6.dcm", DCM_OtherPatientNames, "やまだ^たろう\\やまだ^たろう"},
      {"chrKoreanMulti.dcm", DCM_PatientName, "김희중"},
      {"chrKoreanMulti.dcm", DCM_OtherPatientNames, "김희중\\김희중"},
      {"chrKoreanMulti.dcm", DCM_AdditionalPatientHistory, "김희중"},
      {"chrRuss.dcm", DCM_PatientName, "Люкceмбypг"},
      {"chrSQEncoding.dcm", DCM_PatientName, "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", DcmTagKey(0x0032, 0x1064)},
      {"chrSQEncoding1.dcm", DCM_PatientName, "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", DcmTagKey(0x0032, 0x1064)},
      {"chrX1.dcm", DCM_PatientName, "Wang^XiaoDong=王^小東="},
      {"chrX2.dcm", DCM_PatientName, "Wang^XiaoDong=王^小东="}};
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*data))
    if (entry.path().extension() == ".dcm") {
      ++files;
      CHECK(std::any_of(table.begin(), table.end(),
                        [&](const Expected& e) { return entry.path().filename() == e.file; }));
    }
  CHECK(files > 0);
  for (const Expected& e : table) {
    CAPTURE(e.file, e.text);
    DcmFileFormat file;
    REQUIRE(file.loadFile((*data / e.file).c_str()).good());
    const std::string set = Fields(file.getDataset(), {}).raw(DCM_SpecificCharacterSet);
    const Fields top(file.getDataset(), set);
    const Fields fields = e.sequence == DcmTagKey(0, 0) ? top : top.sequence(e.sequence);
    CHECK(fields.text(e.tag) == e.text);
  }
}
