// SPDX-License-Identifier: Apache-2.0
// The command line's words. The only unit that sees CLI11; what the commands do is in a file each.
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>

#include "app/cli/commands.h"
#include "render/device/make_engine.h"

namespace {

using namespace iso::cli;

/// CLI11's own checks let "nan" pass and print the largest double in full.
CLI::Validator finiteNumber(bool positive) {
  return CLI::Validator(
      [positive](std::string& text) {
        double value = 0.0;
        const bool good = CLI::detail::lexical_cast(text, value) && std::abs(value) <= 1e6;
        if (good && (!positive || value > 0.0)) return std::string();
        return (positive ? "takes a number above 0, up to a million; \""
                         : "takes a number up to a million; \"") +
               text + "\" is not that.";
      },
      "", "finite");
}

void addInput(CLI::App* app, Input& input) {
  app->add_option("PATH", input.paths, "Files, folders (searched recursively), a DICOMDIR or ZIP archives")
      ->required();
  app->add_option("--series", input.series, "Series: UID, unique start of a UID, or series number");
  app->add_option("--volume", input.volume, "Which volume of the series, from 0")->capture_default_str();
  app->add_option("--phase", input.phase, "Which time point, from 0")->capture_default_str();
  app->add_option("--unit", input.unit, "Values as suvbw, suvlbm or suvbsa (default: the file's own)")
      ->check(CLI::IsMember({"suvbw", "suvlbm", "suvbsa"}));
}

void addPicture(CLI::App* app, Picture& picture, const char* outputHelp, bool sized = true) {
  if (sized) app->add_option("--size", picture.size, "Pixels, WIDTHxHEIGHT")->capture_default_str();
  app->add_option("--backend", picture.backend, "What computes: auto, cpu or opencl")
      ->check(CLI::IsMember({"auto", "cpu", "opencl"}))
      ->capture_default_str();
  app->add_option("--device", picture.device,
                  "Which device computes: an index or name of the command devices, or a part of a name");
  app->add_option("-o,--output", picture.output, outputHelp)->required();
  app->add_option("--repeat", picture.repeat, "Render so many times and report each time with --json")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  app->add_flag("--json", picture.json, "Print backend, device and milliseconds as JSON");
}

/// How values are sampled and shown: of flat and of curved pictures.
template <class Options>
void addSampling(CLI::App* app, Options& options) {
  app->add_option("--interpolation", options.interpolation, "nearest, linear or cubic")
      ->check(CLI::IsMember({"nearest", "linear", "cubic"}))
      ->capture_default_str();
  auto* slab = app->add_option("--slab", options.slab, "Thickness in mm of a slab about the plane")
                   ->check(finiteNumber(true));
  app->add_option("--projection", options.projection, "What a slab shows: max, min or mean")
      ->check(CLI::IsMember({"max", "min", "mean"}))
      ->capture_default_str()
      ->needs(slab);
  app->add_option("--step", options.step,
                  "Longest distance of a slab's samples in mm (default: half the smallest spacing)")
      ->check(finiteNumber(true))
      ->needs(slab);
  app->add_option("--window", options.window,
                  "CENTER:WIDTH or a preset's name (default: the file's, else automatic)");
  app->add_option("--map", options.map, "Colour map by name");
}

/// Where a 3D picture is taken from, and what is cut away.
void addViewpoint(CLI::App* app, Viewpoint& viewpoint) {
  auto* view = app->add_option("--view", viewpoint.view, "anterior, posterior, left, right, head or feet")
                   ->check(CLI::IsMember({"anterior", "posterior", "left", "right", "head", "feet"}));
  app->add_option("--azimuth", viewpoint.azimuth, "Degrees the viewer goes to the patient's left")
      ->check(finiteNumber(false))
      ->excludes(view);
  app->add_option("--elevation", viewpoint.elevation, "Degrees the viewer goes up")
      ->check(finiteNumber(false))
      ->excludes(view);
  app->add_option("--zoom", viewpoint.zoom, "1 = the whole volume fits")->check(finiteNumber(true));
  app->add_option("--crop", viewpoint.crop,
                  "x0,y0,z0,x1,y1,z1: show only what lies in this box, in patient coordinates");
  app->add_option(
         "--clip", viewpoint.clips,
         "x,y,z,nx,ny,nz: cut at the point and show only what lies in the direction (up to six times)")
      ->expected(1)
      ->take_all()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app->add_option("--light", viewpoint.light,
                  "x,y,z: direction towards a fixed light (default: at the viewer's eye)");
}

std::filesystem::path programFolder(const char* argv0) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return (error ? std::filesystem::absolute(argv0, error) : self).parent_path();
}

int run(int argc, char** argv) {
  CLI::App app{
      "Isocenter on the command line: scans, measures, exports and renders DICOM studies.\n"
      "Not a certified medical device."};
  app.name("isocenter-cli");
  app.require_subcommand(1);
  app.footer(
      "Points and directions are patient coordinates (left, posterior, superior) in mm.\n"
      "Exit codes: 0 done, 1 failed, 2 wrong or ambiguous usage, 3 done but some DICOM could not be read.\n"
      "Example: isocenter-cli scan ~/study --json");
  app.set_version_flag("--version", "isocenter-cli 0.1.0");

  DevicesOptions devices;
  auto* devicesApp = app.add_subcommand("devices", "List what can compute pictures");
  devicesApp->add_flag("--json", devices.json, "Print JSON");
  devicesApp->footer("Example: isocenter-cli devices --json");

  DemoOptions demo;
  auto* demoApp = app.add_subcommand("demo", "Write the demo study (CT, MR and PET of one phantom patient)");
  demoApp->add_option("DIR", demo.folder, "Where to; made if it is not there")->required();
  demoApp->footer("Example: isocenter-cli demo /tmp/demo");

  ScanOptions scan;
  auto* scanApp = app.add_subcommand("scan", "List studies, series and volumes without reading pixels");
  scanApp->add_option("PATH", scan.paths, "Files, folders (searched recursively), a DICOMDIR or ZIP archives")
      ->required();
  scanApp->add_flag("--json", scan.json, "Print JSON");
  scanApp->footer("Example: isocenter-cli scan /media/cdrom --json");

  DigestOptions digest;
  auto* digestApp = app.add_subcommand("digest", "MD5 of every file's pixels, or why there are none");
  digestApp->add_option("PATH", digest.paths, "Files, folders (searched recursively) or ZIP archives")
      ->required();
  digestApp->add_flag("--json", digest.json, "Print JSON");
  digestApp->footer("Example: isocenter-cli digest ~/study --json");

  ExportOptions exported;
  auto* exportApp = app.add_subcommand("export", "Write a volume's values to one file for other programs");
  addInput(exportApp, exported.input);
  exportApp->add_option("-o,--output", exported.output, "File: .nii.gz, .nii, .nrrd or .mha")->required();
  exportApp->add_flag("--regular", exported.regular,
                      "Resample a tilted or unevenly spaced stack to even slices at right angles");
  exportApp->footer("Example: isocenter-cli export ct-folder --regular -o ct.nii.gz");

  ProbeOptions probe;
  auto* probeApp = app.add_subcommand("probe", "Print the value of the voxel nearest to a point");
  addInput(probeApp, probe.input);
  probeApp->add_option("--at", probe.points, "Point x,y,z in mm (may be given again)")
      ->required()
      ->expected(1)
      ->take_all()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  probeApp->add_flag("--json", probe.json, "Print JSON");
  probeApp->footer("Example: isocenter-cli probe ct-folder --at 12.5,-30,100 --json");

  auto* renderApp = app.add_subcommand("render", "Make a picture without a window");
  renderApp->require_subcommand(1);
  renderApp->footer("Example: isocenter-cli render slice ct-folder --plane coronal -o coronal.png");

  SliceOptions slice;
  auto* sliceApp = renderApp->add_subcommand("slice", "A flat picture through a volume at any orientation");
  addInput(sliceApp, slice.input);
  addPicture(sliceApp, slice.picture, "File: .png, or .nrrd for values");
  auto* plane = sliceApp->add_option("--plane", slice.plane, "axial, coronal or sagittal")
                    ->check(CLI::IsMember({"axial", "coronal", "sagittal"}))
                    ->capture_default_str();
  sliceApp->add_option("--right", slice.right, "Direction x,y,z towards the picture's right")
      ->excludes(plane);
  sliceApp->add_option("--down", slice.down, "Direction x,y,z towards the picture's lower edge")
      ->excludes(plane);
  sliceApp->add_option("--center", slice.center,
                       "Point x,y,z at the picture's centre (default: the volume's)");
  sliceApp->add_option("--fov", slice.fov, "Width of the picture in mm (default: the whole slice)")
      ->check(finiteNumber(true));
  addSampling(sliceApp, slice);
  sliceApp->footer(
      "Example: isocenter-cli render slice ct-folder --right 0.8,0.36,0.48 --down=-0.6,0.48,0.64 --fov 220 "
      "-o oblique.png");

  CurvedOptions curved;
  auto* curvedApp = renderApp->add_subcommand("curved", "A curved planar reformation along a path");
  addInput(curvedApp, curved.input);
  addPicture(curvedApp, curved.picture, "File: .png, or .nrrd for values", false);
  curvedApp->add_option("--point", curved.points, "Point x,y,z of the path in mm (two or more times)")
      ->required()
      ->expected(1)
      ->take_all()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  curvedApp
      ->add_option("--mode", curved.mode,
                   "straightened: the path as a straight line; stretched: unrolled along parallel lines")
      ->check(CLI::IsMember({"straightened", "stretched"}))
      ->capture_default_str();
  curvedApp->add_option("--right", curved.right, "stretched: direction x,y,z of the lines");
  curvedApp->add_option("--angle", curved.angle, "straightened: degrees the picture is turned about the path")
      ->check(finiteNumber(false));
  curvedApp->add_option("--width", curved.widthMm, "Width in mm")
      ->check(finiteNumber(true))
      ->capture_default_str();
  curvedApp->add_option("--pixel", curved.pixelMm, "Side of a pixel in mm (default: the smallest voxel side)")
      ->check(finiteNumber(true));
  addSampling(curvedApp, curved);
  curvedApp->footer(
      "Example: isocenter-cli render curved ct-folder --point -30,0,0 --point 0,40,0 --point 30,0,0 "
      "-o jaw.png");

  VolumeOptions volume;
  auto* volumeApp = renderApp->add_subcommand("volume", "A picture of the whole volume in 3D");
  addInput(volumeApp, volume.input);
  addPicture(volumeApp, volume.picture, "File: .png");
  volumeApp->add_option("--preset", volume.preset,
                        "Look by name, such as ct-bone (default: the modality's first)");
  addViewpoint(volumeApp, volume.viewpoint);
  volumeApp
      ->add_option(
          "--surface", volume.surfaces,
          "FILE[,color=RRGGBB]: show the surface in an .stl, .ply or .obj file with the volume (may be "
          "repeated); mm in LPS unless the file says SPACE=RAS")
      ->expected(1)
      ->take_all()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  volumeApp
      ->add_option(
          "--quality", volume.quality,
          "draft or normal: sample distance 1 or 1/2 voxel; high: with the values between samples, "
          "the shadow of the surroundings, and a light that throws shadows; cinematic: light traced path by "
          "path, for layered presets")
      ->check(CLI::IsMember({"draft", "normal", "high", "cinematic"}))
      ->capture_default_str();
  volumeApp->add_option("--passes", volume.passes, "Cinematic: paths of light a pixel")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  volumeApp
      ->add_option("--aperture", volume.aperture,
                   "Cinematic: half angle in degrees of the cone of rays through a point in focus; 0 = all "
                   "is sharp")
      ->check(CLI::Range(0.0, 45.0))
      ->capture_default_str();
  volumeApp
      ->add_option("--focus", volume.focusMm,
                   "Cinematic: mm from the volume's middle away from the viewer to the plane in focus")
      ->check(finiteNumber(false));
  volumeApp->add_option("--exposure", volume.exposure, "Cinematic: the light is multiplied by it")
      ->check(CLI::Range(0.0, 100.0))
      ->capture_default_str();
  volumeApp->footer(
      "Example: isocenter-cli render volume ct-folder --preset ct-bone --azimuth 30 -o skull.png");

  FusionOptions fusion;
  auto* fusionApp = renderApp->add_subcommand("fusion", "Several volumes of one patient in one 3D picture");
  fusionApp
      ->add_option("PATH", fusion.paths, "Files, folders (searched recursively), a DICOMDIR or ZIP archives")
      ->required();
  fusionApp
      ->add_option(
          "--base", fusion.base,
          "Series whose patient space the picture is in: UID, unique start of a UID, or series number")
      ->required();
  fusionApp
      ->add_option(
          "--layer", fusion.layers,
          "Another series, up to three times: S[,preset=NAME][,map=NAME][,opacity=0…1][,window=C:W]"
          "[,transform=FILE.json]; the transform (as register writes it) is needed where the layer is in "
          "another frame of reference")
      ->required()
      ->expected(1)
      ->take_all()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  fusionApp->add_option("--mode", fusion.mode, "volume: in 3D");
  fusionApp->add_option("--preset", fusion.preset,
                        "Look of the base by name (default: the modality's first; pet-hot for PET)");
  addPicture(fusionApp, fusion.picture, "File: .png");
  addViewpoint(fusionApp, fusion.viewpoint);
  fusionApp
      ->add_option("--quality", fusion.quality,
                   "draft or normal: sample distance 1 or 1/2 of the finest layer's voxel")
      ->check(CLI::IsMember({"draft", "normal"}))
      ->capture_default_str();
  fusionApp->footer(
      "Example: isocenter-cli render fusion study --base 1 --layer 3,preset=pet-hot --mode volume "
      "--azimuth 30 -o fused.png");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? kDone : kUsage;
  }
  const auto deviceMemory = iso::parseDeviceMemory(std::getenv("ISOCENTER_DEVICE_MEMORY_MB"));
  if (!deviceMemory) {
    std::fprintf(stderr, "%s\n", deviceMemory.error().message.c_str());
    return kUsage;
  }
  if (*devicesApp) return runDevices(devices);
  Context context(programFolder(argv[0]), *deviceMemory);
  if (*demoApp) return runDemo(context, demo);
  if (*scanApp) return runScan(context, scan);
  if (*digestApp) return runDigest(context, digest);
  if (*exportApp) return runExport(context, exported);
  if (*probeApp) return runProbe(context, probe);
  if (*sliceApp) return runSlice(context, slice);
  if (*curvedApp) return runCurved(context, curved);
  if (*fusionApp) return runFusion(context, fusion);
  return runVolume(context, volume);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "isocenter-cli stopped: %s.\n", e.what());
    return kFailed;
  }
}
