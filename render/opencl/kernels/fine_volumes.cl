// SPDX-License-Identifier: Apache-2.0
// Compositing with all that volumes.cl leaves out: values between samples, weights by gradient, light that is
// on its way taken.

#ifndef RGB8

// Shares of the ambient and the fixed light that reach a place, looked up a little before its surface.
static inline float2 reached_at(__global const uint* lights, __global const float* cuts, const Spot* spot, float3 g,
                                float3 way, const VolumeParams* p) {
  const float size = length(g);
  const float away = size < 1e-3f ? 0.0f : (dot(g, way) > 0.0f ? -p->away : p->away) / size;
  int low[3], next[3];
  float part[3];
  for (int a = 0; a < 3; ++a) {
    // The gradient's map is the transpose of that from the patient to indices.
    float shift = away * (p->gradient[a] * g.x + p->gradient[3 + a] * g.y + p->gradient[6 + a] * g.z);
    if (a == 2 && p->uneven) shift /= cuts[spot->cell[2] + 1] - cuts[spot->cell[2]];
    const float index = (float)spot->cell[a] + spot->part[a] + shift;
    const float at = clamp((index + 0.5f) / p->lightSide - 0.5f, 0.0f, (float)(p->lightSize[a] - 1));
    low[a] = (int)at;
    part[a] = at - (float)low[a];
    next[a] = min(low[a] + 1, p->lightSize[a] - 1);
  }
  float2 sum = (float2)(0.0f, 0.0f);
  for (int c = 0; c < 8; ++c) {
    const int i = c & 1 ? next[0] : low[0], j = c & 2 ? next[1] : low[1], k = c & 4 ? next[2] : low[2];
    const float weight = (c & 1 ? part[0] : 1.0f - part[0]) * (c & 2 ? part[1] : 1.0f - part[1]) *
                         (c & 4 ? part[2] : 1.0f - part[2]);
    const uint both = lights[((size_t)k * (size_t)p->lightSize[1] + (size_t)j) * (size_t)p->lightSize[0] + (size_t)i];
    sum += weight * (float2)((float)(both & 0xffffu), (float)(both >> 16));
  }
  sum *= 1.0f / 65535.0f;
  return (float2)(1.0f - p->occlusion * (1.0f - sum.x), p->shadows ? sum.y : 1.0f);
}

// What a step from one value to another holds: thickness, red, green, blue. Places are whole entries of the
// integral, also beyond its ends, where the function is constant.
static inline float4 material_between(__global const int4* sums, __global const float4* here, float front, float back,
                                      const VolumeParams* p) {
  const float last = (float)p->integralLast;
  const int b = (int)clamp(back, 0.0f, last);
  if (front == back) return here[b];
  const int f = (int)clamp(front, 0.0f, last);
  const float below = min(back, 0.0f) - min(front, 0.0f), above = max(back, last) - max(front, last);
  const int4 whole = sums[b] - sums[f];
  const float4 within = (float4)((float)whole.x, (float)whole.y, (float)whole.z, (float)whole.w) * p->quantum;
  const float4 first = here[0], end = here[p->integralLast];
  const float low = below * first.x, high = above * end.x;
  const float all = within.x + low + high;
  const float inverse = all != 0.0f ? 1.0f / all : 0.0f;
  return (float4)(max(all / (back - front), 0.0f), (within.y + low * first.y + high * end.y) * inverse,
                  (within.z + low * first.z + high * end.z) * inverse,
                  (within.w + low * first.w + high * end.w) * inverse);
}

static inline float integral_place(float value, const VolumeParams* p) {
  return rint(clamp((value - p->integralLow) * p->integralScale, -1e9f, 1e9f));
}

// volume_composite with pre-integration, weights by gradient and a light volume.
__kernel void volume_fine(__global const VOXEL* voxels, __global const float2* rescales,
                          __global const float* cuts, __global const float* slopes,
                          __global const uchar* distances, __global const int4* sums, __global const float4* here,
                          __global const float* weights, __global const uint* lights,
                          __global const uint* hidden, VolumeParams p,
                          __global const float* surface_depths, __global const uchar4* surface_colors,
                          __global uchar4* colors, __global float* depths) {
  const int x = (int)get_global_id(0), y = (int)get_global_id(1);
  if (x >= p.width || y >= p.height) return;
  Ray ray = make_ray(x, y, surface_depths, &p);
  const float3 way = direction_of(x, y, &p);
  float3 light = (float3)(0.0f, 0.0f, 0.0f);
  float alpha = 0.0f, at_half = INFINITY, front = 0.0f;
  bool known = false;  // the place of the sample before
  for (int s = 0; s < ray.count;) {
    const Spot spot = find_spot(s, &ray, cuts, &p);
    const int distance = distances[brick_of(&spot, &p)];
    // What lies between a visible sample and one in an empty brick is not empty.
    if (distance > 0 && !(known && p.preintegrated)) {
      s = leap(s, distance - 1, &spot, &ray, cuts, &p);
      continue;
    }
    const float value = spot_value(voxels, rescales, &spot, &p);
    const bool number = !isnan(value) && !is_hidden(hidden, &spot, &p);
    const float place = integral_place(number ? value : 0.0f, &p);
    if (number) {
      float from = place;
      if (p.preintegrated) {
        if (!known && s > 0) {
          const Spot behind = find_spot(s - 1, &ray, cuts, &p);
          const float before = spot_value(voxels, rescales, &behind, &p);
          known = !isnan(before) && !is_hidden(hidden, &behind, &p);
          if (known) front = integral_place(before, &p);
        }
        if (known) from = front;
      }
      const float4 material = material_between(sums, here, from, place, &p);
      float thickness = material.x;
      if (thickness > 0.0f) {
        float3 color = material.yzw;
        if (p.weighted || p.shaded) {
          const float3 g = spot_gradient(voxels, rescales, slopes, &spot, &p);
          if (p.weighted)
            thickness *= weights[(int)rint(clamp((length(g) - p.weightLow) * p.weightScale, 0.0f, (float)p.weightLast))];
          if (p.shaded) {
            const float2 reached = p.lit ? reached_at(lights, cuts, &spot, g, way, &p) : (float2)(1.0f, 1.0f);
            color = lit_color(color, g, way, reached, &p);
          }
        }
        const float taken = (1.0f - alpha) * (1.0f - exp(-thickness));
        light += taken * color;
        alpha += taken;
        if (alpha >= 0.5f && isinf(at_half)) at_half = ((float)s + 0.5f) * p.step;
        if (alpha >= 0.99f) break;
      }
    }
    front = place;
    known = number && distance == 0;
    s = distance > 0 ? leap(s, distance - 1, &spot, &ray, cuts, &p) : s + 1;
  }
  const size_t n = (size_t)y * (size_t)p.width + (size_t)x;
  const float depth = isfinite(at_half) ? depth_of(at_half, &ray, &p) : INFINITY;
  finish(n, light, alpha, depth, surface_colors, surface_depths, &p, colors, depths);
}

#endif
