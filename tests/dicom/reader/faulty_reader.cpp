// SPDX-License-Identifier: Apache-2.0
// Answers like isocenter-reader, but a file whose name holds "dies", "hangs" or "lies" gets what it asks for.
#include <unistd.h>

#include <csignal>
#include <memory>

#include "core/dicom/reader/channel.h"
#include "core/dicom/reader/file_services.h"

namespace {

using namespace iso;

void misbehave(Channel& channel, const std::string& name) {
  if (name.find("dies") != std::string::npos) std::raise(SIGKILL);
  if (name.find("hangs") != std::string::npos) ::pause();
  if (name.find("lies") != std::string::npos) {
    const std::vector<std::byte> nonsense(100, std::byte{0xFF});
    channel.send(nonsense);
  }
}

template <class T>
void send(Channel& channel, const T& value) {
  wire::Writer out;
  out(value);
  channel.send(out.bytes());
}

}  // namespace

int main() {
  Channel channel{FileHandle(3)};
  FileServices services;
  for (;;) {
    Channel::End why{};
    const auto message = channel.receive(why);
    if (!message) return 0;
    ReaderRequest request;
    wire::Reader in(message->bytes);
    in(request);
    for (std::size_t n = 0; n < request.files.size(); ++n) {
      const auto& file = request.files[n];
      misbehave(channel, file.name.filename().string());
      if (request.command == ReaderRequest::Command::Slice) {
        send(channel, ReaderAnswer<Nothing>{Error{ErrorCode::Unsupported, "not here", ""}, {}});
        continue;
      }
      const auto size = static_cast<std::uint64_t>(::lseek(message->files[n].get(), 0, SEEK_END));
      auto header = services.header({message->files[n].get(), size, file.name, file.entry});
      HeaderAnswer answer;
      if (header)
        answer.header = std::make_shared<FileHeader>(std::move(*header));
      else
        answer.error = header.error();
      send(channel, answer);
    }
  }
}
