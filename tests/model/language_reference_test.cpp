// The examples in docs/ are rule files: each one that starts with `system` is loaded without a mistake.
#include "model/resolve/front_end.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace {

using namespace chaperone::model;

std::vector<std::string> examples(const std::string& document) {
  const std::string text = read_from_disk()(std::string(CHAPERONE_SOURCE_DIR) + "/docs/" + document).bytes.value();
  const std::string open = "```chap\n";
  std::vector<std::string> found;
  for (std::size_t at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
    at += open.size();
    const std::string example = text.substr(at, text.find("```", at) - at);
    if (example.starts_with("system "))
      found.push_back(example);
  }
  return found;
}

} // namespace

TEST_CASE("every whole example of the language reference is accepted without a doubt") {
  const auto found = examples("language.md");
  REQUIRE(found.size() >= 3);
  for (const std::string& example : found) {
    INFO(example);
    const Loaded loaded = load_system("example.chap", [&](const std::string&) -> FileBytes { return {example, {}}; });
    for (const Diagnostic& diagnostic : loaded.diagnostics)
      FAIL_CHECK(render(diagnostic, *loaded.sources, false));
    CHECK(loaded.system.has_value());
  }
}
