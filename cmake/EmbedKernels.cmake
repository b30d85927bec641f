# SPDX-License-Identifier: Apache-2.0
# embed_kernels(<target> HEADER <header> FILES a.cl …): the files' bytes, in the order given, in one generated
# source file that defines what <header> declares (see render/opencl/kernel_sources.h).
if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  set(arrays "")
  set(table "")
  foreach(file IN LISTS FILES)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" hex HEX)
    file(SHA256 "${file}" sha)
    string(REGEX REPLACE "(................................)" "\\1\n    " hex "${hex}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(MAKE_C_IDENTIFIER "${name}" id)
    string(APPEND arrays "const unsigned char k_${id}[] = {\n    ${bytes}0};\n")
    string(APPEND table "    {\"${name}\", text(k_${id}), \"${sha}\"},\n")
  endforeach()
  file(WRITE "${OUT}" "#include \"${HEADER}\"\n\nnamespace iso {\nnamespace {\n\n${arrays}
template <std::size_t N>
std::string_view text(const unsigned char (&bytes)[N]) {
  return {reinterpret_cast<const char*>(bytes), N - 1};
}\n\n}  // namespace\n\nstd::vector<KernelSource> kernelSources() {\n  return {\n${table}  };\n}\n\n}  // namespace iso\n")
  return()
endif()

set(ISOCENTER_EMBED_KERNELS_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(embed_kernels target)
  cmake_parse_arguments(E "" "HEADER" "FILES" ${ARGN})
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target}_kernels.cpp)
  list(TRANSFORM E_FILES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE files)
  add_custom_command(
    OUTPUT ${out}
    DEPENDS ${files} ${ISOCENTER_EMBED_KERNELS_SCRIPT}
    COMMAND ${CMAKE_COMMAND} "-DFILES=${files}" -DOUT=${out} -DHEADER=${E_HEADER}
            -P ${ISOCENTER_EMBED_KERNELS_SCRIPT}
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
