// SPDX-License-Identifier: Apache-2.0
#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QSurfaceFormat>
#include <cstdio>
#include <cstdlib>

#include "app/panels/icons.h"
#include "app/panels/theme.h"
#include "app/session/session.h"
#include "app/shell/display_check.h"
#include "app/shell/engine_choice.h"
#include "app/shell/logging.h"
#include "app/shell/main_window.h"
#include "app/shell/options.h"
#include "app/shell/preferences.h"
#include "app/shell/snapshot.h"
#include "core/dicom/reader/reader_pool.h"
#include "core/display/volume_preset.h"
#include "render/device/make_engine.h"

namespace {

void say(const QString& sentence) {
  std::fprintf(stderr, "isocenter: %s\n", qPrintable(sentence));
}

/// What VTK draws with: a core profile with depth, no multisampling (pictures are pixel-exact).
void chooseSurfaceFormat() {
  QSurfaceFormat format;
  format.setRenderableType(QSurfaceFormat::OpenGL);
  format.setVersion(3, 2);
  format.setProfile(QSurfaceFormat::CoreProfile);
  format.setDepthBufferSize(24);
  format.setStencilBufferSize(8);
  format.setAlphaBufferSize(0);
  format.setSamples(0);
  QSurfaceFormat::setDefaultFormat(format);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace iso::app;
  const ParsedOptions parsed = parseOptions(argc, argv);
  if (parsed.exitCode) {
    std::fputs(qPrintable(parsed.output), *parsed.exitCode == 0 ? stdout : stderr);
    return *parsed.exitCode;
  }
  const Options& options = parsed.options;
  chooseQtPlatform();
  if (const QString problem = displayProblem(); !problem.isEmpty()) {
    say(problem);
    return 1;
  }
  if (options.snapshot) prepareSnapshot(*options.snapshot);
  QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
  QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
  QCoreApplication::setOrganizationName("isocenter");
  QCoreApplication::setApplicationName("isocenter");
  QCoreApplication::setApplicationVersion(ISOCENTER_VERSION);
  chooseSurfaceFormat();
  const auto log = makeLog(
      options.snapshot ? QString() : QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation));
  routeQtMessages(log);
  QApplication application(argc, argv);
  QGuiApplication::setApplicationDisplayName("Isocenter");
  QGuiApplication::setDesktopFileName("isocenter");
  theme::apply(application);

  Preferences preferences(options.snapshot ? nullptr : std::make_unique<QSettings>());
  const auto deviceMemory = iso::parseDeviceMemory(std::getenv("ISOCENTER_DEVICE_MEMORY_MB"));
  if (!deviceMemory) {
    say(QString::fromStdString(deviceMemory.error().message));
    return 2;
  }
  EngineNotices notices;
  iso::EngineChoice common;
  common.deviceMemory = *deviceMemory;
  common.onFallback = notices.sink();
  auto chosen = chooseEngine(options, preferences, std::move(common), log);
  if (!chosen) {
    say(QString::fromStdString(chosen.error().message));
    const auto code = chosen.error().code;
    return code == iso::ErrorCode::InvalidArgument || code == iso::ErrorCode::Ambiguous ? 2 : 1;
  }
  QStringList problems;
  if (!chosen->problem.isEmpty()) problems << chosen->problem;
  std::vector<iso::Error> presetErrors;
  const QString presetFolder = QCoreApplication::applicationDirPath() + "/../share/isocenter/presets";
  auto presets = iso::loadVolumePresets(presetFolder.toStdString(), &presetErrors);
  for (const iso::Error& error : presetErrors) problems << QString::fromStdString(error.message);

  iso::ReaderOptions readers;
  readers.program = (QCoreApplication::applicationDirPath() + "/isocenter-reader").toStdString();
  readers.log = log;
  Session session(iso::makeReader(std::move(readers)), log);
  MainWindow window(session, std::move(chosen->engine), std::move(presets), preferences);
  QObject::connect(&notices, &EngineNotices::said, &window, &MainWindow::tellOfEngine);
  if (options.layout) window.setLayoutKind(*options.layout);
  if (options.snapshot) return takeSnapshot(window, options);
  window.setPresetFolder(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/presets");
  if (!problems.isEmpty()) window.tell(problems);
  window.show();
  window.openPaths(options.paths);
  return QApplication::exec();
}
