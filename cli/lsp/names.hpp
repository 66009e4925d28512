// What a name in a file stands for, and all the places where it is named: hover, definition,
// references and symbols of a file. Covered by tests/cli/lsp/names_test.cpp.
#pragma once

#include "cli/lsp/workspace.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chaperone::cli::lsp {

/// A place in a file: the file's path in place of a FileId, so that views can be compared.
struct NamePlace {
  std::string path;
  std::uint32_t begin = 0, end = 0;
  auto operator<=>(const NamePlace&) const = default;
};

NamePlace place_in(const View& view, model::Span span);

/// A name that stands at some place of an open file.
struct Found {
  ViewRef view;
  model::Occurrence name;
};

/// The name at that byte, in the file as it is; where that does not know it, by its letters, in the file as it was.
std::optional<Found> name_at(Workspace& workspace, const std::string& path, std::uint32_t offset);

/// A variable, a parameter or an individual: named within one declaration only.
bool is_local(model::NameKind kind);

/// Where the name that is declared at `declared` stands in any file, with its declarations, as far as `replace` and
/// `drop` go; `views` gets all views that were looked through.
std::set<NamePlace> places_of(Workspace& workspace, const Found& found, std::vector<ViewRef>& views);

Json hover(Workspace& workspace, const std::string& path, std::uint32_t offset);
Json definition(Workspace& workspace, const std::string& path, std::uint32_t offset);
Json references(Workspace& workspace, const std::string& path, std::uint32_t offset, bool with_declaration);
Json highlights(Workspace& workspace, const std::string& path, std::uint32_t offset);
Json document_symbols(Workspace& workspace, const std::string& path);

} // namespace chaperone::cli::lsp
