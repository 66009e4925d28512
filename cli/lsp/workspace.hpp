// What is known of the rule files: each read as the editor has it, with all it uses, once
// per change. Covered by tests/cli/lsp/server_test.cpp.
#pragma once

#include "cli/lsp/documents.hpp"

#include "model/resolve/index.hpp"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace chaperone::cli::lsp {

/// In a View, the file that was named.
inline constexpr model::FileId own_file{0};

/// One rule file with all that it uses. Never changed once it is made.
struct View {
  model::IndexedRules rules;
  std::set<std::string> read; ///< every path that was asked for, also in vain
  /// It names no system, nor does a file that it uses: a part of something, or a saved scenario.
  bool is_part = false;
  mutable std::vector<std::unique_ptr<const LineTable>> lines; ///< made when asked for; by FileId

  const model::SourceSet& sources() const { return *rules.loaded.sources; }
  const std::string& path(model::FileId file) const { return sources().file(file).path(); }
  const std::string& text(model::FileId file) const { return sources().file(file).text(); }
  const LineTable& lines_of(model::FileId file) const;
  /// The file itself is there.
  bool has_text() const { return sources().size() > 0; }
};

using ViewRef = std::shared_ptr<const View>;

class Workspace {
public:
  Documents documents;
  Encoding encoding = Encoding::utf16;
  std::vector<std::string> folders; ///< paths

  /// Read now unless nothing it depends on has changed.
  ViewRef view(const std::string& path);
  /// The last one without errors, maybe of another text; null where there was none.
  ViewRef last_good(const std::string& path) const;
  /// The file has changed, has come or gone: whatever was read from it is read again.
  void forget(const std::string& path);
  /// Views of the open files and of all rule files in the folders that read `path`. Reads all those files.
  std::vector<ViewRef> views_with(const std::string& path);
  /// As the editor has the files, but for those of `others`.
  model::FileReader reader(const std::map<std::string, std::string>* others = nullptr) const;

  Json range(const View& view, model::Span span) const;
  Json location(const View& view, model::Span span) const;

private:
  std::vector<std::string> rule_files() const;

  std::map<std::string, ViewRef> views_, good_;
};

ViewRef read_view(const std::string& path, const model::FileReader& reader);

} // namespace chaperone::cli::lsp
