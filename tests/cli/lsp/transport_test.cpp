// cli/lsp/transport: messages in a stream, however it comes in pieces and whatever else is in it.
#include "cli/lsp/transport.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace chaperone::cli::lsp;

namespace {

std::vector<std::string> messages_in(const std::string& stream, std::size_t piece) {
  std::size_t at = 0;
  MessageReader reader([&](char* buffer, std::size_t size) {
    const std::size_t count = std::min({piece, size, stream.size() - at});
    std::copy_n(stream.data() + at, count, buffer);
    at += count;
    return count;
  });
  std::vector<std::string> found;
  while (auto next = reader.next())
    found.push_back(std::move(*next));
  return found;
}

} // namespace

TEST_CASE("messages are read whole, in whatever pieces they come") {
  const std::string stream = framed("{\"a\": 1}") + framed("") + framed("öß") +
                             "content-length:  2 \r\nContent-Type: x\r\n\r\n{}Content-Length: 1\n\n[";
  for (const std::size_t piece : {1U, 2U, 7U, 1000U})
    CHECK(messages_in(stream, piece) == std::vector<std::string>{"{\"a\": 1}", "", "öß", "{}", "["});
}

TEST_CASE("what is no header is passed over, and a stream that ends early ends") {
  CHECK(messages_in("hello\r\n\r\nContent-Length: x\r\n\r\nContent-Length: -1\r\n\r\n" + framed("{}"), 5) ==
        std::vector<std::string>{"{}"});
  CHECK(messages_in(std::string(100'000, 'x') + "\n" + framed("{}"), 1000) == std::vector<std::string>{"{}"});
  CHECK(messages_in("Content-Length: 10\r\n\r\n{}", 5).empty());
  CHECK(messages_in("Content-Length: 99999999999999999999999\r\n\r\n{}", 5).empty());
  CHECK(messages_in("Content-Length: 300000000\r\n\r\n{}", 5).empty());
}
