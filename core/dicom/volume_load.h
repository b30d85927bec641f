// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "core/base/cancel.h"
#include "core/base/parallel.h"
#include "core/dicom/dicom_reader.h"
#include "core/study/study.h"

namespace iso {

/// A volume being read. Slices are decoded on the pool straight into their place, the middle one first,
/// then outwards from the slice last asked for. All methods may be called from any thread.
class VolumeLoad {
 public:
  struct Callbacks {
    /// Slice k can be shown. On a pool thread; never concurrently with another callback of this load.
    std::function<void(int k, double fractionDone)> slice;
    /// The last call: all slices read (problems inside), or nothing usable, or Cancelled.
    std::function<void(Result<VolumePtr>)> done;
  };

  /// Allocates and starts. The description is copied. `phase` picks the time point.
  /// The pool must outlive the load; destroying the last reference cancels it.
  /// @return OutOfMemory, or BadFile if the claimed size does not fit the files' sizes
  static Result<std::shared_ptr<VolumeLoad>> start(const VolumeDescription& description, int phase,
                                                   ThreadPool& pool, std::shared_ptr<DicomReader> reader,
                                                   Callbacks callbacks = {});
  virtual ~VolumeLoad() = default;

  /// The volume whose slices are still arriving. Only slices with sliceReady(k) may be looked at before
  /// the load is done; nothing that scans all voxels (valueRange, volume rendering) may run before that.
  virtual VolumePtr partial() const = 0;
  virtual bool sliceReady(int k) const = 0;
  /// Slices that could not be read stay at the lowest value and are listed here; they never become ready.
  virtual std::vector<FileProblem> problems() const = 0;
  /// The slice on screen: it and its neighbours are read next.
  virtual void prioritize(int k) = 0;
  virtual void cancel() = 0;
  /// Waits for the end: the volume if at least one slice could be read.
  virtual Result<VolumePtr> wait() = 0;
};

}  // namespace iso
