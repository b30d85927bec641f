// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "app/shell/preferences.h"
#include "tests/support/test_data.h"

using namespace iso::app;

TEST_CASE("Preferences outlive the process", "[preferences]") {
  iso::test::TemporaryFolder folder;
  const QString file = QString::fromStdString((folder.path() / "settings.ini").string());
  {
    Preferences first(std::make_unique<QSettings>(file, QSettings::IniFormat));
    CHECK(first.recent().isEmpty());
    for (int i = 0; i < 10; ++i) first.addRecent({QString("/data/%1").arg(i)});
    first.addRecent({"/data/5"});
    first.setLayout(LayoutKind::OneAndThree);
    first.setAnnotations(AnnotationLevel::Less);
    first.setVerticalWindowInverted(true);
    first.setInterpolation(iso::Interpolation::Linear);
    first.setBackend("opencl");
    first.setDevice("NVIDIA GeForce RTX 3090 #2");
    first.setVolumePanelVisible(true);
  }
  Preferences second(std::make_unique<QSettings>(file, QSettings::IniFormat));
  CHECK(second.recent() ==
        QStringList{"/data/5", "/data/9", "/data/8", "/data/7", "/data/6", "/data/4", "/data/3", "/data/2"});
  CHECK(second.layout() == LayoutKind::OneAndThree);
  CHECK(second.annotations() == AnnotationLevel::Less);
  CHECK(second.verticalWindowInverted());
  CHECK(second.interpolation() == iso::Interpolation::Linear);
  CHECK(second.backend() == "opencl");
  CHECK(second.device() == "NVIDIA GeForce RTX 3090 #2");
  CHECK(second.volumePanelVisible());
}

TEST_CASE("Without a store everything is at its default", "[preferences]") {
  Preferences none;
  CHECK(none.layout() == LayoutKind::TwoByTwo);
  CHECK(none.annotations() == AnnotationLevel::All);
  CHECK(none.backend() == "auto");
  CHECK(none.device().isEmpty());
  CHECK(none.interpolation() == iso::Interpolation::Cubic);
  CHECK(none.recent().isEmpty());
  CHECK_FALSE(none.volumePanelVisible());
}
