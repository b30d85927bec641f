// SPDX-License-Identifier: Apache-2.0
// Rays through a volume, and what they make of colours. Positions are affine voxel indices (k in median
// steps); bricks that the transfer function leaves invisible are leapt over by their distance to the nearest
// visible one. PARAMS is how a picture's parameters are held: by value in a kernel's arguments, unless a
// program says otherwise.

#ifndef RGB8

#ifndef PARAMS
#define PARAMS const VolumeParams
#endif

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

// The ray of a pixel with its origin as its entry, and where (in mm) it enters the box and leaves it, as far as
// the clip planes go: never, where it does not leave behind where it enters.
static inline Ray aim_ray(int x, int y, PARAMS* p, float* enters, float* leaves) {
  Ray ray;
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
      ray.entry[a] = p->eye[a];
      ray.step[a] = (on_plane - p->eye[a]) * inverse_length;
    } else {
      ray.entry[a] = on_plane;
      ray.step[a] = p->forward[a];
    }
    if (fabs(ray.step[a]) < 1e-9f) {
      ray.step[a] = 0.0f;
      ray.inverse[a] = 0.0f;
      if (ray.entry[a] < -FACE || ray.entry[a] > p->top[a] + FACE) leave = -FAR;
    } else {
      ray.inverse[a] = 1.0f / ray.step[a];
      const float t0 = (-FACE - ray.entry[a]) * ray.inverse[a], t1 = (p->top[a] + FACE - ray.entry[a]) * ray.inverse[a];
      enter = max(enter, min(t0, t1));
      leave = min(leave, max(t0, t1));
    }
  }
  for (int n = 0; n < p->clipCount; ++n) {
    const float cx = p->clips[4 * n], cy = p->clips[4 * n + 1], cz = p->clips[4 * n + 2];
    const float here = cx * ray.entry[0] + cy * ray.entry[1] + cz * ray.entry[2] + p->clips[4 * n + 3];
    const float per_mm = cx * ray.step[0] + cy * ray.step[1] + cz * ray.step[2];
    if (fabs(per_mm) < 1e-12f) {
      if (here < 0.0f) leave = -FAR;
    } else if (per_mm > 0.0f) {
      enter = max(enter, -here / per_mm);
    } else {
      leave = min(leave, -here / per_mm);
    }
  }
  ray.slice = 0;
  *enters = enter;
  *leaves = leave;
  return ray;
}

// Lets an aimed ray's samples begin so many mm from its origin.
static inline void begin_ray(Ray* ray, float start) {
  ray->start = start;
  for (int a = 0; a < 3; ++a) ray->entry[a] += start * ray->step[a];
}

// `surface_depths` see SurfacePicture; looked at only where there are surfaces.
static inline Ray make_ray(int x, int y, __global const float* surface_depths, PARAMS* p) {
  float enter, leave;
  Ray ray = aim_ray(x, y, p, &enter, &leave);
  if (p->surfaces) {
    const float depth = surface_depths[(size_t)y * (size_t)p->width + (size_t)x];
    leave = min(leave, (depth + p->eyeDistance) / ray.cosine);
  }
  const float nearer = p->jitter ? jitter_of((uint)x, (uint)y) : 0.0f;
  const bool hit = leave > enter;
  ray.count = hit ? (int)min(floor((leave - enter) / p->step + 0.5f + nearer), 1e7f) : 0;
  begin_ray(&ray, enter - nearer * p->step);
  return ray;
}

// Where sample s lies (between samples, too): cell and weights.
static inline Spot find_spot_at(float s, Ray* ray, __global const float* cuts, PARAMS* p) {
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

static inline Spot find_spot(int s, Ray* ray, __global const float* cuts, PARAMS* p) {
  return find_spot_at((float)s, ray, cuts, p);
}

static inline size_t brick_of(const Spot* spot, PARAMS* p) {
  return ((size_t)(spot->cell[2] >> 3) * (size_t)p->bricks[1] + (size_t)(spot->cell[1] >> 3)) *
             (size_t)p->bricks[0] +
         (size_t)(spot->cell[0] >> 3);
}

// First sample after the cube of bricks that reaches `reach` bricks around this one.
static inline int leap(int s, int reach, const Spot* spot, const Ray* ray, __global const float* cuts,
                PARAMS* p) {
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

static inline float4 looked_up(float value, __global const float4* table, PARAMS* p) {
  const float at = clamp((value - p->tableLow) * p->tableScale, 0.0f, (float)p->tableLast);
  const int n = min((int)at, p->tableLast - 1);
  const float4 a = table[n], b = table[n + 1];
  return a + (at - (float)n) * (b - a);
}

// What a step takes of the light, from what a millimetre takes.
static inline float step_opacity(float opacity, PARAMS* p) {
  if (p->step == 1.0f) return opacity;
  return opacity < 1.0f ? 1.0f - exp2(p->step * log2(1.0f - opacity)) : 1.0f;
}

// Blinn-Phong with both sides of a surface alike: its normal is the one that points to the viewer.
// `reached` is what of the ambient and of the fixed light reaches the place; (1, 1) where nothing is in its way.
static inline float3 lit_color(float3 color, float3 g, float3 way, float2 reached, PARAMS* p) {
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

// red, green, blue premultiplied → straight bytes over what is behind, premultiplied as well
static inline uchar4 laid_over(float3 light, float alpha, float3 back, float back_alpha) {
  const float rest = 1.0f - alpha;
  const float total = alpha + rest * back_alpha;
  if (!(total > 0.0f)) return (uchar4)(0, 0, 0, 0);
  const float3 c = clamp((light + rest * back) / total * 255.0f + 0.5f, 0.0f, 255.0f);
  return (uchar4)((uchar)c.x, (uchar)c.y, (uchar)c.z, (uchar)clamp(total * 255.0f + 0.5f, 0.0f, 255.0f));
}

static inline uchar4 finished(float3 light, float alpha, PARAMS* p) {
  return laid_over(light, alpha, (float3)(p->background[0], p->background[1], p->background[2]), p->background[3]);
}

// Writes pixel n over the surface or the background, and the depth of the nearer of volume and surface.
static inline void finish(size_t n, float3 light, float alpha, float depth, __global const uchar4* surface_colors,
                          __global const float* surface_depths, PARAMS* p, __global uchar4* colors,
                          __global float* depths) {
  if (p->surfaces && isfinite(surface_depths[n])) {
    colors[n] = laid_over(light, alpha, convert_float3(surface_colors[n].xyz) / 255.0f, 1.0f);
    depths[n] = min(depth, surface_depths[n]);
  } else {
    colors[n] = finished(light, alpha, p);
    depths[n] = depth;
  }
}

// Unit direction in patient space.
static inline float3 direction_of(int x, int y, PARAMS* p) {
  float d[3];
  for (int a = 0; a < 3; ++a)
    d[a] = p->direction[a] + (float)x * p->directionRight[a] + (float)y * p->directionDown[a];
  return normalize((float3)(d[0], d[1], d[2]));
}

static inline float depth_of(float along, const Ray* ray, PARAMS* p) {
  return (ray->start + along) * ray->cosine - p->eyeDistance;
}

#endif
