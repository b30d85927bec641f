// SPDX-License-Identifier: Apache-2.0
// Several volumes along one ray (render/engine/engine.h says what the picture is), after LAYERS texts of
// fused_layer.cl, whose names end in their number from 0 on.

#if LAYERS == 1
#define EACH_LAYER(DO) DO(0)
#elif LAYERS == 2
#define EACH_LAYER(DO) DO(0) DO(1)
#elif LAYERS == 3
#define EACH_LAYER(DO) DO(0) DO(1) DO(2)
#else
#define EACH_LAYER(DO) DO(0) DO(1) DO(2) DO(3)
#endif

#define ARGUMENTS(n)                                                                                            \
  __global const Voxel_##n *voxels##n, __global const float2 *rescales##n, __global const float *cuts##n,       \
      __global const float *slopes##n, __global const uchar *distances##n, __global const float2 *ranges##n,    \
      __global const float4 *table##n, __global const float *weights##n, __global const uint *hidden##n,

#define AIM(n)                                                                                                  \
  const Layer_##n layer##n = {voxels##n, rescales##n, cuts##n,    slopes##n, distances##n,                      \
                              ranges##n, table##n,    weights##n, hidden##n};                                   \
  float enter##n, leave##n;                                                                                     \
  Ray ray##n = aim_ray(x, y, p + n, &enter##n, &leave##n);                                                      \
  if (leave##n > enter##n) start = min(start, enter##n);

// The samples of the march that lie in the layer's box: from first on, fewer than count.
#define BEGIN(n)                                                                                                \
  begin_ray(&ray##n, start);                                                                                    \
  ray##n.count = leave##n > enter##n ? first_from(leave##n - start, p) : 0;                                     \
  const int first##n = leave##n > enter##n ? first_from(enter##n - start, p) : NO_SAMPLE;                       \
  int next##n = first##n < ray##n.count ? first##n : NO_SAMPLE;

#define SOONEST(n) soonest = min(soonest, next##n);
#define VISIT(n) \
  if (next##n == s) next##n = visit_##n(s, &ray##n, &layer##n, way, p + n, &sum);

#define PROJECT(n)                                                                                              \
  {                                                                                                             \
    float along = INFINITY;                                                                                     \
    const float4 over = project_##n(first##n, &ray##n, &layer##n, p + n, &along);                               \
    light = over.w * over.xyz + (1.0f - over.w) * light;                                                        \
    alpha = over.w + (1.0f - over.w) * alpha;                                                                   \
    if (over.w > 0.0f && isfinite(along)) above = along;                                                        \
  }

// The first sample that lies at least so many mm behind the march's start.
static inline int first_from(float along, PARAMS* p) {
  return (int)clamp(ceil(along / p->step - 0.5f), 0.0f, (float)NO_SAMPLE);
}

__kernel void fused(EACH_LAYER(ARGUMENTS) PARAMS* p, __global uchar4* colors, __global float* depths) {
  const int x = (int)get_global_id(0), y = (int)get_global_id(1);
  if (x >= p->width || y >= p->height) return;
  float start = FAR;
  EACH_LAYER(AIM)
  if (start == FAR) start = 0.0f;
  EACH_LAYER(BEGIN)
  const float3 way = direction_of(x, y, p);
  float3 light = (float3)(0.0f, 0.0f, 0.0f);
  float alpha = 0.0f, at_half = INFINITY, above = INFINITY;
  for (;;) {
    int soonest = NO_SAMPLE;
    EACH_LAYER(SOONEST)
    if (soonest == NO_SAMPLE) break;
    const int s = soonest;
    float4 sum = (float4)(0.0f, 0.0f, 0.0f, 0.0f);
    EACH_LAYER(VISIT)
    if (!(sum.w > 0.0f)) continue;
    const float taken = (1.0f - alpha) * -expm1(-sum.w);
    light += (taken / sum.w) * sum.xyz;
    alpha += taken;
    if (alpha >= 0.5f && isinf(at_half)) at_half = ((float)s + 0.5f) * p->step;
    if (alpha >= 0.99f) break;
  }
  EACH_LAYER(PROJECT)
  const size_t n = (size_t)y * (size_t)p->width + (size_t)x;
  colors[n] = finished(light, alpha, p);
  const float along = isfinite(at_half) ? at_half : above;
  depths[n] = isfinite(along) ? depth_of(along, &ray0, p) : INFINITY;
}
