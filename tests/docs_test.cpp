// What the documentation shows is true: every rule file in it loads, and every console
// example of README.md and docs/tutorial.md prints what is printed there, but for times.
//
// A block ```chap that follows the line <!-- file: NAME --> is that file for the examples below it. With the
// environment variable CHAPERONE_UPDATE_DOCS set, the examples' output is written into the pages instead.
#include "model/resolve/front_end.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <utility>

#include <unistd.h>

using namespace chaperone;
namespace fs = std::filesystem;

namespace {

const fs::path source_dir = CHAPERONE_SOURCE_DIR;

/// A fenced block of a page: what follows the opening fence, and its lines.
struct Block {
  std::string kind;
  std::string file; ///< of the comment before it; may be empty
  std::size_t first_line = 0;
  std::vector<std::string> lines;
  std::string text() const {
    std::string result;
    for (const auto& line : lines)
      result += line + "\n";
    return result;
  }
};

std::vector<std::string> lines_of(std::istream&& in) {
  std::vector<std::string> result;
  for (std::string line; std::getline(in, line);)
    result.push_back(line);
  return result;
}

std::vector<Block> blocks_of(const std::vector<std::string>& page) {
  static const std::string file_mark = "<!-- file: ";
  std::vector<Block> result;
  bool is_inside = false;
  std::string file;
  for (std::size_t i = 0; i < page.size(); ++i) {
    const std::string& line = page[i];
    if (line.rfind("```", 0) == 0) {
      if (!is_inside)
        result.push_back({line.substr(3), std::exchange(file, ""), i + 1, {}});
      is_inside = !is_inside;
    } else if (is_inside)
      result.back().lines.push_back(line);
    else if (line.rfind(file_mark, 0) == 0)
      file = line.substr(file_mark.size(), line.find(" -->") - file_mark.size());
  }
  return result;
}

std::vector<fs::path> pages() {
  std::vector<fs::path> result{source_dir / "README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(source_dir / "docs"))
    if (entry.path().extension() == ".md")
      result.push_back(entry.path());
  std::sort(result.begin(), result.end());
  return result;
}

bool is_whole_file(const Block& block) {
  return block.kind == "chap" && std::any_of(block.lines.begin(), block.lines.end(),
                                             [](const std::string& line) { return line.rfind("system ", 0) == 0; });
}

/// Runs a command line of an example in `folder`; standard output and error together.
std::vector<std::string> run(const std::string& command, const fs::path& folder) {
  const std::string build = fs::path(CHAPERONE_COMMAND).parent_path().string();
  const std::string line = "cd '" + folder.string() + "' && PATH='" + build + "':\"$PATH\"; { " + command + "; } 2>&1";
  std::string text;
  FILE* pipe = popen(line.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    text.append(buffer.data(), n);
  pclose(pipe);
  return lines_of(std::istringstream(text));
}

std::string without_times(const std::vector<std::string>& lines) {
  static const std::regex seconds(R"(\b[0-9]+(\.[0-9]+)? ?(ms|s|seconds)\b)");
  std::string result;
  for (const auto& line : lines)
    result += std::regex_replace(line, seconds, "TIME") + "\n";
  return result;
}

bool is_example(const std::string& line) {
  return line.rfind("$ chaperone ", 0) == 0;
}

/// One example of a console block: its command and the lines that follow it.
struct Example {
  std::string command;
  std::vector<std::string> output;
};

std::vector<Example> examples_of(const Block& block) {
  std::vector<Example> result;
  for (const auto& line : block.lines)
    if (line.rfind("$ ", 0) == 0)
      result.push_back({line.substr(2), {}});
    else if (!result.empty())
      result.back().output.push_back(line);
  return result;
}

/// A folder that holds what the page's files hold, and the specs.
fs::path stage(const std::vector<Block>& blocks, const std::string& name) {
  const fs::path folder = fs::temp_directory_path() / ("chaperone_docs_" + name + "_" + std::to_string(getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder);
  fs::create_directory_symlink(source_dir / "specs", folder / "specs");
  for (const Block& block : blocks)
    if (!block.file.empty())
      std::ofstream(folder / block.file) << block.text();
  return folder;
}

void check_examples(const fs::path& page_path) {
  std::vector<std::string> page = lines_of(std::ifstream(page_path));
  const std::vector<Block> blocks = blocks_of(page);
  const fs::path folder = stage(blocks, page_path.stem().string());
  const bool updates = std::getenv("CHAPERONE_UPDATE_DOCS") != nullptr;
  std::vector<std::pair<const Block*, std::vector<std::string>>> rewritten;
  for (const Block& block : blocks) {
    if (block.kind != "console" || block.lines.empty() || !is_example(block.lines.front()))
      continue;
    std::vector<std::string> fresh;
    for (const Example& example : examples_of(block)) {
      const auto output = run(example.command, folder);
      fresh.push_back("$ " + example.command);
      fresh.insert(fresh.end(), output.begin(), output.end());
      INFO(page_path.filename().string() << ":" << block.first_line + 1 << ": " << example.command);
      if (!updates)
        CHECK(without_times(example.output) == without_times(output));
    }
    rewritten.emplace_back(&block, std::move(fresh));
  }
  if (updates) {
    for (auto it = rewritten.rbegin(); it != rewritten.rend(); ++it) {
      const auto begin = page.begin() + static_cast<std::ptrdiff_t>(it->first->first_line);
      page.erase(begin, begin + static_cast<std::ptrdiff_t>(it->first->lines.size()));
      page.insert(page.begin() + static_cast<std::ptrdiff_t>(it->first->first_line), it->second.begin(),
                  it->second.end());
    }
    std::ofstream out(page_path);
    for (const auto& line : page)
      out << line << "\n";
  }
  fs::remove_all(folder);
}

} // namespace

TEST_CASE("every whole rule file in the documentation loads", "[docs]") {
  for (const fs::path& page : pages())
    for (const Block& block : blocks_of(lines_of(std::ifstream(page)))) {
      if (!is_whole_file(block))
        continue;
      INFO(page.string() << ":" << block.first_line);
      const auto reader = [&](const std::string& path) -> model::FileBytes {
        if (path == "example.chap")
          return {block.text(), {}};
        for (const Block& other : blocks_of(lines_of(std::ifstream(page))))
          if (!other.file.empty() && other.file == path)
            return {other.text(), {}};
        return model::read_from_disk()((source_dir / path).string());
      };
      const auto loaded = model::load_system("example.chap", reader);
      for (const auto& diagnostic : loaded.diagnostics)
        UNSCOPED_INFO(model::render(diagnostic, *loaded.sources, false));
      CHECK(loaded.system.has_value());
    }
}

TEST_CASE("the README's examples print what it says", "[docs]") {
  check_examples(source_dir / "README.md");
}

TEST_CASE("the examples of the page on reviewing a rule change print what it says", "[docs]") {
  check_examples(source_dir / "docs/reviewing.md");
}

TEST_CASE("the examples of the page on conformance print what it says", "[docs]") {
  check_examples(source_dir / "docs/conformance.md");
}

TEST_CASE("the tutorial's examples print what it says", "[docs]") {
  check_examples(source_dir / "docs/tutorial.md");
}

TEST_CASE("the commands of the page on continuous integration print what it says", "[docs]") {
  check_examples(source_dir / "docs/ci.md");
}

TEST_CASE("the examples of the page on what a promise rests on print what it says", "[docs]") {
  check_examples(source_dir / "docs/explain.md");
}

TEST_CASE("the examples of the page on suites print what it says", "[docs]") {
  check_examples(source_dir / "docs/suites.md");
}

TEST_CASE("the examples of the page on reports print what it says", "[docs]") {
  check_examples(source_dir / "docs/report.md");
}

TEST_CASE("the examples of the page on audits print what it says", "[docs]") {
  check_examples(source_dir / "docs/audit.md");
}

TEST_CASE("the examples of the page on what to do after an incident print what it says", "[docs]") {
  check_examples(source_dir / "docs/incident.md");
}

TEST_CASE("the examples of the page on evidence print what it says", "[docs]") {
  check_examples(source_dir / "docs/evidence.md");
}

TEST_CASE("the examples of the page on following a log print what it says", "[docs]") {
  check_examples(source_dir / "docs/follow.md");
}

TEST_CASE("the page on limits states the values that the code has", "[docs]") {
  std::ifstream page(source_dir / "docs/limits.md");
  const std::regex row(R"(\| [^|]* \| ([0-9']+) \| `(\w+)` \| `([\w/.]+)` \|.*)");
  int rows = 0;
  for (std::string line; std::getline(page, line);) {
    std::smatch parts;
    if (!std::regex_match(line, parts, row))
      continue;
    std::ifstream source(source_dir / parts[3].str());
    const std::string text{std::istreambuf_iterator<char>(source), {}};
    INFO(line);
    CHECK((text.find(parts[2].str() + " = " + parts[1].str()) != std::string::npos ||
           text.find(parts[2].str() + "{" + parts[1].str()) != std::string::npos));
    ++rows;
  }
  CHECK(rows > 20);
}
