// SPDX-License-Identifier: Apache-2.0
// Smallest and largest value of each brick of 8 × 8 × 8 cells: voxels 8b … 8b + 8, both ends included, so
// that every linear sample inside the brick lies between them. NaN is left out; a brick of nothing else
// gets (+infinity, −infinity).

#ifndef RGB8

__kernel void brick_ranges(__global const VOXEL* voxels, __global const float2* rescales, int nx, int ny,
                           int nz, int perSlice, int bx, int by, int bz, __global float2* ranges) {
  const int b = (int)get_global_id(0), c = (int)get_global_id(1), d = (int)get_global_id(2);
  if (b >= bx || c >= by || d >= bz) return;
  const int i1 = min(8 * b + 8, nx - 1), j1 = min(8 * c + 8, ny - 1), k1 = min(8 * d + 8, nz - 1);
  float low = INFINITY, high = -INFINITY;
  for (int k = 8 * d; k <= k1; ++k) {
    float a = INFINITY, z = -INFINITY;
    for (int j = 8 * c; j <= j1; ++j) {
      const size_t row = voxel_index(0, j, k, nx, ny);
      for (int i = 8 * b; i <= i1; ++i) {
        const float v = TO_FLOAT(voxels[row + i]);
        a = v < a ? v : a;
        z = v > z ? v : z;
      }
    }
    if (a > z) continue;
    const float va = rescaled(a, rescales, k * perSlice), vz = rescaled(z, rescales, k * perSlice);
    low = min(low, min(va, vz));
    high = max(high, max(va, vz));
  }
  ranges[((size_t)d * (size_t)by + (size_t)c) * (size_t)bx + (size_t)b] = (float2)(low, high);
}

#endif
