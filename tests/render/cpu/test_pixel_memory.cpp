// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <thread>

#include "render/scene/frame.h"

using namespace iso;

TEST_CASE("a picture's memory comes back for the next picture of its size") {
  const auto memory = std::make_shared<PixelMemory>();
  const auto make = [&](std::size_t count) {
    PixelBuffer<float> pixels{PixelAllocator<float>(memory)};
    pixels.resize(count);
    return pixels;
  };
  const float* first = nullptr;
  {
    const PixelBuffer<float> pixels = make(1000);
    first = pixels.data();
    CHECK(memory->idleBytes() == 0);
  }
  CHECK(memory->idleBytes() == 4000);
  const PixelBuffer<float> other = make(999);
  CHECK(other.data() != first);
  const PixelBuffer<float> again = make(1000);
  CHECK(again.data() == first);
  CHECK(memory->idleBytes() == 0);
}

TEST_CASE("idle picture memory has a limit, and the oldest goes first") {
  const auto memory = std::make_shared<PixelMemory>(1000);
  void* a = memory->take(400);
  void* b = memory->take(500);
  void* c = memory->take(600);
  memory->give(a, 400);
  memory->give(b, 500);
  CHECK(memory->idleBytes() == 900);
  memory->give(c, 600);
  CHECK(memory->idleBytes() == 600);
  CHECK(memory->take(600) == c);
  memory->give(c, 600);
  void* large = memory->take(2000);
  memory->give(large, 2000);
  CHECK(memory->idleBytes() == 0);
}

TEST_CASE("pictures outlive the engine that made them, on any thread") {
  auto memory = std::make_shared<PixelMemory>();
  PixelBuffer<float> pixels{PixelAllocator<float>(memory)};
  pixels.resize(64, 3.0f);
  memory.reset();
  PixelBuffer<float> moved = std::move(pixels);
  std::thread([taken = std::move(moved)] { CHECK(taken[63] == 3.0f); }).join();
}
