// See verdicts.hpp.
#include "cli/lsp/verdicts.hpp"

#include "generators/reports/answer_markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace chaperone::cli::lsp {
namespace {

const solver::PropertyAnswer* answer_for(const Checked& checked, model::PropertyId property) {
  const auto found = std::ranges::find(checked.result.properties, property, &solver::PropertyAnswer::property);
  return found == checked.result.properties.end() ? nullptr : &*found;
}

const solver::ScenarioAnswer* answer_for(const Checked& checked, std::size_t scenario) {
  const auto found = std::ranges::find(checked.result.scenarios, scenario, &solver::ScenarioAnswer::scenario);
  return found == checked.result.scenarios.end() ? nullptr : &*found;
}

/// The title: "violated in 3 steps: show".
template <class Answer> std::string title(const model::System& system, const Answer* answer, const Checked* checked) {
  if (checked == nullptr || (answer == nullptr && !checked->is_whole))
    return "checking …";
  if (!checked->fault.empty())
    return "not checked: a fault in Chaperone";
  if (!checked->result.errors.empty())
    return "not checked: " + checked->result.errors.front().message;
  if (answer == nullptr)
    return "not checked";
  if constexpr (std::is_same_v<Answer, solver::ScenarioAnswer>)
    return reports::verdict_in_words(*answer) + ": show";
  else
    return reports::verdict_in_words(system, *answer) + ": show";
}

/// Where the verdicts on what used files promise are shown.
model::Span place_of_use(const View& view) {
  for (const model::WrittenDeclaration& it : view.rules.index.declarations)
    if (it.span.file == own_file && it.word == "use")
      return it.span;
  return {};
}

} // namespace

const Checked* Verdicts::of(Workspace& workspace, const std::string& path) const {
  const auto found = by_path_.find(path);
  return found != by_path_.end() && found->second.view == workspace.view(path) ? &found->second : nullptr;
}

bool Verdicts::has(const std::string& path, const ViewRef& view) const {
  const auto found = by_path_.find(path);
  return found != by_path_.end() && found->second.view == view && found->second.is_whole;
}

Json Verdicts::lenses(Workspace& workspace, const std::string& path) const {
  Json all = Json::array();
  const ViewRef view = workspace.view(path);
  if (!view->rules.loaded.system || view->is_part)
    return all;
  const model::System& system = *view->rules.loaded.system;
  const Checked* checked = of(workspace, path);
  const auto add = [&](model::Span span, const std::string& name, const auto* answer) {
    std::string words = title(system, answer, checked);
    if (span.file != own_file) {
      words = fmt::format("{}: {}", name, words);
      span = place_of_use(*view);
    }
    Json command{{"title", std::move(words)}, {"command", answer ? story_command : ""}};
    if (answer != nullptr)
      command["arguments"] = Json::array({workspace.documents.uri_of(path), name});
    all.push_back({{"range", workspace.range(*view, span)}, {"command", std::move(command)}});
  };
  for (std::uint32_t i = 0; i < system.properties.size(); ++i)
    add(system.properties[i].span, system.properties[i].name,
        checked ? answer_for(*checked, model::PropertyId{i}) : nullptr);
  for (std::size_t i = 0; i < system.scenarios.size(); ++i)
    add(system.scenarios[i].span, system.scenarios[i].name,
        checked ? answer_for(*checked, i) : static_cast<const solver::ScenarioAnswer*>(nullptr));
  return all;
}

std::string Verdicts::story(Workspace& workspace, const std::string& path, const std::string& name) const {
  if (const Checked* checked = of(workspace, path)) {
    const model::System& system = *checked->view->rules.loaded.system;
    for (const solver::PropertyAnswer& answer : checked->result.properties)
      if (system[answer.property].name == name)
        return reports::answer_markdown(system, answer);
    for (const solver::ScenarioAnswer& answer : checked->result.scenarios)
      if (system.scenarios[answer.scenario].name == name)
        return reports::answer_markdown(system, answer);
  }
  throw RequestError(request_failed, fmt::format("`{}` has not been checked as it is now", name));
}

std::map<std::string, const std::vector<model::Diagnostic>*> Verdicts::warnings(Workspace& workspace) const {
  std::map<std::string, const std::vector<model::Diagnostic>*> made;
  for (const auto& [path, checked] : by_path_)
    if (workspace.documents.find(path) != nullptr && of(workspace, path) != nullptr)
      made[path] = checked.result.errors.empty() ? &checked.result.warnings : &checked.result.errors;
  return made;
}

} // namespace chaperone::cli::lsp
