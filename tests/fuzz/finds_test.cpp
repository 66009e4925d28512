// Replays every text that once crashed, hung or overflowed the front end, and the seeds of the fuzzer.
#include "tests/fuzz/exercise.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <vector>

namespace {

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(CHAPERONE_SOURCE_DIR) + "/tests/fuzz/" + folder))
    files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

std::string contents(const std::string& file) {
  return chaperone::model::read_from_disk()(file).bytes.value_or("");
}

} // namespace

TEST_CASE("no text that the fuzzer found upsets the front end any more") {
  for (const std::string& file : files_in("finds")) {
    INFO(file);
    CHECK_NOTHROW(chaperone::tests::exercise(contents(file)));
  }
}

TEST_CASE("the fuzzer starts from texts that are accepted") {
  for (const std::string& file : files_in("seeds")) {
    INFO(file);
    CHECK(chaperone::tests::exercise(contents(file)));
  }
}
