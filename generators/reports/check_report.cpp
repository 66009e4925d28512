// Words and counts.
#include "generators/reports/check_report.hpp"

#include "generators/story/text.hpp"
#include "model/print/printer.hpp"
#include "model/rules/claims.hpp"
#include "model/text/visible.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::reports {

using namespace model;

Finding finding_of(const Property& property, const solver::Verdict& verdict) {
  const bool is_possible = property.kind == PropertyKind::possible;
  return std::visit(overload{
                        [&](const solver::Shown&) { return is_possible ? Finding::witnessed : Finding::violated; },
                        [&](const solver::Proved&) { return is_possible ? Finding::impossible : Finding::proved; },
                        [](const solver::Bounded&) { return Finding::bounded; },
                        [](const solver::Unknown&) { return Finding::unknown; },
                    },
                    verdict);
}

std::vector<Formula> told_invariant(const System& system, const Property& property, const solver::Proved& proved) {
  if (proved.looked_at)
    return {};
  const Formula claim = invariant_of(property);
  const std::string text = print(system, claim);
  std::vector<Formula> told = proved.invariant;
  if (std::ranges::none_of(told, [&](const Formula& formula) { return print(system, formula) == text; }))
    told.insert(told.begin(), claim);
  return told;
}

std::string part_of_invariant(const System& system, const Property& asked, const Formula& part) {
  std::string text = print(system, part);
  if (text == print(system, invariant_of(asked)))
    return asked.kind == PropertyKind::possible ? "its opposite" : "the property itself";
  for (const Property& property : system.properties)
    if (property.kind != PropertyKind::possible && text == print(system, invariant_of(property)))
      return property.name;
  return text;
}

std::string_view word_for(Finding finding) {
  switch (finding) {
  case Finding::violated:
    return "violated";
  case Finding::proved:
    return "proved";
  case Finding::witnessed:
    return "witnessed";
  case Finding::impossible:
    return "impossible";
  case Finding::bounded:
    return "bounded";
  case Finding::unknown:
    return "unknown";
  }
  return "";
}

std::string_view word_for(PropertyKind kind) {
  switch (kind) {
  case PropertyKind::never:
    return "never";
  case PropertyKind::always:
    return "always";
  case PropertyKind::possible:
    return "possible";
  }
  return "";
}

std::string_view word_for(const Property& property) {
  return property.way_back ? "undoable" : word_for(property.kind);
}

namespace {

/// What stands behind the colon: a sort, or what admits its individuals.
std::string domain_of(const System& system, const Binder& binder) {
  if (binder.guard)
    if (const auto* atom = std::get_if<Atom>(&binder.guard->kind))
      return system[atom->relation].name;
  if (binder.guard)
    if (const auto* call = std::get_if<Call>(&binder.guard->kind))
      return system[call->define].name;
  return system[system[binder.variable].sort].name;
}

} // namespace

std::string as_written(const System& system, const Property& property) {
  const std::string head = fmt::format("{} {}", word_for(property), property.name);
  if (!property.way_back)
    return fmt::format("{} = {}", head, print(system, property.formula));
  const WayBack& way = *property.way_back;
  std::string binders, rules;
  for (const Binder& binder : way.binders)
    binders += fmt::format("{}{}: {}", binders.empty() ? " for " : ", ", system[binder.variable].name,
                           domain_of(system, binder));
  for (const RuleId rule : way.rules)
    rules += (rules.empty() ? "" : ", ") + system[rule].name;
  return fmt::format("{}{} = {} to {} by {}{}", head, binders, print(system, way.from), print(system, way.to), rules,
                     way.within == 1 ? std::string() : fmt::format(" within {}", way.within));
}

Tally tally(const CheckReport& report) {
  Tally result;
  const auto count = [&](Finding finding) -> std::size_t& {
    switch (finding) {
    case Finding::violated:
      return result.violated;
    case Finding::proved:
      return result.proved;
    case Finding::witnessed:
      return result.witnessed;
    case Finding::impossible:
      return result.impossible;
    case Finding::bounded:
      return result.bounded;
    case Finding::unknown:
      break;
    }
    return result.unknown;
  };
  for (const solver::PropertyAnswer& answer : report.result->properties)
    ++count(finding_of((*report.system)[answer.property], answer.verdict));
  for (const solver::ScenarioAnswer& answer : report.result->scenarios)
    ++(answer.replay.failure ? result.failed : result.passed);
  for (const SavedReplay& saved : report.saved)
    ++(saved.failure ? result.replay_failed : result.replayed);
  result.conflicts = report.result->conflicts.size();
  result.undecided_conflicts = report.result->undecided_conflicts.size();
  return result;
}

std::vector<Diagnostic> all_warnings(const CheckReport& report) {
  std::vector<Diagnostic> warnings = report.warnings;
  warnings.insert(warnings.end(), report.result->warnings.begin(), report.result->warnings.end());
  sort_in_source_order(warnings);
  return warnings;
}

std::string unread_in_words(const std::string& file, const std::string& why) {
  return fmt::format("the file `{}` was not read: {}", visible(file), why);
}

std::string sorts_in_words(const System& system) {
  std::vector<std::string> words;
  for (const Sort& sort : system.sorts)
    if (!sort.is_enum)
      words.push_back(plural_name(sort.name));
  return words.empty() ? "individuals" : list_names(words);
}

std::string sizes_in_words(const System& system, const std::map<SortId, std::uint32_t>& sizes) {
  std::vector<std::string> words;
  words.reserve(sizes.size());
  for (const auto& [sort, size] : sizes)
    words.push_back(fmt::format("{} {}", size, size == 1 ? system[sort].name : plural_name(system[sort].name)));
  return list_names(words);
}

} // namespace chaperone::reports
