// SPDX-License-Identifier: Apache-2.0
// Slices. Positions are 64-bit fixed point in voxels with `shift` fraction bits, prepared by the host in
// double precision: no error grows with the distance from the picture's corner, and no device doubles.

typedef struct {
  long origin[3];  // index of pixel (0, 0)'s centre; along k in median steps
  long right[3];   // from pixel to pixel
  long down[3];
  long layer[3];  // slab: from sample to sample; origin is that of the first
  long slack;  // what a rounding error may amount to at a rim or a tie
  long snap;   // cubic: a position less than this below a voxel is on it
  int size[3];
  int shift;
  int width, height;
  int nearest;   // 1 = nearest voxel
  int cubic;     // 1 = cubic; neither = linear
  int uneven;    // 1 = `cuts` holds the true slice positions
  int perSlice;  // 1 = a rescale for each slice
  int sigmoid;
  float low, scale;  // grey fraction = (value − low) × scale, or the exponent of a sigmoid
  uint outside;      // colour where the volume is not, as it lies in memory
  int hides;         // 1 = voxels with stored numbers of the next range are shown as `outside`
  float hiddenLow, hiddenHigh;
  int layers;      // samples of a slab, 0 = a plane
  int projection;  // of a slab: 0 greatest, 1 smallest, 2 mean
  int padding;
} SliceParams;

typedef struct {
  int base;    // lower neighbour, or the nearest voxel
  int next;    // upper neighbour
  float part;  // weight of the upper one; cubic: the distance from the lower one
  // Cubic: the distance of the two neighbours over that of the lower one's neighbours, and of the upper one's.
  float below, above;
} Place;

// Along an axis with even steps; false = outside.
static inline bool place_even(long at, int size, const SliceParams* p, Place* out) {
  const long one = 1L << p->shift, half_voxel = one >> 1;
  const long top = (long)(size - 1) << p->shift;
  if (at < -half_voxel - p->slack || at > top + half_voxel + p->slack) return false;
  if (p->nearest) {
    out->base = clamp((int)((at - half_voxel - p->slack + one - 1) >> p->shift), 0, size - 1);
    out->next = out->base;
    out->part = 0.0f;
    return true;
  }
  const long inside = clamp(at, 0L, top);
  out->below = out->above = 0.5f;
  if (p->cubic) {
    out->base = min((int)((inside + p->snap) >> p->shift), max(size - 2, 0));
    out->next = min(out->base + 1, size - 1);
    out->part = (float)max(inside - ((long)out->base << p->shift), 0L) / (float)one;
    return true;
  }
  out->base = (int)(inside >> p->shift);
  out->next = min(out->base + 1, size - 1);
  out->part = (float)(inside & (one - 1)) / (float)one;
  return true;
}

// Along a stack with true slice positions (at least two slices).
static inline bool place_uneven(long at, __global const long* cuts, int size, const SliceParams* p, Place* out) {
  int low = 0, high = size - 1;
  while (high - low > 1) {
    const int middle = (low + high) >> 1;
    if (at + p->snap * p->cubic >= cuts[middle])
      low = middle;
    else
      high = middle;
  }
  const long gap = cuts[low + 1] - cuts[low];
  const long above = at - cuts[low];
  if (2 * above < -gap - 2 * p->slack || 2 * above > 3 * gap + 2 * p->slack) return false;
  if (p->nearest) {
    out->base = 2 * above > gap + 2 * p->slack ? low + 1 : low;
    out->next = out->base;
    out->part = 0.0f;
    return true;
  }
  const long inside = clamp(above, 0L, gap);
  // Beyond the ends the outermost slice is repeated at the nearest pair's distance.
  out->below = (float)gap / (float)(low > 0 ? cuts[low + 1] - cuts[low - 1] : 2 * gap);
  out->above = (float)gap / (float)(low + 2 < size ? cuts[low + 2] - cuts[low] : 2 * gap);
  // The smaller of the two weights is the one divided for: its relative error counts half as much.
  const float part = (float)min(inside, gap - inside) / (float)gap;
  out->base = low;
  out->next = low + 1;
  out->part = 2 * inside > gap ? 1.0f - part : part;
  return true;
}

// @param layer of a slab, else 0
static inline bool place_pixel(int x, int y, int layer, __global const long* cuts, const SliceParams* p,
                               Place* at) {
  const long i = p->origin[0] + (long)x * p->right[0] + (long)y * p->down[0] + (long)layer * p->layer[0];
  const long j = p->origin[1] + (long)x * p->right[1] + (long)y * p->down[1] + (long)layer * p->layer[1];
  const long k = p->origin[2] + (long)x * p->right[2] + (long)y * p->down[2] + (long)layer * p->layer[2];
  if (!place_even(i, p->size[0], p, &at[0]) || !place_even(j, p->size[1], p, &at[1])) return false;
  return p->uneven ? place_uneven(k, cuts, p->size[2], p, &at[2]) : place_even(k, p->size[2], p, &at[2]);
}

#ifndef RGB8

static inline float stored_in_slice(__global const VOXEL* voxels, const Place* at, int k, const SliceParams* p) {
  const size_t row0 = voxel_index(0, at[1].base, k, p->size[0], p->size[1]);
  const size_t row1 = voxel_index(0, at[1].next, k, p->size[0], p->size[1]);
  const float a = mix1(TO_FLOAT(voxels[row0 + at[0].base]), TO_FLOAT(voxels[row0 + at[0].next]), at[0].part);
  const float b = mix1(TO_FLOAT(voxels[row1 + at[0].base]), TO_FLOAT(voxels[row1 + at[0].next]), at[0].part);
  return mix1(a, b, at[1].part);
}

// Weights of the voxels at −1, 0, 1 and 2 (see Interpolation::Cubic).
static inline float4 cubic_weights(const Place* at) {
  const float t = at->part, rest = 1.0f - t;
  const float rising = t * rest * rest * at->below, falling = t * t * rest * at->above;
  const float upper = t * (t + 2.0f * t * rest);
  return (float4)(-rising, 1.0f - upper + falling, upper + rising, -falling);
}

static inline float weigh(float4 w, float a, float b, float c, float d) {
  return MULTIPLY_ADD(w.w, d, MULTIPLY_ADD(w.z, c, MULTIPLY_ADD(w.y, b, w.x * a)));
}

static inline float cubic_at(__global const VOXEL* voxels, __global const float2* rescales, const Place* at,
                      const SliceParams* p) {
  const float4 wx = cubic_weights(&at[0]), wy = cubic_weights(&at[1]), wz = cubic_weights(&at[2]);
  const int i = at[0].base, j = at[1].base, k = at[2].base;
  float slices[4], low = INFINITY, high = -INFINITY;
  for (int z = 0; z < 4; ++z) {
    const int slice = clamp(k + z - 1, 0, p->size[2] - 1);
    const bool middle = z == 1 || z == 2;
    float rows[4], smallest = INFINITY, largest = -INFINITY;
    for (int y = 0; y < 4; ++y) {
      const size_t row = voxel_index(0, clamp(j + y - 1, 0, p->size[1] - 1), slice, p->size[0], p->size[1]);
      const float a = TO_FLOAT(voxels[row + max(i - 1, 0)]), b = TO_FLOAT(voxels[row + i]);
      const float c = TO_FLOAT(voxels[row + at[0].next]), d = TO_FLOAT(voxels[row + min(i + 2, p->size[0] - 1)]);
      rows[y] = weigh(wx, a, b, c, d);
      if (y == 1 || y == 2) {
        smallest = fmin(smallest, fmin(b, c));
        largest = fmax(largest, fmax(b, c));
      }
    }
    slices[z] = weigh(wy, rows[0], rows[1], rows[2], rows[3]);
    if (p->perSlice) {
      slices[z] = rescaled(slices[z], rescales, slice);
      const float one = rescaled(smallest, rescales, slice), other = rescaled(largest, rescales, slice);
      smallest = fmin(one, other);
      largest = fmax(one, other);
    }
    if (middle) {
      low = fmin(low, smallest);
      high = fmax(high, largest);
    }
  }
  const float sum = weigh(wz, slices[0], slices[1], slices[2], slices[3]);
  const float value = isnan(sum) ? sum : clamp(sum, low, high);
  return p->perSlice ? value : rescaled(value, rescales, 0);
}

static inline float value_at(__global const VOXEL* voxels, __global const float2* rescales, const Place* at,
                      const SliceParams* p) {
  if (p->cubic) return cubic_at(voxels, rescales, at, p);
  if (p->nearest)
    return rescaled(TO_FLOAT(voxels[voxel_index(at[0].base, at[1].base, at[2].base, p->size[0], p->size[1])]),
                    rescales, at[2].base * p->perSlice);
  const float a = stored_in_slice(voxels, at, at[2].base, p);
  const float b = stored_in_slice(voxels, at, at[2].next, p);
  if (!p->perSlice) return rescaled(mix1(a, b, at[2].part), rescales, 0);
  return mix1(rescaled(a, rescales, at[2].base), rescaled(b, rescales, at[2].next), at[2].part);
}

static inline int nearest_index(const Place* at) { return at->part > 0.5f ? at->next : at->base; }

static inline bool hidden_at(__global const VOXEL* voxels, const Place* at, const SliceParams* p) {
  const size_t n = voxel_index(nearest_index(&at[0]), nearest_index(&at[1]), nearest_index(&at[2]), p->size[0],
                               p->size[1]);
  const float stored = (float)voxels[n];
  return stored >= p->hiddenLow && stored <= p->hiddenHigh;
}

// What a slab's pixel shows; NaN where no sample has a value.
static inline float slab_at(__global const VOXEL* voxels, __global const long* cuts,
                            __global const float2* rescales, int x, int y, const SliceParams* p) {
  float kept = 0.0f, lost = 0.0f;  // Kahan 1965: what the sum's last place lost
  int taken = 0;
  for (int layer = 0; layer < p->layers; ++layer) {
    Place at[3];
    if (!place_pixel(x, y, layer, cuts, p, at) || (p->hides && hidden_at(voxels, at, p))) continue;
    const float value = value_at(voxels, rescales, at, p);
    if (isnan(value)) continue;
    if (p->projection == 2) {
      const float term = value - lost, next = kept + term;
      lost = (next - kept) - term;
      kept = next;
    } else if (taken == 0) {
      kept = value;
    } else {
      kept = p->projection == 0 ? fmax(kept, value) : fmin(kept, value);
    }
    ++taken;
  }
  return taken == 0 ? NAN : p->projection == 2 ? kept / (float)taken : kept;
}

__kernel void slice_values(__global const VOXEL* voxels, __global const long* cuts,
                           __global const float2* rescales, SliceParams p, __global float* out) {
  const int x = (int)get_global_id(0), y = (int)get_global_id(1);
  if (x >= p.width || y >= p.height) return;
  float value = NAN;
  Place at[3];
  if (p.layers > 0)
    value = slab_at(voxels, cuts, rescales, x, y, &p);
  else if (place_pixel(x, y, 0, cuts, &p, at))
    value = value_at(voxels, rescales, at, &p);
  out[(size_t)y * (size_t)p.width + (size_t)x] = value;
}

__kernel void slice_colors(__global const VOXEL* voxels, __global const long* cuts,
                           __global const float2* rescales, SliceParams p, __global const uint* map,
                           __global uint* out) {
  const int x = (int)get_global_id(0), y = (int)get_global_id(1);
  if (x >= p.width || y >= p.height) return;
  Place at[3];
  uint color = p.outside;
  float value = NAN;
  bool shown = false;
  if (p.layers > 0) {
    value = slab_at(voxels, cuts, rescales, x, y, &p);
    shown = !isnan(value);
  } else if (place_pixel(x, y, 0, cuts, &p, at) && !(p.hides && hidden_at(voxels, at, &p))) {
    value = value_at(voxels, rescales, at, &p);
    shown = true;
  }
  if (shown) {
    float grey = (value - p.low) * p.scale;
    if (p.sigmoid) grey = 1.0f / (1.0f + exp(grey));
    grey = isnan(value) ? 0.0f : clamp(grey, 0.0f, 1.0f);
    color = map[(int)(grey * 255.0f + 0.5f)];
  }
  out[(size_t)y * (size_t)p.width + (size_t)x] = color;
}

#else

static inline float channel_in_slice(__global const uchar* voxels, const Place* at, int k, int c,
                              const SliceParams* p) {
  const size_t row0 = voxel_index(0, at[1].base, k, p->size[0], p->size[1]);
  const size_t row1 = voxel_index(0, at[1].next, k, p->size[0], p->size[1]);
  const float a = mix1((float)voxels[3 * (row0 + at[0].base) + c], (float)voxels[3 * (row0 + at[0].next) + c],
                       at[0].part);
  const float b = mix1((float)voxels[3 * (row1 + at[0].base) + c], (float)voxels[3 * (row1 + at[0].next) + c],
                       at[0].part);
  return mix1(a, b, at[1].part);
}

__kernel void slice_colors(__global const uchar* voxels, __global const long* cuts,
                           __global const float2* rescales, SliceParams p, __global const uint* map,
                           __global uchar* out) {
  const int x = (int)get_global_id(0), y = (int)get_global_id(1);
  if (x >= p.width || y >= p.height) return;
  const size_t n = (size_t)y * (size_t)p.width + (size_t)x;
  Place at[3];
  if (!place_pixel(x, y, 0, cuts, &p, at)) {
    ((__global uint*)out)[n] = p.outside;
    return;
  }
  for (int c = 0; c < 3; ++c) {
    const float v = mix1(channel_in_slice(voxels, at, at[2].base, c, &p),
                         channel_in_slice(voxels, at, at[2].next, c, &p), at[2].part);
    out[4 * n + c] = (uchar)(v + 0.5f);
  }
  out[4 * n + 3] = 255;
}

#endif
