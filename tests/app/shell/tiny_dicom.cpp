// SPDX-License-Identifier: Apache-2.0
#include "tests/app/shell/tiny_dicom.h"

#include <cstdio>
#include <fstream>

namespace iso::test {
namespace {

/// Elements in explicit VR little endian (DICOM PS3.5 7.1.2).
class Elements {
 public:
  void text(std::uint16_t group, std::uint16_t element, const char* vr, std::string value) {
    if (value.size() % 2) value += vr[0] == 'U' && vr[1] == 'I' ? '\0' : ' ';
    header(group, element, vr);
    u16(static_cast<std::uint16_t>(value.size()));
    bytes_ += value;
  }
  void us(std::uint16_t group, std::uint16_t element, int value) {
    header(group, element, "US");
    u16(2);
    u16(static_cast<std::uint16_t>(value));
  }
  void longForm(std::uint16_t group, std::uint16_t element, const char* vr, const std::string& value) {
    header(group, element, vr);
    u16(0);
    u32(static_cast<std::uint32_t>(value.size()));
    bytes_ += value;
  }
  void ul(std::uint16_t group, std::uint16_t element, std::uint32_t value) {
    header(group, element, "UL");
    u16(4);
    u32(value);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  void header(std::uint16_t group, std::uint16_t element, const char* vr) {
    u16(group);
    u16(element);
    bytes_.append(vr, 2);
  }
  void u16(std::uint16_t v) {
    bytes_ += static_cast<char>(v & 0xff);
    bytes_ += static_cast<char>(v >> 8);
  }
  void u32(std::uint32_t v) {
    u16(static_cast<std::uint16_t>(v & 0xffff));
    u16(static_cast<std::uint16_t>(v >> 16));
  }
  std::string bytes_;
};

std::string number(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", v);
  return text;
}

}  // namespace

void writeTinySeries(const std::filesystem::path& folder, const TinySeries& s) {
  std::filesystem::create_directories(folder);
  for (int k = s.firstSlice; k < s.slices; ++k) {
    const std::string sop = s.seriesUid + "." + std::to_string(k + 1);
    const std::string ct = "1.2.840.10008.5.1.4.1.1.2";
    Elements meta;
    meta.longForm(0x0002, 0x0001, "OB", std::string("\0\1", 2));
    meta.text(0x0002, 0x0002, "UI", ct);
    meta.text(0x0002, 0x0003, "UI", sop);
    meta.text(0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1");
    meta.text(0x0002, 0x0012, "UI", "1.2.826.0.1.3680043.10.99");
    Elements length;
    length.ul(0x0002, 0x0000, static_cast<std::uint32_t>(meta.bytes().size()));
    Elements d;
    d.text(0x0008, 0x0005, "CS", "ISO_IR 192");
    d.text(0x0008, 0x0008, "CS", "ORIGINAL\\PRIMARY\\AXIAL");
    d.text(0x0008, 0x0016, "UI", ct);
    d.text(0x0008, 0x0018, "UI", sop);
    d.text(0x0008, 0x0020, "DA", "20240131");
    d.text(0x0008, 0x0060, "CS", "CT");
    d.text(0x0008, 0x1030, "LO", "Test study");
    d.text(0x0008, 0x103e, "LO", s.description);
    d.text(0x0010, 0x0010, "PN", s.patientName);
    d.text(0x0010, 0x0020, "LO", s.patientId);
    d.text(0x0010, 0x0030, "DA", s.birthDate);
    d.text(0x0010, 0x0040, "CS", "F");
    d.text(0x0018, 0x0050, "DS", number(s.sliceStep));
    d.text(0x0020, 0x000d, "UI", s.studyUid);
    d.text(0x0020, 0x000e, "UI", s.seriesUid);
    d.text(0x0020, 0x0011, "IS", std::to_string(s.number));
    d.text(0x0020, 0x0013, "IS", std::to_string(k + 1));
    d.text(0x0020, 0x0032, "DS", "-10\\-20\\" + number(5.0 + k * s.sliceStep));
    d.text(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0");
    d.text(0x0020, 0x0052, "UI", s.studyUid + ".9");
    d.us(0x0028, 0x0002, 1);
    d.text(0x0028, 0x0004, "CS", "MONOCHROME2");
    d.us(0x0028, 0x0010, s.rows);
    d.us(0x0028, 0x0011, s.columns);
    d.text(0x0028, 0x0030, "DS", number(s.spacing) + "\\" + number(s.spacing));
    d.us(0x0028, 0x0100, 16);
    d.us(0x0028, 0x0101, 16);
    d.us(0x0028, 0x0102, 15);
    d.us(0x0028, 0x0103, 1);
    if (!s.window.empty()) {
      const auto cut = s.window.find('\\');
      d.text(0x0028, 0x1050, "DS", s.window.substr(0, cut));
      d.text(0x0028, 0x1051, "DS", s.window.substr(cut + 1));
    }
    d.text(0x0028, 0x1052, "DS", "-1024");
    d.text(0x0028, 0x1053, "DS", "1");
    std::string pixels;
    for (int j = 0; j < s.rows; ++j)
      for (int i = 0; i < s.columns; ++i) {
        const int stored = s.value(i, j, k) + 1024;
        pixels += static_cast<char>(stored & 0xff);
        pixels += static_cast<char>((stored >> 8) & 0xff);
      }
    d.longForm(0x7fe0, 0x0010, "OW", pixels);

    char name[32];
    std::snprintf(name, sizeof name, "IM%04d.dcm", k);
    std::ofstream file(folder / name, std::ios::binary);
    file << std::string(128, '\0') << "DICM" << length.bytes() << meta.bytes() << d.bytes();
  }
}

void writeTinyReports(const std::filesystem::path& folder, const TinySeries& s, int count) {
  std::filesystem::create_directories(folder);
  for (int k = 0; k < count; ++k) {
    const std::string sop = s.seriesUid + ".88." + std::to_string(k + 1);
    const std::string sr = "1.2.840.10008.5.1.4.1.1.88.11";
    Elements meta;
    meta.longForm(0x0002, 0x0001, "OB", std::string("\0\1", 2));
    meta.text(0x0002, 0x0002, "UI", sr);
    meta.text(0x0002, 0x0003, "UI", sop);
    meta.text(0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1");
    meta.text(0x0002, 0x0012, "UI", "1.2.826.0.1.3680043.10.99");
    Elements length;
    length.ul(0x0002, 0x0000, static_cast<std::uint32_t>(meta.bytes().size()));
    Elements d;
    d.text(0x0008, 0x0005, "CS", "ISO_IR 192");
    d.text(0x0008, 0x0016, "UI", sr);
    d.text(0x0008, 0x0018, "UI", sop);
    d.text(0x0008, 0x0020, "DA", "20240131");
    d.text(0x0008, 0x0060, "CS", "SR");
    d.text(0x0008, 0x1030, "LO", "Test study");
    d.text(0x0008, 0x103e, "LO", s.description);
    d.text(0x0010, 0x0010, "PN", s.patientName);
    d.text(0x0010, 0x0020, "LO", s.patientId);
    d.text(0x0010, 0x0030, "DA", s.birthDate);
    d.text(0x0010, 0x0040, "CS", "F");
    d.text(0x0020, 0x000d, "UI", s.studyUid);
    d.text(0x0020, 0x000e, "UI", s.seriesUid);
    d.text(0x0020, 0x0011, "IS", std::to_string(s.number));
    d.text(0x0020, 0x0013, "IS", std::to_string(k + 1));
    d.text(0x0040, 0xa040, "CS", "CONTAINER");
    char name[32];
    std::snprintf(name, sizeof name, "SR%04d.dcm", k);
    std::ofstream file(folder / name, std::ios::binary);
    file << std::string(128, '\0') << "DICM" << length.bytes() << meta.bytes() << d.bytes();
  }
}

}  // namespace iso::test
