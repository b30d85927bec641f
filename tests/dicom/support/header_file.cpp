// SPDX-License-Identifier: Apache-2.0
#include "tests/dicom/support/header_file.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcpath.h>

#include <stdexcept>

#include "core/dicom/header_reader.h"
#include "tests/dicom/support/test_reader.h"
#include "tests/support/test_data.h"

namespace iso::test {
namespace {

void require(const OFCondition& status, const std::string& what) {
  if (status.bad()) throw std::runtime_error(what + ": " + status.text());
}

DcmTagKey key(std::uint32_t tag) {
  return {static_cast<Uint16>(tag >> 16), static_cast<Uint16>(tag & 0xFFFF)};
}

}  // namespace

HeaderFile::HeaderFile() : file_(std::make_unique<DcmFileFormat>()) {
  for (const char* value :
       {"SOPClassUID=1.2.840.10008.5.1.4.1.1.4", "SOPInstanceUID=1.2.3.1", "StudyInstanceUID=1.2.3",
        "SeriesInstanceUID=1.2.3.4", "Modality=MR", "ImageType=ORIGINAL\\PRIMARY\\M", "Rows=4", "Columns=4",
        "ImagePositionPatient=0\\0\\0", "ImageOrientationPatient=1\\0\\0\\0\\1\\0", "PixelSpacing=1\\1",
        "SamplesPerPixel=1", "PhotometricInterpretation=MONOCHROME2", "BitsAllocated=16", "BitsStored=16",
        "HighBit=15", "PixelRepresentation=0", "InstanceNumber=1"})
    set(value);
  pixelBytes(32);
}

HeaderFile::~HeaderFile() = default;

HeaderFile& HeaderFile::set(const std::string& pathAndValue) {
  DcmPathProcessor path;
  require(path.applyPathWithValue(file_->getDataset(), pathAndValue), pathAndValue);
  return *this;
}

HeaderFile& HeaderFile::remove(std::uint16_t group, std::uint16_t element) {
  require(file_->getDataset()->findAndDeleteElement(DcmTagKey(group, element)), "remove");
  return *this;
}

HeaderFile& HeaderFile::words(std::uint32_t tag, const std::vector<std::uint16_t>& values,
                              std::uint32_t sequence, long item) {
  DcmItem* target = file_->getDataset();
  if (sequence != 0)
    require(file_->getDataset()->findOrCreateSequenceItem(key(sequence), target, item), "sequence");
  const auto count = static_cast<unsigned long>(values.size());
  // A table's data has a representation of its own only on paper.
  if (tag == 0x00283006)
    require(target->putAndInsertUint16Array(DcmTag(key(tag), EVR_OW), values.data(), count), "words");
  else if (tag == 0x00283002)
    require(target->putAndInsertUint16Array(DcmTag(key(tag), EVR_US), values.data(), count), "words");
  else
    require(target->putAndInsertUint16Array(key(tag), values.data(), count), "words");
  return *this;
}

HeaderFile& HeaderFile::bytes(std::uint32_t tag, const std::vector<std::uint8_t>& values) {
  require(file_->getDataset()->putAndInsertUint8Array(DcmTag(key(tag), EVR_OB), values.data(),
                                                      static_cast<unsigned long>(values.size())),
          "bytes");
  return *this;
}

HeaderFile& HeaderFile::pixelBytes(std::size_t count) {
  const std::vector<Uint8> zeros(count);
  require(file_->getDataset()->putAndInsertUint8Array(DcmTag(DCM_PixelData, EVR_OB), zeros.data(),
                                                      static_cast<unsigned long>(count)),
          "pixels");
  return *this;
}

void HeaderFile::save(const std::filesystem::path& path) const {
  require(file_->saveFile(path.c_str(), EXS_LittleEndianExplicit), path.string());
}

Result<FileHeader> HeaderFile::read() const {
  const TemporaryFolder folder;
  const auto path = folder.path() / "file";
  save(path);
  return readHeaderFile(path);
}

FileHeader HeaderFile::image() const {
  auto header = read();
  if (!header) throw std::runtime_error(header.error().message);
  if (header->kind != FileHeader::Kind::Image || !header->unsupported.empty())
    throw std::runtime_error("not an image: " + header->unsupported);
  return std::move(*header);
}

}  // namespace iso::test
