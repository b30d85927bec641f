// SPDX-License-Identifier: Apache-2.0
// Writes what the fuzzers start from: small valid files of every kind, made here and copied from nowhere.
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <gdcmImageChangeTransferSyntax.h>
#include <gdcmImageReader.h>
#include <gdcmImageWriter.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <string>

#include "tests/dicom/support/slice_file.h"

namespace {

using iso::test::SliceFile;
using std::filesystem::path;

void put(const path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

std::string contents(const path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

SliceFile grey() {
  SliceFile s;
  s.fill(1);
  return s;
}

SliceFile colour(bool byPlane) {
  SliceFile s;
  s.samples = 3;
  s.photometric = "RGB";
  s.bitsAllocated = s.bitsStored = 8;
  s.highBit = 7;
  s.isSigned = false;
  s.byPlane = byPlane;
  for (int n = 0; n < 4 * 5 * 3 + 0; ++n) s.pixels8.push_back(static_cast<std::uint8_t>(7 * n));
  return s;
}

/// Opens a file just written, changes its data set and writes it again.
void change(const path& file, const std::function<void(DcmDataset&)>& edit) {
  DcmFileFormat format;
  if (format.loadFile(file.c_str()).bad()) throw std::runtime_error(file.string() + " cannot be read back");
  edit(*format.getDataset());
  if (format.saveFile(file.c_str(), EXS_LittleEndianExplicit).bad())
    throw std::runtime_error(file.string() + " cannot be written");
}

void text(DcmItem& item, const DcmTagKey& tag, const char* value) {
  item.putAndInsertString(tag, value);
}

DcmItem& item(DcmItem& in, const DcmTagKey& sequence, long index = -2) {
  DcmItem* made = nullptr;
  if (in.findOrCreateSequenceItem(sequence, made, index).bad()) throw std::runtime_error("no sequence item");
  return *made;
}

/// An enhanced MR of three frames: everything about them in functional groups.
void makeEnhanced(DcmDataset& d) {
  text(d, DCM_SOPClassUID, UID_EnhancedMRImageStorage);
  text(d, DCM_Modality, "MR");
  text(d, DCM_NumberOfFrames, "3");
  for (const DcmTagKey& tag : {DCM_ImagePositionPatient, DCM_ImageOrientationPatient, DCM_PixelSpacing})
    d.findAndDeleteElement(tag);
  DcmItem& shared = item(d, DCM_SharedFunctionalGroupsSequence);
  text(item(shared, DCM_PlaneOrientationSequence), DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
  DcmItem& measures = item(shared, DCM_PixelMeasuresSequence);
  text(measures, DCM_PixelSpacing, "0.5\\0.75");
  text(measures, DCM_SliceThickness, "2");
  for (int n = 0; n < 3; ++n) {
    DcmItem& frame = item(d, DCM_PerFrameFunctionalGroupsSequence);
    text(item(frame, DCM_PlanePositionSequence), DCM_ImagePositionPatient,
         ("1\\2\\" + std::to_string(2 * n)).c_str());
    DcmItem& value = item(frame, DCM_PixelValueTransformationSequence);
    text(value, DCM_RescaleSlope, "1.5");
    text(value, DCM_RescaleIntercept, "-3");
    text(item(frame, DCM_MRDiffusionSequence), DCM_DiffusionBValue, "1000");
  }
}

void makePalette(DcmDataset& d) {
  text(d, DCM_PhotometricInterpretation, "PALETTE COLOR");
  const Uint16 descriptor[3] = {8, 0, 16};
  const Uint16 values[8] = {0, 0x2000, 0x4000, 0x6000, 0x8000, 0xA000, 0xC000, 0xFFFF};
  for (const DcmTagKey& tag :
       {DCM_RedPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableDescriptor,
        DCM_BluePaletteColorLookupTableDescriptor})
    d.putAndInsertUint16Array(tag, descriptor, 3);
  for (const DcmTagKey& tag : {DCM_RedPaletteColorLookupTableData, DCM_GreenPaletteColorLookupTableData,
                               DCM_BluePaletteColorLookupTableData})
    d.putAndInsertUint16Array(tag, values, 8);
}

void makeLut(DcmDataset& d) {
  for (const DcmTagKey& sequence : {DCM_ModalityLUTSequence, DCM_VOILUTSequence}) {
    DcmItem& lut = item(d, sequence);
    const Uint16 descriptor[3] = {4, 0, 12};
    const Uint16 values[4] = {0, 1000, 2000, 4095};
    lut.putAndInsertUint16Array(DCM_LUTDescriptor, descriptor, 3);
    lut.putAndInsertUint16Array(DCM_LUTData, values, 4);
  }
}

void makeReport(DcmDataset& d) {
  text(d, DCM_SOPClassUID, UID_BasicTextSRStorage);
  text(d, DCM_Modality, "SR");
  for (const DcmTagKey& tag : {DCM_PixelData, DCM_Rows, DCM_Columns}) d.findAndDeleteElement(tag);
  DcmItem& content = item(d, DCM_ContentSequence);
  text(content, DCM_ValueType, "TEXT");
  text(content, DCM_TextValue, "A finding");
}

void makeDirectory(DcmDataset& d) {
  d.clear();
  text(d, DCM_FileSetID, "CORPUS");
  DcmItem& record = item(d, DCM_DirectoryRecordSequence);
  text(record, DCM_DirectoryRecordType, "IMAGE");
  text(record, DCM_ReferencedFileID, "A\\B\\IMAGE1");
}

void makeOverlay(DcmDataset& d) {
  const Uint16 bits[2] = {0xA5A5, 0x000F};
  const Sint16 origin[2] = {1, 1};
  d.putAndInsertUint16(DcmTag(0x6000, 0x0010, EVR_US), 4);
  d.putAndInsertUint16(DcmTag(0x6000, 0x0011, EVR_US), 5);
  d.putAndInsertSint16Array(DcmTag(0x6000, 0x0050, EVR_SS), origin, 2);
  d.putAndInsertUint16(DcmTag(0x6000, 0x0100, EVR_US), 1);
  d.putAndInsertUint16Array(DcmTag(0x6000, 0x3000, EVR_OW), bits, 2);
}

void headers(const path& folder) {
  const auto variant = [&](const char* name, const SliceFile& slice,
                           const std::function<void(DcmDataset&)>& edit = {}) {
    write(slice, folder / name);
    if (edit) change(folder / name, edit);
  };
  SliceFile s = grey();
  variant("grey", s);
  s.implicit = true;
  variant("implicit", s);
  s.implicit = false;
  s.bigEndian = true;
  variant("big-endian", s);
  s = grey();
  s.characterSet = "\\ISO 2022 IR 87";
  s.patientName = "Yamada^Tarou=\033$B;3ED\033(B^\033$BB@O:\033(B";
  variant("japanese", s);
  variant("colour", colour(false));
  variant("colour-by-plane", colour(true));
  variant("palette", grey(), makePalette);
  variant("lookup-tables", grey(), makeLut);
  variant("overlay", grey(), makeOverlay);
  variant("report", grey(), makeReport);
  variant("directory", grey(), makeDirectory);
  s = grey();
  s.pixels16.resize(3 * s.pixels16.size());
  s.frames = 3;
  variant("frames", s);
  s.frames = 1;  // the header learns of them in the functional groups
  variant("enhanced", s, makeEnhanced);
  // Without preamble and meta header, as old archives have them.
  const std::string whole = contents(folder / "implicit");
  const std::size_t dataset = whole.find(std::string("\x08\x00\x08\x00", 4), 132);
  if (dataset != std::string::npos) put(folder / "headerless", whole.substr(dataset));
  put(folder / "cut", whole.substr(0, whole.size() / 2));
}

/// The same picture in each compression that can be written here. `pixels` gets the frame's own bytes behind
/// the fuzzer's description of a layout.
void compressed(const path& folder, const path& pixels) {
  using gdcm::TransferSyntax;
  struct Kind {
    const char* name;
    TransferSyntax::TSType syntax;
    char code;  ///< place in the list of fuzz_pixels.cpp
  };
  for (const Kind& kind :
       {Kind{"rle", TransferSyntax::RLELossless, 1}, Kind{"jpeg", TransferSyntax::JPEGLosslessProcess14_1, 5},
        Kind{"jpeg-ls", TransferSyntax::JPEGLSLossless, 6},
        Kind{"jpeg-2000", TransferSyntax::JPEG2000Lossless, 8}}) {
    SliceFile s;
    s.rows = s.columns = 32;
    s.isSigned = false;
    s.bitsStored = 12;
    s.highBit = 11;
    for (int n = 0; n < 32 * 32; ++n) s.pixels16.push_back(static_cast<std::uint16_t>(n * 4 % 4096));
    const path file = folder / kind.name;
    write(s, file);
    gdcm::ImageReader reader;
    reader.SetFileName(file.c_str());
    gdcm::ImageChangeTransferSyntax changed;
    changed.SetTransferSyntax(kind.syntax);
    if (!reader.Read()) throw std::runtime_error(file.string() + " cannot be read back");
    changed.SetInput(reader.GetImage());
    if (!changed.Change()) throw std::runtime_error(std::string(kind.name) + " cannot be written");
    gdcm::ImageWriter writer;
    writer.SetFile(reader.GetFile());
    writer.SetImage(changed.GetOutput());
    writer.SetFileName(file.c_str());
    if (!writer.Write()) throw std::runtime_error(file.string() + " cannot be written");

    std::string layout("\x20\x00\x20\x00\x00\x00\x00\x02\x0C\x0B\x00\x00", 12);
    layout += kind.code;
    layout += '\x01';
    const gdcm::DataElement& data = changed.GetOutput().GetDataElement();
    const auto* fragments = data.GetSequenceOfFragments();
    if (!fragments || fragments->GetNumberOfFragments() < 1) continue;
    const gdcm::ByteValue* frame = fragments->GetFragment(0).GetByteValue();
    put(pixels / kind.name, layout + std::string(frame->GetPointer(), frame->GetLength()));
  }
}

void texts(const path& folder) {
  const char* const samples[] = {"Buc^J\xE9r\xF4me",
                                 "\xCF\xED\xEE",
                                 "Yamada^Tarou=\033$B;3ED\033(B",
                                 "Hong^Gildong=\033$)C\xFB\xF3^\033$)C\xD1\xCE",
                                 "Wang^XiaoDong=\xCD\xF5^\xD0\xA1\xB6\xAB",
                                 "\xE7\x8E\x8B"};
  for (int set = 0; set < 18; ++set) {
    int n = 0;
    for (const char* sample : samples)
      put(folder / (std::to_string(set) + "-" + std::to_string(n++)),
          static_cast<char>(set) + std::string(sample));
  }
}

void stacks(const path& folder) {
  put(folder / "even", std::string(30, '\0'));
  std::string tilted;
  for (int k = 0; k < 12; ++k) tilted += std::string("\x00\x40", 2);
  put(folder / "tilted", tilted);
  std::string frames;
  for (int k = 0; k < 6; ++k) frames += std::string("\x04\x05\x00\x10\x02\x01\x00\x00\x00", 9);
  put(folder / "frames", frames);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: fuzz_corpus FOLDER PRESETS-FOLDER\n";
    return 2;
  }
  try {
    const path root = argv[1];
    for (const char* name : {"header", "pixels", "text", "sniff", "stack", "fit", "preset", "wire"})
      std::filesystem::create_directories(root / name);
    headers(root / "header");
    compressed(root / "header", root / "pixels");
    put(root / "pixels" / "native",
        std::string("\x05\x00\x04\x00\x00\x00\x00\x02\x10\x0F\x00\x00\x00\x01", 14) +
            std::string(40, '\x11'));
    texts(root / "text");
    stacks(root / "stack");
    put(root / "fit" / "even", std::string("\x00\x00\x00\x40\x00\x00\x40\x00\x00\x40", 10));
    for (const auto& file : std::filesystem::directory_iterator(root / "header"))
      put(root / "sniff" / file.path().filename(), contents(file.path()).substr(0, 256));
    for (const auto& file : std::filesystem::directory_iterator(argv[2]))
      if (file.path().extension() == ".json")
        put(root / "preset" / file.path().filename(), contents(file.path()));
    put(root / "wire" / "empty", std::string(16, '\0'));
  } catch (const std::exception& e) {
    std::cerr << "The corpus could not be written: " << e.what() << ".\n";
    return 1;
  }
  return 0;
}
