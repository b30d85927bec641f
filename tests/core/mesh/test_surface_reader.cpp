// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <bit>
#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>
#include <functional>
#include <string>
#include <utility>

#include "core/mesh/surface_reader.h"
#include "tests/support/test_data.h"

namespace iso::test {
namespace {

// One tetrahedron with its corners at 0 and one, two and three mm along x, y and z from (100, 20, −3.5).
constexpr const char* kObj =
    "# made by hand\no thing\nv 100 20 -3.5\nv 101.0 +20 -3.5\nv 100 22 -3.5e0\nv 100 20 -0.5\n"
    "f 1 3 2\nf 1/7 2/8 4/9\nf -4 -1 -2\nusemtl none\nf 2 3 4\n";

std::string little(float value) {
  std::string out(4, '\0');
  const auto bits = std::bit_cast<std::uint32_t>(value);
  for (unsigned n = 0; n < 4; ++n) out[n] = static_cast<char>((bits >> (8U * n)) & 0xffU);
  return out;
}

std::string reversed(std::string s) {
  return {s.rbegin(), s.rend()};
}

using Corners = std::array<SurfaceMesh::Triple, 3>;
std::vector<Corners> tetrahedron() {
  const SurfaceMesh::Triple o{100, 20, -3.5F}, x{101, 20, -3.5F}, y{100, 22, -3.5F}, z{100, 20, -0.5F};
  return {{o, y, x}, {o, x, z}, {o, z, y}, {x, y, z}};
}

std::string binaryStl(std::string header) {
  header.resize(80, ' ');
  std::string out = std::move(header);
  out.append("\x04\0\0\0", 4);
  for (const Corners& t : tetrahedron()) {
    out += std::string(12, '\0');
    for (const auto& corner : t)
      for (const float c : corner) out += little(c);
    out += std::string(2, '\0');
  }
  return out;
}

std::string textStl(const std::string& name) {
  std::string out = fmt::format("solid {}\n", name);
  for (const Corners& t : tetrahedron()) {
    out += " facet normal 0 0 0\n  outer loop\n";
    for (const auto& c : t) out += fmt::format("   vertex {} {} {}\n", c[0], c[1], c[2]);
    out += "  endloop\n endfacet\n";
  }
  out += fmt::format("endsolid {}\n", name);
  return out;
}

std::string binaryPly(bool big, const std::string& comment) {
  const auto put = [&](float v) { return big ? reversed(little(v)) : little(v); };
  std::string out = fmt::format(
      "ply\nformat {} 1.0\n{}element vertex 4\nproperty uchar red\nproperty float x\nproperty float y\n"
      "property float z\nelement strange 1\nproperty list uchar short things\nelement face 4\n"
      "property list uchar int vertex_indices\nend_header\n",
      big ? "binary_big_endian" : "binary_little_endian", comment);
  const auto t = tetrahedron();
  for (const auto& v : {t[0][0], t[0][2], t[0][1], t[1][2]}) {
    out += '\x11';
    for (const float c : v) out += put(c);
  }
  out += "\2abcd";
  for (const auto& f : {std::array{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}}) {
    out += "\x03";
    for (const int v : f) {
      const std::string number{static_cast<char>(v), 0, 0, 0};
      out += big ? reversed(number) : number;
    }
  }
  return out;
}

constexpr const char* kTextPly =
    "ply\r\nformat ascii 1.0\r\ncomment made by hand\r\nelement vertex 4\r\nproperty double x\r\n"
    "property double y\r\nproperty double z\r\nelement face 4\r\nproperty list uchar int vertex_index\r\n"
    "end_header\r\n100 20 -3.5\r\n101 20 -3.5\r\n100 22 -3.5\r\n100 20 -0.5\r\n3 0 2 1\r\n3 0 1 3\r\n3 0 3 "
    "2\r\n"
    "3 1 2 3";

class Files {
 public:
  Result<SurfaceMeshPtr> read(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_.path() / name, std::ios::binary) << bytes;
    return readSurface(folder_.path() / name);
  }
  /// The sentence names the file.
  void refuses(const std::string& name, const std::string& bytes, ErrorCode code = ErrorCode::BadFile) const {
    const auto mesh = read(name, bytes);
    CAPTURE(name, bytes.substr(0, 300));
    REQUIRE_FALSE(mesh);
    CHECK(mesh.error().code == code);
    CHECK(mesh.error().message.find(name) != std::string::npos);
  }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

/// Six times the volume, with its sign: right only if every triangle goes round as it should.
double sixVolumes(const SurfaceMesh& mesh) {
  double sum = 0.0;
  for (const auto& t : mesh.triangles())
    sum += toVector(mesh.vertices()[t[0]])
               .dot(toVector(mesh.vertices()[t[1]]).cross(toVector(mesh.vertices()[t[2]])));
  return sum;
}

void checkTetrahedron(const Result<SurfaceMeshPtr>& mesh, double sign = 1.0) {
  REQUIRE(mesh);
  CHECK((*mesh)->vertices().size() == 4);
  CHECK((*mesh)->triangles().size() == 4);
  CHECK(sixVolumes(**mesh) == Approx(6.0).epsilon(1e-3));
  const Vector3 low(sign > 0 ? 100 : -101, sign > 0 ? 20 : -22, -3.5);
  CHECK((*mesh)->low().mm == low);
  CHECK((*mesh)->high().mm == Vector3(low + Vector3(1, 2, 3)));
}

}  // namespace

TEST_CASE("The same surface from every kind of file") {
  const Files files;
  checkTetrahedron(files.read("a.obj", kObj));
  checkTetrahedron(files.read("a.STL", binaryStl("made by hand")));
  checkTetrahedron(files.read("b.stl", binaryStl("solid, but binary")));
  checkTetrahedron(files.read("c.stl", textStl("vertex of a solid")));
  checkTetrahedron(files.read("a.ply", kTextPly));
  checkTetrahedron(files.read("b.ply", binaryPly(false, "")));
  checkTetrahedron(files.read("c.ply", binaryPly(true, "")));
}

TEST_CASE("A file that says RAS is turned into LPS, and only then") {
  const Files files;
  const std::string ras = "3D Slicer output. SPACE=RAS", lps = "3D Slicer output. SPACE=LPS";
  checkTetrahedron(files.read("a.stl", binaryStl(ras)), -1.0);
  checkTetrahedron(files.read("b.stl", textStl(ras)), -1.0);
  checkTetrahedron(files.read("a.ply", binaryPly(false, fmt::format("comment {}\n", ras))), -1.0);
  checkTetrahedron(files.read("a.obj", fmt::format("# {}\n{}", ras, kObj)), -1.0);
  checkTetrahedron(files.read("c.stl", binaryStl(lps)));
  checkTetrahedron(files.read("d.stl", textStl(lps)));
  checkTetrahedron(files.read("b.ply", binaryPly(true, fmt::format("comment {}\n", lps))));
  checkTetrahedron(files.read("b.obj", fmt::format("#{}\n{}", lps, kObj)));
}

TEST_CASE("Polygons become triangles, and a file's normals are kept") {
  const Files files;
  const auto square =
      files.read("a.obj", "v 0 0 0\nv 2 0 0\nv 2 2 0\nv 0 2 0\nvn 1 0 2\nf 1//1 2//1 3//1 4//1\n");
  REQUIRE(square);
  CHECK((*square)->triangles().size() == 2);
  for (const auto& n : (*square)->normals())
    CHECK((toVector(n) - Vector3(1, 0, 2).normalized()).norm() < 1e-6);
  const auto turned = files.read(
      "b.ply",
      "ply\nformat ascii 1.0\ncomment SPACE=RAS\nelement vertex 3\nproperty float x\nproperty float y\n"
      "property float z\nproperty float nx\nproperty float ny\nproperty float nz\nelement face 1\n"
      "property list uchar int vertex_indices\nend_header\n0 0 0 1 2 2\n1 0 0 1 2 2\n0 1 0 1 2 2\n3 0 1 2\n");
  REQUIRE(turned);
  CHECK((toVector((*turned)->normals()[0]) - Vector3(-1, -2, 2) / 3.0).norm() < 1e-6);
}

TEST_CASE("What is no surface is refused with the file's name") {
  const Files files;
  for (const char* name : {"a.stl", "a.ply", "a.obj"}) {
    files.refuses(name, "");
    files.refuses(name, "nonsense");
    files.refuses(name, std::string(200, '\0'));
    files.refuses(name, std::string(5000, '\xff'));
  }
  files.refuses("a.vtk", kObj, ErrorCode::Unsupported);
  CHECK(readSurface(files.path() / "none.stl").error().code == ErrorCode::NotFound);
  CHECK_FALSE(readSurface(files.path()));
  files.refuses("nan.obj", "v 0 0 0\nv nan 0 0\nv 0 1 0\nf 1 2 3\n");
  files.refuses("few.obj", "v 0 0 0\nv 1\nv 0 1 0\nf 1 2 3\n");
  files.refuses("beyond.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nvn 0 0 1\nf 1//1 2//1 99999999//7\n");
  files.refuses("normal.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nvn 0 0 1\nf 1//1 2//1 3//7\n");
  files.refuses("zero.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 0 1 2\n");
  files.refuses("comma.obj", "v 0,5 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
  std::string many = binaryStl("many");
  many.replace(80, 4, "\xff\xff\xff\x7f");
  files.refuses("many.stl", many);
  std::string header = kTextPly;
  files.refuses("many.ply", header.replace(header.find("vertex 4"), 8, "vertex 4000000000000"));
  files.refuses("minus.ply",
                std::string(kTextPly).replace(std::string(kTextPly).find("vertex 4"), 8, "vertex -4"));
  std::string lists = binaryPly(false, "");
  lists.replace(lists.find("list uchar int"), 14, "list uint int");
  files.refuses("list.ply", lists);
  std::string ply = kTextPly;
  files.refuses("beyond.ply", ply.replace(ply.find("3 1 2 3"), 7, "3 1 2 4"));
  ply = kTextPly;
  files.refuses("half.ply", ply.replace(ply.find("3 1 2 3"), 7, "3 1 2.5 3"));
}

TEST_CASE("A file that breaks off anywhere is refused or whole, and never crashes") {
  const Files files;
  const auto everyLength = [&](const std::string& name, const std::string& bytes, std::size_t from) {
    for (std::size_t n = 0; n < bytes.size(); ++n) {
      const auto mesh = files.read(name, bytes.substr(0, n));
      CAPTURE(name, n);
      if (n < from) CHECK_FALSE(mesh);
    }
  };
  everyLength("a.stl", binaryStl("x"), 284);
  const std::string text = textStl("x");
  everyLength("b.stl", text, text.rfind("endsolid"));
  const std::string ply = binaryPly(false, "");
  everyLength("a.ply", ply, ply.size());
  everyLength("b.ply", kTextPly, std::strlen(kTextPly) - 1);
  everyLength("a.obj", kObj, std::string(kObj).find("f 1 3 2"));
}

}  // namespace iso::test
