// See names.hpp.
#include "cli/lsp/names.hpp"

#include "model/syntax/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::cli::lsp {
namespace {

using model::NameKind;

/// By its letters alone: what all of a file can name.
std::optional<Found> name_like(ViewRef view, std::string_view word) {
  for (const model::Occurrence& it : view->rules.index.occurrences)
    if (it.place == it.declared && !is_local(it.kind) && view->sources().text(it.place) == word)
      return Found{std::move(view), it};
  return std::nullopt;
}

std::string_view word_at(std::string_view text, const std::vector<model::Token>& tokens, std::uint32_t offset) {
  for (const model::Token& token : tokens)
    if (token.begin <= offset && offset <= token.end && token.kind == model::TokenKind::name)
      return text.substr(token.begin, token.end - token.begin);
  return {};
}

std::string_view word_for(NameKind kind) {
  switch (kind) {
  case NameKind::sort:
    return "sort";
  case NameKind::enumeration:
    return "enum";
  case NameKind::value:
    return "value";
  case NameKind::relation:
    return "relation";
  case NameKind::function:
    return "function";
  case NameKind::define:
    return "define";
  case NameKind::rule:
    return "rule";
  case NameKind::property:
    return "property";
  case NameKind::scenario:
    return "scenario";
  case NameKind::variable:
    return "variable";
  case NameKind::individual:
    return "individual";
  }
  return "";
}

/// A declaration's text; of a rule or a scenario what stands before its `{`.
std::string heading(const View& view, const model::WrittenDeclaration& it) {
  const std::string_view text = view.sources().text(it.span);
  if (it.word != "rule" && it.word != "scenario")
    return std::string(text);
  model::Report ignored;
  for (const model::Token& token : model::lex(it.span.file, text, ignored).tokens)
    if (token.kind == model::TokenKind::open_brace)
      return std::string(text.substr(0, text.find_last_not_of(" \t\r\n", token.begin - 1) + 1));
  return std::string(text);
}

/// A fence that no text within can close.
std::string code(std::string_view text) {
  std::string fence = "```";
  while (text.find(fence) != std::string_view::npos)
    fence += '`';
  return fmt::format("{}chaperone\n{}\n{}\n", fence, text, fence);
}

std::string hover_text(const Found& found) {
  const View& view = *found.view;
  const model::Occurrence& name = found.name;
  const std::string_view word = view.sources().text(name.place);
  const std::string sort = name.sort == model::any_sort ? std::string("?") : view.rules.system()[name.sort].name;
  if (is_local(name.kind))
    return fmt::format("{}{} {}", code(fmt::format("{}: {}", word, sort)),
                       name.kind == NameKind::individual ? "an individual of" : "a variable of", "this declaration");
  if (name.kind == NameKind::value)
    return fmt::format("{}{} `{}`", code(word),
                       view.rules.system()[name.sort].is_enum ? "a value of" : "a named individual of", sort);
  const model::WrittenDeclaration* declaration = view.rules.index.declaration_of(name.declared);
  if (declaration == nullptr)
    return fmt::format("{}a {}", code(word), word_for(name.kind));
  std::string text = code(heading(view, *declaration));
  if (!declaration->doc.empty())
    text += fmt::format("\n{}\n", declaration->doc);
  if (!declaration->requirements.empty())
    text += "\nIt is allowed if all of this is true:\n";
  std::string requirements;
  for (const model::Span span : declaration->requirements)
    requirements += fmt::format("{}require {}", requirements.empty() ? "" : "\n", view.sources().text(span));
  return requirements.empty() ? text : text + code(requirements);
}

constexpr int member_symbol = 22;

Json values_of(const Workspace& workspace, const View& view, const model::WrittenDeclaration& it) {
  Json all = Json::array();
  for (const model::Occurrence& value : view.rules.index.occurrences)
    if (value.kind == NameKind::value && value.place == value.declared && value.place.file == it.span.file &&
        value.place.begin > it.name.end && value.place.end < it.span.end)
      all.push_back({{"name", view.sources().text(value.place)},
                     {"kind", member_symbol},
                     {"range", workspace.range(view, value.place)},
                     {"selectionRange", workspace.range(view, value.place)}});
  return all;
}

/// SymbolKind of the protocol: what editors show with a fitting sign.
int symbol_kind(std::string_view word) {
  constexpr std::pair<std::string_view, int> kinds[] = {
      {"system", 2},   {"sort", 5},    {"enum", 10},       {"relation", 8},  {"function", 12},
      {"define", 12},  {"rule", 6},    {"never", 7},       {"always", 7},    {"possible", 7},
      {"undoable", 7}, {"closure", 8}, {"extend rule", 6}, {"scenario", 24}, {"use", 1}};
  const auto* found = std::ranges::find(kinds, word, [](const auto& each) { return each.first; });
  return found == std::end(kinds) ? 13 : found->second;
}

} // namespace

NamePlace place_in(const View& view, model::Span span) {
  return {view.path(span.file), span.begin, span.end};
}

bool is_local(NameKind kind) {
  return kind == NameKind::variable || kind == NameKind::individual;
}

std::optional<Found> name_at(Workspace& workspace, const std::string& path, std::uint32_t offset) {
  ViewRef view = workspace.view(path);
  if (!view->has_text())
    return std::nullopt;
  if (const model::Occurrence* here = view->rules.index.at({own_file, offset, offset}))
    return Found{view, *here};
  const std::string& text = view->text(own_file);
  model::Report ignored;
  const std::string_view word = word_at(text, model::lex(own_file, text, ignored).tokens, offset);
  if (word.empty() || view->rules.loaded.system)
    return std::nullopt;
  if (auto found = name_like(view, word))
    return found;
  ViewRef good = workspace.last_good(path);
  return good ? name_like(std::move(good), word) : std::nullopt;
}

std::set<NamePlace> places_of(Workspace& workspace, const Found& found, std::vector<ViewRef>& views) {
  const NamePlace declared = place_in(*found.view, found.name.declared);
  views = is_local(found.name.kind) ? std::vector{found.view} : workspace.views_with(declared.path);
  std::set<NamePlace> same{declared};
  for (bool grew = true; grew;) {
    grew = false;
    std::vector<ViewRef> more;
    for (const ViewRef& view : views)
      for (const model::SameName& it : view->rules.index.same_names) {
        const NamePlace place = place_in(*view, it.place), original = place_in(*view, it.original);
        if (!same.contains(place) && !same.contains(original))
          continue;
        grew = same.insert(place).second || grew;
        if (same.insert(original).second) {
          grew = true;
          more = workspace.views_with(original.path);
        }
      }
    if (!more.empty())
      views = std::move(more); // whoever reads the replacing file reads this one, too
  }
  std::set<NamePlace> places;
  for (const ViewRef& view : views)
    for (const model::Occurrence& it : view->rules.index.occurrences)
      if (same.contains(place_in(*view, it.declared)))
        places.insert(place_in(*view, it.place));
  for (const NamePlace& it : same)
    places.insert(it);
  return places;
}

Json hover(Workspace& workspace, const std::string& path, std::uint32_t offset) {
  const auto found = name_at(workspace, path, offset);
  if (!found)
    return nullptr;
  Json result{{"contents", {{"kind", "markdown"}, {"value", hover_text(*found)}}}};
  if (const ViewRef now = workspace.view(path); now == found->view)
    result["range"] = workspace.range(*found->view, found->name.place);
  return result;
}

Json definition(Workspace& workspace, const std::string& path, std::uint32_t offset) {
  const ViewRef view = workspace.view(path);
  for (const model::UsedFile& use : view->rules.index.uses)
    if (use.place.file == own_file && use.place.begin <= offset && offset <= use.place.end)
      return Json{{"uri", workspace.documents.uri_of(use.path)},
                  {"range", {{"start", to_json(Position{})}, {"end", to_json(Position{})}}}};
  const auto found = name_at(workspace, path, offset);
  if (!found)
    return nullptr;
  model::Span declared = found->name.declared;
  for (const model::SameName& it : found->view->rules.index.same_names)
    if (it.place == found->name.place)
      declared = it.original; // from a `replace` or `drop` to what it is about
  return workspace.location(*found->view, declared);
}

Json references(Workspace& workspace, const std::string& path, std::uint32_t offset, bool with_declaration) {
  Json all = Json::array();
  const auto found = name_at(workspace, path, offset);
  if (!found)
    return all;
  std::vector<ViewRef> views;
  const NamePlace declared = place_in(*found->view, found->name.declared);
  for (const NamePlace& place : places_of(workspace, *found, views)) {
    if (place == declared && !with_declaration)
      continue;
    for (const ViewRef& view : views) {
      std::optional<model::FileId> file;
      for (std::uint32_t i = 0; i < view->sources().size() && !file; ++i)
        if (view->path({i}) == place.path)
          file = model::FileId{i};
      if (!file)
        continue;
      all.push_back(workspace.location(*view, {*file, place.begin, place.end}));
      break;
    }
  }
  return all;
}

Json highlights(Workspace& workspace, const std::string& path, std::uint32_t offset) {
  Json all = Json::array();
  const auto found = name_at(workspace, path, offset);
  if (!found || found->view != workspace.view(path))
    return all;
  for (const model::Occurrence& it : found->view->rules.index.occurrences)
    if (it.place.file == own_file && it.declared == found->name.declared)
      all.push_back({{"range", workspace.range(*found->view, it.place)}});
  return all;
}

Json document_symbols(Workspace& workspace, const std::string& path) {
  Json all = Json::array();
  const ViewRef view = workspace.view(path);
  for (const model::WrittenDeclaration& it : view->rules.index.declarations) {
    if (it.span.file != own_file || it.name.begin == it.name.end)
      continue;
    Json symbol{{"name", view->sources().text(it.name)},
                {"detail", it.word},
                {"kind", symbol_kind(it.word)},
                {"range", workspace.range(*view, it.span)},
                {"selectionRange", workspace.range(*view, it.name)}};
    if (it.word == "enum")
      symbol["children"] = values_of(workspace, *view, it);
    all.push_back(std::move(symbol));
  }
  return all;
}

} // namespace chaperone::cli::lsp
