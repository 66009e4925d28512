// See kinds.hpp.
#include "solver/comparison/kinds.hpp"

#include <algorithm>

namespace chaperone::solver::comparison {

using namespace model;
using model::comparison::Matching;

namespace {

Formula atom(RelationId relation, std::vector<VariableId> args) {
  return make_formula(Atom{relation, std::vector<Term>(args.begin(), args.end())});
}
Term applied(FunctionId function, std::vector<VariableId> args) {
  return std::make_shared<const Application>(Application{function, std::vector<Term>(args.begin(), args.end())});
}

class FactList {
public:
  FactList(const System& before, const System& after, const Matching& matching, const std::vector<Binder>& olds,
           const std::vector<Binder>& news)
      : before_(before), after_(after), matching_(matching), olds_(olds), news_(news) {}

  std::vector<Telling> list() {
    for (const bool is_fixed : {true, false}) {
      for (std::uint32_t i = 0; i < after_.relations.size(); ++i)
        if (after_.relations[i].is_stated() && after_.relations[i].is_fixed == is_fixed &&
            matching_.relations.of_after[i])
          add(RelationId{i}, *matching_.relations.of_after[i]);
      for (std::uint32_t i = 0; i < after_.functions.size(); ++i)
        if (after_.functions[i].is_fixed == is_fixed && matching_.functions.of_after[i])
          add(FunctionId{i}, *matching_.functions.of_after[i]);
    }
    return std::move(made_);
  }

private:
  using Places = std::vector<std::size_t>; ///< which individual stands at each place

  SortId sort(std::size_t which) const { return after_[news_[which].variable].sort; }

  /// Each way to put different individuals into these places.
  std::vector<Places> ways(const std::vector<Place>& places) const {
    std::vector<Places> made{{}};
    for (const Place& place : places) {
      std::vector<Places> longer;
      for (const Places& way : made)
        for (std::size_t i = 0; i < news_.size(); ++i)
          if (sort(i) == place.sort && std::ranges::find(way, i) == way.end()) {
            longer.push_back(way);
            longer.back().push_back(i);
          }
      made = std::move(longer);
    }
    return made;
  }
  static std::vector<VariableId> at(const std::vector<Binder>& binders, const Places& way) {
    std::vector<VariableId> made;
    for (const std::size_t i : way)
      made.push_back(binders[i].variable);
    return made;
  }

  /// A guard is true of all who are asked about.
  bool is_guard(RelationId relation, const Places& way) const {
    const Formula& guard = news_[way.front()].guard;
    const auto* said = guard ? std::get_if<Atom>(&guard->kind) : nullptr;
    return way.size() == 1 && said != nullptr && said->relation == relation;
  }

  void add(RelationId relation, RelationId old) {
    const Relation& declared = after_[relation];
    if (declared.places.empty() || declared.places.size() > 2)
      return;
    for (const Places& way : ways(declared.places))
      if (!is_guard(relation, way) && !(declared.is_symmetric && way[0] > way[1]))
        made_.push_back({atom(old, at(olds_, way)), atom(relation, at(news_, way))});
  }

  void add(FunctionId function, FunctionId old) {
    const Function& declared = after_[function];
    if (declared.places.empty() || declared.places.size() > 2)
      return;
    for (const Places& way : ways(declared.places)) {
      const Term here = applied(function, at(news_, way)), there = applied(old, at(olds_, way));
      if (after_[declared.result].is_enum) {
        add_values(declared.result, here, there);
        continue;
      }
      for (std::size_t i = 0; i < news_.size(); ++i)
        if (sort(i) == declared.result && std::ranges::find(way, i) == way.end())
          made_.push_back(
              {make_formula(Equal{there, olds_[i].variable}), make_formula(Equal{here, news_[i].variable})});
    }
  }

  void add_values(SortId sort, const Term& here, const Term& there) {
    const SortId old = *matching_.sorts.of_after[sort.index];
    for (std::uint32_t value = 0; value < before_[old].names.size(); ++value)
      if (const auto known = matching_.values[old.index][value])
        made_.push_back(
            {make_formula(Equal{there, Value{old, value}}), make_formula(Equal{here, Value{sort, *known}})});
  }

  const System& before_;
  const System& after_;
  const Matching& matching_;
  const std::vector<Binder>& olds_;
  const std::vector<Binder>& news_;
  std::vector<Telling> made_;
};

} // namespace

std::vector<Cube> cover(std::set<Facts> wanted, const std::set<Facts>& unwanted, std::size_t count) {
  std::vector<Cube> made;
  while (!wanted.empty()) {
    Cube cube{*wanted.begin(), (Facts{1} << count) - 1};
    for (std::size_t i = count; i-- > 0;) {
      const Cube wider{cube.facts, cube.cared & ~(Facts{1} << i)};
      if (std::ranges::none_of(unwanted, [&](Facts kind) { return wider.holds(kind); }))
        cube = wider;
    }
    std::erase_if(wanted, [&](Facts kind) { return cube.holds(kind); });
    made.push_back(cube);
  }
  return made;
}

std::vector<Telling> list_facts(const System& before, const System& after, const Matching& matching,
                                const std::vector<Binder>& olds, const std::vector<Binder>& news) {
  return FactList(before, after, matching, olds, news).list();
}

} // namespace chaperone::solver::comparison
