// See rename.hpp.
#include "cli/lsp/rename.hpp"

#include "cli/lsp/names.hpp"

#include "model/syntax/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::cli::lsp {
namespace {

Found renamable(Workspace& workspace, const std::string& path, std::uint32_t offset) {
  const auto found = name_at(workspace, path, offset);
  if (!found)
    throw RequestError(request_failed, "there is no name here that could be changed");
  if (found->view != workspace.view(path))
    throw RequestError(request_failed, "correct the mistakes in this file first");
  return *found;
}

void refuse_what_is_no_name(const std::string& word) {
  model::Report mistakes;
  const model::LexedFile lexed = model::lex({}, word, mistakes);
  const bool is_one_word = lexed.tokens.size() == 2 && lexed.tokens.front().begin == 0 &&
                           lexed.tokens.front().end == word.size() && mistakes.diagnostics().empty();
  if (is_one_word && is_reserved(lexed.tokens.front().kind))
    throw RequestError(request_failed, fmt::format("`{}` is a reserved word", word));
  if (!is_one_word || lexed.tokens.front().kind != model::TokenKind::name)
    throw RequestError(request_failed, fmt::format("`{}` is not a name: a letter, then letters, digits and `_`", word));
}

/// Every place where the old name stands is to have the new one.
class Renaming {
public:
  Renaming(std::set<NamePlace> places, std::size_t length) : places_(std::move(places)), length_(length) {
    for (const NamePlace& it : places_)
      by_file_[it.path].push_back(it);
  }

  const std::map<std::string, std::vector<NamePlace>>& by_file() const { return by_file_; }

  std::string changed(const std::string& path, std::string text, const std::string& new_name) const {
    const auto& list = by_file_.at(path);
    for (auto it = list.rbegin(); it != list.rend(); ++it)
      text.replace(it->begin, it->end - it->begin, new_name);
    return text;
  }

  /// Where what stood at `span` stands afterwards.
  NamePlace moved(const NamePlace& place) const {
    NamePlace result = place;
    const auto list = by_file_.find(place.path);
    if (list == by_file_.end())
      return result;
    for (const NamePlace& it : list->second)
      if (it.end <= place.begin) {
        result.begin = shifted(result.begin, it);
        result.end = shifted(result.end, it);
      }
    if (places_.contains(place))
      result.end = shifted(result.end, place);
    return result;
  }

private:
  std::uint32_t shifted(std::uint32_t offset, const NamePlace& by) const {
    return static_cast<std::uint32_t>(offset + length_ - (by.end - by.begin));
  }

  std::set<NamePlace> places_;
  std::size_t length_;
  std::map<std::string, std::vector<NamePlace>> by_file_;
};

/// Does every name of `after` stand for what it stood for?
bool are_same_names(const View& before, const View& after, const Renaming& renaming) {
  return std::ranges::equal(before.rules.index.occurrences, after.rules.index.occurrences,
                            [&](const model::Occurrence& a, const model::Occurrence& b) {
                              return a.kind == b.kind &&
                                     renaming.moved(place_in(before, a.place)) == place_in(after, b.place) &&
                                     renaming.moved(place_in(before, a.declared)) == place_in(after, b.declared);
                            });
}

} // namespace

Json prepare_rename(Workspace& workspace, const std::string& path, std::uint32_t offset) {
  const Found found = renamable(workspace, path, offset);
  return {{"range", workspace.range(*found.view, found.name.place)},
          {"placeholder", found.view->sources().text(found.name.place)}};
}

Json rename(Workspace& workspace, const std::string& path, std::uint32_t offset, const std::string& new_name) {
  const Found found = renamable(workspace, path, offset);
  refuse_what_is_no_name(new_name);
  std::vector<ViewRef> views;
  const Renaming renaming(places_of(workspace, found, views), new_name.size());
  std::map<std::string, std::string> texts;
  Json changes = Json::object();
  for (const ViewRef& view : views) {
    if (has_errors(view->rules.loaded.diagnostics))
      throw RequestError(request_failed, fmt::format("correct the mistakes in {} first", view->path({0})));
    for (std::uint32_t i = 0; i < view->sources().size(); ++i) {
      const auto places = renaming.by_file().find(view->path({i}));
      if (places == renaming.by_file().end() || texts.contains(places->first))
        continue;
      texts[places->first] = renaming.changed(places->first, view->text({i}), new_name);
      Json& edits = changes[workspace.documents.uri_of(places->first)];
      for (const NamePlace& it : places->second)
        edits.push_back({{"range", workspace.range(*view, {{i}, it.begin, it.end})}, {"newText", new_name}});
    }
  }
  for (const ViewRef& view : views) {
    const ViewRef after = read_view(view->path({0}), workspace.reader(&texts));
    for (const model::Diagnostic& it : after->rules.loaded.diagnostics)
      if (it.severity == model::Severity::error)
        throw RequestError(request_failed, fmt::format("`{}` cannot be the name: {}", new_name, it.message));
    if (!are_same_names(*view, *after, renaming))
      throw RequestError(request_failed,
                         fmt::format("`{}` cannot be the name: another name would stand for something else", new_name));
  }
  return {{"changes", std::move(changes)}};
}

} // namespace chaperone::cli::lsp
