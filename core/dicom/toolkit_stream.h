// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrma.h>

#include "core/dicom/byte_source.h"

namespace iso {

/// A ByteSource as DCMTK's producer of bytes.
class SourceProducer : public DcmProducer {
 public:
  explicit SourceProducer(ByteSource& source, offile_off_t start = 0) : source_(source), at_(start) {}
  OFBool good() const override { return OFTrue; }
  OFCondition status() const override { return EC_Normal; }
  OFBool eos() override { return avail() <= 0; }
  offile_off_t avail() override { return static_cast<offile_off_t>(source_.size()) - at_; }
  offile_off_t read(void* buffer, offile_off_t length) override;
  offile_off_t skip(offile_off_t length) override;
  void putback(offile_off_t count) override { at_ = count > at_ ? 0 : at_ - count; }

 private:
  ByteSource& source_;
  offile_off_t at_;
};

/// DCMTK's stream over a ByteSource, which must outlive everything that was read through it: long values
/// stay in the source until somebody asks for them.
class SourceStream : public DcmInputStream {
 public:
  explicit SourceStream(ByteSource& source, offile_off_t start = 0)
      : DcmInputStream(&producer_), producer_(source, start), source_(source), start_(start) {}
  DcmInputStreamFactory* newFactory() const override;

 private:
  SourceProducer producer_;
  ByteSource& source_;
  offile_off_t start_;
};

}  // namespace iso
