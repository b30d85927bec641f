// SPDX-License-Identifier: Apache-2.0
#include <QAction>
#include <QLineEdit>
#include <QSlider>
#include <QTreeView>
#include <catch2/catch.hpp>

#include "app/panels/header_dialog.h"
#include "app/panels/series_delegate.h"
#include "tests/app/series/fake_reader.h"
#include "tests/app/shell/gui.h"
#include "tests/app/shell/tiny_dicom.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::app;
using iso::test::FakeReader;
using iso::test::TestWindow;
using iso::test::TinySeries;

namespace {

std::vector<HeaderLine> lines() {
  return {{0, 0x0008, 0x0060, "CS", "Modality", "CT", 2},
          {0, 0x0008, 0x1140, "SQ", "Referenced Image Sequence", "1 item", 0xffffffff},
          {1, 0xfffe, 0xe000, "", "Item 1", "", 0xffffffff},
          {2, 0x0008, 0x1155, "UI", "Referenced SOP Instance UID", "1.2.3.99", 8},
          {0, 0x0009, 0x0010, "LO", "Private", "ACME, room of Doe", 18},
          {0, 0x0010, 0x0010, "PN", "Patient's Name", "Doe^Jane", 8},
          {0, 0x0010, 0x0040, "CS", "Patient's Sex", "F", 2},
          {0, 0x0018, 0x0050, "DS", "Slice Thickness", "3", 2}};
}

QStringList names(const QAbstractItemModel& model, const QModelIndex& parent = {}) {
  QStringList all;
  for (int row = 0; row < model.rowCount(parent); ++row) {
    const QModelIndex at = model.index(row, HeaderModel::Name, parent);
    all << at.data().toString();
    all << names(model, model.index(row, 0, parent));
  }
  return all;
}

}  // namespace

TEST_CASE("A header is a tree of tags, sequences and items", "[header]") {
  HeaderModel model;
  model.setLines(lines());
  CHECK(model.rowCount() == 6);
  const QModelIndex sequence = model.index(1, 0);
  CHECK(sequence.data().toString() == "(0008,1140)");
  REQUIRE(model.rowCount(sequence) == 1);
  const QModelIndex item = model.index(0, 0, sequence);
  CHECK(item.parent() == sequence);
  REQUIRE(model.rowCount(item) == 1);
  CHECK(model.index(0, HeaderModel::Value, item).data().toString() == "1.2.3.99");
  CHECK(model.text(model.index(0, 0)) == "(0008,0060)\tCS\tModality\tCT");
  // A depth that jumps stays a tree.
  model.setLines(
      {{3, 0x0008, 0x0060, "CS", "Modality", "CT", 2}, {1, 0x0008, 0x0070, "LO", "Maker", "X", 2}});
  CHECK(model.rowCount() == 1);
}

TEST_CASE("The search keeps what a hit lies in", "[header]") {
  HeaderModel model;
  model.setLines(lines());
  HeaderFilter filter;
  filter.setSourceModel(&model);
  filter.setNeedle("1.2.3.99");
  CHECK(names(filter) == QStringList{"Referenced Image Sequence", "Item 1", "Referenced SOP Instance UID"});
  filter.setNeedle("slice thick");
  CHECK(names(filter) == QStringList{"Slice Thickness"});
  filter.setNeedle("00180050");
  CHECK(names(filter) == QStringList{"Slice Thickness"});
  filter.setNeedle("0010,0040");
  CHECK(names(filter) == QStringList{"Patient's Sex"});
  filter.setNeedle("doe");
  CHECK(names(filter) == QStringList{"Private", "Patient's Name"});
  // What is hidden cannot be found out by searching.
  model.setIdentityVisible(false);
  CHECK(names(filter).isEmpty());
  CHECK_FALSE(model.allText().contains("Doe"));
  CHECK(model.allText().contains("hidden"));
  filter.setNeedle("");
  CHECK(filter.rowCount() == 6);
  CHECK(model.index(4, HeaderModel::Value).data().toString() == "F");
}

TEST_CASE("The dialog reads on the pool and tells what goes wrong", "[header]") {
  test::ensureApplication();
  ThreadPool pool(1);
  auto reader = std::make_shared<FakeReader>();
  reader->lines = lines();
  HeaderDialog dialog(reader, pool);
  dialog.showFiles({"Ramp", {"/data/a.dcm", "/data/b.dcm", "/data/c.dcm"}, 1});
  CHECK(dialog.message() == QStringLiteral("Reading…"));
  REQUIRE(test::waitFor([&] { return !dialog.reading(); }));
  CHECK(dialog.message().isEmpty());
  CHECK(reader->headersAsked() == std::vector<std::filesystem::path>{"/data/b.dcm"});
  CHECK(dialog.tree()->model()->rowCount() == 6);
  dialog.search()->setText("thickness");
  REQUIRE(test::waitFor([&] { return dialog.tree()->model()->rowCount() == 1; }));
  dialog.slider()->setValue(2);
  REQUIRE(test::waitFor([&] { return !dialog.reading(); }));
  CHECK(reader->headersAsked().back() == "/data/c.dcm");
  CHECK(dialog.tree()->model()->rowCount() == 1);  // the search stays
  dialog.tree()->selectAll();
  CHECK(dialog.selectedText() == "(0018,0050)\tDS\tSlice Thickness\t3");
  dialog.setIdentityVisible(false);
  CHECK(dialog.note().contains("hidden"));

  reader->error = "c.dcm ends too early.";
  dialog.slider()->setValue(0);
  REQUIRE(test::waitFor([&] { return !dialog.reading(); }));
  CHECK(dialog.message() == "c.dcm ends too early.");

  HeaderDialog without(nullptr, pool);
  without.showFiles({"Ramp", {"/data/a.dcm"}, 0});
  CHECK(without.message().contains("not available"));
}

TEST_CASE("The header command starts at the slice on screen and follows the text level", "[header]") {
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path(), TinySeries{});
  TestWindow w;
  auto reader = std::make_shared<FakeReader>();
  reader->lines = lines();
  w.open({QString::fromStdString(folder.path().string())});
  w.session->setReader(reader);
  w.window->viewports().setViewKind(ViewKind::Stack);
  w.window->viewports().goToFirst();
  w.window->viewports().stepSlice(3);
  REQUIRE(test::waitFor([&] { return w.window->settled(); }));
  w.window->command("file.header")->trigger();
  auto* dialog = w.window->findChild<HeaderDialog*>();
  REQUIRE(dialog);
  REQUIRE(test::waitFor([&] { return !dialog->reading(); }));
  CHECK(reader->headersAsked().back().filename() == "IM0003.dcm");
  CHECK(dialog->slider()->maximum() == 9);
  CHECK(dialog->note().isEmpty());
  w.window->command("annotations.less")->trigger();
  CHECK(dialog->note().contains("hidden"));
}
