// SPDX-License-Identifier: Apache-2.0
// Paths number `pass` … `until` − 1 of the pixels of some rows, the first of which is `top`; `sums` holds
// those rows, twelve numbers a pixel.
__kernel void trace_paths(__global const VOXEL* voxels, __global const float* rescales,
                          __global const float* cuts, __global const float* majorants,
                          __global const uchar* leaps, __global const float* material,
                          __global const float* weights, __global const uint* hidden, PathParams p, int top,
                          int rows, int pass, int until, __global float* sums) {
  const int x = (int)get_global_id(0), y = (int)get_global_id(1);
  if (x >= p.width || y >= rows) return;
  PathScene s;
  s.voxels = voxels;
  s.rescales = rescales;
  s.cuts = cuts;
  s.majorants = majorants;
  s.leaps = leaps;
  s.material = material;
  s.weights = weights;
  s.hidden = hidden;
  s.p = p;
  path_pixel(&s, x, top + y, (uint)pass, (uint)until, sums + 12 * ((size_t)y * (size_t)p.width + (size_t)x));
}
