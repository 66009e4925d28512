// See mistakes.hpp.
#include "cli/lsp/mistakes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::cli::lsp {
namespace {

using model::Diagnostic;

constexpr int error_severity = 1, warning_severity = 2, information_severity = 3;
constexpr int unnecessary_tag = 1;

bool is_about_needless(const Diagnostic& it) {
  return it.code == "dead_rule" || it.code == "idle_effect" || it.code.starts_with("unused_");
}

bool has_file(const View& view, model::Span span) {
  return span.file.index < view.sources().size();
}

Json diagnostic_json(const Workspace& workspace, const View& view, const Diagnostic& it) {
  const model::Span place = has_file(view, it.span) ? it.span : model::Span{};
  std::string message = it.message;
  if (!it.label.empty() && it.message.find(it.label) == std::string::npos)
    message += ": " + it.label;
  if (!it.hint.empty())
    message += "\n" + it.hint;
  Json made{{"range", workspace.range(view, place)},
            {"severity", it.severity == model::Severity::error ? error_severity : warning_severity},
            {"code", it.code},
            {"source", "chaperone"},
            {"message", std::move(message)}};
  if (is_about_needless(it))
    made["tags"] = Json::array({unnecessary_tag});
  for (const model::Note& note : it.notes)
    if (has_file(view, note.span))
      made["relatedInformation"].push_back(
          {{"location", workspace.location(view, note.span)}, {"message", note.message}});
  return made;
}

/// What a part of something uses is for the whole to say.
bool is_for_the_whole(const View& view, const Diagnostic& it) {
  return view.is_part && it.severity == model::Severity::warning && it.code != "near_name";
}

void put(Json& list, Json diagnostic) {
  if (std::ranges::find(list, diagnostic) == list.end())
    list.push_back(std::move(diagnostic));
}

void add_all(Workspace& workspace, const View& view, const std::vector<Diagnostic>& diagnostics,
             std::map<std::string, Json>& made) {
  for (const Diagnostic& it : diagnostics) {
    const model::FileId file = has_file(view, it.span) ? it.span.file : own_file;
    // Another file's warnings are told where that file is open.
    const bool is_of_other = file.index > 0 && it.severity == model::Severity::warning;
    if (!is_of_other && !is_for_the_whole(view, it))
      put(made.try_emplace(workspace.documents.uri_of(view.path(file)), Json::array()).first->second,
          diagnostic_json(workspace, view, it));
  }
}

std::string title_of(const View& view, const model::Fix& fix) {
  if (fix.replacement.empty())
    return fmt::format("leave out `{}`", view.sources().text(fix.span));
  std::string_view words = fix.replacement;
  words.remove_prefix(std::min(words.find_first_not_of(' '), words.size()));
  words.remove_suffix(words.size() - (words.find_last_not_of(' ') + 1));
  return fmt::format("write `{}`", words);
}

bool touches(const Position& begin, const Position& end, const Json& range) {
  return begin <= read_position(range.at("end")) && read_position(range.at("start")) <= end;
}

} // namespace

std::map<std::string, Json> diagnostics_by_uri(Workspace& workspace,
                                               const std::map<std::string, const std::vector<Diagnostic>*>& warnings) {
  std::map<std::string, Json> made;
  for (const auto& [path, document] : workspace.documents.all()) {
    made.try_emplace(document.uri, Json::array());
    const ViewRef view = workspace.view(path);
    if (!view->has_text())
      continue; // larger than is read
    add_all(workspace, *view, view->rules.loaded.diagnostics, made);
    if (view->is_part && view->rules.index.uses.empty())
      put(made[document.uri],
          {{"range", workspace.range(*view, {})},
           {"severity", information_severity},
           {"code", "no_system"},
           {"source", "chaperone"},
           {"message", "this file names no system, so it is not checked by itself\nbegin with `system NAME`, or open a "
                       "file that uses this one"}});
    if (const auto found = warnings.find(path); found != warnings.end())
      add_all(workspace, *view, *found->second, made);
  }
  return made;
}

Json code_actions(Workspace& workspace, const std::string& path, const Json& range) {
  Json all = Json::array();
  const ViewRef view = workspace.view(path);
  for (const Diagnostic& it : view->rules.loaded.diagnostics) {
    if (!it.fix || it.span.file != own_file || it.fix->span.file != it.span.file)
      continue;
    const LineTable& lines = view->lines_of(it.span.file);
    const std::string& text = view->text(it.span.file);
    if (!touches(lines.position(text, std::min(it.span.begin, it.fix->span.begin), workspace.encoding),
                 lines.position(text, std::max(it.span.end, it.fix->span.end), workspace.encoding), range))
      continue;
    const Json edit{{"range", workspace.range(*view, it.fix->span)}, {"newText", it.fix->replacement}};
    all.push_back({{"title", title_of(*view, *it.fix)},
                   {"kind", "quickfix"},
                   {"isPreferred", true},
                   {"diagnostics", Json::array({diagnostic_json(workspace, *view, it)})},
                   {"edit", {{"changes", {{workspace.documents.uri_of(path), Json::array({edit})}}}}}});
  }
  return all;
}

} // namespace chaperone::cli::lsp
