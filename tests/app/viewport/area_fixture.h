// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "app/viewport/viewport_area.h"
#include "app/viewport/viewport_board.h"

namespace iso::app {

/// Lets tests look at the board behind an area.
class ViewportAreaProbe {
 public:
  static ViewportBoard& board(ViewportArea& area);
};

}  // namespace iso::app

namespace iso::test {

void ensureApplication();
bool waitFor(const std::function<bool()>& condition);

/// Pictures that say where each pixel is: slices (x mod 256, y mod 256, 64·(x/256) + y/256), volumes a
/// uniform colour. Remembers every request of full size.
class PatternEngine : public Engine {
 public:
  static Rgba8 pattern(int x, int y);
  static constexpr Rgba8 kVolumeColour{30, 60, 90, 255};

  EngineInfo info() const override { return {"test", "pattern"}; }
  Result<void> prepare(const VolumePtr&, const CancelToken&) override { return {}; }
  Result<ValueFrame> sliceValues(const VolumePtr&, const SliceView&, const CancelToken&) override;
  Result<ColorFrame> slice(const VolumePtr& volume, const SliceView& view, const SliceDisplay& display,
                           const CancelToken& cancel) override;
  Result<ColorFrame> volume(const VolumePtr& volume, const VolumeView& view,
                            const CancelToken& cancel) override;
  /// A white surface everywhere, in a light of 1.
  Result<void> trace(const VolumePtr&, const VolumeView& view, int until, PathFrame& frame,
                     const CancelToken& cancel) override;

  struct Asked {
    SliceView view;
    SliceDisplay display;
  };
  std::vector<Asked> slices() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Asked> asked_;
};

/// A reading whose slices become ready when the test says so.
class SlowLoad : public VolumeLoad {
 public:
  explicit SlowLoad(VolumePtr whole) : volume_(std::move(whole)) {}
  VolumePtr partial() const override { return volume_; }
  bool sliceReady(int k) const override { return ready.count(k) > 0; }
  std::vector<FileProblem> problems() const override { return unread; }
  void prioritize(int k) override { wanted.push_back(k); }
  void cancel() override {}
  Result<VolumePtr> wait() override { return volume_; }

  std::set<int> ready;
  std::vector<FileProblem> unread;
  std::vector<int> wanted;

 private:
  VolumePtr volume_;
};

struct SeriesSpec {
  Size3 size{40, 50, 30};
  Vector3 spacing{0.5, 0.5, 2.0};
  std::string modality = "CT";
  std::string patient = "TEST^ANNA";
  std::string frame = "1.2.3.4";
  std::string uid = "1.2.3.5";
  bool window = true;  ///< the file names one: centre 40, width 400
};

/// Voxel (i, j, k) = i + 100 j + 10 000 k, stored as float.
VolumePtr makeVolume(const SeriesSpec& spec);
/// A series that is not read yet.
app::LoadedSeriesPtr makeUnread(const SeriesSpec& spec = {});
/// A series with all its voxels.
app::LoadedSeriesPtr makeSeries(const SeriesSpec& spec = {});

/// A shown area of 800 × 600 logical pixels without annotations, with a pattern engine.
struct AreaFixture {
  AreaFixture();
  void show(const app::LoadedSeriesPtr& series);
  bool settle();
  QImage grab();
  app::ViewportBoard& board() { return app::ViewportAreaProbe::board(*area); }
  /// Widget position of a logical position in a view.
  QPoint inView(int view, double x, double y);
  QPoint centreOf(int view);
  Vector3 cursorIndex(int view = 0);
  void drag(QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton,
            Qt::KeyboardModifiers modifiers = {});
  /// One movement of the pressed left button through all points.
  void draw(const std::vector<QPoint>& path, Qt::KeyboardModifiers modifiers = {}, bool letGo = true);
  void moveTo(QPoint position, Qt::KeyboardModifiers modifiers = {});
  void wheel(QPoint position, int notches, Qt::KeyboardModifiers modifiers = {});

  std::shared_ptr<PatternEngine> engine = std::make_shared<PatternEngine>();
  std::unique_ptr<app::ViewportArea> area;
};

}  // namespace iso::test
