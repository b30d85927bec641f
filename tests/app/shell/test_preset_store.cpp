// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "app/session/preset_store.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::app;

namespace {

QString text(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

VolumePreset sample() {
  VolumePreset preset;
  preset.id = "ct-bone";
  preset.title = "CT bone";
  preset.modality = "CT";
  preset.mode = VolumeMode::Composite;
  preset.shading = {true, 0.1, 0.7, 0.3, 17.0};
  preset.transfer.points = {{-12.5, 0.0, {0.1, 0.2, 0.3}}, {380.0, 1.0 / 3.0, {0.4, 0.5, 0.6}}};
  preset.gradient.points = {{0.0, 0.25}, {39.25, 1.0}};
  return preset;
}

}  // namespace

TEST_CASE("A saved preset is read back as it was", "[presets]") {
  test::TemporaryFolder folder;
  const auto place = folder.path() / "share" / "presets";
  PresetStore store(text(place));
  const auto saved = store.save(sample(), QString::fromUtf8("Müller's bones"));
  REQUIRE(saved);
  CHECK(saved->title == "Müller's bones");
  CHECK(saved->id == "user-m-ller-s-bones");
  CHECK(store.owns("user-m-ller-s-bones"));
  CHECK_FALSE(store.owns("ct-bone"));
  std::vector<Error> errors;
  const auto read = loadVolumePresets(place, &errors);
  CHECK(errors.empty());
  REQUIRE(read.size() == 1);
  CHECK(writeVolumePreset(read[0]) == writeVolumePreset(*saved));
  CHECK(read[0].transfer.points[1].opacity == 1.0 / 3.0);

  // Another start finds it.
  PresetStore again(text(place));
  CHECK(again.load(&errors).size() == 1);
  CHECK(again.owns("user-m-ller-s-bones"));
  REQUIRE(again.remove("user-m-ller-s-bones"));
  CHECK(loadVolumePresets(place, &errors).empty());
}

TEST_CASE("The same title replaces, another with the same letters does not", "[presets]") {
  test::TemporaryFolder folder;
  PresetStore store(text(folder.path()));
  VolumePreset preset = sample();
  REQUIRE(store.save(preset, "Bone!"));
  preset.transfer.points[0].opacity = 0.5;
  REQUIRE(store.save(preset, "Bone!"));
  REQUIRE(store.save(preset, "Bone?"));
  const auto chinese = store.save(preset, QString::fromUtf8("骨"));
  REQUIRE(chinese);
  CHECK(chinese->id == "user-preset");
  const auto read = loadVolumePresets(folder.path(), nullptr);
  REQUIRE(read.size() == 3);
  CHECK(store.owns("user-bone"));
  CHECK(store.owns("user-bone-2"));
  for (const VolumePreset& one : read) CHECK(one.transfer.points[0].opacity == 0.5);
}

TEST_CASE("What cannot be written is said in a sentence with the file's name", "[presets]") {
  test::TemporaryFolder folder;
  // A file stands where the folder should be: nobody can write there, whatever the rights.
  std::ofstream(folder.path() / "taken") << "x";
  PresetStore store(text(folder.path() / "taken" / "presets"));
  const auto failed = store.save(sample(), "Bone");
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message.find("user-bone.json") != std::string::npos);
  CHECK(failed.error().message.find("access rights") != std::string::npos);
  CHECK_FALSE(store.owns("user-bone"));
  CHECK_FALSE(PresetStore().save(sample(), "Bone"));

  if (::geteuid() == 0) return;  // root may write into any folder
  const auto closed = folder.path() / "closed";
  std::filesystem::create_directory(closed);
  std::filesystem::permissions(closed,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const auto refused = PresetStore(text(closed)).save(sample(), "Bone");
  std::filesystem::permissions(closed, std::filesystem::perms::owner_all);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("user-bone.json") != std::string::npos);
  CHECK(std::filesystem::is_empty(closed));
}
