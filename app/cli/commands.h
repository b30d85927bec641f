// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/context.h"
#include "app/cli/options.h"

namespace iso::cli {

/// Each command prints its answer and returns an exit code.
int runDevices(const DevicesOptions& options);
int runDemo(Context& context, const DemoOptions& options);
int runScan(Context& context, const ScanOptions& options);
int runDigest(Context& context, const DigestOptions& options);
int runExport(Context& context, const ExportOptions& options);
int runProbe(Context& context, const ProbeOptions& options);
int runSlice(Context& context, const SliceOptions& options);
int runCurved(Context& context, const CurvedOptions& options);
int runVolume(Context& context, const VolumeOptions& options);
int runFusion(Context& context, const FusionOptions& options);

}  // namespace iso::cli
