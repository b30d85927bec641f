# SPDX-License-Identifier: Apache-2.0
# One place for the language level, warnings, the linker, the compiler cache and sanitizers.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(ISOCENTER_CCACHE ccache)
if(ISOCENTER_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ISOCENTER_CCACHE})
endif()
find_program(ISOCENTER_MOLD mold)
if(ISOCENTER_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(ISOCENTER_SANITIZER STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(ISOCENTER_SANITIZER STREQUAL "fuzzer")
  # fuzzer-no-link: coverage for the fuzzer in every library; its main function only in the fuzzers.
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(ISOCENTER_SANITIZER STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
endif()

if(ISOCENTER_SANITIZER AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees uninitialised values inside std::regex once the sanitizers have rewritten it (GCC bug 105562).
  add_compile_options(-Wno-maybe-uninitialized)
endif()

# Settings of our own code, kept off third-party headers by linking to this target explicitly.
add_library(iso_settings INTERFACE)
add_library(iso::settings ALIAS iso_settings)
target_include_directories(iso_settings INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(iso_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
  $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>  # clang counts it to -Wconversion, g++ does not
  $<$<AND:$<BOOL:${ISOCENTER_SANITIZER}>,$<CXX_COMPILER_ID:GNU>>:-Wno-maybe-uninitialized>)

# iso_library(<name> SOURCES … PUBLIC libs… PRIVATE libs…): one static library of the house, with an
# iso:: alias and the warnings. Headers are included by their path from the project's root.
function(iso_library name)
  cmake_parse_arguments(L "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(iso_${name} STATIC ${L_SOURCES})
  add_library(iso::${name} ALIAS iso_${name})
  target_include_directories(iso_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(iso_${name} PUBLIC ${L_PUBLIC} PRIVATE $<BUILD_INTERFACE:iso::settings> ${L_PRIVATE})
endfunction()
