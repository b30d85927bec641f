// SPDX-License-Identifier: Apache-2.0
#include "app/panels/header_model.h"

#include <QFont>
#include <QFontDatabase>
#include <algorithm>
#include <array>
#include <utility>

#include "app/panels/theme.h"

namespace iso::app {
namespace {

bool isItem(const HeaderLine& line) {
  return line.vr.empty();
}

}  // namespace

bool namesPatient(const HeaderLine& line) {
  if (isItem(line)) return false;
  // What private elements hold is known to their maker alone.
  if (line.group % 2 == 1) return true;
  if (line.vr == "PN" || line.vr == "DA" || line.vr == "DT") return true;
  if (line.group == 0x0010) {
    // What a lesson needs of the patient and what does not single one out.
    constexpr std::array<std::uint16_t, 6> kPlain{0x0040, 0x1010, 0x1020, 0x1030, 0x2000, 0x2110};
    return line.vr != "SQ" && std::find(kPlain.begin(), kPlain.end(), line.element) == kPlain.end();
  }
  struct Tag {
    std::uint16_t group, element;
  };
  constexpr std::array<Tag, 22> kNaming{
      {{0x0008, 0x0050}, {0x0008, 0x0080}, {0x0008, 0x0081}, {0x0008, 0x0090}, {0x0008, 0x0092},
       {0x0008, 0x0094}, {0x0008, 0x1010}, {0x0008, 0x1040}, {0x0008, 0x1048}, {0x0008, 0x1050},
       {0x0008, 0x1060}, {0x0008, 0x1070}, {0x0018, 0x1000}, {0x0020, 0x0010}, {0x0032, 0x1032},
       {0x0032, 0x1033}, {0x0038, 0x0010}, {0x0038, 0x0300}, {0x0038, 0x0400}, {0x0040, 0x0006},
       {0x0040, 0x1001}, {0x0040, 0x2016}}};
  return std::any_of(kNaming.begin(), kNaming.end(),
                     [&](const Tag& t) { return t.group == line.group && t.element == line.element; });
}

void HeaderModel::setLines(std::vector<HeaderLine> lines) {
  beginResetModel();
  lines_ = std::move(lines);
  children_.assign(lines_.size() + 1, {});
  parents_.assign(lines_.size(), -1);
  rows_.assign(lines_.size(), 0);
  std::vector<int> open;  // the line last seen at each depth
  for (int i = 0; i < lineCount(); ++i) {
    // A depth that skips a level is taken as the next one.
    const int depth = std::clamp(lines_[static_cast<std::size_t>(i)].depth, 0, static_cast<int>(open.size()));
    open.resize(static_cast<std::size_t>(depth));
    const int parent = open.empty() ? -1 : open.back();
    open.push_back(i);
    auto& siblings = children_[parent < 0 ? 0 : static_cast<std::size_t>(parent) + 1];
    parents_[static_cast<std::size_t>(i)] = parent;
    rows_[static_cast<std::size_t>(i)] = static_cast<int>(siblings.size());
    siblings.push_back(i);
  }
  endResetModel();
}

void HeaderModel::setIdentityVisible(bool visible) {
  if (visible == identityVisible_) return;
  // A filter has to judge anew what it may find.
  beginResetModel();
  identityVisible_ = visible;
  endResetModel();
}

const std::vector<int>& HeaderModel::childrenOf(const QModelIndex& parent) const {
  static const std::vector<int> none;
  if (children_.empty()) return none;
  return children_[parent.isValid() ? static_cast<std::size_t>(parent.internalId()) + 1 : 0];
}

QModelIndex HeaderModel::index(int row, int column, const QModelIndex& parent) const {
  const auto& children = childrenOf(parent);
  if (row < 0 || row >= static_cast<int>(children.size()) || column < 0 || column >= ColumnCount) return {};
  return createIndex(row, column, static_cast<quintptr>(children[static_cast<std::size_t>(row)]));
}

QModelIndex HeaderModel::parent(const QModelIndex& index) const {
  if (!index.isValid()) return {};
  const int parent = parents_[static_cast<std::size_t>(index.internalId())];
  if (parent < 0) return {};
  return createIndex(rows_[static_cast<std::size_t>(parent)], 0, static_cast<quintptr>(parent));
}

int HeaderModel::rowCount(const QModelIndex& parent) const {
  return parent.column() > 0 ? 0 : static_cast<int>(childrenOf(parent).size());
}

int HeaderModel::columnCount(const QModelIndex&) const {
  return ColumnCount;
}

QString HeaderModel::cell(const HeaderLine& line, int column) const {
  switch (column) {
    case Tag:
      if (isItem(line)) return {};
      return QStringLiteral("(%1,%2)")
          .arg(line.group, 4, 16, QLatin1Char('0'))
          .arg(line.element, 4, 16, QLatin1Char('0'))
          .toUpper();
    case Name:
      return QString::fromStdString(line.name);
    case Vr:
      return QString::fromStdString(line.vr);
    case Value:
      if (!identityVisible_ && !line.value.empty() && namesPatient(line)) return QStringLiteral("hidden");
      return QString::fromStdString(line.value);
    default:
      return {};
  }
}

QVariant HeaderModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const HeaderLine& line = lines_[static_cast<std::size_t>(index.internalId())];
  switch (role) {
    case Qt::DisplayRole:
      return cell(line, index.column());
    case Qt::ToolTipRole: {
      // Long values do not fit their column. Escaped: a value may look like mark-up.
      const QString text = cell(line, index.column());
      return text.size() > 40 ? QVariant("<p>" + text.toHtmlEscaped() + "</p>") : QVariant();
    }
    case Qt::FontRole:
      if (index.column() == Tag || index.column() == Vr) {
        QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        font.setPixelSize(12);
        return font;
      }
      return {};
    case Qt::ForegroundRole:
      if (line.group % 2 == 1 || isItem(line) || index.column() == Vr) return QVariant(theme::kDim);
      if (index.column() == Value && !identityVisible_ && namesPatient(line)) return QVariant(theme::kFaint);
      return {};
    default:
      return {};
  }
}

QVariant HeaderModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  constexpr std::array<const char*, ColumnCount> kTitles{"Tag", "Name", "VR", "Value"};
  return section >= 0 && section < ColumnCount ? QVariant(kTitles[static_cast<std::size_t>(section)])
                                               : QVariant();
}

QString HeaderModel::lineText(const HeaderLine& line) const {
  QStringList cells;
  for (const int column : {Tag, Vr, Name, Value}) cells << cell(line, column);
  return QString(2 * line.depth, QLatin1Char(' ')) + cells.join('\t');
}

QString HeaderModel::text(const QModelIndex& index) const {
  return index.isValid() ? lineText(lines_[static_cast<std::size_t>(index.internalId())]) : QString();
}

QString HeaderModel::allText() const {
  QStringList all;
  for (const HeaderLine& line : lines_) all << lineText(line);
  return all.join('\n');
}

HeaderFilter::HeaderFilter(QObject* parent) : QSortFilterProxyModel(parent) {
  setRecursiveFilteringEnabled(true);
  setAutoAcceptChildRows(true);
}

void HeaderFilter::setNeedle(const QString& text) {
  needle_ = text.trimmed();
  tagNeedle_ = needle_;
  for (const char c : {'(', ')', ',', ' '}) tagNeedle_.remove(QLatin1Char(c));
  invalidateFilter();
}

bool HeaderFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
  if (needle_.isEmpty()) return true;
  for (int column = 0; column < HeaderModel::ColumnCount; ++column) {
    QString text = sourceModel()->index(row, column, parent).data().toString();
    if (text.contains(needle_, Qt::CaseInsensitive)) return true;
    if (column != HeaderModel::Tag || tagNeedle_.size() < 4) continue;
    text.remove('(').remove(')').remove(',');
    if (text.contains(tagNeedle_, Qt::CaseInsensitive)) return true;
  }
  return false;
}

}  // namespace iso::app
