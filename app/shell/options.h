// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSize>
#include <QString>
#include <QStringList>
#include <optional>

#include "app/viewport/layout.h"
#include "render/device/make_engine.h"

namespace iso::app {

struct SnapshotRequest {
  QString file;
  QSize size;          ///< device pixels
  double scale = 1.0;  ///< device pixels per interface pixel
};

struct Options {
  QStringList paths;
  std::optional<LayoutKind> layout;
  std::optional<Backend> backend;
  QString device;  ///< index, name or part of one; "" = not asked for
  std::optional<SnapshotRequest> snapshot;
};

/// What the program should do with its arguments.
struct ParsedOptions {
  Options options;
  /// Set if the program ends here: --help, --version (0), wrong usage (2).
  std::optional<int> exitCode;
  QString output;  ///< for standard output if exitCode is 0, else for standard error
};

/// Needs no display and no Qt application.
ParsedOptions parseOptions(int argc, const char* const* argv);

/// "3840x2160" with both 16…16384; nullopt for anything else.
std::optional<QSize> parseSize(const QString& text);

}  // namespace iso::app
