// SPDX-License-Identifier: Apache-2.0
#include "tests/dicom/cli/program.h"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/test_data.h"

namespace iso::test {
namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

Answer runCli(const std::vector<std::string>& arguments) {
  const TemporaryFolder folder;
  const auto out = folder.path() / "out", err = folder.path() / "err";
  std::string command = "env -u DISPLAY '" ISOCENTER_CLI "'";
  for (const std::string& argument : arguments) command += " '" + argument + "'";
  command += " >'" + out.string() + "' 2>'" + err.string() + "' </dev/null";
  const int status = std::system(command.c_str());
  Answer answer;
  if (WIFEXITED(status)) answer.code = WEXITSTATUS(status);
  answer.out = contents(out);
  answer.err = contents(err);
  return answer;
}

}  // namespace iso::test
