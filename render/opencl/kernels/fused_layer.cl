// SPDX-License-Identifier: Apache-2.0
// One of the volumes of a fused picture. A program holds this text once for each, after spots.cl with the same
// NAME; PROJECTED is defined where the layer's preset is a projection, else it is composited.

typedef VOXEL NAME(Voxel);

typedef struct {
  __global const VOXEL* voxels;
  __global const float2* rescales;
  __global const float* cuts;
  __global const float* slopes;
  __global const uchar* distances;  // composited
  __global const float2* ranges;    // projected
  __global const float4* table;
  __global const float* weights;
  __global const uint* hidden;
} NAME(Layer);

#ifndef PROJECTED

// Adds what the layer holds at sample s to the mixture: thickness × colour, thickness.
// Gives the sample at which it has to be looked at next.
static inline int NAME(visit)(int s, Ray* ray, const NAME(Layer)* layer, float3 way, PARAMS* p, float4* sum) {
  const Spot spot = find_spot(s, ray, layer->cuts, p);
  const int distance = layer->distances[brick_of(&spot, p)];
  if (distance > 0) {
    const int next = leap(s, distance - 1, &spot, ray, layer->cuts, p);
    return next < ray->count ? next : NO_SAMPLE;
  }
  const float value = NAME(spot_value)(layer->voxels, layer->rescales, &spot, p);
  const float4 sample = looked_up(value, layer->table, p);
  if (sample.w > 0.0f && !isnan(value) && !NAME(is_hidden)(layer->hidden, &spot, p)) {
    float thickness = sample.w < 1.0f ? min(-log1p(-sample.w) * p->step, MOST_THICKNESS) : MOST_THICKNESS;
    float3 color = sample.xyz;
    if (p->weighted || p->shaded) {
      const float3 g = NAME(spot_gradient)(layer->voxels, layer->rescales, layer->slopes, &spot, p);
      if (p->weighted) {
        const float at = clamp((length(g) - p->weightLow) * p->weightScale, 0.0f, (float)p->weightLast);
        thickness *= layer->weights[(int)rint(at)];
      }
      if (p->shaded) color = lit_color(color, g, way, (float2)(1.0f, 1.0f), p);
    }
    *sum += thickness * (float4)(color, 1.0f);
  }
  return s + 1 < ray->count ? s + 1 : NO_SAMPLE;
}

static inline float4 NAME(project)(int first, Ray* ray, const NAME(Layer)* layer, PARAMS* p, float* along) {
  return (float4)(0.0f, 0.0f, 0.0f, 0.0f);
}

#else

static inline int NAME(visit)(int s, Ray* ray, const NAME(Layer)* layer, float3 way, PARAMS* p, float4* sum) {
  return NO_SAMPLE;
}

// Colour and opacity of the layer's greatest, smallest or mean value from sample `first` on, and where it lies.
static inline float4 NAME(project)(int first, Ray* ray, const NAME(Layer)* layer, PARAMS* p, float* along) {
  const float sign = p->mode == 1 ? -1.0f : 1.0f;
  float greatest = -INFINITY, total = 0.0f;
  int where = 0, taken = 0;
  for (int s = first; s < ray->count;) {
    const Spot spot = find_spot(s, ray, layer->cuts, p);
    if (p->mode != 2) {
      // Nothing in this brick exceeds what was seen: the first of equal maxima counts.
      const float2 range = layer->ranges[brick_of(&spot, p)];
      if (sign * (p->mode == 1 ? range.x : range.y) <= greatest) {
        s = leap(s, 0, &spot, ray, layer->cuts, p);
        continue;
      }
    }
    const float value = NAME(spot_value)(layer->voxels, layer->rescales, &spot, p);
    const bool better = p->mode == 2 ? !isnan(value) : sign * value > greatest;
    if (better && !NAME(is_hidden)(layer->hidden, &spot, p)) {
      total += value;
      ++taken;
      greatest = sign * value;
      where = s;
      if (p->mode != 2 && greatest >= p->greatest) break;
    }
    ++s;
  }
  if (taken == 0) return (float4)(0.0f, 0.0f, 0.0f, 0.0f);
  if (p->mode != 2) *along = ((float)where + 0.5f) * p->step;
  return looked_up(p->mode == 2 ? total / (float)taken : sign * greatest, layer->table, p);
}

#endif
