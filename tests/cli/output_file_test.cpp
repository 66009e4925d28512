// Files are written whole or not at all.
#include "cli/output_file.hpp"
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>

using namespace chaperone;
using cli::Written;

TEST_CASE("a file is created with its folders, changed, and left alone if it holds the text already") {
  const tests::TemporaryFolder folder;
  const std::string path = folder.path("a/b/file.txt");
  std::string mistake;
  CHECK(cli::write_file(path, "one", mistake) == Written::created);
  CHECK(cli::write_file(path, "two", mistake) == Written::changed);
  const auto time = tests::fs::last_write_time(path);
  CHECK(cli::write_file(path, "two", mistake) == Written::unchanged);
  CHECK(tests::fs::last_write_time(path) == time);
  CHECK(tests::read_file(path) == "two");
  CHECK(mistake.empty());
}

TEST_CASE("nothing is left behind where a file cannot be written") {
  const tests::TemporaryFolder folder;
  tests::fs::create_directory(folder.path("taken"));
  std::string mistake;
  CHECK_FALSE(cli::write_file(folder.path("taken"), "text", mistake).has_value());
  CHECK(mistake.starts_with("cannot write " + folder.path("taken")));
  CHECK(std::distance(tests::fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("what is no regular file is not replaced by one") {
  const tests::TemporaryFolder folder;
  const std::string pipe = folder.path("pipe");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  std::string mistake;
  CHECK_FALSE(cli::write_file(pipe, "text", mistake).has_value());
  CHECK(mistake == "cannot write " + pipe + ": it is a FIFO, not a file");
  CHECK(tests::fs::is_fifo(pipe));
  CHECK(std::distance(tests::fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("of files that belong together none is changed where one cannot be written") {
  const tests::TemporaryFolder folder;
  const std::string first = folder.file("first", "old");
  tests::fs::create_directory(folder.path("taken"));
  std::string mistake;
  CHECK(cli::write_files({{first, "new"}, {folder.path("taken"), "text"}}, mistake).empty());
  CHECK(mistake.starts_with("cannot write " + folder.path("taken")));
  CHECK(tests::read_file(first) == "old");
  CHECK(std::distance(tests::fs::directory_iterator(folder.path()), {}) == 2);
  CHECK(cli::write_files({{first, "new"}, {folder.path("second"), "text"}}, mistake) ==
        std::vector{Written::changed, Written::created});
}

TEST_CASE("a file in the way of a folder is said") {
  const tests::TemporaryFolder folder;
  folder.file("taken", "");
  std::string mistake;
  CHECK_FALSE(cli::write_file(folder.path("taken/file.txt"), "text", mistake).has_value());
  CHECK(mistake.starts_with("cannot make the folder"));
}
