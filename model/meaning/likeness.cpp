// See likeness.hpp.
#include "model/meaning/likeness.hpp"

#include <algorithm>

namespace chaperone::model {

namespace {

/// What states say of the individuals of a sort, as tuples; a function's value stands behind its arguments.
class Facts {
public:
  Facts(std::span<const State* const> states, SortId sort) : sort_(sort) {
    const Layout& layout = states.front()->layout();
    const System& system = layout.system();
    about_.resize(layout.size(sort));
    for (const State* state : states) {
      for (std::uint32_t i = 0; i < system.relations.size(); ++i)
        note(*state, RelationId{i});
      for (std::uint32_t i = 0; i < system.functions.size(); ++i)
        note(*state, FunctionId{i});
    }
  }

  bool can_be_exchanged(std::uint32_t one, std::uint32_t other) const {
    return holds_exchanged(one, one, other) && holds_exchanged(other, one, other);
  }

private:
  struct Fact {
    const State* state;
    std::variant<RelationId, FunctionId> symbol;
    std::vector<bool> is_of_sort;
    std::vector<std::uint32_t> tuple;
  };

  std::vector<bool> of_sort(const std::vector<Place>& places) const {
    std::vector<bool> made;
    for (const Place& place : places)
      made.push_back(place.sort == sort_);
    return made;
  }

  void note(const State& state, RelationId relation) {
    const std::vector<bool> is_of_sort = of_sort(state.layout().system()[relation].places);
    if (std::ranges::find(is_of_sort, true) == is_of_sort.end())
      return;
    for (auto& tuple : state.tuples(relation))
      keep({&state, relation, is_of_sort, std::move(tuple)});
  }

  void note(const State& state, FunctionId id) {
    const Function& function = state.layout().system()[id];
    std::vector<bool> is_of_sort = of_sort(function.places);
    is_of_sort.push_back(function.result == sort_);
    if (std::ranges::find(is_of_sort, true) == is_of_sort.end())
      return;
    for_each_place(state.layout(), function.places, [&](const std::vector<std::uint32_t>& args) {
      std::vector<std::uint32_t> tuple = args;
      tuple.push_back(state.value(id, args));
      keep({&state, id, is_of_sort, std::move(tuple)});
    });
  }

  void keep(Fact fact) {
    std::vector<std::uint32_t> met;
    for (std::size_t i = 0; i < fact.tuple.size(); ++i)
      if (fact.is_of_sort[i] && std::ranges::find(met, fact.tuple[i]) == met.end())
        met.push_back(fact.tuple[i]);
    for (const std::uint32_t each : met)
      about_[each].push_back(facts_.size());
    facts_.push_back(std::move(fact));
  }

  /// Does whatever is true of `of` stay true?
  bool holds_exchanged(std::uint32_t of, std::uint32_t one, std::uint32_t other) const {
    return std::ranges::all_of(about_[of], [&](std::size_t index) {
      const Fact& fact = facts_[index];
      std::vector<std::uint32_t> tuple = fact.tuple;
      for (std::size_t i = 0; i < tuple.size(); ++i)
        if (fact.is_of_sort[i])
          tuple[i] = tuple[i] == one ? other : tuple[i] == other ? one : tuple[i];
      if (const auto* relation = std::get_if<RelationId>(&fact.symbol))
        return fact.state->holds(*relation, tuple);
      const std::uint32_t value = tuple.back();
      tuple.pop_back();
      return fact.state->value(std::get<FunctionId>(fact.symbol), tuple) == value;
    });
  }

  SortId sort_;
  std::vector<Fact> facts_;
  std::vector<std::vector<std::size_t>> about_; ///< by individual
};

/// `left` more members from the groups after the first `at`, the first of each.
bool choose_members(const std::vector<Alike>& groups, std::size_t at, std::size_t left, std::vector<std::uint32_t>& set,
                    const std::function<bool(const std::vector<std::uint32_t>&)>& visit) {
  if (at == groups.size()) {
    if (left > 0)
      return true;
    std::vector<std::uint32_t> sorted = set;
    std::ranges::sort(sorted);
    return visit(sorted);
  }
  std::size_t later = 0;
  for (std::size_t i = at + 1; i < groups.size(); ++i)
    later += groups[i].size();
  for (std::size_t count = std::min(left, groups[at].size()) + 1; count-- > (left > later ? left - later : 0);) {
    set.insert(set.end(), groups[at].begin(), groups[at].begin() + static_cast<std::ptrdiff_t>(count));
    const bool goes_on = choose_members(groups, at + 1, left - count, set, visit);
    set.resize(set.size() - count);
    if (!goes_on)
      return false;
  }
  return true;
}

} // namespace

std::vector<Alike> groups_of_alike(std::span<const State* const> states, SortId sort) {
  const Layout& layout = states.front()->layout();
  const Sort& declared = layout.system()[sort];
  std::vector<Alike> made;
  const bool are_apart = declared.is_enum || declared.is_ordered;
  const Facts facts(states, sort);
  for (std::uint32_t each = 0; each < layout.size(sort); ++each) {
    const auto known = are_apart ? made.end() : std::ranges::find_if(made, [&](const Alike& group) {
      return facts.can_be_exchanged(group.front(), each);
    });
    if (known == made.end())
      made.push_back({each});
    else
      known->push_back(each);
  }
  return made;
}

void tell_apart(std::vector<Alike>& groups, const std::vector<std::uint32_t>& set) {
  std::vector<Alike> made;
  for (Alike& group : groups) {
    const auto others = std::stable_partition(group.begin(), group.end(), [&](std::uint32_t each) {
      return std::binary_search(set.begin(), set.end(), each);
    });
    if (others != group.begin())
      made.emplace_back(group.begin(), others);
    if (others != group.end())
      made.emplace_back(others, group.end());
  }
  std::ranges::sort(made);
  groups = std::move(made);
}

bool for_each_set(const std::function<std::vector<Alike>()>& groups,
                  const std::function<bool(const std::vector<std::uint32_t>&)>& visit) {
  if (!visit({}))
    return false;
  const std::vector<Alike> found = groups();
  std::size_t most = 0;
  for (const Alike& group : found)
    most += group.size();
  std::vector<std::uint32_t> set;
  for (std::size_t count = 1; count <= most; ++count)
    if (!choose_members(found, 0, count, set, visit))
      return false;
  return true;
}

} // namespace chaperone::model
