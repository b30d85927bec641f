// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QString>
#include <QTimer>
#include <filesystem>
#include <memory>
#include <vector>

#include "app/panels/header_model.h"
#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/base/parallel.h"

class QLabel;
class QLineEdit;
class QSlider;
class QTreeView;

namespace iso {
class DicomReader;
}

namespace iso::app {

/// The files whose headers are looked through, and which comes first.
struct HeaderFiles {
  QString title;
  std::vector<std::filesystem::path> files;
  int current = 0;
};

/// Every element of a DICOM file's header, to search and to copy, with the other files of its series at
/// hand. Files are read on the pool; the dialog never waits for one.
class HeaderDialog : public QDialog {
  Q_OBJECT
 public:
  /// @param reader null = says that it is not available
  HeaderDialog(std::shared_ptr<DicomReader> reader, ThreadPool& pool, QWidget* parent = nullptr);
  ~HeaderDialog() override;

  void showFiles(HeaderFiles files);
  /// False hides the values that name the patient (teaching).
  void setIdentityVisible(bool visible);

  QTreeView* tree() const { return tree_; }
  QLineEdit* search() const { return search_; }
  QSlider* slider() const { return slider_; }
  /// What stands in place of a header: "Reading…", a sentence, or "".
  QString message() const;
  QString note() const;
  bool reading() const { return reading_; }
  /// The selected rows as text in their order; all of the file if none is.
  QString selectedText() const;

 private:
  void goTo(int file);
  void take(int request, Result<std::vector<HeaderLine>> lines);
  void tell(const QString& sentence);
  void applyFilter();
  void updateTexts();
  void fitColumns();
  void copy(const QString& text) const;

  std::shared_ptr<DicomReader> reader_;
  ThreadPool& pool_;
  HeaderModel model_;
  HeaderFilter filter_;
  HeaderFiles files_;
  CancelToken cancel_;
  int request_ = 0;
  bool reading_ = false;
  bool fitted_ = false;
  int scrolled_ = 0;
  QTimer typing_;
  QLineEdit* search_;
  QLabel* file_;
  QTreeView* tree_;
  QLabel* message_;
  QLabel* note_;
  QSlider* slider_;
};

}  // namespace iso::app
