// SPDX-License-Identifier: Apache-2.0
#include "app/shell/snapshot.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QImage>
#include <QImageWriter>
#include <QPainter>
#include <QTextStream>
#include <QTimer>
#include <cmath>
#include <cstdio>

#include "app/shell/main_window.h"

namespace iso::app {
namespace {

void say(const QString& sentence) {
  QTextStream(stderr) << "isocenter: " << sentence << '\n';
}

/// Runs the event loop until the window has settled twice in a row. False when the time is over.
bool waitUntilSettled(MainWindow& window, int timeoutSeconds) {
  QElapsedTimer clock;
  clock.start();
  int calm = 0;
  while (calm < 3) {
    QEventLoop loop;
    QTimer::singleShot(20, &loop, &QEventLoop::quit);
    loop.exec();
    calm = window.settled() ? calm + 1 : 0;
    if (clock.elapsed() > timeoutSeconds * 1000LL) return false;
  }
  return true;
}

}  // namespace

void prepareSnapshot(const SnapshotRequest& request) {
  qputenv("QT_ENABLE_HIGHDPI_SCALING", "0");
  qunsetenv("QT_SCREEN_SCALE_FACTORS");
  qputenv("QT_SCALE_FACTOR", QByteArray::number(request.scale, 'g', 12));
}

QImage windowPicture(MainWindow& window, QSize size) {
  const double scale = window.devicePixelRatioF();
  const auto device = [scale](int logical) { return static_cast<int>(std::lround(logical * scale)); };
  QImage picture(size, QImage::Format_RGB32);
  picture.fill(window.palette().color(QPalette::Window));
  if (scale < 1.0) {
    // A painter takes no ratio below 1 from its picture.
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.scale(scale, scale);
    window.render(&painter);
  } else {
    picture.setDevicePixelRatio(scale);
    window.render(&picture);
  }
  if (window.viewsShown()) {
    // The widgets' painting may put the views at a fraction of a pixel; this puts them where they belong.
    QImage views = window.viewports().grabFramebuffer();
    views.setDevicePixelRatio(1.0);
    picture.setDevicePixelRatio(1.0);
    const QPoint corner = window.viewports().mapTo(&window, QPoint(0, 0));
    QPainter painter(&picture);
    painter.setCompositionMode(QPainter::CompositionMode_Source);
    painter.drawImage(QPoint(device(corner.x()), device(corner.y())), views);
  }
  picture.setDevicePixelRatio(1.0);
  return picture;
}

int takeSnapshot(MainWindow& window, const Options& options, int timeoutSeconds) {
  const SnapshotRequest& request = *options.snapshot;
  const auto logical = [&](int pixels) { return static_cast<int>(std::ceil(pixels / request.scale - 1e-9)); };
  window.setWindowFlags(Qt::FramelessWindowHint | Qt::X11BypassWindowManagerHint);
  window.setAttribute(Qt::WA_ShowWithoutActivating);
  const QSize wanted(logical(request.size.width()), logical(request.size.height()));
  window.setFixedSize(wanted);
  window.show();
  window.openPaths(options.paths);
  if (!waitUntilSettled(window, timeoutSeconds)) {
    say(QString("The views were not complete after %1 seconds; no picture was written.").arg(timeoutSeconds));
    return 1;
  }
  Session& session = window.session();
  for (const QString& sentence : session.problemSentences()) say(sentence);
  if (!options.paths.isEmpty() && (session.badPathCount() > 0 || session.series().empty())) return 1;
  // Qt tells the ratio in steps of 1/65536.
  if (std::abs(window.devicePixelRatioF() - request.scale) > 1e-4 || window.size() != wanted) {
    say(QString(
            "The window came out as %1x%2 at scale %3 instead of %4x%5 at scale %6; no picture was written.")
            .arg(window.width())
            .arg(window.height())
            .arg(window.devicePixelRatioF())
            .arg(wanted.width())
            .arg(wanted.height())
            .arg(request.scale));
    return 1;
  }
  const QImage picture = windowPicture(window, request.size);
  QImageWriter writer(request.file, "png");
  if (!writer.write(picture)) {
    say(QString("%1 could not be written: %2. Check the folder and its access rights.")
            .arg(request.file, writer.errorString()));
    return 1;
  }
  return session.unreadableCount() > 0 ? 3 : 0;
}

}  // namespace iso::app
