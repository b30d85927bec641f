// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/gdcm_decoder.h"

#include <fmt/format.h>
#include <gdcmImage.h>
#include <gdcmImageReader.h>
#include <gdcmTrace.h>

#include <exception>
#include <mutex>
#include <new>

namespace iso {
namespace {

void quietToolkit() {
  static std::once_flag once;
  std::call_once(once, [] {
    gdcm::Trace::DebugOff();
    gdcm::Trace::WarningOff();
    gdcm::Trace::ErrorOff();
  });
}

Result<DecodedPixels> decode(const std::filesystem::path& path) {
  const std::string name = path.string();
  const auto bad = [&](const char* what) {
    return fail(ErrorCode::BadFile, fmt::format("The pixels of {} could not be decoded: {}.", name, what),
                name);
  };
  gdcm::ImageReader reader;
  reader.SetFileName(name.c_str());
  if (!reader.Read()) return bad("the file is damaged, or compressed in a way that is not known");
  const gdcm::Image& image = reader.GetImage();
  const unsigned int* size = image.GetDimensions();
  DecodedPixels decoded;
  decoded.bytes.resize(image.GetBufferLength());
  if (decoded.bytes.empty() || !image.GetBuffer(reinterpret_cast<char*>(decoded.bytes.data())))
    return bad("the compressed data is damaged");
  const gdcm::PixelFormat& format = image.GetPixelFormat();
  PixelLayout& p = decoded.layout;
  p.columns = static_cast<int>(size[0]);
  p.rows = static_cast<int>(size[1]);
  p.frames = image.GetNumberOfDimensions() > 2 ? static_cast<int>(size[2]) : 1;
  p.samples = format.GetSamplesPerPixel();
  p.bitsAllocated = format.GetBitsAllocated();
  p.bitsStored = format.GetBitsStored();
  p.highBit = format.GetHighBit();
  p.isSigned = format.GetPixelRepresentation() == 1;
  p.byPlane = image.GetPlanarConfiguration() == 1;
  p.photometric = image.GetPhotometricInterpretation().GetString();
  while (!p.photometric.empty() && p.photometric.back() == ' ') p.photometric.pop_back();
  return decoded;
}

}  // namespace

Result<DecodedPixels> decodeWithGdcm(const std::filesystem::path& path) {
  quietToolkit();
  try {
    return decode(path);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::OutOfMemory,
                fmt::format("There is not enough memory to decode {}.", path.string()), path.string());
  } catch (const std::exception& e) {
    return fail(ErrorCode::BadFile,
                fmt::format("The pixels of {} could not be decoded ({}).", path.string(), e.what()),
                path.string());
  } catch (...) {
    return fail(ErrorCode::BadFile, fmt::format("The pixels of {} could not be decoded.", path.string()),
                path.string());
  }
}

}  // namespace iso
