// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/peers_itk_series.h"

#include <itkGDCMImageIO.h>
#include <itkGDCMSeriesFileNames.h>
#include <itkImage.h>
#include <itkImageSeriesReader.h>

#include <stdexcept>

namespace iso::bench {

std::size_t itkLoadSeries(const std::string& folder) {
  using Image = itk::Image<short, 3>;
  auto names = itk::GDCMSeriesFileNames::New();
  names->SetDirectory(folder);
  const auto& uids = names->GetSeriesUIDs();
  if (uids.size() != 1) throw std::runtime_error(folder + " should hold one series.");
  auto reader = itk::ImageSeriesReader<Image>::New();
  reader->SetImageIO(itk::GDCMImageIO::New());
  reader->SetFileNames(names->GetFileNames(uids.front()));
  reader->Update();
  return reader->GetOutput()->GetLargestPossibleRegion().GetNumberOfPixels();
}

}  // namespace iso::bench
