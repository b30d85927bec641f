// SPDX-License-Identifier: Apache-2.0
// What render/engine/path_walk.inc, compiled after this, is written in.

#define GLOBAL __global
#define FLOAT(x) ((float)(x))
#define INT(x) ((int)(x))
#define UINT(x) ((uint)(x))
#define SIZE(x) ((size_t)(x))

// As in render/engine/path_scene.h.
typedef struct {
  float first[3], right[3], down[3];
  float eye[3], forward[3];
  float unitRight[3], unitUp[3];
  float eyeDistance;
  float focus;
  float aperture;
  float toIndex[9];
  float top[3];
  float nudge;
  float materialLow, materialScale, weightLow, weightScale;
  float sharpness;
  float roughness;
  float reflectance;
  float sky[3], ground[3], zenith[3];
  float light[3];
  float keyCosine;
  float key;
  float clips[48];
  int size[3], cells[3];
  int uneven, perSlice, masked;
  int materialLast, weighted, weightLast;
  int shaded, bounces, clipCount;
  int width, height;
} PathParams;
