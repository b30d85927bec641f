// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace iso::cli {

/// What a command reads: files, and which volume of them.
struct Input {
  std::vector<std::filesystem::path> paths;
  std::string series;  ///< UID, unique start of one, or number; "" = the only image series
  std::string unit;    ///< "suvbw", "suvlbm", "suvbsa"; "" = as the file has them
  int volume = 0;
  int phase = 0;
};

/// How a picture is made.
struct Picture {
  std::string size = "1024x1024";
  std::string backend = "auto";
  std::string device;  ///< index, name or part of one; "" = what the backend says
  std::filesystem::path output;
  int repeat = 1;
  bool json = false;
};

struct DevicesOptions {
  bool json = false;
};

struct DemoOptions {
  std::filesystem::path folder;
};

struct ScanOptions {
  std::vector<std::filesystem::path> paths;
  bool json = false;
};

struct DigestOptions {
  std::vector<std::filesystem::path> paths;
  bool json = false;
};

struct ExportOptions {
  Input input;
  std::filesystem::path output;
  bool regular = false;
};

struct ProbeOptions {
  Input input;
  std::vector<std::string> points;  ///< "x,y,z"
  bool json = false;
};

/// Texts as given; empty = not given.
struct SliceOptions {
  Input input;
  Picture picture;
  std::string plane = "axial", right, down, center;
  double fov = 0.0;
  std::string interpolation = "linear";
  double slab = 0.0, step = 0.0;  ///< mm
  std::string projection = "max";
  std::string window;
  std::string map;
};

struct CurvedOptions {
  Input input;
  Picture picture;                  ///< its size follows from the path
  std::vector<std::string> points;  ///< "x,y,z"
  std::string mode = "straightened", right;
  double angle = 0.0;                    ///< degrees
  double widthMm = 60.0, pixelMm = 0.0;  ///< 0 = the smallest voxel side
  std::string interpolation = "cubic";
  double slab = 0.0, step = 0.0;  ///< mm
  std::string projection = "max";
  std::string window;
  std::string map;
};

/// From where a 3D picture is taken and lit, and what is cut away.
struct Viewpoint {
  std::string view;
  double azimuth = 0.0, elevation = 0.0;  ///< degrees
  double zoom = 1.0;
  std::string crop;                ///< two corners, "x,y,z,x,y,z"
  std::vector<std::string> clips;  ///< a point and a direction each
  std::string light;               ///< direction "x,y,z"
};

struct VolumeOptions {
  Input input;
  Picture picture;
  std::string preset;
  Viewpoint viewpoint;
  std::vector<std::string> surfaces;  ///< "FILE" or "FILE,color=RRGGBB"
  std::string quality = "normal";
  int passes = 256;                      ///< cinematic: paths a pixel
  double aperture = 0.0, focusMm = 0.0;  ///< degrees; mm
  double exposure = 1.0;
};

struct FusionOptions {
  std::vector<std::filesystem::path> paths;
  Picture picture;
  std::string base, preset;         ///< series; how it looks
  std::vector<std::string> layers;  ///< series and how each looks, see fusion_layer.h
  std::string mode = "slice";
  Viewpoint viewpoint;
  std::string quality = "normal";
};

}  // namespace iso::cli
