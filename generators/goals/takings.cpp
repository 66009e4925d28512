// See takings.hpp.
#include "generators/goals/takings.hpp"

#include <algorithm>
#include <memory>

namespace chaperone::generators {

using namespace model;

namespace {

bool takes(const Rule& rule) {
  return std::ranges::any_of(stated_effects(rule), [](const Effect& effect) {
    return std::ranges::any_of(effect.updates,
                               [](const Update& update) { return !std::holds_alternative<AddTuple>(update); });
  });
}

class Takings {
public:
  Takings(System& system, RuleId rule) : system_(system), rule_(rule) {}

  std::vector<Taking> list() {
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i)
      if (const RelationId relation{i}; may_be_taken(relation))
        take_elsewhere(relation);
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
      if (const FunctionId function{i}; may_be_taken(function))
        take_elsewhere(function);
    return std::move(made_);
  }

private:
  /// Cells of one symbol: of somebody in the step in some places, of others in the rest.
  struct Cells {
    std::vector<Term> args;
    std::vector<Binder> binders;
    std::vector<Formula> where;
  };

  bool may_be_taken(RelationId id) const {
    const Relation& it = system_[id];
    return it.upkeep == Upkeep::rules && it.is_stated() && !it.is_fixed;
  }
  bool may_be_taken(FunctionId id) const {
    const Function& it = system_[id];
    return it.is_stated() && !it.is_fixed && !it.is_individual && system_[it.result].is_enum &&
           system_[it.result].names.size() > 1;
  }

  /// The rule's parameters for one individual of this sort.
  std::vector<VariableId> named(SortId sort) const {
    std::vector<VariableId> made;
    for (const VariableId parameter : system_[rule_].parameters)
      if (!system_[parameter].is_set && system_[parameter].sort == sort && !system_[sort].is_enum)
        made.push_back(parameter);
    return made;
  }

  Term anybody(SortId sort, Cells& into) {
    const VariableId any{static_cast<std::uint32_t>(system_.variables.size())};
    system_.variables.push_back({"other_" + system_[sort].name, sort, false});
    into.binders.push_back({any, nullptr});
    return any;
  }

  template <class Id> void take_elsewhere(Id id) {
    const std::vector<Place> places = system_[id].places;
    for (std::size_t at = 0; at < places.size(); ++at) {
      for (const VariableId whose : named(places[at].sort)) {
        Cells cells;
        for (std::size_t i = 0; i < places.size(); ++i) {
          if (i == at) {
            cells.args.emplace_back(whose);
            continue;
          }
          cells.args.push_back(anybody(places[i].sort, cells));
          for (const VariableId other : named(places[i].sort))
            cells.where.push_back(make_formula(Not{make_formula(Equal{cells.args.back(), other})}));
        }
        take(id, cells);
      }
      for (const RelationId closure : system_.closures)
        if (system_[closure].places.front().sort == places[at].sort)
          for (const VariableId end : named(places[at].sort))
            for (const bool is_from_end : {false, true})
              take_along(id, at, edges_of(closure), end, is_from_end);
    }
  }

  /// One edge of the closure, where a relation says it: a run that shows what is taken along one also shows a service
  /// that goes on along others.
  RelationId edges_of(RelationId closure) const {
    const auto* base = std::get_if<RelationId>(&system_[closure].closure_of);
    return base != nullptr ? *base : closure;
  }

  /// Of whom the closure joins with somebody in the step; of each other sort that of somebody in it, if it names any.
  template <class Id> void take_along(Id id, std::size_t at, RelationId closure, VariableId end, bool is_from_end) {
    const std::vector<Place> places = system_[id].places;
    std::vector<Cells> all(1);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::vector<VariableId> those = named(places[i].sort);
      std::vector<Cells> longer;
      for (const Cells& cells : all)
        for (std::size_t k = 0; k < (i == at ? 1 : std::max<std::size_t>(those.size(), 1)); ++k) {
          Cells& made = longer.emplace_back(cells);
          made.args.push_back(i == at || those.empty() ? anybody(places[i].sort, made) : Term(those[k]));
        }
      all = std::move(longer);
    }
    for (Cells& cells : all) {
      const Term joined = cells.args[at];
      cells.where = {
          make_formula(Atom{closure, is_from_end ? std::vector<Term>{end, joined} : std::vector<Term>{joined, end}}),
          make_formula(Not{make_formula(Equal{joined, end})})};
      take(id, cells);
    }
  }

  void take(RelationId relation, const Cells& cells) {
    take(RemoveTuple{relation, cells.args}, make_formula(Atom{relation, cells.args}), cells);
  }

  /// Set to the first value, which is what most begin with.
  void take(FunctionId function, const Cells& cells) {
    const Term value = Value{system_[function].result, 0};
    const Term place = std::make_shared<const Application>(Application{function, cells.args});
    take(SetValue{function, cells.args, value}, negation(make_formula(Equal{place, value})), cells);
  }

  void take(Update update, Formula ended, const Cells& cells) {
    const Formula where = cells.where.empty() ? nullptr : conjunction(cells.where);
    made_.push_back({{{std::move(update)}, cells.binders, where, {}}, std::move(ended)});
  }

  System& system_;
  RuleId rule_;
  std::vector<Taking> made_;
};

} // namespace

std::vector<Taking> takings(System& system, RuleId rule) {
  return takes(system[rule]) ? Takings(system, rule).list() : std::vector<Taking>{};
}

} // namespace chaperone::generators
