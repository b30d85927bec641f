// SPDX-License-Identifier: Apache-2.0
#include "app/shell/options.h"

#include <CLI/CLI.hpp>
#include <QRegularExpression>
#include <sstream>
#include <string>
#include <vector>

namespace iso::app {

std::optional<QSize> parseSize(const QString& text) {
  static const QRegularExpression form("^([0-9]{1,5})[xX]([0-9]{1,5})$");
  const auto match = form.match(text);
  if (!match.hasMatch()) return std::nullopt;
  const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
  const auto fits = [](int side) { return side >= 16 && side <= 16384; };
  if (!fits(size.width()) || !fits(size.height())) return std::nullopt;
  return size;
}

namespace {

ParsedOptions wrongUsage(const QString& sentence) {
  ParsedOptions parsed;
  parsed.exitCode = 2;
  parsed.output = "isocenter: " + sentence + " See isocenter --help.\n";
  return parsed;
}

}  // namespace

ParsedOptions parseOptions(int argc, const char* const* argv) {
  CLI::App program{"Isocenter, a radiology workstation. Not a certified medical device."};
  program.name("isocenter");
  program.footer(
      "Example: isocenter ~/studies/ct-head --layout 1+3\n"
      "         isocenter ~/studies/ct-head --snapshot head.png --size 3840x2160");
  std::vector<std::string> paths;
  std::string layout, backend, device, snapshot, size;
  double scale = 0.0;
  program.add_option("PATH", paths, "Files or folders to open");
  program.add_option("--layout", layout, "2x2, 1+3 or single");
  program.add_option("--backend", backend, "What computes the pictures: auto, cpu or opencl");
  program.add_option(
      "--device", device,
      "Which device computes them: an index or name that isocenter-cli devices lists, or a part "
      "of a name");
  auto* snap = program.add_option("--snapshot", snapshot,
                                  "Write the whole window to this PNG once every view is final, and exit");
  auto* sizeOption = program.add_option("--size", size, "WxH of the snapshot in device pixels (1920x1080)");
  auto* scaleOption =
      program.add_option("--scale", scale, "Interface scale of the snapshot; default width / 1920");
  sizeOption->needs(snap);
  scaleOption->needs(snap);
  program.set_version_flag("--version", std::string("isocenter ") + ISOCENTER_VERSION);

  ParsedOptions parsed;
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, err;
    const int code = program.exit(error, out, err);
    parsed.exitCode = code == 0 ? 0 : 2;
    parsed.output = QString::fromStdString(code == 0 ? out.str() : "isocenter: " + err.str());
    return parsed;
  }
  for (const std::string& path : paths) parsed.options.paths << QString::fromStdString(path);
  if (!layout.empty()) {
    parsed.options.layout = parseLayout(QString::fromStdString(layout));
    if (!parsed.options.layout)
      return wrongUsage(QString("there is no layout \"%1\"; choose 2x2, 1+3 or single.")
                            .arg(QString::fromStdString(layout)));
  }
  if (!backend.empty()) {
    parsed.options.backend = parseBackend(backend);
    if (!parsed.options.backend)
      return wrongUsage(QString("there is no backend \"%1\"; choose auto, cpu or opencl.")
                            .arg(QString::fromStdString(backend)));
  }
  parsed.options.device = QString::fromStdString(device);
  if (!snapshot.empty()) {
    SnapshotRequest request;
    request.file = QString::fromStdString(snapshot);
    if (!request.file.endsWith(".png", Qt::CaseInsensitive))
      return wrongUsage(QString("%1 should end in .png.").arg(request.file));
    const auto wanted = parseSize(QString::fromStdString(size.empty() ? "1920x1080" : size));
    if (!wanted)
      return wrongUsage(QString("the size \"%1\" is not WxH with sides from 16 to 16384.")
                            .arg(QString::fromStdString(size)));
    request.size = *wanted;
    request.scale = scaleOption->count() ? scale : wanted->width() / 1920.0;
    if (!(request.scale >= 0.25 && request.scale <= 16.0)) {
      if (scaleOption->count()) return wrongUsage("the scale must lie between 0.25 and 16.");
      request.scale = 0.25;
    }
    parsed.options.snapshot = request;
  }
  return parsed;
}

}  // namespace iso::app
