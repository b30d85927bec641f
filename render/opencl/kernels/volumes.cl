// SPDX-License-Identifier: Apache-2.0
// Pictures of one volume.

#ifndef RGB8

static inline float3 shaded_color(float3 color, __global const VOXEL* voxels, __global const float2* rescales,
                                  __global const float* slopes, const Spot* spot, float3 way,
                                  const VolumeParams* p) {
  if (!p->shaded) return color;
  return lit_color(color, spot_gradient(voxels, rescales, slopes, spot, p), way, (float2)(1.0f, 1.0f), p);
}

__kernel void volume_composite(__global const VOXEL* voxels, __global const float2* rescales,
                               __global const float* cuts, __global const float* slopes,
                               __global const uchar* distances, __global const float4* table,
                               __global const uint* hidden, VolumeParams p,
                               __global const float* surface_depths, __global const uchar4* surface_colors,
                               __global uchar4* colors, __global float* depths) {
  const int x = (int)get_global_id(0), y = (int)get_global_id(1);
  if (x >= p.width || y >= p.height) return;
  Ray ray = make_ray(x, y, surface_depths, &p);
  const float3 way = direction_of(x, y, &p);
  float3 light = (float3)(0.0f, 0.0f, 0.0f);
  float alpha = 0.0f, at_half = INFINITY;
  for (int s = 0; s < ray.count;) {
    const Spot spot = find_spot(s, &ray, cuts, &p);
    const int distance = distances[brick_of(&spot, &p)];
    if (distance > 0) {
      s = leap(s, distance - 1, &spot, &ray, cuts, &p);
      continue;
    }
    const float value = spot_value(voxels, rescales, &spot, &p);
    const float4 sample = looked_up(value, table, &p);
    if (sample.w > 0.0f && !isnan(value) && !is_hidden(hidden, &spot, &p)) {
      const float3 color = shaded_color(sample.xyz, voxels, rescales, slopes, &spot, way, &p);
      const float taken = (1.0f - alpha) * step_opacity(sample.w, &p);
      light += taken * color;
      alpha += taken;
      if (alpha >= 0.5f && isinf(at_half)) at_half = ((float)s + 0.5f) * p.step;
      if (alpha >= 0.99f) break;
    }
    ++s;
  }
  const size_t n = (size_t)y * (size_t)p.width + (size_t)x;
  const float depth = isfinite(at_half) ? depth_of(at_half, &ray, &p) : INFINITY;
  finish(n, light, alpha, depth, surface_colors, surface_depths, &p, colors, depths);
}

// The greatest value of each ray, or the smallest: the greatest of the negated ones.
__kernel void volume_maximum(__global const VOXEL* voxels, __global const float2* rescales,
                             __global const float* cuts, __global const float2* ranges,
                             __global const float4* table, __global const uint* hidden, VolumeParams p,
                             __global const float* surface_depths, __global const uchar4* surface_colors,
                             __global uchar4* colors, __global float* depths) {
  const int x = (int)get_global_id(0), y = (int)get_global_id(1);
  if (x >= p.width || y >= p.height) return;
  Ray ray = make_ray(x, y, surface_depths, &p);
  const float sign = p.mode == 1 ? -1.0f : 1.0f;
  float greatest = -INFINITY;
  int where = 0;
  for (int s = 0; s < ray.count;) {
    const Spot spot = find_spot(s, &ray, cuts, &p);
    // Nothing in this brick exceeds what was seen: the first of equal maxima counts.
    const float2 range = ranges[brick_of(&spot, &p)];
    if (sign * (p.mode == 1 ? range.x : range.y) <= greatest) {
      s = leap(s, 0, &spot, &ray, cuts, &p);
      continue;
    }
    const float value = sign * spot_value(voxels, rescales, &spot, &p);
    if (value > greatest && !is_hidden(hidden, &spot, &p)) {
      greatest = value;
      where = s;
      if (greatest >= p.greatest) break;
    }
    ++s;
  }
  float4 sample = (float4)(0.0f, 0.0f, 0.0f, 0.0f);
  if (greatest > -INFINITY) sample = looked_up(sign * greatest, table, &p);
  const size_t n = (size_t)y * (size_t)p.width + (size_t)x;
  const float depth = sample.w > 0.0f ? depth_of(((float)where + 0.5f) * p.step, &ray, &p) : INFINITY;
  finish(n, sample.xyz * sample.w, sample.w, depth, surface_colors, surface_depths, &p, colors, depths);
}

// The mean of each ray's samples. It lies nowhere, so it has no depth.
__kernel void volume_mean(__global const VOXEL* voxels, __global const float2* rescales,
                          __global const float* cuts, __global const float4* table,
                          __global const uint* hidden, VolumeParams p,
                          __global const float* surface_depths, __global const uchar4* surface_colors,
                          __global uchar4* colors, __global float* depths) {
  const int x = (int)get_global_id(0), y = (int)get_global_id(1);
  if (x >= p.width || y >= p.height) return;
  Ray ray = make_ray(x, y, surface_depths, &p);
  float sum = 0.0f;
  int taken = 0;
  for (int s = 0; s < ray.count; ++s) {
    const Spot spot = find_spot(s, &ray, cuts, &p);
    const float value = spot_value(voxels, rescales, &spot, &p);
    if (isnan(value) || is_hidden(hidden, &spot, &p)) continue;
    sum += value;
    ++taken;
  }
  float4 sample = (float4)(0.0f, 0.0f, 0.0f, 0.0f);
  if (taken > 0) sample = looked_up(sum / (float)taken, table, &p);
  const size_t n = (size_t)y * (size_t)p.width + (size_t)x;
  finish(n, sample.xyz * sample.w, sample.w, INFINITY, surface_colors, surface_depths, &p, colors, depths);
}

// The first place where the value reaches the isovalue; between two samples it is found by halving.
__kernel void volume_surface(__global const VOXEL* voxels, __global const float2* rescales,
                             __global const float* cuts, __global const float* slopes,
                             __global const float2* ranges, __global const float4* table,
                             __global const uint* hidden, VolumeParams p,
                             __global const float* surface_depths, __global const uchar4* surface_colors,
                             __global uchar4* colors, __global float* depths) {
  const int x = (int)get_global_id(0), y = (int)get_global_id(1);
  if (x >= p.width || y >= p.height) return;
  Ray ray = make_ray(x, y, surface_depths, &p);
  const size_t n = (size_t)y * (size_t)p.width + (size_t)x;
  bool hit = false;
  int s = 0;
  while (s < ray.count && !hit) {
    const Spot spot = find_spot(s, &ray, cuts, &p);
    if (ranges[brick_of(&spot, &p)].y < p.isovalue) {
      s = leap(s, 0, &spot, &ray, cuts, &p);
      continue;
    }
    hit = spot_value(voxels, rescales, &spot, &p) >= p.isovalue && !is_hidden(hidden, &spot, &p);
    if (!hit) ++s;
  }
  if (!hit) {
    finish(n, (float3)(0.0f, 0.0f, 0.0f), 0.0f, INFINITY, surface_colors, surface_depths, &p, colors, depths);
    return;
  }
  // A ray that starts inside (a cut, the volume's face) shows its first sample.
  float before = s > 0 ? (float)(s - 1) : 0.0f, after = (float)s;
  for (int halvings = 0; halvings < 8; ++halvings) {
    const float middle = 0.5f * (before + after);
    const Spot spot = find_spot_at(middle, &ray, cuts, &p);
    if (spot_value(voxels, rescales, &spot, &p) >= p.isovalue && !is_hidden(hidden, &spot, &p))
      after = middle;
    else
      before = middle;
  }
  const Spot spot = find_spot_at(after, &ray, cuts, &p);
  const float3 way = direction_of(x, y, &p);
  const float4 sample = looked_up(p.isovalue, table, &p);
  const float3 color = shaded_color(sample.xyz, voxels, rescales, slopes, &spot, way, &p);
  const float depth = depth_of((after + 0.5f) * p.step, &ray, &p);
  finish(n, color, 1.0f, depth, surface_colors, surface_depths, &p, colors, depths);
}

#endif
