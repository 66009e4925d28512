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
using model::comparison::Rename;
using model::comparison::Side;
using solver::comparison::Reach;

bool is_of_a_name(unsigned char c) {
  return std::isalnum(c) != 0 || c == '_' || c >= 0x80;
}

bool is_name(const std::string& text) {
  return std::ranges::all_of(text, is_of_a_name);
}

/// The text with the other side's names for what was renamed.
std::string in_words_of(Side side, const std::string& text, const std::vector<Rename>& renames) {
  std::string made;
  for (auto at = text.begin(); at != text.end();) {
    const auto end = std::find_if_not(at, text.end(), is_of_a_name);
    if (end == at) {
      made += *at++;
      continue;
    }
    const std::string word(at, end);
    const auto known = std::ranges::find(renames, word, side == Side::after ? &Rename::before : &Rename::after);
    made += known == renames.end() ? word : side == Side::after ? known->after : known->before;
    at = end;
  }
  return made;
}

/// As a formula of one side; nothing where it is none, which has been shown then.
model::Formula read_on(model::System& system, Side side, const std::string& text, const std::vector<Rename>& renames,
                       Console& console) {
  const auto read = [&](const std::string& words) {
    const char* which = side == Side::before ? "old" : "new";
    return model::load_formulas(system, {{fmt::format("--reach, in the {} rules", which), "some " + words}});
  };
  model::LoadedFormulas loaded = read(text);
  if (const std::string renamed = in_words_of(side, text, renames); !loaded.system && renamed != text)
    if (model::LoadedFormulas other = read(renamed); other.system)
      loaded = std::move(other);
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
                                const std::vector<Rename>& renames, Console& console) {
  if (is_name(text)) {
    const auto defines = solver::comparison::defines_on_both_sides(rules.before, rules.after, matching);
    if (std::ranges::find(defines, text) != defines.end())
      return solver::comparison::reach_of_define(rules.before, rules.after, text);
    complain(console, fmt::format("--reach {}: the two files have no such define with parameters{}", text,
                                  did_you_mean(text, defines)));
    return std::nullopt;
  }
  Reach made{text, read_on(rules.before, Side::before, text, renames, console), nullptr};
  if (made.before == nullptr)
    return std::nullopt;
  made.after = read_on(rules.after, Side::after, text, renames, console);
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
                                               const Matching& matching, const std::vector<Rename>& renames,
                                               Console& console) {
  std::vector<Reach> made;
  for (const std::string& text : texts) {
    std::optional<Reach> reach = read_reach(text, rules, matching, renames, console);
    if (!reach)
      return std::nullopt;
    made.push_back(std::move(*reach));
  }
  return made;
}

} // namespace chaperone::cli
