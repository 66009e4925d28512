// A folder of its own for what another solver is asked, which goes with the object.
// Covered by tests/cli/certify_test.cpp.
#pragma once

#include <filesystem>
#include <string>

namespace chaperone::cli {

class QuestionFolder {
public:
  QuestionFolder();
  ~QuestionFolder() { remove(); }
  QuestionFolder(const QuestionFolder&) = delete;
  QuestionFolder& operator=(const QuestionFolder&) = delete;
  void remove() const;
  /// In no folder where none could be made.
  std::string file() const { return (path_ / "question.smt2").string(); }

private:
  std::filesystem::path path_;
};

} // namespace chaperone::cli
