// See starts.hpp.
#include "model/comparison/starts.hpp"

#include "model/comparison/canonical.hpp"
#include "model/rules/mentions.hpp"
#include "model/rules/spare_variables.hpp"
#include "model/steps/successor.hpp"

#include <algorithm>

namespace chaperone::model::comparison {

namespace {

struct Symbols {
  std::set<RelationId> relations;
  std::set<FunctionId> functions;
};

std::vector<Binder> bind_places(System& system, const std::vector<Place>& places) {
  std::vector<Binder> binders;
  for (const Place& place : places) {
    binders.push_back({VariableId{static_cast<std::uint32_t>(system.variables.size())}, nullptr});
    system.variables.push_back({"x", place.sort, false});
  }
  return binders;
}

std::vector<Term> terms_of(const std::vector<Binder>& binders) {
  std::vector<Term> terms;
  for (const Binder& binder : binders)
    terms.emplace_back(binder.variable);
  return terms;
}

Formula for_all(std::vector<Binder> binders, Formula body) {
  return binders.empty() ? std::move(body)
                         : make_formula(Quantified{Quantifier::all, 0, std::move(binders), std::move(body)});
}

class Starts {
public:
  Starts(Copies& copies, Course course) : copies_(copies), course_(course) {}

  void add() {
    const Side driver = copies_.driver();
    take(driver, driver, [](const Mentions&) { return true; });
    const Side aside = other(driver);
    const Side read = course_ == Course::left_behind ? driver : aside;
    take(aside, read, [&](const Mentions& it) { return course_ == Course::common || speaks_of_what_is_aside(it); });
    for (const auto& [own, theirs] : copies_.split_relations())
      add_init(are_equal(copies_.made(), own, theirs));
    for (const auto& [own, theirs] : copies_.split_functions())
      add_init(are_equal(copies_.made(), own, theirs));
    add_known_values(driver);
  }

private:
  template <class Wanted> void take(Side side, Side read, Wanted is_wanted) {
    System& made = copies_.made();
    steps::Transplant in = copies_.saying(side, read);
    for (auto list : {&System::assumptions, &System::inits})
      for (const Constraint& constraint : copies_.of(side).*list) {
        Constraint taken;
        taken.formula = in.of(constraint.formula);
        Mentions mentions;
        collect_mentions(made, taken.formula, mentions);
        if (!is_wanted(mentions))
          continue;
        if (constraint.empty_relation)
          taken.empty_relation = copies_.map(side, read).relations[constraint.empty_relation->index];
        taken.only_fixed = std::ranges::all_of(mentions.relations, [&](RelationId id) { return made[id].is_fixed; }) &&
                           std::ranges::all_of(mentions.functions, [&](FunctionId id) { return made[id].is_fixed; });
        (made.*list).push_back(std::move(taken));
      }
  }

  bool speaks_of_what_is_aside(const Mentions& mentions) const {
    return std::ranges::any_of(mentions.relations,
                               [&](RelationId id) { return copies_.is_beside(id) && !is_copy(id); }) ||
           std::ranges::any_of(mentions.functions,
                               [&](FunctionId id) { return copies_.is_beside(id) && !is_copy(id); });
  }
  bool is_copy(RelationId id) const {
    return std::ranges::any_of(copies_.split_relations(), [&](const auto& it) { return it.second == id; });
  }
  bool is_copy(FunctionId id) const {
    return std::ranges::any_of(copies_.split_functions(), [&](const auto& it) { return it.second == id; });
  }

  void add_init(Formula formula) {
    Constraint made;
    made.formula = std::move(formula);
    copies_.made().inits.push_back(std::move(made));
  }

  /// Nothing holds of a value that the driving side does not have.
  void add_known_values(Side side) {
    System& made = copies_.made();
    const steps::SymbolMap& map = copies_.map(side, side);
    for (const RelationId relation : map.relations) {
      const std::vector<Place> places = made[relation].places;
      const std::vector<Binder> binders = bind_places(made, places);
      std::vector<Formula> known = known_args(side, places, binders);
      if (!known.empty())
        add_init(for_all(binders, make_formula(Implies{make_formula(Atom{relation, terms_of(binders)}),
                                                       conjunction(std::move(known))})));
    }
    for (const FunctionId function : map.functions) {
      const SortId result = made[function].result;
      const std::vector<Binder> binders = bind_places(made, std::vector<Place>(made[function].places));
      const Term value = std::make_shared<const Application>(Application{function, terms_of(binders)});
      if (Formula known = copies_.is_known(side, value, result))
        add_init(for_all(binders, std::move(known)));
    }
  }

  std::vector<Formula> known_args(Side side, const std::vector<Place>& places, const std::vector<Binder>& binders) {
    std::vector<Formula> known;
    for (std::size_t i = 0; i < places.size(); ++i)
      if (Formula one = copies_.is_known(side, binders[i].variable, places[i].sort))
        known.push_back(std::move(one));
    return known;
  }

  Copies& copies_;
  Course course_;
};

/// What the rules of both sides read, and all that feeds it.
class Asked {
public:
  explicit Asked(Copies& copies) : copies_(copies) {
    for (const Side side : {Side::before, Side::after})
      for (const Rule& rule : copies.of(side).rules)
        for (const Requirement& requirement : rule.requirements)
          add(side, [&](Mentions& found) { collect_mentions(copies.of(side), requirement.formula, found); });
    while (follow())
      ;
  }

  bool is_about_asked(const Mentions& combined) const {
    return std::ranges::any_of(combined.relations, [&](RelationId id) { return found_.relations.contains(id); }) ||
           std::ranges::any_of(combined.functions, [&](FunctionId id) { return found_.functions.contains(id); });
  }

private:
  template <class Collect> bool add(Side side, Collect collect) {
    Mentions mentions;
    collect(mentions);
    const steps::SymbolMap& map = copies_.map(side, side);
    bool is_new = false;
    for (const RelationId id : mentions.relations)
      is_new |= found_.relations.insert(map.relations[id.index]).second;
    for (const FunctionId id : mentions.functions)
      is_new |= found_.functions.insert(map.functions[id.index]).second;
    return is_new;
  }

  bool follow() {
    bool is_new = false;
    for (const Side side : {Side::before, Side::after})
      for (const Rule& rule : copies_.of(side).rules)
        for (const Effect& effect : rule.effects)
          if (feeds(side, effect))
            is_new |= add(side, [&](Mentions& found) { collect(side, effect, found); });
    return is_new;
  }

  bool feeds(Side side, const Effect& effect) const {
    const steps::SymbolMap& map = copies_.map(side, side);
    return std::ranges::any_of(effect.updates, [&](const Update& update) {
      return std::visit(
          overload{
              [&](const AddTuple& it) { return found_.relations.contains(map.relations[it.relation.index]); },
              [&](const RemoveTuple& it) { return found_.relations.contains(map.relations[it.relation.index]); },
              [&](const SetValue& it) { return found_.functions.contains(map.functions[it.function.index]); },
          },
          update);
    });
  }

  void collect(Side side, const Effect& effect, Mentions& found) const {
    collect_mentions(copies_.of(side), effect.binders, found);
    if (effect.where)
      collect_mentions(copies_.of(side), effect.where, found);
    for (const Update& update : effect.updates) {
      std::visit(
          [&](const auto& it) {
            std::ranges::for_each(it.args, [&](const Term& term) { collect_mentions(term, found); });
          },
          update);
      if (const auto* change = std::get_if<SetValue>(&update))
        collect_mentions(change->value, found);
    }
  }

  Copies& copies_;
  Symbols found_;
};

} // namespace

Formula are_equal(System& system, RelationId one, RelationId two) {
  const std::vector<Binder> binders = bind_places(system, std::vector<Place>(system[one].places));
  const std::vector<Term> at = terms_of(binders);
  return for_all(binders, make_formula(Iff{make_formula(Atom{one, at}), make_formula(Atom{two, at})}));
}

Formula are_equal(System& system, FunctionId one, FunctionId two) {
  const std::vector<Binder> binders = bind_places(system, std::vector<Place>(system[one].places));
  const auto value = [&](FunctionId function) {
    return Term(std::make_shared<const Application>(Application{function, terms_of(binders)}));
  };
  return for_all(binders, make_formula(Equal{value(one), value(two)}));
}

void add_starts(Copies& copies, Course course) {
  Starts(copies, course).add();
}

std::optional<Lockstep> start_only_of(Side side, const System& before, const System& after, const Matching& matching,
                                      bool with_states) {
  Copies copies(before, after, matching, side, false);
  add_starts(copies, side == Side::before ? Course::before : Course::after);
  System& made = copies.made();
  std::set<std::string> said;
  for (auto list : {&System::assumptions, &System::inits})
    for (const Constraint& constraint : made.*list)
      said.insert(canonical(made, constraint.formula));
  const Asked asked(copies);
  std::vector<Formula> broken;
  steps::Transplant in = copies.saying(other(side), side);
  for (auto list : {&System::assumptions, &System::inits})
    for (const Constraint& constraint : copies.of(other(side)).*list) {
      Formula formula = in.of(constraint.formula);
      Mentions mentions;
      collect_mentions(made, formula, mentions);
      const bool speaks_of_other_only =
          std::ranges::any_of(mentions.relations, [&](RelationId id) { return copies.is_beside(id); }) ||
          std::ranges::any_of(mentions.functions, [&](FunctionId id) { return copies.is_beside(id); });
      if (!speaks_of_other_only && (with_states || asked.is_about_asked(mentions)) &&
          !said.contains(canonical(made, formula)))
        broken.push_back(negation(formula));
    }
  if (broken.empty())
    return std::nullopt;
  Property property;
  property.kind = PropertyKind::never;
  property.name = "starts on one side only";
  property.formula = disjunction(std::move(broken));
  made.properties.push_back(std::move(property));
  add_spare_variables(made);
  const Course course = side == Side::before ? Course::before : Course::after;
  Lockstep result{std::move(made), course, {}, {}, false, {}, {}, {}};
  result.probes.push_back({Question::own_start, course, std::nullopt, std::nullopt, PropertyId{0}});
  for (const Side each : {Side::before, Side::after}) {
    const steps::SymbolMap& map = copies.map(each, each);
    (each == Side::before ? result.before : result.after) = {map.sorts, map.values, map.relations, map.functions};
  }
  return result;
}

} // namespace chaperone::model::comparison
