// SPDX-License-Identifier: Apache-2.0
#include "core/process/regular_grid.h"

#include <fmt/format.h>
#include <itkImage.h>
#include <itkImportImageContainer.h>
#include <itkLinearInterpolateImageFunction.h>
#include <itkMultiThreaderBase.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <new>
#include <optional>
#include <type_traits>

namespace iso {
namespace {

/// Positions are decimal strings in the files: a slice that is off by less than this share of a voxel is on
/// the grid.
constexpr double kSlack = 1e-6;

bool isRegular(const VolumeGeometry& g, double stepMm) {
  const Matrix3 d = g.direction();
  return !g.isUneven() && !g.isSheared() && std::abs(d.col(0).dot(d.col(1))) < 1e-3 &&
         d.determinant() > 0.0 && (stepMm == 0.0 || std::abs(stepMm - g.spacing()[2]) <= kSlack * stepMm);
}

Error tooLarge() {
  return {ErrorCode::OutOfMemory,
          "There is not enough memory for the evenly spaced volume; ask for a larger distance between its "
          "slices.",
          {}};
}

/// One call at a time, from whichever thread finishes a row.
class RowCounter {
 public:
  RowCounter(const Progress& progress, std::size_t rows) : progress_(progress), rows_(rows) {}
  void done() {
    if (!progress_) return;
    const std::lock_guard lock(mutex_);
    const std::size_t before = 200 * done_ / rows_;
    if (200 * ++done_ / rows_ != before) progress_(static_cast<double>(done_) / static_cast<double>(rows_));
  }

 private:
  const Progress& progress_;
  std::size_t rows_, done_ = 0;
  std::mutex mutex_;
};

/// ITK's linear interpolator over a volume's stored values in index space: ITK's images hold neither a shear
/// nor uneven slices, so where an index lies in the patient stays our own matter.
template <class Pixel>
class IndexSampler {
 public:
  explicit IndexSampler(const VolumePtr& volume) : volume_(volume) {
    using Container = itk::ImportImageContainer<itk::SizeValueType, Pixel>;
    typename Image::SizeType size;
    for (unsigned a = 0; a < 3; ++a) size[a] = static_cast<itk::SizeValueType>(volume->size()[a]);
    auto container = Container::New();
    // ITK has no container of const pixels; nothing writes to this one.
    container->SetImportPointer(reinterpret_cast<Pixel*>(const_cast<std::byte*>(volume->data())),
                                size[0] * size[1] * size[2], false);
    image_ = Image::New();
    image_->SetRegions(size);
    image_->SetPixelContainer(container);
    interpolator_ = Interpolator::New();
    interpolator_->SetInputImage(image_);
  }

  /// Stored value; the index must be within the outermost voxel centres.
  double stored(const Vector3& index) const {
    typename Interpolator::ContinuousIndexType at;
    for (unsigned a = 0; a < 3; ++a) at[a] = index[a];
    return static_cast<double>(interpolator_->EvaluateAtContinuousIndex(at));
  }

  /// Modality value where each slice has a rescale of its own.
  double value(const Vector3& index) const {
    const double lower = std::floor(index[2]);
    const int k = static_cast<int>(lower);
    const double low = volume_->rescale(k)(stored({index[0], index[1], lower}));
    const double share = index[2] - lower;
    if (share <= 0.0) return low;
    const double high = volume_->rescale(k + 1)(stored({index[0], index[1], lower + 1.0}));
    return low + share * (high - low);
  }

 private:
  using Image = itk::Image<Pixel, 3>;
  using Interpolator = itk::LinearInterpolateImageFunction<Image, double>;
  VolumePtr volume_;
  typename Image::Pointer image_;
  typename Interpolator::Pointer interpolator_;
};

template <class Out>
Out rounded(double value) {
  if constexpr (std::is_integral_v<Out>)
    return static_cast<Out>(std::lround(value));  // between two stored values, so it fits
  else
    return static_cast<Out>(value);
}

/// @param keepStored samples stored values, else modality values
template <class In, class Out>
void fill(const VolumePtr& volume, const VolumeGeometry& grid, Out outside, bool keepStored, Out* voxels,
          const Progress& progress, const CancelToken& cancel) {
  const IndexSampler<In> sampler(volume);
  const VolumeGeometry& source = volume->geometry();
  const Vector3 last(source.size()[0] - 1, source.size()[1] - 1, source.size()[2] - 1);
  const auto columns = static_cast<std::size_t>(grid.size()[0]);
  const auto rowsInSlice = static_cast<std::size_t>(grid.size()[1]);
  const std::size_t rows = rowsInSlice * static_cast<std::size_t>(grid.size()[2]);
  RowCounter counter(progress, rows);

  // A row of the grid runs along rows of the stack: only the column index changes, by one a voxel.
  const auto fillRow = [&](itk::SizeValueType row) {
    if (cancel.cancelled()) return;
    Out* out = voxels + row * columns;
    const auto rowInSlice = row % rowsInSlice, slice = row / rowsInSlice;
    const auto j = static_cast<double>(rowInSlice), k = static_cast<double>(slice);
    const Vector3 start = source.toIndex(grid.toPatient({Vector3(0.0, j, k)})).ijk;
    for (std::size_t i = 0; i < columns; ++i) {
      const Vector3 index(start[0] + static_cast<double>(i), start[1], start[2]);
      const Vector3 held = index.cwiseMax(0.0).cwiseMin(last);
      if ((index - held).cwiseAbs().maxCoeff() > 0.5 + kSlack)
        out[i] = outside;
      else
        out[i] = rounded<Out>(keepStored ? sampler.stored(held) : sampler.value(held));
    }
    counter.done();
  };
  itk::MultiThreaderBase::New()->ParallelizeArray(0, rows, fillRow, nullptr);
}

template <class In>
void fillFrom(const VolumePtr& volume, const VolumeGeometry& grid, VoxelBuffer& buffer,
              const Progress& progress, const CancelToken& cancel) {
  const double lowest = volume->valueRange()[0];
  if (volume->hasUniformRescale()) {
    const Rescale& r = volume->rescale(0);
    const double outside = r.slope != 0.0 ? (lowest - r.intercept) / r.slope : 0.0;
    fill<In, In>(volume, grid, rounded<In>(outside), true, reinterpret_cast<In*>(buffer.data()), progress,
                 cancel);
  } else {
    fill<In, float>(volume, grid, static_cast<float>(lowest), false, reinterpret_cast<float*>(buffer.data()),
                    progress, cancel);
  }
}

Result<VolumePtr> resample(const VolumePtr& volume, const VolumeGeometry& grid, const Progress& progress,
                           const CancelToken& cancel) {
  const bool uniform = volume->hasUniformRescale();
  const VoxelType type = uniform ? volume->type() : VoxelType::Float32;
  const double bytes =
      1.0 * grid.size()[0] * grid.size()[1] * grid.size()[2] * static_cast<double>(bytesPerVoxel(type));
  constexpr double kMost = 1e12;
  if (bytes > kMost) return tl::make_unexpected(tooLarge());
  auto buffer = VoxelBuffer::allocate(static_cast<std::size_t>(bytes));
  if (!buffer) return tl::make_unexpected(tooLarge());
  switch (volume->type()) {
    case VoxelType::UInt8:
      fillFrom<std::uint8_t>(volume, grid, **buffer, progress, cancel);
      break;
    case VoxelType::Int16:
      fillFrom<std::int16_t>(volume, grid, **buffer, progress, cancel);
      break;
    case VoxelType::UInt16:
      fillFrom<std::uint16_t>(volume, grid, **buffer, progress, cancel);
      break;
    case VoxelType::Float32:
      fillFrom<float>(volume, grid, **buffer, progress, cancel);
      break;
    case VoxelType::Rgb8:
      break;  // refused before
  }
  if (cancel.cancelled()) return fail(ErrorCode::Cancelled, "Resampling was cancelled.");
  const std::vector<Rescale> rescales{uniform ? volume->rescale(0) : Rescale{}};
  return Volume::make(*buffer, type, grid, rescales, volume->unit());
}

}  // namespace

Result<VolumeGeometry> regularGeometry(const VolumeGeometry& stack, const RegularGridOptions& options) {
  const Vector3 spacing = stack.spacing();
  const Vector3 normal = stack.sliceNormal();
  Matrix3 direction;
  direction.col(0) = stack.axes().col(0).normalized();
  direction.col(1) = normal.cross(Vector3(direction.col(0)));
  direction.col(2) = normal;
  if (!(options.stepMm >= 0.0) || !std::isfinite(options.stepMm))
    return fail(ErrorCode::InvalidArgument, "The distance between slices has to be a number above 0 mm.");
  const double median = std::abs(stack.axes().col(2).dot(normal));
  const Vector3 step(spacing[0], spacing[1], options.stepMm > 0.0 ? options.stepMm : median);

  // Where the stack's outermost voxel centres lie on the new axes, in new voxels from its first one.
  const Size3& n = stack.size();
  Vector3 low = Vector3::Zero(), high = Vector3::Zero();
  for (unsigned corner = 1; corner < 8; ++corner) {
    const Vector3 index(corner & 1u ? n[0] - 1 : 0, corner & 2u ? n[1] - 1 : 0, corner & 4u ? n[2] - 1 : 0);
    const Vector3 mm = direction.transpose() * (stack.toPatient({index}).mm - stack.origin().mm);
    const Vector3 at = mm.cwiseQuotient(step);
    low = low.cwiseMin(at);
    high = high.cwiseMax(at);
  }
  // Rows and columns stay on the stack's own; slices begin at its lowest one.
  for (int a = 0; a < 2; ++a) low[a] = std::floor(low[a] + kSlack);
  Size3 size;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto axis = static_cast<Eigen::Index>(a);
    const double count = std::ceil(high[axis] - low[axis] - kSlack) + 1.0;
    if (!(count <= 1e6))
      return fail(ErrorCode::InvalidArgument,
                  fmt::format("Slices every {:g} mm would be too many for this stack.", step[2]));
    size[a] = static_cast<int>(count);
  }
  const Vector3 origin = stack.origin().mm + direction * low.cwiseProduct(step);
  return VolumeGeometry::make(size, direction * step.asDiagonal(), PatientPoint{origin});
}

Result<VolumePtr> resampleRegular(const VolumePtr& volume, const RegularGridOptions& options,
                                  const Progress& progress, const CancelToken& cancel) {
  if (volume->type() == VoxelType::Rgb8)
    return fail(ErrorCode::Unsupported,
                "Colour images cannot be resampled: there is no value between two colours.");
  const auto grid = regularGeometry(volume->geometry(), options);
  if (!grid) return tl::make_unexpected(grid.error());
  if (isRegular(volume->geometry(), options.stepMm)) return volume;
  try {
    return resample(volume, *grid, progress, cancel);
  } catch (const std::bad_alloc&) {
    return tl::make_unexpected(tooLarge());
  } catch (const std::exception& e) {
    return fail(ErrorCode::Unsupported, std::string("The volume cannot be resampled: ") + e.what());
  }
}

}  // namespace iso
