// See wording.hpp.
#include "model/comparison/wording.hpp"

#include "model/comparison/canonical.hpp"
#include "model/comparison/copies.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace chaperone::model::comparison {

std::set<RuleId> changed_rules(const System& before, const System& after, const Matching& matching) {
  Copies copies(before, after, matching, Side::after, false);
  const auto requirements = [&](Side side, RuleId id, const std::vector<VariableId>& parameters) {
    steps::Transplant in = copies.saying(side, Side::after, id, parameters);
    std::multiset<std::string> texts;
    for (const Requirement& requirement : copies.of(side)[id].requirements)
      texts.insert(canonical(copies.made(), in.of(requirement.formula)));
    return texts;
  };
  const auto choices = [&](Side side, RuleId id, const std::vector<VariableId>& parameters) {
    steps::Transplant in = copies.saying(side, Side::after, id, parameters);
    std::multiset<std::string> texts;
    for (const MayRefuse& refusable : copies.of(side)[id].may_refuse)
      texts.insert(canonical(copies.made(), in.of(refusable.unless)));
    return texts;
  };
  std::set<RuleId> changed;
  for (std::uint32_t i = 0; i < after.rules.size(); ++i) {
    const std::optional<RuleId>& counterpart = matching.rules.of_after[i];
    if (!counterpart)
      continue;
    const std::vector<VariableId> parameters = copies.parameters_of(Side::after, RuleId{i});
    if (requirements(Side::before, *counterpart, parameters) != requirements(Side::after, RuleId{i}, parameters) ||
        choices(Side::before, *counterpart, parameters) != choices(Side::after, RuleId{i}, parameters) ||
        copies.texts_of(Side::before, Side::after, *counterpart, parameters) !=
            copies.texts_of(Side::after, Side::after, RuleId{i}, parameters))
      changed.insert(RuleId{i});
  }
  return changed;
}

namespace {

/// A condition of a rule and the reason that is given with it.
struct Reasoned {
  std::string condition; ///< canonical
  const std::optional<std::string>* reason;
  Span where;
};

/// The reason with each `{parameter}` said by its number.
std::optional<std::string> numbered(const System& system, const Rule& rule, const std::optional<std::string>& reason) {
  if (!reason)
    return std::nullopt;
  std::string made = *reason;
  for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
    const std::string name = "{" + system[rule.parameters[i]].name + "}", number = "{" + std::to_string(i) + "}";
    for (std::size_t at = made.find(name); at != std::string::npos; at = made.find(name, at + number.size()))
      made.replace(at, name.size(), number);
  }
  return made;
}

/// As the file has it, but for blanks, ends of lines and comments.
std::string as_written(const System& system, const Formula& formula) {
  const std::string_view text = system.sources->text(formula->span);
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("//"))
      i = std::min(text.find('\n', i), text.size() - 1);
    else if (std::isspace(static_cast<unsigned char>(text[i])) == 0)
      made += text[i];
  }
  return made;
}

/// A way back by what the file says of it; its formula says what its rules do, too.
std::string words_of(const System& system, const WayBack& way, steps::Transplant& in,
                     const std::vector<RuleId>& numbers) {
  std::string made = canonical(system, in.of(make_formula(Quantified{Quantifier::all, 0, way.binders,
                                                                     make_formula(Implies{way.from, way.to})})));
  std::set<std::uint32_t> rules;
  for (const RuleId rule : way.rules)
    rules.insert(numbers[rule.index].index);
  return fmt::format("{} by {} within {}", made, fmt::join(rules, " "), way.within);
}

/// What is said of rules is said of the new ones; those of the old rules that have no counterpart have numbers of their
/// own.
std::vector<RuleId> numbers_of_rules(Side side, const Copies& copies, const Matching& matching) {
  const auto new_rules = static_cast<std::uint32_t>(copies.of(Side::after).rules.size());
  std::vector<RuleId> made;
  for (std::uint32_t i = 0; i < copies.of(side).rules.size(); ++i)
    made.push_back(side == Side::after ? RuleId{i} : matching.rules.of_before[i].value_or(RuleId{new_rules + i}));
  return made;
}

} // namespace

std::set<PropertyId> reworded(const System& before, const System& after, const Matching& matching) {
  Copies copies(before, after, matching, Side::after, false);
  const std::vector<RuleId> old_rules = numbers_of_rules(Side::before, copies, matching),
                            new_rules = numbers_of_rules(Side::after, copies, matching);
  copies.set_rules(Side::before, old_rules);
  copies.set_rules(Side::after, new_rules);
  steps::Transplant old_words = copies.saying(Side::before, Side::after);
  steps::Transplant new_words = copies.saying(Side::after, Side::after);
  const auto words = [&](const Property& property, steps::Transplant& in, const std::vector<RuleId>& rules) {
    return property.way_back ? words_of(copies.made(), *property.way_back, in, rules)
                             : canonical(copies.made(), in.of(property.formula));
  };
  std::set<PropertyId> made;
  for (std::uint32_t i = 0; i < after.properties.size(); ++i) {
    if (!matching.properties.of_after[i])
      continue;
    const Property &was = before[*matching.properties.of_after[i]], &is = after.properties[i];
    const bool are_alike = was.asks_past || is.asks_past
                               ? as_written(before, was.formula) == as_written(after, is.formula)
                               : was.way_back.has_value() == is.way_back.has_value() &&
                                     words(was, old_words, old_rules) == words(is, new_words, new_rules);
    if (!are_alike)
      made.insert(PropertyId{i});
  }
  return made;
}

std::vector<ReasonChange> changed_reasons(const System& before, const System& after, const Matching& matching) {
  Copies copies(before, after, matching, Side::after, false);
  const auto reasoned = [&](Side side, RuleId id, const std::vector<VariableId>& parameters) {
    steps::Transplant in = copies.saying(side, Side::after, id, parameters);
    const Rule& rule = copies.of(side)[id];
    std::vector<Reasoned> made;
    for (const Requirement& each : rule.requirements)
      made.push_back({"require " + canonical(copies.made(), in.of(each.formula)), &each.reason, each.span});
    for (const MayRefuse& each : rule.may_refuse)
      made.push_back({"unless " + canonical(copies.made(), in.of(each.unless)), &each.reason, each.span});
    return made;
  };
  std::vector<ReasonChange> changes;
  for (std::uint32_t i = 0; i < after.rules.size(); ++i) {
    const std::optional<RuleId>& counterpart = matching.rules.of_after[i];
    if (!counterpart)
      continue;
    const std::vector<VariableId> parameters = copies.parameters_of(Side::after, RuleId{i});
    std::multimap<std::string, const std::optional<std::string>*> olds;
    for (const Reasoned& each : reasoned(Side::before, *counterpart, parameters))
      olds.emplace(each.condition, each.reason);
    for (const Reasoned& each : reasoned(Side::after, RuleId{i}, parameters)) {
      const auto old = olds.find(each.condition);
      if (old == olds.end())
        continue;
      if (numbered(before, before[*counterpart], *old->second) != numbered(after, after.rules[i], *each.reason))
        changes.push_back({RuleId{i}, each.where, *old->second, *each.reason});
      olds.erase(old);
    }
  }
  return changes;
}

bool say_the_same(const System& before, const System& after, const Matching& matching) {
  if (!before.memories.empty() || !after.memories.empty())
    return false; // what they remember has no words here
  const auto are_paired = [](const auto& pairs) {
    const auto is_there = [](const auto& counterpart) { return counterpart.has_value(); };
    return std::ranges::all_of(pairs.of_before, is_there) && std::ranges::all_of(pairs.of_after, is_there);
  };
  for (std::size_t sort = 0; sort < before.sorts.size(); ++sort)
    if (const auto counterpart = matching.sorts.of_before[sort];
        !counterpart ||
        (before.sorts[sort].is_enum && before.sorts[sort].names.size() != after[*counterpart].names.size()) ||
        std::ranges::any_of(matching.values[sort], [](const auto& value) { return !value.has_value(); }))
      return false;
  if (!are_paired(matching.sorts) || !are_paired(matching.relations) || !are_paired(matching.functions) ||
      !are_paired(matching.rules) || !are_paired(matching.properties) ||
      !changed_rules(before, after, matching).empty())
    return false;
  Copies copies(before, after, matching, Side::after, false);
  const auto texts = [&](Side side) {
    std::multiset<std::string> made;
    steps::Transplant in = copies.saying(side, Side::after);
    for (auto list : {&System::assumptions, &System::inits})
      for (const Constraint& constraint : copies.of(side).*list)
        made.insert(canonical(copies.made(), in.of(constraint.formula)));
    return made;
  };
  if (texts(Side::before) != texts(Side::after))
    return false;
  return reworded(before, after, matching).empty();
}

} // namespace chaperone::model::comparison
