// SPDX-License-Identifier: Apache-2.0
// Surfaces from files, laid into the series that is shown.
#include <QFileDialog>
#include <QFileInfo>
#include <filesystem>
#include <utility>

#include "app/panels/surface_controls.h"
#include "app/panels/volume_panel.h"
#include "app/session/pool_task.h"
#include "app/shell/main_window.h"
#include "core/mesh/surface_reader.h"

namespace iso::app {
namespace {

std::filesystem::path pathOf(const QString& file) {
  return QFile::encodeName(file).toStdString();
}

}  // namespace

bool MainWindow::isSurface(const QString& file) {
  return isSurfaceName(pathOf(file));
}

void MainWindow::chooseSurfaces() {
  const QStringList files = QFileDialog::getOpenFileNames(this, "Add surfaces", preferences_.lastFolder(),
                                                          "Surfaces (*.stl *.ply *.obj *.STL *.PLY *.OBJ)");
  if (files.isEmpty()) return;
  preferences_.setLastFolder(QFileInfo(files.front()).absolutePath());
  addSurfaces(files);
}

void MainWindow::addSurfaces(const QStringList& files) {
  const LoadedSeriesPtr series = area_->activeSeries();
  if (!series || !area_->canShowVolume()) {
    tell(
        {"A surface is shown with a series that has a 3D view. Open one and click into one of its views "
         "first."});
    return;
  }
  for (const QString& file : files) {
    ++readingSurfaces_;
    runOnPool(
        session_.pool(), this, [path = pathOf(file)] { return readSurface(path); },
        [this, file, of = std::weak_ptr(series)](Result<SurfaceMeshPtr> mesh) {
          --readingSurfaces_;
          if (mesh)
            takeSurface(of.lock(), QFileInfo(file).fileName(), std::move(*mesh));
          else
            tell({QString::fromStdString(mesh.error().message)});
        });
  }
}

void MainWindow::takeSurface(const LoadedSeriesPtr& series, const QString& name, SurfaceMeshPtr mesh) {
  // Closed while the file was read.
  if (!series || session_.find(series->key()) != series) return;
  if (liesOutside(*mesh, series->description().geometry))
    tell({QStringLiteral("%1 lies outside this series. Are its coordinates this patient's, in mm and LPS?")
              .arg(name)});
  area_->addSurface(series, {std::move(mesh), name.toStdString(), surfaceColor(surfacesAdded_++), true});
}

}  // namespace iso::app
