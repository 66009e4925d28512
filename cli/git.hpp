// Rule files as they were at a revision of a Git repository: read by `git show`, so that
// no checkout is touched. Covered by tests/cli/diff_test.cpp.
#pragma once

#include "model/resolve/front_end.hpp"

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::cli {

/// The commit that is checked out where a file lies, and whether these files are as it has them.
struct Commit {
  std::string id;
  bool is_changed = false; ///< one of the files is changed, or not in it
};
/// Nothing where there is no git or no repository.
std::optional<Commit> commit_of(const std::vector<std::string>& files, const std::function<bool()>& is_stopped);

/// What a program says of its version, on one line: the first of `PROGRAM --version`; empty where it says none.
std::string version_of(const std::string& command, const std::function<bool()>& is_stopped);

/// One revision of the repository that a file lies in.
class Revision {
public:
  /// Or what is wrong, for the user: there is no git, no repository, or no such revision. `is_stopped` ends a git that
  /// takes long.
  static std::variant<Revision, std::string> open(const std::string& revision, const std::string& file,
                                                  std::function<bool()> is_stopped);

  /// What the file is called at this revision, `REV:path`, for model::load_system with reader(). A file that has
  /// another name by now is found by its old one. `later`: where it has the name `file`; empty: in the working tree.
  std::string name_of(const std::string& file, const std::string& later) const;
  /// Reads `REV:path`, and what such a file uses.
  model::FileReader reader() const;

private:
  Revision(std::string revision, std::string root, std::function<bool()> is_stopped)
      : revision_(std::move(revision)), root_(std::move(root)), is_stopped_(std::move(is_stopped)) {}
  std::string path_in_repository(const std::string& file) const;

  std::string revision_;
  std::string root_; ///< of the repository
  std::function<bool()> is_stopped_;
};

} // namespace chaperone::cli
