// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>
#include <QMetaObject>
#include <QPointer>
#include <memory>
#include <utility>

#include "core/base/parallel.h"

namespace iso::app {

/// Runs `work` on the pool and hands what it returns to `done` on the UI thread, if `receiver` still lives.
/// The pool must end before the application object does.
template <class Work, class Done>
void runOnPool(ThreadPool& pool, QObject* receiver, Work work, Done done) {
  pool.post([work = std::move(work), done = std::move(done), alive = QPointer<QObject>(receiver)]() mutable {
    using Value = decltype(work());
    auto value = std::make_shared<Value>(work());
    // The receiver may go at any time on its own thread: only there is it looked at.
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [value, alive = std::move(alive), done = std::move(done)]() mutable {
          if (alive) done(std::move(*value));
        },
        Qt::QueuedConnection);
  });
}

}  // namespace iso::app
