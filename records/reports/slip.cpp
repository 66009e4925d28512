// Which requirements of a step that breaks a promise were looked at in vain.
#include "records/reports/audit_report.hpp"
#include "records/reports/few.hpp"

#include "generators/story/instantiate.hpp"
#include "model/print/printer.hpp"
#include "model/rules/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace chaperone::records {
namespace {

/// The rule's parameters that a requirement names, and how often a quantifier of it ranges over each set.
struct Looks {
  std::set<model::VariableId> parameters;
  std::multiset<model::VariableId> ranges;
  std::set<model::SortId> anybody; ///< sorts of which it asks about others than the arguments
};

Looks looks_of(const model::System& system, const model::Formula& formula) {
  Looks made;
  const auto term = [&](const model::Term& whole) {
    model::walk_term(whole, [&](const model::Term& part) {
      if (const auto* variable = std::get_if<model::VariableId>(&part))
        made.parameters.insert(*variable);
      else if (const auto* value = std::get_if<std::shared_ptr<const model::Application>>(&part))
        made.anybody.insert(system[(*value)->function].result);
    });
  };
  model::walk(*formula, [&](const model::Node& node) {
    model::for_each_term(node, term);
    if (const auto* member = std::get_if<model::Member>(&node.kind))
      made.parameters.insert(member->set);
    if (const auto* it = std::get_if<model::Quantified>(&node.kind))
      for (const model::Binder& binder : it->binders) {
        const auto* guard = binder.guard ? std::get_if<model::Member>(&binder.guard->kind) : nullptr;
        if (guard != nullptr)
          made.ranges.insert(guard->set);
        else
          made.anybody.insert(system[binder.variable].sort);
      }
    if (const auto* call = std::get_if<model::Call>(&node.kind)) {
      const Looks inner = looks_of(system, system[call->define].body);
      made.anybody.insert(inner.anybody.begin(), inner.anybody.end());
    }
  });
  return made;
}

} // namespace

Slip slip_of(const AuditReport& report, const Case& found, Naming& names) {
  const model::System& system = report.system();
  const model::Rule& rule = system[found.deed->rule];
  Slip made;
  Few few(system, names);
  std::vector<model::Assignment> bindings;
  for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
    std::vector<std::uint32_t> people;
    for (const Person& person : found.deed->args[i])
      people.push_back(few(person));
    if (system[rule.parameters[i]].is_set)
      bindings.push_back({rule.parameters[i], people});
    else
      bindings.push_back({rule.parameters[i], people.front()});
  }
  const auto parameters_of = [&](const Person& person) {
    std::vector<model::VariableId> of;
    for (std::size_t i = 0; i < rule.parameters.size(); ++i)
      if (std::ranges::find(found.deed->args[i], person) != found.deed->args[i].end())
        of.push_back(rule.parameters[i]);
    return of;
  };
  std::vector<Looks> looks;
  for (const model::Requirement& requirement : rule.requirements) {
    looks.push_back(looks_of(system, requirement.formula));
    const bool is_about_them = std::ranges::any_of(found.people, [&](const Person& person) {
      return std::ranges::any_of(parameters_of(person), [&](model::VariableId parameter) {
        return looks.back().parameters.contains(parameter) || looks.back().ranges.contains(parameter);
      });
    });
    if (is_about_them)
      made.passed.push_back(
          model::print(system, reports::instantiate(system, requirement.formula, bindings), &few.population()));
  }
  for (std::size_t i = 0; i < found.people.size(); ++i)
    for (std::size_t j = i + 1; j < found.people.size(); ++j) {
      const Person& one = found.people[i];
      const Person& other = found.people[j];
      if (one.sort != other.sort || one == other)
        continue;
      const bool is_seen = std::ranges::any_of(looks, [&](const Looks& look) {
        const auto names_some = [&](const Person& person) {
          return std::ranges::any_of(parameters_of(person), [&](model::VariableId it) {
            return look.parameters.contains(it) || look.ranges.contains(it);
          });
        };
        if (look.anybody.contains(one.sort) && (names_some(one) || names_some(other)))
          return true;
        return std::ranges::any_of(parameters_of(one), [&](model::VariableId a) {
          return std::ranges::any_of(parameters_of(other), [&](model::VariableId b) {
            return look.parameters.contains(a) && look.parameters.contains(b) && (a != b || look.ranges.count(a) > 1) &&
                   !(a == b && look.ranges.count(a) < 2);
          });
        });
      });
      if (!is_seen)
        made.unseen.emplace_back(names(one), names(other));
    }
  return made;
}

} // namespace chaperone::records
