// SPDX-License-Identifier: Apache-2.0
#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QSurfaceFormat>
#include <cstdio>

#include "app/panels/icons.h"
#include "app/panels/theme.h"
#include "app/session/session.h"
#include "app/shell/display_check.h"
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

/// The engine the user asked for on the command line, else in the preferences, else what works.
/// @param problem a sentence if a preference could not be followed
iso::Result<std::shared_ptr<iso::Engine>> chooseEngine(const iso::app::Options& options,
                                                       const iso::app::Preferences& preferences,
                                                       const std::shared_ptr<iso::LogSink>& log,
                                                       QString* problem) {
  if (options.backend) return iso::makeEngine(*options.backend, log);
  const auto preferred = iso::parseBackend(preferences.backend().toStdString()).value_or(iso::Backend::Auto);
  auto engine = iso::makeEngine(preferred, log);
  if (engine || preferred == iso::Backend::Auto) return engine;
  *problem = QString::fromStdString(engine.error().message);
  return iso::makeEngine(iso::Backend::Auto, log);
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
  QString problem;
  auto engine = chooseEngine(options, preferences, log, &problem);
  if (!engine) {
    say(QString::fromStdString(engine.error().message));
    return 1;
  }
  QStringList problems;
  if (!problem.isEmpty()) problems << problem;
  std::vector<iso::Error> presetErrors;
  const QString presetFolder = QCoreApplication::applicationDirPath() + "/../share/isocenter/presets";
  auto presets = iso::loadVolumePresets(presetFolder.toStdString(), &presetErrors);
  for (const iso::Error& error : presetErrors) problems << QString::fromStdString(error.message);

  iso::ReaderOptions readers;
  readers.program = (QCoreApplication::applicationDirPath() + "/isocenter-reader").toStdString();
  readers.log = log;
  Session session(iso::makeReader(std::move(readers)), log);
  MainWindow window(session, std::move(*engine), std::move(presets), preferences);
  if (options.layout) window.setLayoutKind(*options.layout);
  if (options.snapshot) return takeSnapshot(window, options);
  window.setPresetFolder(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/presets");
  if (!problems.isEmpty()) window.tell(problems);
  window.show();
  window.openPaths(options.paths);
  return QApplication::exec();
}
