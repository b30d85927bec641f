// SPDX-License-Identifier: Apache-2.0
// What lies at a spot among the voxels. NAME gives the functions' names: a program of several volumes holds
// this text once for each, with another VOXEL.

#ifndef RGB8

#ifndef NAME
#define NAME(f) f
#endif

// Compiled once with MASKED and once without, for volumes some of whose voxels are hidden: a row of the mask is
// (nx + 31) / 32 words, a voxel's bit is 1 where it is hidden. The arguments are the same.
#ifdef MASKED
static inline float NAME(hidden_row)(__global const uint* row, int i0, int i1, float fi) {
  const float a = (float)(row[i0 >> 5] >> (i0 & 31) & 1u), b = (float)(row[i1 >> 5] >> (i1 & 31) & 1u);
  return mix1(a, b, fi);
}
#endif

// More than half of what surrounds the spot is hidden.
static inline bool NAME(is_hidden)(__global const uint* hidden, const Spot* spot, PARAMS* p) {
#ifdef MASKED
  const int i0 = spot->cell[0], j0 = spot->cell[1], k0 = spot->cell[2];
  const int i1 = min(i0 + 1, p->size[0] - 1), j1 = min(j0 + 1, p->size[1] - 1), k1 = min(k0 + 1, p->size[2] - 1);
  const int words = (p->size[0] + 31) >> 5, ny = p->size[1];
  const float fi = spot->part[0], fj = spot->part[1];
  const float a = mix1(NAME(hidden_row)(hidden + voxel_index(0, j0, k0, words, ny), i0, i1, fi),
                       NAME(hidden_row)(hidden + voxel_index(0, j1, k0, words, ny), i0, i1, fi), fj);
  const float b = mix1(NAME(hidden_row)(hidden + voxel_index(0, j0, k1, words, ny), i0, i1, fi),
                       NAME(hidden_row)(hidden + voxel_index(0, j1, k1, words, ny), i0, i1, fi), fj);
  return mix1(a, b, spot->part[2]) > 0.5f;
#else
  return false;
#endif
}

static inline float NAME(in_plane)(__global const VOXEL* row0, __global const VOXEL* row1, int i0, int i1, float fi,
                      float fj) {
  return mix1(mix1(TO_FLOAT(row0[i0]), TO_FLOAT(row0[i1]), fi), mix1(TO_FLOAT(row1[i0]), TO_FLOAT(row1[i1]), fi),
              fj);
}

static inline float NAME(spot_value)(__global const VOXEL* voxels, __global const float2* rescales, const Spot* spot,
                        PARAMS* p) {
  const int i0 = spot->cell[0], j0 = spot->cell[1], k0 = spot->cell[2];
  const int i1 = min(i0 + 1, p->size[0] - 1), j1 = min(j0 + 1, p->size[1] - 1), k1 = min(k0 + 1, p->size[2] - 1);
  const int nx = p->size[0], ny = p->size[1];
  const float a = NAME(in_plane)(voxels + voxel_index(0, j0, k0, nx, ny), voxels + voxel_index(0, j1, k0, nx, ny), i0,
                           i1, spot->part[0], spot->part[1]);
  const float b = NAME(in_plane)(voxels + voxel_index(0, j0, k1, nx, ny), voxels + voxel_index(0, j1, k1, nx, ny), i0,
                           i1, spot->part[0], spot->part[1]);
  if (!p->perSlice) return rescaled(mix1(a, b, spot->part[2]), rescales, 0);
  return mix1(rescaled(a, rescales, k0), rescaled(b, rescales, k1), spot->part[2]);
}

// Central differences at the eight voxels around, mixed linearly; patient space, units per mm.
// `slopes` holds 1 / (distance of slice k + 1 from slice k − 1 in median steps).
static inline float3 NAME(spot_gradient)(__global const VOXEL* voxels, __global const float2* rescales,
                            __global const float* slopes, const Spot* spot, PARAMS* p) {
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
  return (float3)(p->gradient[0] * gi + p->gradient[1] * gj + p->gradient[2] * gk,
                  p->gradient[3] * gi + p->gradient[4] * gj + p->gradient[5] * gk,
                  p->gradient[6] * gi + p->gradient[7] * gj + p->gradient[8] * gk);
}

#endif
