// SPDX-License-Identifier: Apache-2.0
#include "app/session/preset_store.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <optional>
#include <utility>

namespace iso::app {
namespace {

constexpr int kLongestName = 40;  ///< letters of a title that become a file's name

/// "My CT bone!" as "my-ct-bone": letters that any file system keeps.
QString plainName(const QString& title) {
  QString name;
  for (const QChar c : title.toLower()) {
    const char16_t letter = c.unicode();
    if ((letter >= u'a' && letter <= u'z') || (letter >= u'0' && letter <= u'9'))
      name += c;
    else if (!name.isEmpty() && !name.endsWith('-'))
      name += '-';
  }
  name.truncate(kLongestName);
  while (name.endsWith('-')) name.chop(1);
  return name.isEmpty() ? QStringLiteral("preset") : name;
}

std::optional<VolumePreset> read(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return std::nullopt;
  auto preset = parseVolumePreset(file.readAll().toStdString(), path.toStdString());
  return preset ? std::optional(std::move(*preset)) : std::nullopt;
}

tl::unexpected<Error> cannot(const QString& what, const QString& path, const QString& why,
                             const QString& advice) {
  const QString sentence = QStringLiteral("%1 %2: %3. %4").arg(what, path, why, advice);
  return fail(ErrorCode::Io, sentence.toStdString(), path.toStdString());
}

}  // namespace

std::vector<VolumePreset> PresetStore::load(std::vector<Error>* errors) {
  own_.clear();
  if (folder_.isEmpty()) return {};
  auto presets = loadVolumePresets(folder_.toStdString(), errors);
  for (const VolumePreset& preset : presets) own_ << QString::fromStdString(preset.id);
  return presets;
}

QString PresetStore::fileOf(const QString& id) const {
  const QDir folder(folder_);
  for (const QString& name : folder.entryList({"*.json"}, QDir::Files, QDir::Name))
    if (const auto preset = read(folder.filePath(name)); preset && preset->id == id.toStdString())
      return folder.filePath(name);
  return {};
}

Result<VolumePreset> PresetStore::save(VolumePreset preset, const QString& title) {
  const QString advice = QStringLiteral("Check the folder's access rights and the free space.");
  const QString what = QStringLiteral("The preset could not be saved as");
  if (folder_.isEmpty()) return fail(ErrorCode::Io, "There is no folder to save presets in.");
  const QDir folder(folder_);
  const QString base = "user-" + plainName(title);
  // Two titles may come down to one name; the file of another title is left alone.
  QString id = base, path = folder.filePath(id + ".json");
  for (int number = 2; QFileInfo::exists(path); ++number) {
    const auto there = read(path);
    if (there && there->title == title.toStdString()) break;
    id = QStringLiteral("%1-%2").arg(base).arg(number);
    path = folder.filePath(id + ".json");
  }
  if (!folder.mkpath(".")) return cannot(what, path, "its folder could not be made", advice);
  preset.id = id.toStdString();
  preset.title = title.toStdString();
  const QByteArray json = QByteArray::fromStdString(writeVolumePreset(preset));
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit())
    return cannot(what, path, file.errorString(), advice);
  if (!own_.contains(id)) own_ << id;
  return preset;
}

Result<void> PresetStore::remove(const QString& id) {
  const QString path = owns(id) ? fileOf(id) : QString();
  if (!path.isEmpty()) {
    QFile file(path);
    if (!file.remove())
      return cannot("The preset could not be deleted:", path, file.errorString(),
                    "Check the folder's access rights.");
  }
  own_.removeAll(id);  // a file that is gone already is what was asked for
  return {};
}

}  // namespace iso::app
