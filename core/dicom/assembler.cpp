// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/assembler.h"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_set>

#include "core/dicom/phases.h"
#include "core/dicom/stack_fit.h"

namespace iso {
namespace {

using Slices = std::vector<FrameRef>;

/// A volume on its way, with what it is compared by when all are there.
struct Draft {
  VolumeDescription volume;
  std::string kind;  ///< image type, class and unit
  std::string size;
  int orientation = 0;  ///< number of its orientation within the kind and size; -1 without geometry
  FrameRef first;       ///< in the order of acquisition
};

bool hasGeometry(const FrameHeader& frame) {
  return frame.position && frame.axes && frame.spacing;
}

/// The part of the image type that makes another volume. Beyond the third value a classic CT's is the
/// maker's own (PS3.3 C.8.2.1.1.1) and may change within one stack.
std::string typeOf(const FrameRef& s) {
  constexpr std::string_view kClassicCt = "1.2.840.10008.5.1.4.1.1.2";
  const std::string& all = s.frame->imageType;
  if (s.file->sopClassUid != kClassicCt) return all;
  std::size_t end = 0;
  for (int n = 0; n < 3 && end != std::string::npos; ++n) end = all.find('\\', end + (n > 0 ? 1 : 0));
  return all.substr(0, end);
}

const std::string& unitOfFrame(const FrameRef& s) {
  return s.frame->unit ? *s.frame->unit : s.file->unit;
}

std::string kindOf(const FrameRef& s) {
  return typeOf(s) + "|" + s.file->sopClassUid + "|" + unitOfFrame(s);
}

std::string sizeOf(const FrameRef& s) {
  return fmt::format("{}x{}", s.file->pixels->sliceColumns(), s.file->pixels->sliceRows());
}

bool sameAxes(const FrameHeader& a, const FrameHeader& b) {
  // 5e-4 rad: a tenth of a millimetre over 200, more than rounding, less than any intended angle.
  return ((*a.axes)[0] - (*b.axes)[0]).norm() < 5e-4 && ((*a.axes)[1] - (*b.axes)[1]).norm() < 5e-4;
}

/// Also true where neither says how large its pixels are.
bool sameSpacing(const FrameHeader& a, const FrameHeader& b) {
  if (!a.spacing || !b.spacing) return !a.spacing && !b.spacing;
  for (std::size_t n = 0; n < 2; ++n)
    if (std::abs((*a.spacing)[n] - (*b.spacing)[n]) > 1e-4 * (*a.spacing)[n]) return false;
  return true;
}

template <class Same>
std::vector<Slices> cluster(const Slices& slices, const Same& same) {
  std::vector<Slices> clusters;
  for (const FrameRef& slice : slices) {
    const auto it = std::find_if(clusters.begin(), clusters.end(),
                                 [&](const Slices& c) { return same(*c.front().frame, *slice.frame); });
    if (it != clusters.end())
      it->push_back(slice);
    else
      clusters.push_back({slice});
  }
  return clusters;
}

Vector3 normalOf(const FrameHeader& frame) {
  return (*frame.axes)[0].cross((*frame.axes)[1]).normalized();
}

/// Parallel slices that do not lie behind each other (several fields of view) are several stacks.
std::vector<Slices> splitBeside(const Slices& slices) {
  if (slices.size() < 2) return {slices};
  std::vector<Vector3> positions;
  for (const FrameRef& s : slices) positions.push_back(*s.frame->position);
  const FrameHeader& first = *slices.front().frame;
  const double pixel = std::min((*first.spacing)[0], (*first.spacing)[1]);
  if (lateralResidual(positions, *first.axes) <= 0.5 * pixel) return {slices};
  const Vector3 normal = normalOf(first);
  return cluster(slices, [&](const FrameHeader& a, const FrameHeader& b) {
    const Vector3 offset = *a.position - *b.position;
    return (offset - offset.dot(normal) * normal).norm() < 0.1;
  });
}

/// Where slices collide that differ in the maker's part of the image type, that part counts after all.
std::vector<Slices> splitCollidingTypes(const Slices& slices) {
  const Vector3 normal = normalOf(*slices.front().frame);
  std::vector<Slices> types =
      cluster(slices, [](const FrameHeader& a, const FrameHeader& b) { return a.imageType == b.imageType; });
  if (types.size() < 2) return types;
  std::vector<double> depths;
  for (const FrameRef& s : slices) depths.push_back(s.frame->position->dot(normal));
  std::sort(depths.begin(), depths.end());
  for (std::size_t n = 1; n < depths.size(); ++n)
    if (depths[n] - depths[n - 1] <= kSamePlaceMm) return types;
  return {slices};
}

void describe(const Slices& slices, VolumeDescription& volume) {
  const FrameRef& middle = slices[slices.size() / 2];
  volume.type = middle.file->type;
  volume.unit = unitOfFrame(middle);
  volume.windows = middle.frame->windows;
  volume.windowNames = middle.frame->windowNames;
  volume.voiLuts = middle.frame->voiLuts;
  const bool asStored = !middle.file->pixels->modalityLut && volume.type != VoxelType::Rgb8;
  if (asStored && std::all_of(slices.begin(), slices.end(),
                              [&](const FrameRef& s) { return s.file->padding == middle.file->padding; }))
    volume.padding = middle.file->padding;
  volume.frameTimeMs = middle.file->frameTimeMs;
  volume.invertedGrey = middle.file->pixels->photometric == "MONOCHROME1";
  volume.sliceThicknessMm = middle.frame->thicknessMm;
}

void addSlices(const Slices& slices, VolumeDescription& volume) {
  for (const FrameRef& s : slices) {
    SliceSource source;
    source.path = s.file->path;
    source.sopInstanceUid = s.file->sopInstanceUid;
    source.frame = s.frame->frame;
    source.tile = s.frame->tile;
    source.instanceNumber = s.file->instanceNumber;
    source.rescale = s.frame->rescale;
    source.pixels = s.file->pixels;
    volume.slices.push_back(std::move(source));
  }
}

std::string slicesWord(int count) {
  return count == 1 ? "1 slice" : fmt::format("{} slices", count);
}

/// What holds for the files whatever the geometry.
void addFileIssues(const std::vector<Slices>& phases, VolumeDescription& volume) {
  std::set<const FileHeader*> truncated, lossy, homeless;
  for (const Slices& phase : phases)
    for (const FrameRef& s : phase) {
      if (s.file->truncated) truncated.insert(s.file);
      if (s.file->lossy) lossy.insert(s.file);
      if (s.file->seriesUid.starts_with(kUidOfFile) || s.file->studyUid.starts_with(kUidOfFile))
        homeless.insert(s.file);
    }
  if (!homeless.empty())
    volume.issues.push_back(
        {"missing-uid", fmt::format("{} does not say which study or series it belongs to; it is shown by "
                                    "itself.",
                                    (*homeless.begin())->path.string())});
  if (!truncated.empty())
    volume.issues.push_back(
        {"truncated-pixels",
         fmt::format("{} file{} fewer pixels than claimed, the first is {}; what is not there is "
                     "not shown.",
                     truncated.size(), truncated.size() == 1 ? " has" : "s have",
                     (*std::min_element(truncated.begin(), truncated.end(), [](auto* a, auto* b) {
                       return a->path < b->path;
                     }))->path.string())});
  if (!lossy.empty())
    volume.issues.push_back({"lossy-compressed",
                             "The images went through lossy compression; fine detail and values "
                             "may differ from the original."});
}

void makeWithoutGeometry(Slices slices, Draft& draft) {
  std::sort(slices.begin(), slices.end(), acquiredBefore);
  VolumeDescription& volume = draft.volume;
  describe(slices, volume);
  const FrameHeader& first = *slices.front().frame;
  const PixelLayout& pixels = *slices.front().file->pixels;
  Matrix3 axes = Matrix3::Identity();
  if (first.spacing) axes.diagonal() << (*first.spacing)[0], (*first.spacing)[1], 1.0;
  auto geometry = VolumeGeometry::make(
      {pixels.sliceColumns(), pixels.sliceRows(), static_cast<int>(slices.size())}, axes, {});
  // A spacing beyond all measure is no spacing.
  if (!geometry)
    geometry =
        VolumeGeometry::make({pixels.sliceColumns(), pixels.sliceRows(), static_cast<int>(slices.size())},
                             Matrix3::Identity(), {});
  if (geometry) volume.geometry = std::move(*geometry);
  const std::string& note = slices.front().file->geometryNote;
  volume.positioned = false;
  volume.issues.push_back({"no-geometry", fmt::format("It is not known where in the patient these images "
                                                      "lie{}; {}left and right, distances between slices "
                                                      "and positions mean nothing.",
                                                      note.empty() ? "" : " (" + note + ")",
                                                      first.spacing ? "" : "sizes in mm, ")});
  addSlices(slices, volume);
  addFileIssues({slices}, volume);
  draft.first = slices.front();
  draft.orientation = -1;
}

void makeStack(PhaseStack stack, Draft& draft) {
  VolumeDescription& volume = draft.volume;
  const Slices& slices = stack.phases.front();
  const FrameHeader& first = *slices.front().frame;
  std::vector<Vector3> positions;
  for (const FrameRef& s : slices) positions.push_back(*s.frame->position);
  const PixelLayout& pixels = *slices.front().file->pixels;
  auto fit = fitStack(positions, *first.axes, *first.spacing, {pixels.sliceColumns(), pixels.sliceRows()},
                      first.thicknessMm);
  if (!fit) {
    Slices all;
    for (const Slices& phase : stack.phases) all.insert(all.end(), phase.begin(), phase.end());
    return makeWithoutGeometry(std::move(all), draft);
  }
  describe(slices, volume);
  volume.geometry = std::move(fit->geometry);
  volume.issues = std::move(fit->issues);
  volume.phases = static_cast<int>(stack.phases.size());
  volume.phaseQuantity = std::move(stack.quantity);
  volume.phaseUnit = std::move(stack.unit);
  volume.phaseValues = std::move(stack.values);
  if (!first.inPatient) {
    volume.positioned = false;
    volume.issues.push_back({"no-geometry",
                             "It is not known where in the patient these images lie; sizes and distances "
                             "between them are right, left and right mean nothing."});
  }
  for (const Slices& phase : stack.phases) addSlices(phase, volume);
  if (stack.duplicates > 0)
    volume.issues.push_back(
        {"duplicate-slices",
         fmt::format("{} at places already taken {} left out; the lowest instance number is shown.",
                     slicesWord(stack.duplicates), stack.duplicates == 1 ? "is" : "are")});
  addFileIssues(stack.phases, volume);
  for (const Slices& phase : stack.phases)
    for (const FrameRef& s : phase)
      if (!draft.first.file || acquiredBefore(s, draft.first)) draft.first = s;
}

/// Says in every volume that there are others beside it which one might have expected to be one.
void addMixedIssues(std::vector<Draft>& drafts) {
  for (Draft& draft : drafts) {
    std::set<std::string> sizes;
    std::set<int> orientations;
    for (const Draft& other : drafts) {
      if (other.kind != draft.kind) continue;
      sizes.insert(other.size);
      if (other.size == draft.size && other.orientation >= 0) orientations.insert(other.orientation);
    }
    if (sizes.size() > 1)
      draft.volume.issues.push_back(
          {"mixed-size", fmt::format("The series holds images of {} sizes; each size is a volume of its own.",
                                     sizes.size())});
    if (orientations.size() > 1)
      draft.volume.issues.push_back(
          {"mixed-orientation",
           fmt::format("The series holds images in {} orientations; each orientation is a volume of its own.",
                       orientations.size())});
  }
}

}  // namespace

std::vector<VolumeDescription> assembleVolumes(const std::vector<const FileHeader*>& files) {
  // The same instance may lie in a folder under several names: it counts once.
  std::unordered_set<std::string> seen;
  std::map<std::string, Slices> groups;
  std::map<std::string, int> copies;
  for (const FileHeader* file : files) {
    if (!file->pixels || file->frames.empty()) continue;
    const bool isNew = seen.insert(file->sopInstanceUid).second;
    for (const FrameHeader& frame : file->frames) {
      const FrameRef ref{file, &frame};
      const std::string key = fmt::format(
          "{}|{}|{}|{}|{}|{}|{}|{}", kindOf(ref), sizeOf(ref), voxelTypeName(file->type),
          file->pixels->photometric == "MONOCHROME1", hasGeometry(frame), frame.inPatient, frame.stackId,
          // Positions in different frames of reference say nothing about each other.
          hasGeometry(frame) ? file->series.frameOfReference : "");
      if (isNew)
        groups[key].push_back(ref);
      else
        ++copies[key];
    }
  }

  std::vector<Draft> drafts;
  std::map<std::string, Slices> orientationsSeen;  // one example of each, by kind and size
  for (auto& [key, slices] : groups) {
    std::sort(slices.begin(), slices.end(), acquiredBefore);
    const std::size_t firstDraft = drafts.size();
    Draft draft;
    draft.kind = kindOf(slices.front());
    draft.size = sizeOf(slices.front());
    if (!hasGeometry(*slices.front().frame)) {
      for (const Slices& grid : cluster(slices, sameSpacing)) {
        Draft one = draft;
        makeWithoutGeometry(grid, one);
        drafts.push_back(std::move(one));
      }
    } else {
      Slices& examples = orientationsSeen[draft.kind + "|" + draft.size];
      for (const Slices& parallel : cluster(slices, sameAxes)) {
        auto known = std::find_if(examples.begin(), examples.end(), [&](const FrameRef& e) {
          return sameAxes(*e.frame, *parallel.front().frame);
        });
        if (known == examples.end()) known = examples.insert(examples.end(), parallel.front());
        draft.orientation = static_cast<int>(known - examples.begin());
        for (const Slices& grid : cluster(parallel, sameSpacing))
          for (const Slices& column : splitBeside(grid))
            for (const Slices& sameType : splitCollidingTypes(column))
              for (PhaseStack& stack : splitPhases(sameType, normalOf(*sameType.front().frame))) {
                Draft one = draft;
                makeStack(std::move(stack), one);
                drafts.push_back(std::move(one));
              }
      }
    }
    if (const auto it = copies.find(key); it != copies.end())
      for (std::size_t n = firstDraft; n < drafts.size(); ++n)
        drafts[n].volume.issues.push_back(
            {"duplicate-slices", fmt::format("{} found a second time in another file {} left out.",
                                             slicesWord(it->second), it->second == 1 ? "is" : "are")});
  }
  addMixedIssues(drafts);
  std::sort(drafts.begin(), drafts.end(),
            [](const Draft& a, const Draft& b) { return acquiredBefore(a.first, b.first); });
  std::vector<VolumeDescription> volumes;
  for (Draft& draft : drafts) {
    draft.volume.index = static_cast<int>(volumes.size());
    volumes.push_back(std::move(draft.volume));
  }
  return volumes;
}

}  // namespace iso
