// Every file in specs/broken/ holds mistakes; beside it stands what is said about them.
// CHAPERONE_UPDATE=1 in the environment writes the expected texts anew.
#include "model/resolve/front_end.hpp"
#include "solver/check.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace {

using namespace chaperone::model;
namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// As it is shown to somebody who stands in the root of the repository.
std::string said_about(const std::string& path) {
  const auto disk = read_from_disk();
  const auto from_root = [&](const std::string& name) { return disk(std::string(CHAPERONE_SOURCE_DIR) + "/" + name); };
  const Loaded loaded = load_system(path, from_root);
  std::vector<Diagnostic> diagnostics = loaded.diagnostics;
  if (loaded.system) { // that nothing satisfies its assumptions takes a solver to see
    const auto errors = chaperone::solver::check(*loaded.system, {}).errors;
    diagnostics.insert(diagnostics.end(), errors.begin(), errors.end());
  }
  CHECK(has_errors(diagnostics));
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics)
    text += (text.empty() ? "" : "\n") + render(diagnostic, *loaded.sources, false);
  return text;
}

std::vector<fs::path> broken_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(CHAPERONE_SOURCE_DIR) / "specs/broken"))
    if (entry.path().extension() == ".chap")
      files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

} // namespace

TEST_CASE("each mistake in specs/broken is explained as expected") {
  const char* update = std::getenv("CHAPERONE_UPDATE");
  const bool rewrites = update != nullptr && std::string(update) == "1";
  const auto files = broken_files();
  REQUIRE(files.size() > 40);
  for (const fs::path& file : files) {
    INFO(file.filename().string());
    const std::string said = said_about("specs/broken/" + file.filename().string());
    const fs::path expected = fs::path(file).replace_extension(".expected");
    if (rewrites)
      std::ofstream(expected, std::ios::binary) << said;
    REQUIRE(fs::exists(expected));
    CHECK(said == contents(expected));
  }
}
