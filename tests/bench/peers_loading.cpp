// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/peers_loading.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "core/base/parallel.h"
#include "core/dicom/reader/reader_pool.h"
#include "core/dicom/scanner.h"
#include "core/dicom/volume_load.h"
#include "tests/bench/peers_gdcm.h"
#include "tests/bench/peers_itk_series.h"

namespace iso::bench {
namespace {

using std::filesystem::path;

/// Removed with everything in it.
class ScratchFolder {
 public:
  ScratchFolder() {
    static int counter = 0;
    path_ =
        std::filesystem::temp_directory_path() / fmt::format("isocenter-bench-{}-{}", ::getpid(), counter++);
    std::filesystem::create_directories(path_);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::string string() const { return path_.string(); }

 private:
  path path_;
};

[[noreturn]] void raise(const Error& error) {
  throw std::runtime_error(error.message);
}

/// Our own way from a folder to voxels, with everything that stays from study to study already there: the
/// pool's threads and the readers.
class Ours {
 public:
  Ours() {
    ReaderOptions options;
    options.program = readerProgram();
    auto readers = startReaders(std::move(options));
    if (!readers) raise(readers.error());
    reader_ = std::move(*readers);
  }

  /// @return files whose headers were read
  std::size_t scanFolder(const std::string& folder) {
    const ScanResult result = scanned(folder);
    std::size_t files = 0;
    for (const Study& study : result.studies)
      for (const Series& series : study.series) files += static_cast<std::size_t>(series.instances);
    return files;
  }

  /// Scans and loads a folder that holds one volume.
  /// @return voxels
  std::size_t load(const std::string& folder) {
    const ScanResult result = scanned(folder);
    if (result.studies.size() != 1 || result.studies[0].series.size() != 1 ||
        result.studies[0].series[0].volumes.size() != 1)
      throw std::runtime_error(folder + " should hold one volume.");
    const auto loading = start(result.studies[0].series[0].volumes[0]);
    if (!loading) raise(loading.error());
    const auto volume = (*loading)->wait();
    if (!volume) raise(volume.error());
    if (!(*loading)->problems().empty()) throw std::runtime_error((*loading)->problems().front().reason);
    const Size3& size = (*volume)->size();
    return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
           static_cast<std::size_t>(size[2]);
  }

 private:
  ScanResult scanned(const std::string& folder) {
    auto result = read({folder});
    if (!result) raise(result.error());
    if (!result->unreadable.empty()) throw std::runtime_error(result->unreadable.front().reason);
    return std::move(*result);
  }

  Result<ScanResult> read(const std::vector<path>& paths) { return scan(paths, pool_, *reader_, {}, {}); }
  Result<std::shared_ptr<VolumeLoad>> start(const VolumeDescription& volume) {
    return VolumeLoad::start(volume, 0, pool_, reader_, {});
  }
  ThreadPool pool_;
  std::shared_ptr<DicomReader> reader_;
};

std::optional<path> skullFolder() {
  const char* set = std::getenv("ISOCENTER_TEST_DATA");
  const path data = set && *set ? path(set) : path(ISOCENTER_SOURCE_DIR).parent_path() / "shared" / "data";
  std::error_code ignored;
  const path folder = data / "ct_skull_phantom_1mm";
  if (std::filesystem::is_directory(folder, ignored)) return folder;
  return std::nullopt;
}

/// The folder's DICOM files in order of name.
std::vector<std::string> dicomFiles(const path& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension().empty() && entry.file_size() > 100000)
      files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  if (files.empty()) throw std::runtime_error(folder.string() + " holds no slices.");
  return files;
}

void requireSame(const std::string& what, std::size_t ours, std::size_t theirs) {
  if (ours != theirs)
    throw std::runtime_error(
        fmt::format("the two sides did not read the same: {} and {} {}", ours, theirs, what));
}

void measureNative(Ours& ours, const path& skull, const std::function<void(const Pair&, int)>& measure) {
  const std::string folder = skull.string();
  requireSame("voxels", ours.load(folder), itkLoadSeries(folder));
  measure({"load-native", "itk::ImageSeriesReader", 10.0, [&](int) { ours.load(folder); },
           [&](int) { itkLoadSeries(folder); }},
          9);
}

void measureCompressed(Ours& ours, const path& skull, const std::string& name, Compression compression,
                       const std::function<void(const Pair&, int)>& measure) {
  constexpr std::size_t kSlices = 24;
  std::vector<std::string> sources = dicomFiles(skull), files;
  sources.resize(std::min(sources.size(), kSlices));
  const ScratchFolder scratch;
  for (const std::string& source : sources) {
    files.push_back(scratch.string() + "/" + path(source).filename().string());
    gdcmCompress(source, files.back(), compression);
  }
  requireSame("voxels", ours.load(scratch.string()), gdcmDecode(files) / 2);
  measure({name, "gdcm::ImageReader", 1.8, [&](int) { ours.load(scratch.string()); },
           [&](int) { gdcmDecode(files); }},
          7);
}

void measureScan(Ours& ours, const path& skull, const std::function<void(const Pair&, int)>& measure) {
  const ScratchFolder scratch;
  const auto files = makeSmallFiles(dicomFiles(skull).front(), scratch.string(), 10000);
  requireSame("headers", ours.scanFolder(scratch.string()), gdcmScan(files));
  measure({"scan-10000", "gdcm::Scanner", 1.0, [&](int) { ours.scanFolder(scratch.string()); },
           [&](int) { gdcmScan(files); }},
          5);
}

}  // namespace

void measureLoading(const std::function<bool(const std::string&)>& wanted,
                    const std::function<void(const Pair&, int rounds)>& measure) {
  struct Work {
    std::string name;
    std::function<void(Ours&, const path&, const std::string&)> run;
  };
  const auto compressed = [&](Compression compression) {
    return [&measure, compression](Ours& ours, const path& skull, const std::string& name) {
      measureCompressed(ours, skull, name, compression, measure);
    };
  };
  const std::vector<Work> all = {
      {"load-native",
       [&](Ours& ours, const path& skull, const std::string&) { measureNative(ours, skull, measure); }},
      {"load-rle", compressed(Compression::Rle)},
      {"load-jpeg-lossless", compressed(Compression::JpegLossless)},
      {"load-jpeg-ls", compressed(Compression::JpegLs)},
      {"load-jpeg-2000", compressed(Compression::Jpeg2000)},
      {"scan-10000",
       [&](Ours& ours, const path& skull, const std::string&) { measureScan(ours, skull, measure); }},
  };
  std::vector<Work> chosen;
  for (const Work& work : all)
    if (wanted(work.name)) chosen.push_back(work);
  if (chosen.empty()) return;
  const auto skull = skullFolder();
  std::optional<Ours> ours;
  if (skull) ours.emplace();
  for (const Work& work : chosen) {
    if (!skull) {
      std::cerr << work.name << " is left out: there is no ct_skull_phantom_1mm; set ISOCENTER_TEST_DATA.\n";
      continue;
    }
    try {
      work.run(*ours, *skull, work.name);
    } catch (const std::exception& e) {
      std::cerr << work.name << " is left out: " << e.what() << '\n';
    }
  }
}

}  // namespace iso::bench
