// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/toolkit_stream.h"

#include <algorithm>

namespace iso {
namespace {

class SourceFactory : public DcmInputStreamFactory {
 public:
  SourceFactory(ByteSource& source, offile_off_t start) : source_(source), start_(start) {}
  DcmInputStream* create() const override { return new SourceStream(source_, start_); }
  DcmInputStreamFactory* clone() const override { return new SourceFactory(*this); }
  DcmInputStreamFactoryType ident() const override { return DFT_DcmInputFileStreamFactory; }

 private:
  ByteSource& source_;
  offile_off_t start_;
};

}  // namespace

offile_off_t SourceProducer::read(void* buffer, offile_off_t length) {
  if (length <= 0 || at_ < 0) return 0;
  const std::size_t got = source_.read(static_cast<std::uint64_t>(at_),
                                       {static_cast<std::byte*>(buffer), static_cast<std::size_t>(length)});
  at_ += static_cast<offile_off_t>(got);
  return static_cast<offile_off_t>(got);
}

offile_off_t SourceProducer::skip(offile_off_t length) {
  const offile_off_t step = std::clamp<offile_off_t>(length, 0, std::max<offile_off_t>(avail(), 0));
  at_ += step;
  return step;
}

DcmInputStreamFactory* SourceStream::newFactory() const {
  // A filter in between (a deflated data set) has positions of its own: nothing can be put off there.
  if (currentProducer() != &producer_) return nullptr;
  return new SourceFactory(source_, start_ + tell());
}

}  // namespace iso
