// SPDX-License-Identifier: Apache-2.0
#include <QAction>
#include <catch2/catch.hpp>

#include "app/panels/command_palette.h"
#include "tests/app/shell/gui.h"

using namespace iso::app;

TEST_CASE("Commands are found by parts of their words", "[palette]") {
  CHECK(commandMatches("", "View Full screen"));
  CHECK(commandMatches("full", "View Full screen"));
  CHECK(commandMatches("fscr", "View Full screen"));
  CHECK(commandMatches("screen full", "View Full screen"));
  CHECK_FALSE(commandMatches("fullx", "View Full screen"));
}

TEST_CASE("The list holds every command and narrows as one types", "[palette]") {
  iso::test::TestWindow w;
  auto* palette = new CommandPalette(w.window->commands(), w.window.get());
  CHECK(palette->listed().size() == w.window->commands().size());
  palette->setQuery("layout");
  REQUIRE(palette->listed().size() >= 2);
  CHECK(palette->listed().front().startsWith("Layout"));
  delete palette;
}

TEST_CASE("No key belongs to two commands", "[palette]") {
  iso::test::TestWindow w;
  QStringList seen;
  for (const QAction* action : w.window->commands()) {
    CHECK_FALSE(action->text().isEmpty());
    for (const QKeySequence& key : action->shortcuts()) {
      INFO(key.toString().toStdString());
      CHECK_FALSE(seen.contains(key.toString()));
      seen << key.toString();
    }
  }
  // The keys most programs share.
  for (const char* key :
       {"W",   "Z",     "T", "M",  "S",   "Esc",    "Up", "Down",   "Left",   "Right",  "Home",
        "End", "Space", "0", "F1", "F11", "Ctrl+K", "?",  "Ctrl+O", "Ctrl+1", "Ctrl+2", "Ctrl+3"})
    CHECK(seen.contains(key));
}
