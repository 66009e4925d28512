// What finished checks say of the open files: lenses over properties and scenarios, their
// stories, and warnings. Covered by tests/editors/.
#pragma once

#include "cli/lsp/checker.hpp"
#include "cli/lsp/workspace.hpp"

#include <map>
#include <string>

namespace chaperone::cli::lsp {

/// The command of a lens: its arguments are a URI and the name of a property or scenario, its result is Markdown.
inline constexpr std::string_view story_command = "chaperone.story";

class Verdicts {
public:
  void keep(Checked checked) { by_path_[checked.path] = std::move(checked); }
  void forget(const std::string& path) { by_path_.erase(path); }
  /// Is there a whole result for this very view?
  bool has(const std::string& path, const ViewRef& view) const;
  /// A lens over each property and scenario; over the `use` for those of used files. While no result is there, they say
  /// so.
  Json lenses(Workspace& workspace, const std::string& path) const;
  /// Throws RequestError where there is no such result.
  std::string story(Workspace& workspace, const std::string& path, const std::string& name) const;
  /// The warnings of results that are up to date.
  std::map<std::string, const std::vector<model::Diagnostic>*> warnings(Workspace& workspace) const;

private:
  const Checked* of(Workspace& workspace, const std::string& path) const;

  std::map<std::string, Checked> by_path_;
};

} // namespace chaperone::cli::lsp
