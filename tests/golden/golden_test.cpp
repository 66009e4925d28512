// A regression is two files dropped into this folder: NAME.chap, whose first line holds
// the command as a comment (`// chaperone check FILE --depth 5`), and NAME.expected,
// the exit code and all output. With CHAPERONE_UPDATE=1 the expected files are written anew.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <regex>

namespace {

using namespace chaperone::tests;

std::vector<std::string> words_of(const std::string& command, const std::string& file) {
  std::vector<std::string> words;
  std::istringstream stream(command);
  for (std::string word; stream >> word;)
    words.push_back(std::regex_replace(word, std::regex("^FILE$"), file));
  return words;
}

/// Times differ from run to run, and the version from release to release.
std::string normalised(std::string text) {
  text = std::regex_replace(text, std::regex(R"(\d+\.\d+ s\b)"), "N s");
  text = std::regex_replace(text, std::regex(R"re("seconds": [0-9.e-]+)re"), "\"seconds\": N");
  return std::regex_replace(text, std::regex(R"re("chaperone": "[0-9.]+")re"), "\"chaperone\": \"VERSION\"");
}

std::string transcript(const Outcome& outcome) {
  return "exit " + std::to_string(outcome.exit_code) + "\n---- standard output\n" + normalised(outcome.out) +
         "---- standard error\n" + normalised(outcome.error);
}

} // namespace

TEST_CASE("every golden file's command prints what is expected") {
  const fs::path folder = fs::path(CHAPERONE_SOURCE_DIR) / "tests" / "golden";
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".chap")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  REQUIRE_FALSE(files.empty());
  const char* update = std::getenv("CHAPERONE_UPDATE");
  for (const fs::path& file : files) {
    DYNAMIC_SECTION(file.stem().string()) {
      std::string first_line = read_file(file.string());
      first_line.resize(first_line.find('\n'));
      const std::string prefix = "// chaperone ";
      REQUIRE(first_line.starts_with(prefix));
      Run wanted;
      wanted.words = words_of(first_line.substr(prefix.size()), file.filename().string());
      wanted.folder = folder.string();
      const std::string got = transcript(run(wanted));
      fs::path expected = file;
      expected.replace_extension(".expected");
      if (update != nullptr && std::string(update) == "1")
        std::ofstream(expected) << got;
      CHECK(got == read_file(expected.string()));
    }
  }
}
