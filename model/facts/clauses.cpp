// See clauses.hpp.
#include "model/facts/clauses.hpp"

#include "model/print/printer.hpp"
#include "model/rules/walk.hpp"
#include "model/steps/upkeep.hpp"

#include <algorithm>
#include <stdexcept>

namespace chaperone::model {

namespace {

void collect_conjuncts(const Formula& formula, std::vector<Formula>& found) {
  if (const auto* both = std::get_if<And>(&formula->kind))
    for (const Formula& part : both->parts)
      collect_conjuncts(part, found);
  else
    found.push_back(formula);
}

/// One row for each part of a row's formula.
template <class Row> std::vector<Row> apart(const std::vector<Row>& rows) {
  std::vector<Row> made;
  for (const Row& row : rows) {
    std::vector<Formula> parts;
    collect_conjuncts(row.formula, parts);
    for (const Formula& part : parts) {
      made.push_back(row);
      made.back().formula = part;
      if (parts.size() > 1)
        made.back().span = part->span;
    }
  }
  return made;
}

template <class Row> void erase(std::vector<Row>& rows, const std::set<std::size_t>& removed) {
  std::size_t at = 0;
  std::erase_if(rows, [&](const Row&) { return removed.contains(at++); });
}

void collect_asked(const System& system, const Formula& formula, std::set<RuleId>& found) {
  walk(*formula, [&](const Node& node) {
    if (const auto* can = std::get_if<Can>(&node.kind))
      found.insert(can->rule);
    if (const auto* call = std::get_if<Call>(&node.kind))
      collect_asked(system, system[call->define].body, found);
  });
}

} // namespace

System with_clauses_apart(System system) {
  system.assumptions = apart(system.assumptions);
  system.inits = apart(system.inits);
  for (Rule& rule : system.rules)
    rule.requirements = apart(rule.requirements);
  return system;
}

std::vector<Clause> clauses_of(const System& system) {
  std::vector<Clause> made;
  const auto add = [&](Clause::Kind kind, RuleId rule, const auto& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (is_written(system, rows[i].span))
        made.push_back({kind, rule, i, rows[i].span});
  };
  add(Clause::Kind::assumption, {}, system.assumptions);
  add(Clause::Kind::init, {}, system.inits);
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule) {
    add(Clause::Kind::requirement, RuleId{rule}, system.rules[rule].requirements);
    add(Clause::Kind::effect, RuleId{rule}, stated_effects(system.rules[rule]));
  }
  return made;
}

System without(const System& system, const std::vector<Clause>& clauses, const ClauseSet& removed) {
  System made = system;
  std::set<std::size_t> assumptions, inits;
  std::vector<std::set<std::size_t>> requirements(system.rules.size()), effects(system.rules.size());
  for (const std::size_t each : removed) {
    const Clause& clause = clauses[each];
    switch (clause.kind) {
    case Clause::Kind::assumption:
      assumptions.insert(clause.index);
      break;
    case Clause::Kind::init:
      inits.insert(clause.index);
      break;
    case Clause::Kind::requirement:
      requirements[clause.rule.index].insert(clause.index);
      break;
    case Clause::Kind::effect:
      effects[clause.rule.index].insert(clause.index);
      break;
    }
  }
  erase(made.assumptions, assumptions);
  erase(made.inits, inits);
  for (std::size_t rule = 0; rule < made.rules.size(); ++rule) {
    erase(made.rules[rule].requirements, requirements[rule]);
    erase(made.rules[rule].effects, effects[rule]);
  }
  if (looks_at_runs(system))
    steps::remake_upkeep(made);
  return made;
}

Rule rule_without(const System& system, const Clause& clause) {
  Rule made = system[clause.rule];
  if (clause.kind == Clause::Kind::effect)
    erase(made.effects, {clause.index});
  else
    erase(made.requirements, {clause.index});
  return made;
}

bool looks_at_runs(const System& system) {
  return !system.memories.empty() || std::ranges::any_of(system.properties, [](const Property& property) {
    return steps::looks_at_runs(property);
  });
}

Switched with_switches(const System& system, const std::vector<Clause>& clauses, const ClauseSet& switched) {
  Switched made{system, {}};
  for (const std::size_t each : switched) {
    const Clause& clause = clauses[each];
    const RelationId relation{static_cast<std::uint32_t>(made.system.relations.size())};
    made.off[each] = relation;
    Relation& off = made.system.relations.emplace_back();
    off.name = "off" + std::to_string(each);
    off.is_fixed = true;
    const Formula is_off = make_formula(Atom{relation, {}});
    Rule& rule = made.system.rules[clause.rule.index];
    if (clause.kind == Clause::Kind::requirement) {
      Formula& formula = rule.requirements[clause.index].formula;
      formula = make_formula(Or{{is_off, formula}});
    } else {
      Formula& where = rule.effects[clause.index].where;
      where = where ? conjunction({negation(is_off), where}) : negation(is_off);
    }
  }
  return made;
}

ClauseSet broken_by(const System& system, const std::vector<Clause>& clauses, const System& changed,
                    const Scenario& run) {
  const Replay replayed = replay(changed, run);
  ClauseSet found;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const Clause& clause = clauses[i];
    if (clause.kind == Clause::Kind::effect)
      continue;
    if (!clause.is_in_rule()) {
      const auto& rows = clause.kind == Clause::Kind::init ? system.inits : system.assumptions;
      if (!evaluate(rows[clause.index].formula, {replayed.start}))
        found.insert(i);
      continue;
    }
    const State* now = &replayed.start;
    for (const Played& played : replayed.steps) {
      if (played.action.rule == clause.rule &&
          !evaluate(system[clause.rule].requirements[clause.index].formula, {*now}, bindings_of(system, played.action)))
        found.insert(i);
      now = &played.after;
    }
  }
  return found;
}

std::string words_of(const System& system, const Clause& clause) {
  std::string words = quoted(system, clause.span);
  // What was not taken apart begins with its keyword.
  const auto with = [&](std::string keyword) { return words.starts_with(keyword) ? words : keyword.append(words); };
  switch (clause.kind) {
  case Clause::Kind::requirement:
    return "require " + words;
  case Clause::Kind::effect:
    break;
  case Clause::Kind::assumption:
    return with("assume ");
  case Clause::Kind::init:
    if (const auto& empty = system.inits[clause.index].empty_relation)
      return "init empty " + system[*empty].name;
    return with("init ");
  }
  return words;
}

std::set<RuleId> rules_asked_by(const System& system, const Formula& formula) {
  std::set<RuleId> found;
  collect_asked(system, formula, found);
  return found;
}

std::set<RuleId> rules_asked_by(const System& system, const Property& property) {
  std::set<RuleId> found = rules_asked_by(system, property.formula);
  if (property.asks_past)
    for (const Memory& memory : system.memories)
      for (const Formula& part : {memory.held, memory.since})
        if (part)
          found.merge(rules_asked_by(system, part));
  if (property.way_back)
    found.insert(property.way_back->rules.begin(), property.way_back->rules.end());
  return found;
}

} // namespace chaperone::model
