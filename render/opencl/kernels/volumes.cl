// SPDX-License-Identifier: Apache-2.0
// Ray casting. Positions are affine voxel indices (k in median steps); bricks that the transfer function
// leaves invisible are leapt over by their distance to the nearest visible one.

#ifndef RGB8

#define FACE 1e-4f
#define FAR 1e30f

typedef struct {
  float origin[3];  // index of pixel (0, 0) on the plane through the focal point
  float right[3];   // from pixel to pixel
  float down[3];
  float forward[3];  // parallel rays: index per mm
  float eye[3];      // perspective: index of the eye
  float direction[3], directionRight[3], directionDown[3];  // of the rays, patient mm, by pixel
  float eyeDistance;  // mm from eye to focal point; 0 = parallel
  float pixel;        // mm
  float centerX, centerY;  // pixel coordinates of the picture's centre
  float top[3];       // index of the outermost centres
  float gradient[9];  // from index to patient space, row by row
  float step;         // mm
  float tableLow, tableScale;
  float ambient, diffuse, specular, power;
  float background[4];  // premultiplied
  float greatest;       // of the whole volume
  int size[3];
  int bricks[3];
  int tableLast;
  int shaded;
  int uneven;
  int perSlice;
  int width, height;
  int mode;        // 0 greatest, 1 smallest value
  float isovalue;
  int fixedLight;  // 0 = at the eye
  float light[3];  // unit, patient, towards it
  int jitter, preintegrated, weighted;
  float integralLow, integralScale, quantum;  // see render/scene/transfer_integral.h
  int integralLast;
  float weightLow, weightScale;
  int weightLast;
  int lit;  // 1 = a light volume is there, see render/engine/light_volume.h
  int lightSize[3];
  float lightSide, away;  // voxels; mm
  float occlusion;
  int shadows;
  int surfaces;  // 1 = rays end at them
  int clipCount;
  float clips[48];  // normal (index space) and offset each: shown is where normal · index + offset ≥ 0
} VolumeParams;

typedef struct {
  float entry[3], step[3], inverse[3];  // index; index per mm; mm per index (0 = never leaves)
  float start;   // mm from the ray's origin to the entry
  float cosine;  // of the angle between ray and view direction
  int count;     // samples
  int slice;     // where the last sample of an uneven stack was found
} Ray;

typedef struct {
  int cell[3];
  float part[3];
} Spot;

// The same as jitterOf in render/scene/transfer_integral.h.
static inline float jitter_of(uint x, uint y) {
  uint h = x * 0x9E3779B1u + y * 0x85EBCA77u;
  h ^= h >> 15;
  h *= 0x2C1B3C6Du;
  h ^= h >> 12;
  h *= 0x297A2D39u;
  h ^= h >> 15;
  return (float)(h >> 8) * (1.0f / 16777216.0f) - 0.5f;
}

// `surface_depths` see SurfacePicture; looked at only where there are surfaces.
static inline Ray make_ray(int x, int y, __global const float* surface_depths, const VolumeParams* p) {
  Ray ray;
  float origin[3];
  float enter = -FAR, leave = FAR;
  ray.cosine = 1.0f;
  float inverse_length = 0.0f;
  if (p->eyeDistance > 0.0f) {
    const float dx = ((float)x - p->centerX) * p->pixel, dy = ((float)y - p->centerY) * p->pixel;
    inverse_length = 1.0f / sqrt(dx * dx + dy * dy + p->eyeDistance * p->eyeDistance);
    ray.cosine = p->eyeDistance * inverse_length;
    enter = 0.0f;
  }
  for (int a = 0; a < 3; ++a) {
    const float on_plane = p->origin[a] + (float)x * p->right[a] + (float)y * p->down[a];
    if (p->eyeDistance > 0.0f) {
      origin[a] = p->eye[a];
      ray.step[a] = (on_plane - p->eye[a]) * inverse_length;
    } else {
      origin[a] = on_plane;
      ray.step[a] = p->forward[a];
    }
    if (fabs(ray.step[a]) < 1e-9f) {
      ray.step[a] = 0.0f;
      ray.inverse[a] = 0.0f;
      if (origin[a] < -FACE || origin[a] > p->top[a] + FACE) leave = -FAR;
    } else {
      ray.inverse[a] = 1.0f / ray.step[a];
      const float t0 = (-FACE - origin[a]) * ray.inverse[a], t1 = (p->top[a] + FACE - origin[a]) * ray.inverse[a];
      enter = max(enter, min(t0, t1));
      leave = min(leave, max(t0, t1));
    }
  }
  for (int n = 0; n < p->clipCount; ++n) {
    __private const float* clip = p->clips + 4 * n;
    const float here = clip[0] * origin[0] + clip[1] * origin[1] + clip[2] * origin[2] + clip[3];
    const float per_mm = clip[0] * ray.step[0] + clip[1] * ray.step[1] + clip[2] * ray.step[2];
    if (fabs(per_mm) < 1e-12f) {
      if (here < 0.0f) leave = -FAR;
    } else if (per_mm > 0.0f) {
      enter = max(enter, -here / per_mm);
    } else {
      leave = min(leave, -here / per_mm);
    }
  }
  if (p->surfaces) {
    const float depth = surface_depths[(size_t)y * (size_t)p->width + (size_t)x];
    leave = min(leave, (depth + p->eyeDistance) / ray.cosine);
  }
  const float nearer = p->jitter ? jitter_of((uint)x, (uint)y) : 0.0f;
  const bool hit = leave > enter;
  ray.count = hit ? (int)min(floor((leave - enter) / p->step + 0.5f + nearer), 1e7f) : 0;
  enter -= nearer * p->step;
  ray.start = enter;
  for (int a = 0; a < 3; ++a) ray.entry[a] = origin[a] + enter * ray.step[a];
  ray.slice = 0;
  return ray;
}

// Where sample s lies (between samples, too): cell and weights.
static inline Spot find_spot_at(float s, Ray* ray, __global const float* cuts, const VolumeParams* p) {
  Spot spot;
  const float t = (s + 0.5f) * p->step;
  for (int a = 0; a < 3; ++a) {
    const float v = clamp(ray->entry[a] + t * ray->step[a], 0.0f, p->top[a]);
    if (a == 2 && p->uneven) {
      int k = ray->slice;
      while (k < p->size[2] - 2 && v >= cuts[k + 1]) ++k;
      while (k > 0 && v < cuts[k]) --k;
      ray->slice = k;
      spot.cell[2] = k;
      spot.part[2] = clamp((v - cuts[k]) / (cuts[k + 1] - cuts[k]), 0.0f, 1.0f);
    } else {
      spot.cell[a] = min((int)v, p->size[a] - 1);
      spot.part[a] = v - (float)spot.cell[a];
    }
  }
  return spot;
}

static inline Spot find_spot(int s, Ray* ray, __global const float* cuts, const VolumeParams* p) {
  return find_spot_at((float)s, ray, cuts, p);
}

static inline size_t brick_of(const Spot* spot, const VolumeParams* p) {
  return ((size_t)(spot->cell[2] >> 3) * (size_t)p->bricks[1] + (size_t)(spot->cell[1] >> 3)) *
             (size_t)p->bricks[0] +
         (size_t)(spot->cell[0] >> 3);
}

// First sample after the cube of bricks that reaches `reach` bricks around this one.
static inline int leap(int s, int reach, const Spot* spot, const Ray* ray, __global const float* cuts,
                const VolumeParams* p) {
  float exit = FAR;
  for (int a = 0; a < 3; ++a) {
    if (ray->step[a] == 0.0f) continue;
    const int b = spot->cell[a] >> 3;
    const int face = ray->step[a] > 0.0f ? 8 * (b + reach + 1) : 8 * (b - reach);
    const float at = a == 2 && p->uneven ? cuts[clamp(face, 0, p->size[2] - 1)] : (float)face;
    const bool beyond = face >= p->size[a] - 1 || face <= 0;
    if (!beyond) exit = min(exit, (at - ray->entry[a]) * ray->inverse[a]);
  }
  // A thousandth of a step early: a sample too many costs nothing, one too few is a hole.
  const float next = min(exit / p->step - 0.501f, (float)ray->count);
  return max(s + 1, (int)ceil(next));
}

// Compiled once with MASKED and once without, for volumes some of whose voxels are hidden: a row of the mask is
// (nx + 31) / 32 words, a voxel's bit is 1 where it is hidden. The arguments are the same.
#ifdef MASKED
static inline float hidden_row(__global const uint* row, int i0, int i1, float fi) {
  const float a = (float)(row[i0 >> 5] >> (i0 & 31) & 1u), b = (float)(row[i1 >> 5] >> (i1 & 31) & 1u);
  return mix1(a, b, fi);
}
#endif

// More than half of what surrounds the spot is hidden.
static inline bool is_hidden(__global const uint* hidden, const Spot* spot, const VolumeParams* p) {
#ifdef MASKED
  const int i0 = spot->cell[0], j0 = spot->cell[1], k0 = spot->cell[2];
  const int i1 = min(i0 + 1, p->size[0] - 1), j1 = min(j0 + 1, p->size[1] - 1), k1 = min(k0 + 1, p->size[2] - 1);
  const int words = (p->size[0] + 31) >> 5, ny = p->size[1];
  const float fi = spot->part[0], fj = spot->part[1];
  const float a = mix1(hidden_row(hidden + voxel_index(0, j0, k0, words, ny), i0, i1, fi),
                       hidden_row(hidden + voxel_index(0, j1, k0, words, ny), i0, i1, fi), fj);
  const float b = mix1(hidden_row(hidden + voxel_index(0, j0, k1, words, ny), i0, i1, fi),
                       hidden_row(hidden + voxel_index(0, j1, k1, words, ny), i0, i1, fi), fj);
  return mix1(a, b, spot->part[2]) > 0.5f;
#else
  return false;
#endif
}

static inline float in_plane(__global const VOXEL* row0, __global const VOXEL* row1, int i0, int i1, float fi,
                      float fj) {
  return mix1(mix1(TO_FLOAT(row0[i0]), TO_FLOAT(row0[i1]), fi), mix1(TO_FLOAT(row1[i0]), TO_FLOAT(row1[i1]), fi),
              fj);
}

static inline float spot_value(__global const VOXEL* voxels, __global const float2* rescales, const Spot* spot,
                        const VolumeParams* p) {
  const int i0 = spot->cell[0], j0 = spot->cell[1], k0 = spot->cell[2];
  const int i1 = min(i0 + 1, p->size[0] - 1), j1 = min(j0 + 1, p->size[1] - 1), k1 = min(k0 + 1, p->size[2] - 1);
  const int nx = p->size[0], ny = p->size[1];
  const float a = in_plane(voxels + voxel_index(0, j0, k0, nx, ny), voxels + voxel_index(0, j1, k0, nx, ny), i0,
                           i1, spot->part[0], spot->part[1]);
  const float b = in_plane(voxels + voxel_index(0, j0, k1, nx, ny), voxels + voxel_index(0, j1, k1, nx, ny), i0,
                           i1, spot->part[0], spot->part[1]);
  if (!p->perSlice) return rescaled(mix1(a, b, spot->part[2]), rescales, 0);
  return mix1(rescaled(a, rescales, k0), rescaled(b, rescales, k1), spot->part[2]);
}

// Central differences at the eight voxels around, mixed linearly; patient space, units per mm.
// `slopes` holds 1 / (distance of slice k + 1 from slice k − 1 in median steps).
static inline float3 spot_gradient(__global const VOXEL* voxels, __global const float2* rescales,
                            __global const float* slopes, const Spot* spot, const VolumeParams* p) {
  const int nx = p->size[0], ny = p->size[1], nz = p->size[2];
  int i[4], j[4];
  for (int n = 0; n < 4; ++n) {
    i[n] = clamp(spot->cell[0] + n - 1, 0, nx - 1);
    j[n] = clamp(spot->cell[1] + n - 1, 0, ny - 1);
  }
  const float fi = spot->part[0], fj = spot->part[1], fk = spot->part[2];
  float value[4], along_i[2], along_j[2];
  for (int n = 0; n < 4; ++n) {
    const int k = clamp(spot->cell[2] + n - 1, 0, nz - 1);
    const float2 r = rescales[k * p->perSlice];
    __global const VOXEL* row1 = voxels + voxel_index(0, j[1], k, nx, ny);
    __global const VOXEL* row2 = voxels + voxel_index(0, j[2], k, nx, ny);
    const float a1 = TO_FLOAT(row1[i[1]]), a2 = TO_FLOAT(row1[i[2]]);
    const float b1 = TO_FLOAT(row2[i[1]]), b2 = TO_FLOAT(row2[i[2]]);
    value[n] = MULTIPLY_ADD(mix1(mix1(a1, a2, fi), mix1(b1, b2, fi), fj), r.x, r.y);
    if (n == 0 || n == 3) continue;
    __global const VOXEL* row0 = voxels + voxel_index(0, j[0], k, nx, ny);
    __global const VOXEL* row3 = voxels + voxel_index(0, j[3], k, nx, ny);
    const float a0 = TO_FLOAT(row1[i[0]]), a3 = TO_FLOAT(row1[i[3]]);
    const float b0 = TO_FLOAT(row2[i[0]]), b3 = TO_FLOAT(row2[i[3]]);
    along_i[n - 1] = 0.5f * r.x * mix1(mix1(a2 - a0, a3 - a1, fi), mix1(b2 - b0, b3 - b1, fi), fj);
    const float c1 = TO_FLOAT(row0[i[1]]), c2 = TO_FLOAT(row0[i[2]]);
    const float d1 = TO_FLOAT(row3[i[1]]), d2 = TO_FLOAT(row3[i[2]]);
    along_j[n - 1] = 0.5f * r.x * mix1(mix1(b1 - c1, d1 - a1, fj), mix1(b2 - c2, d2 - a2, fj), fi);
  }
  const int k0 = spot->cell[2], k1 = min(k0 + 1, nz - 1);
  const float gi = mix1(along_i[0], along_i[1], fk), gj = mix1(along_j[0], along_j[1], fk);
  const float gk = mix1((value[2] - value[0]) * slopes[k0], (value[3] - value[1]) * slopes[k1], fk);
  const float* m = p->gradient;
  return (float3)(m[0] * gi + m[1] * gj + m[2] * gk, m[3] * gi + m[4] * gj + m[5] * gk,
                  m[6] * gi + m[7] * gj + m[8] * gk);
}

static inline float4 looked_up(float value, __global const float4* table, const VolumeParams* p) {
  const float at = clamp((value - p->tableLow) * p->tableScale, 0.0f, (float)p->tableLast);
  const int n = min((int)at, p->tableLast - 1);
  const float4 a = table[n], b = table[n + 1];
  return a + (at - (float)n) * (b - a);
}

// What a step takes of the light, from what a millimetre takes.
static inline float step_opacity(float opacity, const VolumeParams* p) {
  if (p->step == 1.0f) return opacity;
  return opacity < 1.0f ? 1.0f - exp2(p->step * log2(1.0f - opacity)) : 1.0f;
}

// Blinn-Phong with both sides of a surface alike: its normal is the one that points to the viewer.
// `reached` is what of the ambient and of the fixed light reaches the place; (1, 1) where nothing is in its way.
static inline float3 lit_color(float3 color, float3 g, float3 way, float2 reached, const VolumeParams* p) {
  const float size = length(g);
  const float ambient = p->ambient * reached.x, direct = p->diffuse * reached.y;
  if (size < 1e-3f) return color * (p->lit ? (ambient + direct) / max(p->ambient + p->diffuse, 1e-6f) : 1.0f);
  float cosine = min(fabs(dot(g, way)) / size, 1.0f), half_cosine = cosine;
  if (p->fixedLight) {
    const float3 normal = g * ((dot(g, way) > 0.0f ? -1.0f : 1.0f) / size);
    const float3 light = (float3)(p->light[0], p->light[1], p->light[2]);
    cosine = clamp(dot(normal, light), 0.0f, 1.0f);
    const float3 h = light - way;
    half_cosine = cosine > 0.0f ? clamp(dot(normal, h) / max(length(h), 1e-6f), 0.0f, 1.0f) : 0.0f;
  }
  const float shine = half_cosine > 0.0f ? p->specular * exp2(p->power * log2(half_cosine)) : 0.0f;
  return color * (ambient + direct * cosine) + shine * reached.y;
}

static inline float3 shaded_color(float3 color, __global const VOXEL* voxels, __global const float2* rescales,
                                  __global const float* slopes, const Spot* spot, float3 way,
                                  const VolumeParams* p) {
  if (!p->shaded) return color;
  return lit_color(color, spot_gradient(voxels, rescales, slopes, spot, p), way, (float2)(1.0f, 1.0f), p);
}

// Writes pixel n: red, green, blue premultiplied → straight bytes over the surface or the background, and the
// depth of the nearer of volume and surface.
static inline void finish(size_t n, float3 light, float alpha, float depth, __global const uchar4* surface_colors,
                          __global const float* surface_depths, const VolumeParams* p, __global uchar4* colors,
                          __global float* depths) {
  float3 back = (float3)(p->background[0], p->background[1], p->background[2]);
  float back_alpha = p->background[3];
  if (p->surfaces && isfinite(surface_depths[n])) {
    back = convert_float3(surface_colors[n].xyz) / 255.0f;
    back_alpha = 1.0f;
    depth = min(depth, surface_depths[n]);
  }
  depths[n] = depth;
  const float rest = 1.0f - alpha;
  const float total = alpha + rest * back_alpha;
  if (!(total > 0.0f)) {
    colors[n] = (uchar4)(0, 0, 0, 0);
    return;
  }
  const float3 c = clamp((light + rest * back) / total * 255.0f + 0.5f, 0.0f, 255.0f);
  colors[n] = (uchar4)((uchar)c.x, (uchar)c.y, (uchar)c.z, (uchar)clamp(total * 255.0f + 0.5f, 0.0f, 255.0f));
}

// Unit direction in patient space.
static inline float3 direction_of(int x, int y, const VolumeParams* p) {
  float d[3];
  for (int a = 0; a < 3; ++a)
    d[a] = p->direction[a] + (float)x * p->directionRight[a] + (float)y * p->directionDown[a];
  return normalize((float3)(d[0], d[1], d[2]));
}

static inline float depth_of(float along, const Ray* ray, const VolumeParams* p) {
  return (ray->start + along) * ray->cosine - p->eyeDistance;
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
