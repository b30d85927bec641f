// SPDX-License-Identifier: Apache-2.0
#include "tests/dicom/reader/codec_streams.h"

#include <gdcmImage.h>
#include <gdcmImageChangeTransferSyntax.h>
#include <gdcmSequenceOfFragments.h>

#include <stdexcept>

namespace iso::test {

std::vector<std::byte> compressed(const std::vector<std::byte>& frame, const PixelLayout& p,
                                  gdcm::TransferSyntax::TSType syntax) {
  gdcm::SmartPointer<gdcm::Image> image = new gdcm::Image;
  image->SetNumberOfDimensions(2);
  image->SetDimension(0, static_cast<unsigned>(p.columns));
  image->SetDimension(1, static_cast<unsigned>(p.rows));
  image->SetPixelFormat(gdcm::PixelFormat(
      static_cast<unsigned short>(p.samples), static_cast<unsigned short>(p.bitsAllocated),
      static_cast<unsigned short>(p.bitsStored), static_cast<unsigned short>(p.highBit), p.isSigned ? 1 : 0));
  image->SetPhotometricInterpretation(p.samples == 3 ? gdcm::PhotometricInterpretation::RGB
                                                     : gdcm::PhotometricInterpretation::MONOCHROME2);
  image->SetTransferSyntax(gdcm::TransferSyntax::ExplicitVRLittleEndian);
  gdcm::DataElement pixels(gdcm::Tag(0x7FE0, 0x0010));
  pixels.SetByteValue(reinterpret_cast<const char*>(frame.data()), static_cast<std::uint32_t>(frame.size()));
  image->SetDataElement(pixels);
  gdcm::ImageChangeTransferSyntax change;
  change.SetTransferSyntax(syntax);
  change.SetInput(*image);
  if (!change.Change()) throw std::runtime_error("GDCM cannot compress this");
  const gdcm::SequenceOfFragments* fragments = change.GetOutput().GetDataElement().GetSequenceOfFragments();
  if (fragments == nullptr) throw std::runtime_error("GDCM did not compress this");
  std::vector<std::byte> stream;
  for (unsigned n = 0; n < fragments->GetNumberOfFragments(); ++n) {
    const gdcm::ByteValue* value = fragments->GetFragment(n).GetByteValue();
    const auto* begin = reinterpret_cast<const std::byte*>(value->GetPointer());
    stream.insert(stream.end(), begin, begin + value->GetLength());
  }
  return stream;
}

}  // namespace iso::test
