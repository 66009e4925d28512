// See question_folder.hpp.
#include "cli/question_folder.hpp"

#include <cstdlib>

namespace chaperone::cli {

namespace fs = std::filesystem;

QuestionFolder::QuestionFolder() {
  std::error_code failed;
  std::string pattern = (fs::temp_directory_path(failed) / "chaperone-certify-XXXXXX").string();
  if (!failed && mkdtemp(pattern.data()) != nullptr)
    path_ = pattern;
}

void QuestionFolder::remove() const {
  std::error_code ignored;
  if (!path_.empty())
    fs::remove_all(path_, ignored);
}

} // namespace chaperone::cli
