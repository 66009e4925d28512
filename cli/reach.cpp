// See reach.hpp.
#include "cli/reach.hpp"

#include "cli/rule_files.hpp"
#include "cli/spelling.hpp"

#include "model/resolve/front_end.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::cli {
namespace {

using model::comparison::Matching;
using solver::comparison::Reach;

bool is_name(const std::string& text) {
  return std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

/// As a formula of one side; nothing where it is none, which has been shown then.
model::Formula read_on(model::System& system, const char* side, const std::string& text, Console& console) {
  const model::LoadedFormulas loaded =
      model::load_formulas(system, {{fmt::format("--reach, in the {} rules", side), "some " + text}});
  show(loaded.diagnostics, *loaded.sources, console);
  if (!loaded.system)
    return nullptr;
  system.variables = loaded.system->variables;
  const model::Formula& formula = loaded.formulas.front();
  const auto* asked = std::get_if<model::Quantified>(&formula->kind);
  if (asked != nullptr && asked->kind == model::Quantifier::some)
    return formula;
  complain(console, fmt::format("--reach {}: is not of the form `a, b: User | φ`", text));
  return nullptr;
}

bool are_alike(const ComparedRules& rules, const Matching& matching, const Reach& reach) {
  const auto& olds = std::get<model::Quantified>(reach.before->kind).binders;
  const auto& news = std::get<model::Quantified>(reach.after->kind).binders;
  return std::ranges::equal(olds, news, [&](const model::Binder& there, const model::Binder& here) {
    return matching.sorts.of_before[rules.before[there.variable].sort.index] == rules.after[here.variable].sort;
  });
}

std::optional<Reach> read_reach(const std::string& text, ComparedRules rules, const Matching& matching,
                                Console& console) {
  if (is_name(text)) {
    const auto defines = solver::comparison::defines_on_both_sides(rules.before, rules.after, matching);
    if (std::ranges::find(defines, text) != defines.end())
      return solver::comparison::reach_of_define(rules.before, rules.after, text);
    complain(console, fmt::format("--reach {}: the two files have no such define with parameters{}", text,
                                  did_you_mean(text, defines)));
    return std::nullopt;
  }
  Reach made{text, read_on(rules.before, "old", text, console), nullptr};
  if (made.before == nullptr)
    return std::nullopt;
  made.after = read_on(rules.after, "new", text, console);
  if (made.after == nullptr)
    return std::nullopt;
  if (!are_alike(rules, matching, made)) {
    complain(console, fmt::format("--reach {}: a sort is not the same on both sides (--rename OLD=NEW)", text));
    return std::nullopt;
  }
  return made;
}

} // namespace

std::optional<std::vector<Reach>> read_reaches(const std::vector<std::string>& texts, ComparedRules rules,
                                               const Matching& matching, Console& console) {
  std::vector<Reach> made;
  for (const std::string& text : texts) {
    std::optional<Reach> reach = read_reach(text, rules, matching, console);
    if (!reach)
      return std::nullopt;
    made.push_back(std::move(*reach));
  }
  return made;
}

} // namespace chaperone::cli
