// SPDX-License-Identifier: Apache-2.0
#include "render/engine/path_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace iso {
namespace {

constexpr double kShoulder = 0.6;
constexpr float kLeastAlbedo = 0.02f;
constexpr int kLevels = 5;

/// What the filter is guided by, and does not change.
struct Guide {
  float normal[3];  ///< along the picture's right, up and into it; shorter than 1 where paths disagree
  float depth;      ///< mm
  float albedo[3];
  bool met;  ///< any path met anything
};

/// What is filtered: light over albedo, and coverage; their variances (of the light's luminance).
struct Estimate {
  float light[3], alpha;
  float lightVariance, alphaVariance;
};

float luminance(const float (&c)[3]) {
  return 0.2126f * c[0] + 0.7152f * c[1] + 0.0722f * c[2];
}

/// e^−x to within 0.06, and 0 from 8 on.
float fading(float x) {
  float t = std::max(0.0f, 1.0f - 0.125f * x);
  t *= t;
  t *= t;
  return t * t;
}

class Developer {
 public:
  Developer(const PathFrame& frame, const VolumeView& view, ThreadPool& pool, const CancelToken& cancel)
      : frame_(frame), view_(view), pool_(pool), cancel_(cancel) {
    const Camera& c = view.camera;
    axes_ = {c.right(), c.up, c.forward};
    pixelMm_ = static_cast<float>(2.0 * c.halfHeightMm / view.height);
  }

  Result<ColorFrame> run() {
    const std::size_t pixels =
        static_cast<std::size_t>(frame_.width) * static_cast<std::size_t>(frame_.height);
    guides_.resize(pixels);
    now_.resize(pixels);
    rows([&](int y) { read(y); });
    if (view_.cinematic.value_or(Cinematic{}).denoise) {
      next_.resize(pixels);
      smoothVariance();
      for (int level = 0; level < kLevels && !cancel_.cancelled(); ++level) {
        rows([&](int y) { filter(y, 1 << level); });
        now_.swap(next_);
      }
    }
    ColorFrame out{frame_.width, frame_.height, {}, {}};
    out.pixels.resize(pixels);
    out.depth.resize(pixels);
    makeCurve();
    rows([&](int y) { finish(y, out); });
    if (cancel_.cancelled()) return fail(ErrorCode::Cancelled, "Cancelled.");
    return out;
  }

 private:
  template <class Body>
  void rows(const Body& body) {
    pool_.parallelFor(static_cast<std::size_t>(frame_.height), [&](std::size_t y) {
      if (!cancel_.cancelled()) body(static_cast<int>(y));
    });
  }
  std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(frame_.width) + static_cast<std::size_t>(x);
  }

  void read(int y) {
    const auto paths = static_cast<float>(std::max(frame_.passes[static_cast<std::size_t>(y)], 1));
    for (int x = 0; x < frame_.width; ++x) {
      const float* s = frame_.sums.data() + at(x, y) * PathFrame::kSums;
      Guide& g = guides_[at(x, y)];
      Estimate& e = now_[at(x, y)];
      const float met = s[3];
      g.met = met > 0.0f;
      const float share = g.met ? 1.0f / met : 0.0f;
      g.depth = s[10] * share;
      const Vector3 normal(static_cast<double>(s[7] * share), static_cast<double>(s[8] * share),
                           static_cast<double>(s[9] * share));
      for (std::size_t a = 0; a < 3; ++a) g.normal[a] = static_cast<float>(axes_[a].dot(normal));
      const float light[3] = {s[0] / paths, s[1] / paths, s[2] / paths};
      for (int c = 0; c < 3; ++c) {
        g.albedo[c] = g.met ? std::max(s[4 + c] * share, kLeastAlbedo) : 1.0f;
        e.light[c] = light[c] / g.albedo[c];
      }
      e.alpha = met / paths;
      const float mean = luminance(light), tint = luminance(g.albedo);
      // Of one path nothing is known but its own brightness.
      const float variance =
          paths > 1.0f ? std::max(s[11] / paths - mean * mean, 0.0f) / (paths - 1.0f) : mean * mean;
      e.lightVariance = variance / (tint * tint);
      const float likely = (met + 0.5f) / (paths + 1.0f);
      e.alphaVariance = likely * (1.0f - likely) / paths;
    }
  }

  /// A pixel's own variance is itself in doubt: the mean of its neighbourhood's.
  void smoothVariance() {
    std::vector<float> mean(now_.size());
    rows([&](int y) {
      for (int x = 0; x < frame_.width; ++x) {
        float sum = 0.0f, count = 0.0f;
        for (int v = std::max(y - 2, 0); v <= std::min(y + 2, frame_.height - 1); ++v)
          for (int u = std::max(x - 2, 0); u <= std::min(x + 2, frame_.width - 1); ++u)
            if (guides_[at(u, v)].met) {
              sum += now_[at(u, v)].lightVariance;
              count += 1.0f;
            }
        mean[at(x, y)] = count > 0.0f ? sum / count : 0.0f;
      }
    });
    for (std::size_t n = 0; n < now_.size(); ++n) now_[n].lightVariance = mean[n];
  }

  void filter(int y, int step) {
    static constexpr float kSpline[5] = {0.0625f, 0.25f, 0.375f, 0.25f, 0.0625f};
    for (int x = 0; x < frame_.width; ++x) {
      const Guide& g = guides_[at(x, y)];
      const Estimate& e = now_[at(x, y)];
      Estimate sum{};
      float total = 0.0f;
      const float bright = luminance(e.light);
      const float lightDoubt = 1.0f / (4.0f * std::sqrt(e.lightVariance) + 1e-4f);
      const float alphaDoubt = 1.0f / (4.0f * std::sqrt(e.alphaVariance) + 1e-4f);
      const float planeDoubt = 1.0f / (pixelMm_ * static_cast<float>(step));
      for (int dy = -2; dy <= 2; ++dy) {
        const int v = y + dy * step;
        if (v < 0 || v >= frame_.height) continue;
        for (int dx = -2; dx <= 2; ++dx) {
          const int u = x + dx * step;
          if (u < 0 || u >= frame_.width) continue;
          const Guide& h = guides_[at(u, v)];
          const Estimate& f = now_[at(u, v)];
          float distance =
              std::abs(luminance(f.light) - bright) * lightDoubt + std::abs(f.alpha - e.alpha) * alphaDoubt;
          if (g.met && h.met) {
            const float along = g.normal[0] * pixelMm_ * static_cast<float>(u - x) -
                                g.normal[1] * pixelMm_ * static_cast<float>(v - y) +
                                g.normal[2] * (h.depth - g.depth);
            const float agree =
                g.normal[0] * h.normal[0] + g.normal[1] * h.normal[1] + g.normal[2] * h.normal[2];
            const float own =
                g.normal[0] * g.normal[0] + g.normal[1] * g.normal[1] + g.normal[2] * g.normal[2];
            // Normals that disagree within a pixel tell little about its neighbours'.
            distance += std::abs(along) * planeDoubt + 16.0f * std::max(own - agree, 0.0f);
          }
          const float weight = kSpline[dx + 2] * kSpline[dy + 2] * fading(distance);
          total += weight;
          for (int c = 0; c < 3; ++c) sum.light[c] += weight * f.light[c];
          sum.alpha += weight * f.alpha;
          sum.lightVariance += weight * weight * f.lightVariance;
          sum.alphaVariance += weight * weight * f.alphaVariance;
        }
      }
      // The pixel itself has a distance of 0, so the sum of weights is never 0.
      const float share = 1.0f / total;
      Estimate& out = next_[at(x, y)];
      for (int c = 0; c < 3; ++c) out.light[c] = sum.light[c] * share;
      out.alpha = sum.alpha * share;
      out.lightVariance = sum.lightVariance * share * share;
      out.alphaVariance = sum.alphaVariance * share * share;
    }
  }

  /// displayed() for 0 … 4 as a table; beyond, it is 1 to within a 256th.
  void makeCurve() {
    const double exposure = view_.cinematic.value_or(Cinematic{}).exposure;
    curve_.resize(kCurve + 1);
    for (std::size_t n = 0; n <= kCurve; ++n) {
      // Finer where it is steep: entry = √light.
      const double root = 2.0 * static_cast<double>(n) / static_cast<double>(kCurve);
      curve_[n] = static_cast<float>(displayed(root * root / std::max(exposure, 1.0), exposure));
    }
    curveScale_ = static_cast<float>(std::max(exposure, 1.0));
  }
  float shown(float light) const {
    // A light that is no number fails the first comparison and is none.
    const float root = std::sqrt(std::min(std::max(0.0f, light * curveScale_), 4.0f));
    return curve_[static_cast<std::size_t>(root * 0.5f * static_cast<float>(kCurve) + 0.5f)];
  }

  void finish(int y, ColorFrame& out) const {
    const Rgba8 b = view_.background;
    const float back[3] = {static_cast<float>(b.r), static_cast<float>(b.g), static_cast<float>(b.b)};
    const float backAlpha = static_cast<float>(b.a) / 255.0f;
    for (int x = 0; x < frame_.width; ++x) {
      const Guide& g = guides_[at(x, y)];
      const Estimate& e = now_[at(x, y)];
      const float alpha = std::clamp(e.alpha, 0.0f, 1.0f), rest = (1.0f - alpha) * backAlpha;
      const float total = alpha + rest;
      std::uint8_t bytes[3] = {0, 0, 0};
      for (std::size_t c = 0; c < 3 && total > 0.0f; ++c) {
        const float light = alpha > 0.0f ? e.light[c] * g.albedo[c] / alpha : 0.0f;
        const float mixed = (alpha * 255.0f * shown(light) + rest * back[c]) / total;
        bytes[c] = static_cast<std::uint8_t>(std::clamp(mixed + 0.5f, 0.0f, 255.0f));
      }
      out.pixels[at(x, y)] = {bytes[0], bytes[1], bytes[2],
                              static_cast<std::uint8_t>(std::clamp(total * 255.0f + 0.5f, 0.0f, 255.0f))};
      out.depth[at(x, y)] = alpha >= 0.5f && g.met ? g.depth : std::numeric_limits<float>::infinity();
    }
  }

  static constexpr std::size_t kCurve = 8192;
  const PathFrame& frame_;
  const VolumeView& view_;
  ThreadPool& pool_;
  const CancelToken& cancel_;
  std::array<Vector3, 3> axes_;
  float pixelMm_ = 1.0f;
  std::vector<Guide> guides_;
  std::vector<Estimate> now_, next_;
  std::vector<float> curve_;
  float curveScale_ = 1.0f;
};

}  // namespace

double displayed(double light, double exposure) {
  double v = std::max(light, 0.0) * exposure;
  if (v > kShoulder)
    v = kShoulder + (1.0 - kShoulder) * (1.0 - std::exp(-(v - kShoulder) / (1.0 - kShoulder)));
  return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1.0 / 2.4) - 0.055;
}

Result<ColorFrame> developed(const PathFrame& frame, const VolumeView& view, ThreadPool& pool,
                             const CancelToken& cancel) {
  if (frame.sums.empty() || frame.width != view.width || frame.height != view.height)
    return fail(ErrorCode::InvalidArgument, "No paths have been traced for this picture.");
  return Developer(frame, view, pool, cancel).run();
}

}  // namespace iso
