// SPDX-License-Identifier: Apache-2.0
// How voxels are read. Compiled once per voxel type, with
//   VOXEL  the stored type (uchar, short, ushort, float; RGB8 is defined for three interleaved uchar)
//   PIVOT  subtracted from integers before they become floats, so that 16-bit values keep one more bit in
//          the weighted sums; the host adds slope × PIVOT to the intercepts.

#ifdef FP_FAST_FMAF
#define MULTIPLY_ADD(a, b, c) fma(a, b, c)
#else
#define MULTIPLY_ADD(a, b, c) ((a) * (b) + (c))
#endif

#ifdef FLOATING
#define TO_FLOAT(v) (v)
#else
#define TO_FLOAT(v) ((float)((int)(v) - PIVOT))
#endif

static inline float mix1(float a, float b, float f) { return MULTIPLY_ADD(f, b - a, a); }

static inline size_t voxel_index(int i, int j, int k, int nx, int ny) {
  return ((size_t)k * (size_t)ny + (size_t)j) * (size_t)nx + (size_t)i;
}

// Slope and intercept of a slice. perSlice is 0 or 1.
static inline float rescaled(float stored, __global const float2* rescales, int k) {
  const float2 r = rescales[k];
  return MULTIPLY_ADD(stored, r.x, r.y);
}
