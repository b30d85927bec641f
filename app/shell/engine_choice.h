// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <memory>
#include <vector>

#include "app/shell/options.h"
#include "render/device/make_engine.h"

namespace iso::app {

class Preferences;

/// The way of an engine's sentences (EngineChoice::onFallback) from its thread to the window's.
class EngineNotices : public QObject {
  Q_OBJECT
 public:
  std::function<void(const std::string&)> sink() {
    return [this](const std::string& sentence) { emit said(QString::fromStdString(sentence)); };
  }

 signals:
  void said(const QString& sentence);
};

struct ChosenEngine {
  std::shared_ptr<Engine> engine;
  QString problem;  ///< a sentence if the preferences could not be followed, else empty
};

/// The engine that the command line asks for, else the one of the preferences, else what works. A device of
/// the preferences that is missing today is only said: it may be back tomorrow.
/// @param common memory limit and notice; the rest of it is chosen here
/// @param list called only if a device was named
/// @return Ambiguous or InvalidArgument for a device of the command line that is not there, with the list;
/// Device if what the command line asks for does not work
Result<ChosenEngine> chooseEngine(const Options& options, const Preferences& preferences, EngineChoice common,
                                  const std::shared_ptr<LogSink>& log,
                                  const std::function<std::vector<RenderDevice>()>& list = listDevices);

}  // namespace iso::app
