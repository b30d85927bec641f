// SPDX-License-Identifier: Apache-2.0
#include "tests/dicom/demo/read_back.h"

#include <gdcmImageReader.h>
#include <gdcmSequenceOfItems.h>
#include <gdcmStringFilter.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace iso::test {
namespace {

std::vector<double> numbers(const std::string& text) {
  std::vector<double> found;
  const char* p = text.c_str();
  while (*p) {
    char* end = nullptr;
    found.push_back(std::strtod(p, &end));
    p = *end ? end + 1 : end;
  }
  return found;
}

void collect(const gdcm::DataSet& data, std::map<std::string, std::string>& tags) {
  for (const auto& element : data.GetDES()) {
    if (element.GetVR() == gdcm::VR::SQ) {
      const auto sequence = element.GetValueAsSQ();
      for (gdcm::SequenceOfItems::SizeType i = 1; i <= sequence->GetNumberOfItems(); ++i) {
        collect(sequence->GetItem(i).GetNestedDataSet(), tags);
      }
      continue;
    }
    const gdcm::ByteValue* bytes = element.GetByteValue();
    if (!bytes || bytes->GetLength() > 4096) continue;
    std::string text(bytes->GetPointer(), bytes->GetLength());
    while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.pop_back();
    char name[16];
    std::snprintf(name, sizeof name, "%04x,%04x", element.GetTag().GetGroup(), element.GetTag().GetElement());
    tags[name] = text;
  }
}

}  // namespace

double ReadInstance::number(const std::string& tag) const {
  return numbers(tags.at(tag)).at(0);
}

std::array<double, 3> ReadInstance::point(int i, int j) const {
  std::array<double, 3> p{};
  for (std::size_t a = 0; a < 3; ++a)
    p[a] = position[a] + row[a] * spacing[0] * i + column[a] * spacing[1] * j;
  return p;
}

ReadInstance readBack(const std::filesystem::path& file) {
  gdcm::ImageReader reader;
  reader.SetFileName(file.c_str());
  if (!reader.Read()) throw std::runtime_error("GDCM cannot read " + file.string());
  ReadInstance out;
  collect(reader.GetFile().GetDataSet(), out.tags);
  out.transferSyntax = reader.GetFile().GetHeader().GetDataSetTransferSyntax().GetString();
  const gdcm::Image& image = reader.GetImage();
  out.columns = static_cast<int>(image.GetDimension(0));
  out.rows = static_cast<int>(image.GetDimension(1));
  std::vector<std::uint16_t> pixels(image.GetBufferLength() / 2);
  image.GetBuffer(reinterpret_cast<char*>(pixels.data()));
  const double slope = out.tags.count("0028,1053") ? out.number("0028,1053") : 1.0;
  const double intercept = out.tags.count("0028,1052") ? out.number("0028,1052") : 0.0;
  for (const std::uint16_t v : pixels) out.values.push_back(v * slope + intercept);
  const auto position = numbers(out.tags.at("0020,0032")), directions = numbers(out.tags.at("0020,0037"));
  const auto spacing = numbers(out.tags.at("0028,0030"));
  for (std::size_t a = 0; a < 3; ++a) {
    out.position[a] = position.at(a);
    out.row[a] = directions.at(a);
    out.column[a] = directions.at(a + 3);
  }
  out.spacing = {spacing.at(1), spacing.at(0)};
  return out;
}

}  // namespace iso::test
