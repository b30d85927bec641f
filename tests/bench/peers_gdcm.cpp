// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/peers_gdcm.h"

#include <sched.h>

#include <fmt/format.h>
#include <gdcmImageChangeTransferSyntax.h>
#include <gdcmImageReader.h>
#include <gdcmImageWriter.h>
#include <gdcmScanner.h>
#include <gdcmWriter.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace iso::bench {
namespace {

/// What core/dicom/header_reader.cpp and frame_headers.cpp read at the top level of a file. The scanner does
/// not go into sequences, so the functional groups of enhanced images cannot be asked for.
const gdcm::Tag kTags[] = {
    {0x0002, 0x0002},  // MediaStorageSOPClassUID
    {0x0002, 0x0010},  // TransferSyntaxUID
    {0x0008, 0x0005},  // SpecificCharacterSet
    {0x0008, 0x0008},  // ImageType
    {0x0008, 0x0016},  // SOPClassUID
    {0x0008, 0x0018},  // SOPInstanceUID
    {0x0008, 0x0020},  // StudyDate
    {0x0008, 0x0021},  // SeriesDate
    {0x0008, 0x0022},  // AcquisitionDate
    {0x0008, 0x0031},  // SeriesTime
    {0x0008, 0x0032},  // AcquisitionTime
    {0x0008, 0x0060},  // Modality
    {0x0008, 0x0080},  // InstitutionName
    {0x0008, 0x1030},  // StudyDescription
    {0x0008, 0x103E},  // SeriesDescription
    {0x0010, 0x0010},  // PatientName
    {0x0010, 0x0020},  // PatientID
    {0x0010, 0x0030},  // PatientBirthDate
    {0x0010, 0x0040},  // PatientSex
    {0x0010, 0x1010},  // PatientAge
    {0x0018, 0x0050},  // SliceThickness
    {0x0018, 0x0060},  // KVP
    {0x0018, 0x0080},  // RepetitionTime
    {0x0018, 0x0081},  // EchoTime
    {0x0018, 0x0082},  // InversionTime
    {0x0018, 0x0086},  // EchoNumbers
    {0x0018, 0x0087},  // MagneticFieldStrength
    {0x0018, 0x1060},  // TriggerTime
    {0x0018, 0x1151},  // XRayTubeCurrent
    {0x0018, 0x1152},  // Exposure
    {0x0018, 0x1164},  // ImagerPixelSpacing
    {0x0018, 0x1210},  // ConvolutionKernel
    {0x0018, 0x1314},  // FlipAngle
    {0x0018, 0x2010},  // NominalScannedPixelSpacing
    {0x0018, 0x9087},  // DiffusionBValue
    {0x0020, 0x000D},  // StudyInstanceUID
    {0x0020, 0x000E},  // SeriesInstanceUID
    {0x0020, 0x0011},  // SeriesNumber
    {0x0020, 0x0012},  // AcquisitionNumber
    {0x0020, 0x0013},  // InstanceNumber
    {0x0020, 0x0032},  // ImagePositionPatient
    {0x0020, 0x0037},  // ImageOrientationPatient
    {0x0020, 0x0052},  // FrameOfReferenceUID
    {0x0020, 0x0100},  // TemporalPositionIdentifier
    {0x0028, 0x0002},  // SamplesPerPixel
    {0x0028, 0x0004},  // PhotometricInterpretation
    {0x0028, 0x0006},  // PlanarConfiguration
    {0x0028, 0x0008},  // NumberOfFrames
    {0x0028, 0x0010},  // Rows
    {0x0028, 0x0011},  // Columns
    {0x0028, 0x0030},  // PixelSpacing
    {0x0028, 0x0100},  // BitsAllocated
    {0x0028, 0x0101},  // BitsStored
    {0x0028, 0x0102},  // HighBit
    {0x0028, 0x0103},  // PixelRepresentation
    {0x0028, 0x1050},  // WindowCenter
    {0x0028, 0x1051},  // WindowWidth
    {0x0028, 0x1052},  // RescaleIntercept
    {0x0028, 0x1053},  // RescaleSlope
    {0x0028, 0x1054},  // RescaleType
    {0x0028, 0x1055},  // WindowCenterWidthExplanation
    {0x0028, 0x1056},  // VOILUTFunction
    {0x0028, 0x2110},  // LossyImageCompression
    {0x0054, 0x1001},  // Units
    {0x0054, 0x1006},  // SUVType
    {0x0054, 0x1300},  // FrameReferenceTime
    {0x3004, 0x0002},  // DoseUnits
    {0x3004, 0x000C},  // GridFrameOffsetVector
    {0x3004, 0x000E},  // DoseGridScaling
};

gdcm::TransferSyntax::TSType syntaxOf(Compression compression) {
  switch (compression) {
    case Compression::Rle:
      return gdcm::TransferSyntax::RLELossless;
    case Compression::JpegLossless:
      return gdcm::TransferSyntax::JPEGLosslessProcess14_1;
    case Compression::JpegLs:
      return gdcm::TransferSyntax::JPEGLSLossless;
    case Compression::Jpeg2000:
      return gdcm::TransferSyntax::JPEG2000Lossless;
  }
  return gdcm::TransferSyntax::ExplicitVRLittleEndian;
}

void put(gdcm::DataSet& to, const gdcm::Tag& tag, gdcm::VR vr, const std::string& bytes) {
  gdcm::DataElement element(tag);
  element.SetVR(vr);
  element.SetByteValue(bytes.data(), static_cast<std::uint32_t>(bytes.size()));
  to.Replace(element);
}

/// Fixed-width texts in the template, found nowhere else in it, and replaced in each copy.
constexpr const char* kUid = "1.2.3.4.5.717171";  // 16 characters: even, as UIDs are padded
constexpr const char* kInstance = "717172";
constexpr const char* kHeight = "71717.25";

/// Where `text` stands in `bytes`, each time.
std::vector<std::size_t> places(const std::string& bytes, const std::string& text, std::size_t expected) {
  std::vector<std::size_t> found;
  for (std::size_t at = bytes.find(text); at != std::string::npos; at = bytes.find(text, at + 1))
    found.push_back(at);
  if (found.size() != expected) throw std::runtime_error("The small files' template is not as expected.");
  return found;
}

std::string smallTemplate(const std::string& from, const std::string& scratch) {
  gdcm::Reader reader;
  reader.SetFileName(from.c_str());
  if (!reader.Read()) throw std::runtime_error(from + " cannot be read by GDCM.");
  gdcm::DataSet& d = reader.GetFile().GetDataSet();
  put(d, {0x0008, 0x0018}, gdcm::VR::UI, kUid);
  put(d, {0x0020, 0x0013}, gdcm::VR::IS, kInstance);
  put(d, {0x0020, 0x0032}, gdcm::VR::DS, std::string("0\\0.5\\") + kHeight);
  put(d, {0x0028, 0x0010}, gdcm::VR::US, std::string("\x10\x00", 2));
  put(d, {0x0028, 0x0011}, gdcm::VR::US, std::string("\x10\x00", 2));
  put(d, {0x7FE0, 0x0010}, gdcm::VR::OW, std::string(16 * 16 * 2, '\x02'));
  put(reader.GetFile().GetHeader(), {0x0002, 0x0003}, gdcm::VR::UI, kUid);
  gdcm::Writer writer;
  writer.SetFile(reader.GetFile());
  writer.SetFileName(scratch.c_str());
  if (!writer.Write()) throw std::runtime_error(scratch + " cannot be written by GDCM.");
  std::ifstream file(scratch, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

namespace {

/// GDCM decodes JPEG 2000 on as many threads as the calling thread may run on: here on one.
class OneProcessor {
 public:
  OneProcessor() {
    ::sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(::sched_getcpu(), &one);
    ::sched_setaffinity(0, sizeof one, &one);
  }
  ~OneProcessor() { ::sched_setaffinity(0, sizeof before_, &before_); }
  OneProcessor(const OneProcessor&) = delete;
  OneProcessor& operator=(const OneProcessor&) = delete;

 private:
  cpu_set_t before_{};
};

}  // namespace

std::size_t gdcmDecode(const std::vector<std::string>& files) {
  const OneProcessor single;
  std::size_t bytes = 0;
  std::vector<char> buffer;
  for (const std::string& file : files) {
    gdcm::ImageReader reader;
    reader.SetFileName(file.c_str());
    if (!reader.Read()) throw std::runtime_error(file + " cannot be read by GDCM.");
    buffer.resize(reader.GetImage().GetBufferLength());
    if (!reader.GetImage().GetBuffer(buffer.data()))
      throw std::runtime_error(file + " cannot be decoded by GDCM.");
    bytes += buffer.size();
  }
  return bytes;
}

std::size_t gdcmScan(const std::vector<std::string>& files) {
  gdcm::Scanner scanner;
  for (const gdcm::Tag& tag : kTags) scanner.AddTag(tag);
  if (!scanner.Scan(files)) throw std::runtime_error("gdcm::Scanner failed.");
  std::size_t read = 0;
  for (const std::string& file : files) read += scanner.IsKey(file.c_str()) ? 1 : 0;
  return read;
}

void gdcmCompress(const std::string& from, const std::string& to, Compression compression) {
  gdcm::ImageReader reader;
  reader.SetFileName(from.c_str());
  if (!reader.Read()) throw std::runtime_error(from + " cannot be read by GDCM.");
  gdcm::ImageChangeTransferSyntax change;
  change.SetTransferSyntax(syntaxOf(compression));
  change.SetInput(reader.GetImage());
  if (!change.Change()) throw std::runtime_error(from + " cannot be compressed by GDCM.");
  gdcm::ImageWriter writer;
  writer.SetFile(reader.GetFile());
  writer.SetImage(change.GetOutput());
  writer.SetFileName(to.c_str());
  if (!writer.Write()) throw std::runtime_error(to + " cannot be written by GDCM.");
}

std::vector<std::string> makeSmallFiles(const std::string& from, const std::string& folder, int count) {
  std::string bytes = smallTemplate(from, folder + "/template");
  const auto uids = places(bytes, kUid, 2), instances = places(bytes, kInstance, 1),
             heights = places(bytes, kHeight, 1);
  const auto replace = [&](const std::vector<std::size_t>& at, const std::string& text) {
    for (const std::size_t place : at) bytes.replace(place, text.size(), text);
  };
  std::vector<std::string> files;
  for (int n = 0; n < count; ++n) {
    replace(uids, fmt::format("1.2.3.4.5.{}", 100000 + n));
    replace(instances, fmt::format("{:06}", n + 1));
    replace(heights, fmt::format("{:08.2f}", 0.1 * n));
    files.push_back(fmt::format("{}/{:05}", folder, n));
    std::ofstream file(files.back(), std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) throw std::runtime_error(files.back() + " cannot be written.");
  }
  std::remove((folder + "/template").c_str());
  return files;
}

}  // namespace iso::bench
