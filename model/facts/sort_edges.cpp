// Implements model/facts/sort_edges.hpp. Covered by tests/model/sort_cycles_test.cpp.
#include "model/facts/sort_edges.hpp"

#include "model/rules/mentions.hpp"
#include "model/rules/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace chaperone::model {

namespace {

/// The universal variables that a term depends on.
using Roots = std::set<EdgeStart>;

/// Is a formula asserted as it stands, or denied?
enum class Polarity { asserted, denied };

Polarity opposite(Polarity polarity) {
  return polarity == Polarity::asserted ? Polarity::denied : Polarity::asserted;
}

/// What a quantifier becomes once the formula is asserted or denied.
struct Reading {
  bool is_existential = false;
  Polarity body = Polarity::asserted;
};

std::vector<Reading> readings(Quantifier quantifier, Polarity polarity) {
  const Polarity other = opposite(polarity);
  const bool is_asserted = polarity == Polarity::asserted;
  switch (quantifier) {
  case Quantifier::some:
  case Quantifier::at_least:
    return {{is_asserted, polarity}};
  case Quantifier::all:
    return {{!is_asserted, polarity}};
  case Quantifier::no:
  case Quantifier::lone:
  case Quantifier::at_most:
    return {{!is_asserted, other}};
  case Quantifier::one: // there is one, and no two: each half the other way round where it is denied
    return {{is_asserted, polarity}, {!is_asserted, other}};
  }
  return {};
}

class EdgeFinder {
public:
  explicit EdgeFinder(const System& system) : system_(system) {}

  void function(const Function& it) {
    if (system_[it.result].is_enum)
      return;
    for (const Place& place : it.places)
      if (!system_[place.sort].is_enum)
        add({false, place.sort.index}, it.result,
            {it.span,
             fmt::format("the function `{}` gives every {} a {}", it.name, name(place.sort), name(it.result))});
  }

  /// `whole`: where it stands. What is made of a part of it, and is not written itself, is told to stand there.
  void formula(const Formula& it, Polarity polarity, Span whole) {
    whole_ = whole;
    visit(*it, polarity);
  }

  void either_way(const Formula& it, Span whole) {
    formula(it, Polarity::asserted, whole);
    formula(it, Polarity::denied, whole);
  }

  void effect(const Effect& it) {
    const Memory* kept = kept_by(it);
    const Span whole = kept == nullptr ? it.span : kept->held->span;
    for (const Binder& binder : it.binders)
      make_universal(binder.variable);
    for (const Binder& binder : it.binders)
      if (binder.guard)
        either_way(binder.guard, whole);
    if (it.where)
      either_way(it.where, whole);
    for (const Update& update : it.updates)
      std::visit([&](const auto& kind) { hidden_variables(it, kind.args); }, update);
  }

  /// What `once` or `since` asks about, for which the effect keeps a relation. Null where the effect is a rule's own.
  const Memory* kept_by(const Effect& upkeep) const {
    if (upkeep.is_upkeep)
      for (const Memory& memory : system_.memories)
        for (const Update& update : upkeep.updates)
          if (std::visit([&](const auto& kind) { return changes(kind, memory.relation); }, update))
            return &memory;
    return nullptr;
  }

  /// How the rules keep what these relations remember, and what that asks about in turn.
  void memories(const std::set<RelationId>& relations) {
    std::set<RelationId> read = relations;
    for (auto memory = system_.memories.rbegin(); memory != system_.memories.rend(); ++memory) {
      if (!read.contains(memory->relation))
        continue;
      Mentions mentions;
      for (const Formula& side : {memory->held, memory->since})
        if (side)
          collect_mentions(system_, side, mentions);
      read.merge(mentions.relations);
      for (const Rule& rule : system_.rules)
        for (const Effect& it : rule.effects)
          if (kept_by(it) == &*memory)
            effect(it);
    }
  }

  SortEdges take() { return std::move(edges_); }

private:
  std::string name(SortId sort) const { return fmt::format("`{}`", system_[sort].name); }

  static bool changes(const SetValue&, RelationId) { return false; }
  template <class Tuple> static bool changes(const Tuple& update, RelationId relation) {
    return update.relation == relation;
  }

  void add(EdgeStart from, SortId to, EdgeReason reason) { edges_.emplace(std::pair(from, to), std::move(reason)); }

  void make_universal(VariableId variable) {
    Roots& roots = roots_[variable];
    roots.clear();
    if (const SortId sort = system_[variable].sort; !system_[sort].is_enum)
      roots.insert({false, sort.index});
  }

  /// A variable of `for` that is no argument itself has to be sought for each tuple.
  void hidden_variables(const Effect& effect, const std::vector<Term>& args) {
    for (const Binder& binder : effect.binders) {
      const SortId sort = system_[binder.variable].sort;
      if (system_[sort].is_enum || std::ranges::find(args, Term(binder.variable)) != args.end())
        continue;
      for (const Term& arg : args)
        if (const SortId from = sort_of(system_, arg); !system_[from].is_enum)
          add({false, from.index}, sort,
              {effect.span, fmt::format("for every {} this looks for a {}", name(from), name(sort))});
    }
  }

  Roots roots_of(const Term& term) const {
    Roots result;
    walk_term(term, [&](const Term& part) {
      if (const auto* variable = std::get_if<VariableId>(&part))
        if (const auto found = roots_.find(*variable); found != roots_.end())
          result.insert(found->second.begin(), found->second.end());
    });
    return result;
  }

  /// Of everything that occurs in the formula; variables bound inside must not be in roots_.
  void add_roots_in(const Node& node, Roots& result) const {
    walk(node, [&](const Node& part) { for_each_term(part, [&](const Term& term) { result.merge(roots_of(term)); }); });
  }

  void visit(const Node& node, Polarity polarity) {
    std::visit(overload{
                   [](const Constant&) {},
                   [](const Atom&) {},
                   [](const Equal&) {},
                   [](const Member&) {},
                   [&](const Not& it) { visit(*it.body, opposite(polarity)); },
                   [&](const And& it) { visit_all(it.parts, polarity); },
                   [&](const Or& it) { visit_all(it.parts, polarity); },
                   [&](const Implies& it) {
                     visit(*it.left, opposite(polarity));
                     visit(*it.right, polarity);
                   },
                   [&](const Iff& it) {
                     for (const Polarity each : {Polarity::asserted, Polarity::denied}) {
                       visit(*it.left, each);
                       visit(*it.right, each);
                     }
                   },
                   [&](const Quantified& it) { quantified(it, node, polarity); },
                   [&](const Call& it) { call(it, node, polarity); },
                   [&](const Can& it) { can(it, node, polarity); },
                   [](const Did&) {},
                   [&](const Was& it) { visit(*it.body, polarity); },
                   [&](const Reached& it) {
                     make_universal(it.tail);
                     make_universal(it.head);
                     visit(*it.step, Polarity::asserted);
                     visit(*it.step, Polarity::denied);
                     roots_.erase(it.tail);
                     roots_.erase(it.head);
                   },
                   [&](const SomeSet& it) { visit(*it.body, polarity); },
               },
               node.kind);
  }

  void visit_all(const std::vector<Formula>& parts, Polarity polarity) {
    for (const Formula& part : parts)
      visit(*part, polarity);
  }

  void quantified(const Quantified& it, const Node& node, Polarity polarity) {
    for (const Binder& binder : it.binders)
      roots_.erase(binder.variable);
    Roots around;
    add_roots_in(node, around);
    for (const Reading reading : readings(it.kind, polarity)) {
      for (const Binder& binder : it.binders) {
        if (reading.is_existential)
          make_existential(binder.variable, around, node.span);
        else
          make_universal(binder.variable);
      }
      for (const Binder& binder : it.binders)
        if (binder.guard)
          visit(*binder.guard, reading.is_existential ? Polarity::asserted : Polarity::denied);
      visit(*it.body, reading.body);
    }
    for (const Binder& binder : it.binders)
      roots_.erase(binder.variable);
  }

  /// For everything that `around` ranges over there is such an individual.
  void make_existential(VariableId variable, const Roots& around, Span span) {
    const SortId sort = system_[variable].sort;
    roots_[variable] = around;
    if (system_[sort].is_enum)
      return;
    for (const EdgeStart from : around)
      add(from, sort, {is_written(system_, span) ? span : whole_, reason_text(from, sort)});
  }

  std::string reason_text(EdgeStart from, SortId to) const {
    return from.is_parameter ? std::string()
                             : fmt::format("for every {} this asks for a {}", name(SortId{from.index}), name(to));
  }

  void call(const Call& it, const Node& node, Polarity polarity) {
    for (const auto& [edge, reason] : summary(it.define, polarity)) {
      const auto& [from, to] = edge;
      if (!from.is_parameter) {
        add(from, to, reason);
        continue;
      }
      for (const EdgeStart root : roots_of(it.args[from.index]))
        add(root, to, {node.span, reason_text(root, to)});
    }
  }

  /// A define's edges, found once however often it is called.
  const SortEdges& summary(DefineId define, Polarity polarity) {
    const auto key = std::pair(define, polarity);
    if (const auto found = summaries_.find(key); found != summaries_.end())
      return found->second;
    EdgeFinder inner(system_);
    inner.summaries_.swap(summaries_);
    const Define& it = system_[define];
    for (std::uint32_t i = 0; i < it.parameters.size(); ++i)
      inner.roots_[it.parameters[i]] = {EdgeStart{true, i}};
    inner.formula(it.body, polarity, it.span);
    inner.summaries_.swap(summaries_);
    return summaries_.emplace(key, inner.take()).first->second;
  }

  /// `_` is sought for the other arguments where `can` is asserted, and ranges over all where it is denied.
  void can(const Can& it, const Node& node, Polarity polarity) {
    const Rule& rule = system_[it.rule];
    Roots around;
    for (const Argument& arg : it.args)
      std::visit(overload{
                     [](const Anything&) {},
                     [&](const Term& term) { around.merge(roots_of(term)); },
                     [&](const std::vector<Term>& terms) {
                       for (const Term& term : terms)
                         around.merge(roots_of(term));
                     },
                 },
                 arg);
    for (std::size_t i = 0; i < it.args.size(); ++i) {
      const VariableId parameter = rule.parameters[i];
      if (const auto* term = std::get_if<Term>(&it.args[i]))
        roots_[parameter] = roots_of(*term);
      else if (!std::holds_alternative<Anything>(it.args[i]) || system_[parameter].is_set)
        roots_[parameter] = around;
      else if (polarity == Polarity::asserted)
        make_existential(parameter, around, node.span);
      else
        make_universal(parameter);
    }
    for (const Formula& asked : asked_by_can(rule))
      visit(*asked, polarity);
    for (const VariableId parameter : rule.parameters)
      roots_.erase(parameter);
  }

  const System& system_;
  Span whole_; ///< of what is looked at
  SortEdges edges_;
  std::unordered_map<VariableId, Roots> roots_; ///< of the variables in scope; none for what is a constant
  std::map<std::pair<DefineId, Polarity>, SortEdges> summaries_;
};

} // namespace

SortEdges common_edges(const System& system) {
  EdgeFinder finder(system);
  for (const Function& function : system.functions)
    finder.function(function);
  for (const Constraint& constraint : system.assumptions)
    finder.formula(constraint.formula, Polarity::asserted, constraint.span);
  for (const Constraint& constraint : system.inits)
    finder.formula(constraint.formula, Polarity::asserted, constraint.span);
  for (const Rule& rule : system.rules) {
    for (const Requirement& requirement : rule.requirements)
      finder.formula(requirement.formula, Polarity::asserted, requirement.span);
    for (const Effect& effect : rule.effects)
      if (finder.kept_by(effect) == nullptr)
        finder.effect(effect);
  }
  return finder.take();
}

SortEdges memory_edges(const System& system) {
  EdgeFinder finder(system);
  std::set<RelationId> all;
  for (const Memory& memory : system.memories)
    all.insert(memory.relation);
  finder.memories(all);
  return finder.take();
}

SortEdges property_edges(const System& system, const Property& property) {
  EdgeFinder finder(system);
  if (property.kind == PropertyKind::possible)
    finder.formula(property.formula, Polarity::asserted, property.span);
  else
    finder.either_way(property.formula, property.span);
  Mentions mentions;
  collect_mentions(system, property.formula, mentions);
  finder.memories(mentions.relations);
  return finder.take();
}

} // namespace chaperone::model
