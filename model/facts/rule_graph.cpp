// See model/facts/rule_graph.hpp.
#include "model/facts/rule_graph.hpp"

#include "model/facts/possible_truth.hpp"
#include "model/rules/claims.hpp"
#include "model/rules/walk.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>

#include <algorithm>
#include <iterator>
#include <set>

namespace chaperone::model {
namespace {

std::set<RelationId> empty_for_ever(const System& system) {
  std::set<RelationId> empty;
  for (const Constraint& init : system.inits)
    if (init.empty_relation)
      empty.insert(*init.empty_relation);
  for (bool is_settled = false; !is_settled;) {
    is_settled = true;
    EmptinessAbstraction abstraction(system, empty);
    std::set<RelationId> filled;
    for (const Rule& rule : system.rules) {
      if (!abstraction.may_fire(rule))
        continue;
      for (const Effect& effect : rule.effects)
        for (const Update& update : effect.updates)
          if (const auto* add = std::get_if<AddTuple>(&update); add != nullptr && abstraction.may_happen(effect))
            filled.insert(add->relation);
    }
    for (const RelationId relation : filled)
      is_settled = empty.erase(relation) == 0 && is_settled;
  }
  return empty;
}

/// What a rule's effects change.
Mentions writes_of(const Rule& rule) {
  Mentions result;
  for (const Effect& effect : rule.effects)
    for (const Update& update : effect.updates)
      std::visit(overload{
                     [&](const AddTuple& add) { result.relations.insert(add.relation); },
                     [&](const RemoveTuple& remove) { result.relations.insert(remove.relation); },
                     [&](const SetValue& change) { result.functions.insert(change.function); },
                 },
                 update);
  return result;
}

/// Where the rule's own updates could clash: such a step is no step of a run, so these belong to what it reads.
Mentions possible_clashes(const Rule& rule) {
  std::set<RelationId> added;
  std::set<RelationId> removed;
  Mentions result;
  for (const Effect& effect : rule.effects)
    for (const Update& update : effect.updates)
      std::visit(overload{
                     [&](const AddTuple& add) { added.insert(add.relation); },
                     [&](const RemoveTuple& remove) { removed.insert(remove.relation); },
                     [&](const SetValue& change) { result.functions.insert(change.function); },
                 },
                 update);
  std::set_intersection(added.begin(), added.end(), removed.begin(), removed.end(),
                        std::inserter(result.relations, result.relations.end()));
  return result;
}

bool overlap(const Mentions& left, const Mentions& right) {
  const auto share = [](const auto& some, const auto& others) {
    return std::any_of(some.begin(), some.end(), [&](const auto& id) { return others.contains(id); });
  };
  return share(left.relations, right.relations) || share(left.functions, right.functions);
}

/// An edge leads from what is needed to what that depends on. Vertices: relations, functions, rules, constraints,
/// and last the property.
class Dependencies {
public:
  Dependencies(const System& system, const Property& property)
      : system_(system), graph_(first_constraint() + system.assumptions.size() + system.inits.size() + 1) {
    for (std::size_t i = 0; i < system.rules.size(); ++i)
      add_rule(i);
    std::size_t vertex = first_constraint();
    for (const std::vector<Constraint>* constraints : {&system.assumptions, &system.inits})
      for (const Constraint& constraint : *constraints)
        add_constraint(vertex++, constraint);
    Mentions mentions;
    collect_mentions(system, property.formula, mentions);
    needs(vertex, mentions);
    for (std::size_t rule = 0; property.is_about_steps && rule < system.rules.size(); ++rule)
      boost::add_edge(vertex, first_rule() + rule, graph_);
  }

  Slice cone() const {
    std::vector<boost::default_color_type> colors(boost::num_vertices(graph_));
    boost::queue<std::size_t> queue;
    boost::breadth_first_visit(graph_, boost::num_vertices(graph_) - 1, queue, boost::default_bfs_visitor(),
                               boost::make_iterator_property_map(colors.begin(), get(boost::vertex_index, graph_)));
    Slice result;
    const auto collect = [&](auto& list, std::size_t first, std::size_t count) {
      for (std::size_t i = 0; i < count; ++i)
        if (colors[first + i] != boost::white_color)
          list.push_back({static_cast<std::uint32_t>(i)});
    };
    collect(result.relations, 0, system_.relations.size());
    collect(result.functions, first_function(), system_.functions.size());
    collect(result.rules, first_rule(), system_.rules.size());
    return result;
  }

private:
  std::size_t first_function() const { return system_.relations.size(); }
  std::size_t first_rule() const { return first_function() + system_.functions.size(); }
  std::size_t first_constraint() const { return first_rule() + system_.rules.size(); }

  template <class Visit> void for_each_symbol(const Mentions& mentions, Visit visit) const {
    for (const RelationId relation : mentions.relations)
      visit(std::size_t{relation.index});
    for (const FunctionId function : mentions.functions)
      visit(first_function() + function.index);
  }

  void needs(std::size_t vertex, const Mentions& mentions) {
    for_each_symbol(mentions, [&](std::size_t symbol) { boost::add_edge(vertex, symbol, graph_); });
  }

  void add_rule(std::size_t index) {
    const std::size_t vertex = first_rule() + index;
    needs(vertex, reads_of(system_, system_.rules[index]));
    needs(vertex, possible_clashes(system_.rules[index]));
    for_each_symbol(writes_of(system_.rules[index]),
                    [&](std::size_t symbol) { boost::add_edge(symbol, vertex, graph_); });
  }

  void add_constraint(std::size_t vertex, const Constraint& constraint) {
    Mentions mentions;
    collect_mentions(system_, constraint.formula, mentions);
    needs(vertex, mentions);
    for_each_symbol(mentions, [&](std::size_t symbol) { boost::add_edge(symbol, vertex, graph_); });
  }

  const System& system_;
  boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> graph_;
};

} // namespace

System about_its_start(System system) {
  Mentions found;
  for (const auto* constraints : {&system.assumptions, &system.inits})
    for (const Constraint& constraint : *constraints)
      collect_mentions(system, constraint.formula, found);
  // A closure of a define may be of one that mentions another.
  for (std::size_t count = 0; count != found.relations.size();) {
    count = found.relations.size();
    for (const RelationId closure : system.closures)
      if (const auto* step = std::get_if<DefineId>(&system[closure].closure_of);
          step != nullptr && found.relations.contains(closure))
        collect_mentions(system, system[*step].body, found);
  }
  std::erase_if(system.closures, [&](RelationId closure) { return !found.relations.contains(closure); });
  return system;
}

Mentions reads_of(const System& system, const Rule& rule) {
  Mentions result;
  for (const Requirement& requirement : rule.requirements)
    collect_mentions(system, requirement.formula, result);
  const auto collect_terms = [&](const std::vector<Term>& terms) {
    for (const Term& term : terms)
      collect_mentions(term, result);
  };
  for (const Effect& effect : rule.effects) {
    collect_mentions(system, effect.binders, result);
    if (effect.where)
      collect_mentions(system, effect.where, result);
    for (const Update& update : effect.updates)
      std::visit(overload{
                     [&](const AddTuple& add) { collect_terms(add.args); },
                     [&](const RemoveTuple& remove) { collect_terms(remove.args); },
                     [&](const SetValue& change) {
                       collect_terms(change.args);
                       collect_mentions(change.value, result);
                     },
                 },
                 update);
  }
  return result;
}

namespace {

/// No two of the terms at one place are different values.
bool may_be_one_place(const std::vector<Term>& left, const std::vector<Term>& right) {
  for (std::size_t i = 0; i < left.size(); ++i) {
    const auto *one = std::get_if<Value>(&left[i]), *other = std::get_if<Value>(&right[i]);
    if (one && other && *one != *other)
      return false;
  }
  return true;
}

bool reads_tuple(const System& system, const Node& formula, RelationId relation, const std::vector<Term>& args);

/// A closure may rest on any tuple of what it is the closure of.
bool closure_reads(const System& system, RelationId closure, RelationId relation, const std::vector<Term>& args) {
  return std::visit(overload{
                        [](std::monostate) { return false; },
                        [&](RelationId base) { return base == relation; },
                        [&](DefineId base) { return reads_tuple(system, *system[base].body, relation, args); },
                    },
                    system[closure].closure_of);
}

/// Does some atom of the relation, in the formula or in what it calls, stand for a tuple with these arguments?
bool reads_tuple(const System& system, const Node& formula, RelationId relation, const std::vector<Term>& args) {
  bool found = false;
  walk(formula, [&](const Node& node) {
    if (found)
      return;
    if (const auto* atom = std::get_if<Atom>(&node.kind))
      found = (atom->relation == relation && (may_be_one_place(atom->args, args) || system[relation].is_symmetric)) ||
              closure_reads(system, atom->relation, relation, args);
    else if (const auto* call = std::get_if<Call>(&node.kind))
      found = reads_tuple(system, *system[call->define].body, relation, args);
    else if (const auto* can = std::get_if<Can>(&node.kind))
      found = std::ranges::any_of(asked_by_can(system[can->rule]),
                                  [&](const Formula& asked) { return reads_tuple(system, *asked, relation, args); });
  });
  return found;
}

} // namespace

bool can_touch(const System& system, RuleId rule, const Formula& formula) {
  Mentions read;
  collect_mentions(system, formula, read);
  const auto touches = [&](const Update& update) {
    return std::visit(overload{
                          [&](const AddTuple& add) {
                            return read.relations.contains(add.relation) &&
                                   reads_tuple(system, *formula, add.relation, add.args);
                          },
                          [&](const RemoveTuple& remove) {
                            return read.relations.contains(remove.relation) &&
                                   reads_tuple(system, *formula, remove.relation, remove.args);
                          },
                          [&](const SetValue& change) { return read.functions.contains(change.function); },
                      },
                      update);
  };
  return std::ranges::any_of(system[rule].effects,
                             [&](const Effect& effect) { return std::ranges::any_of(effect.updates, touches); });
}

std::vector<RelationId> always_empty_relations(const System& system) {
  const std::set<RelationId> empty = empty_for_ever(system);
  return {empty.begin(), empty.end()};
}

std::vector<RuleId> rules_that_can_never_fire(const System& system) {
  const std::set<RelationId> empty = empty_for_ever(system);
  EmptinessAbstraction abstraction(system, empty);
  std::vector<RuleId> result;
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
    if (!abstraction.may_fire(system.rules[rule]))
      result.push_back(RuleId{rule});
  return result;
}

bool can_ever_hold(const System& system, const Formula& formula, const std::vector<RelationId>& empty) {
  const std::set<RelationId> relations(empty.begin(), empty.end());
  return EmptinessAbstraction(system, relations).truth(formula).may_hold;
}

bool can_show(const System& system, RuleId rule, const Property& property) {
  if (!property.is_about_steps)
    return can_touch(system, rule, property.formula);
  return EmptinessAbstraction(system, {}, rule).truth(shown_where(property)).may_hold;
}

std::vector<Feeding> rule_feedings(const System& system) {
  std::vector<Mentions> reads;
  std::vector<Mentions> writes;
  for (const Rule& rule : system.rules) {
    reads.push_back(reads_of(system, rule));
    writes.push_back(writes_of(rule));
  }
  std::vector<Feeding> result;
  for (std::uint32_t feeder = 0; feeder < system.rules.size(); ++feeder)
    for (std::uint32_t fed = 0; fed < system.rules.size(); ++fed)
      if (overlap(writes[feeder], reads[fed]))
        result.push_back({RuleId{feeder}, RuleId{fed}});
  return result;
}

Slice slice(const System& system, PropertyId property) {
  return Dependencies(system, system[property]).cone();
}

} // namespace chaperone::model
