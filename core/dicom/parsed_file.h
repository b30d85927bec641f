// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcmetinf.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/dicom/byte_source.h"
#include "core/dicom/header_fields.h"

namespace iso {

/// A file's elements up to its pixels, read by DCMTK after their lengths were found sane. Long values stay in
/// the source, which must outlive this.
class ParsedFile {
 public:
  /// Where the pixels begin; in an inflated data set if the file is deflated (offset 0: not known yet).
  struct Pixels {
    DcmTagKey tag{0x7FE0, 0x0010};
    std::uint64_t offset = 0;
    bool words = false;  ///< VR OW: the bytes of 16-bit words follow the byte order, whatever a pixel takes
  };

  /// @param wholeHeader read past the pixels too (they themselves are skipped); for listing every element
  /// @return NotDicom; BadFile for a damaged header or one that nests too deep; Unsupported for a private
  ///         transfer syntax of which nothing can be read
  static Result<ParsedFile> read(ByteSource& source, const std::filesystem::path& name,
                                 bool wholeHeader = false);

  Fields meta() const { return Fields(file_->getMetaInfo(), {}); }
  Fields fields() const { return Fields(file_->getDataset(), characterSet_); }
  const std::string& characterSet() const { return characterSet_; }
  /// By the meta header, else as the data set is encoded.
  const std::string& transferSyntax() const { return transferSyntax_; }
  bool isBigEndian() const;
  bool isDeflated() const { return transferSyntax_ == "1.2.840.10008.1.2.1.99"; }
  /// A maker's own transfer syntax: what its pixels are is not known.
  bool isPrivate() const { return private_; }
  const std::optional<Pixels>& pixels() const { return pixels_; }

 private:
  std::shared_ptr<DcmFileFormat> file_;
  std::string characterSet_, transferSyntax_;
  bool private_ = false;
  std::optional<Pixels> pixels_;
};

}  // namespace iso
