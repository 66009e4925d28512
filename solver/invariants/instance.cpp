// See instance.hpp.
#include "solver/invariants/instance.hpp"

#include "model/rules/claims.hpp"
#include "model/rules/substitution.hpp"
#include "model/rules/walk.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace chaperone::solver::invariants {

using namespace model;
using encoding::Bit;
using encoding::EmptyAtStart;
using encoding::FiniteWorld;
using encoding::Symmetry;

namespace {

std::size_t count_places(const std::vector<Place>& places, const std::vector<std::uint32_t>& sizes) {
  std::size_t count = 1;
  for (const Place& place : places)
    count *= sizes[place.sort.index];
  return count;
}

/// Where it is true (`is_wanted`) or false, does that take individuals other than those it starts from?
bool needs_witness(const System& system, const Formula& formula, bool is_wanted) {
  const auto any = [&](const std::vector<Formula>& parts, bool wanted) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](const Formula& part) { return needs_witness(system, part, wanted); });
  };
  const auto quantified = [&](const Quantified& it) {
    const bool is_some = it.kind == Quantifier::some || it.kind == Quantifier::at_least;
    const bool is_one = it.kind == Quantifier::one;
    const bool is_all = it.kind == Quantifier::all;
    if (is_one || (is_some == is_wanted))
      return true;
    for (const Binder& binder : it.binders)
      if (binder.guard && needs_witness(system, binder.guard, !is_wanted))
        return true;
    return needs_witness(system, it.body, is_all ? is_wanted : !is_wanted);
  };
  return std::visit(overload{
                        [](const Constant&) { return false; },
                        [](const Atom&) { return false; },
                        [](const Equal&) { return false; },
                        [](const Member&) { return false; },
                        [&](const Not& it) { return needs_witness(system, it.body, !is_wanted); },
                        [&](const And& it) { return any(it.parts, is_wanted); },
                        [&](const Or& it) { return any(it.parts, is_wanted); },
                        [&](const Implies& it) {
                          return needs_witness(system, it.left, !is_wanted) ||
                                 needs_witness(system, it.right, is_wanted);
                        },
                        [&](const Iff& it) {
                          return any({it.left, it.right}, true) || any({it.left, it.right}, false);
                        },
                        quantified,
                        [&](const Call& it) { return needs_witness(system, system[it.define].body, is_wanted); },
                        [](const Can&) { return true; },
                        [](const Did&) { return false; },
                        [&](const Was& it) { return needs_witness(system, it.body, is_wanted); },
                        [](const Reached&) { return true; },
                        [](const SomeSet&) { return true; },
                    },
                    formula->kind);
}

} // namespace

Instance::Instance(const System& system, const Question& question, std::vector<std::uint32_t> sizes,
                   std::uint64_t most_conjunctions, const Interrupt* interrupt)
    : system_(system), question_(question), sizes_(std::move(sizes)), circuit_(most_conjunctions),
      world_(circuit_, system, sizes_, Symmetry::kept, EmptyAtStart::anything), unrolling_(system, world_),
      cells_(system, sizes_) {
  if (interrupt != nullptr)
    world_.heed(*interrupt);
  std::size_t next = cells_.size();
  for (const std::uint32_t size : sizes_) {
    first_place_.push_back(next);
    next += size;
  }
  for (const Derived& fact : question_.derived) {
    first_place_.push_back(next);
    next += count_places(fact.about, sizes_);
  }
  at_place_.assign(next, 0);
  encode();
  encode_start();
  axioms_ = world_.take_axioms();
  for (const Fact& fact : facts_)
    axioms_.push_back(fact.bit);
  for (std::size_t i = 0; i < known_now_.size(); ++i)
    facts_.push_back({known_now_[i], needs_witness(system_, question_.known[i], true)});
  assign_roles();
}

std::size_t Instance::place(const Variable& variable) const {
  switch (variable.kind) {
  case Variable::Kind::relation:
    return cells_.of(RelationId{variable.symbol}, variable.args);
  case Variable::Kind::function:
    return cells_.of(FunctionId{variable.symbol}, variable.args, variable.value);
  case Variable::Kind::presence:
    return first_place_[variable.symbol] + variable.args[0];
  case Variable::Kind::derived:
    break;
  }
  const std::vector<Place>& places = question_.derived[variable.symbol].about;
  std::size_t offset = 0;
  for (std::size_t i = 0; i < places.size(); ++i)
    offset = offset * sizes_[places[i].sort.index] + variable.args[i];
  return first_place_[sizes_.size() + variable.symbol] + offset;
}

/// Of anything but presence.
const std::vector<Place>& Instance::places_of(const Variable& variable) const {
  switch (variable.kind) {
  case Variable::Kind::relation:
    return system_.relations[variable.symbol].places;
  case Variable::Kind::function:
    return system_.functions[variable.symbol].places;
  case Variable::Kind::derived:
    return question_.derived[variable.symbol].about;
  case Variable::Kind::presence:
    break;
  }
  throw std::logic_error("presence has no places");
}

std::optional<std::uint32_t> Instance::find(const Variable& variable) const {
  const std::uint32_t found = at_place_[place(variable)];
  return found == 0 ? std::nullopt : std::optional(found - 1);
}

void Instance::add_variable(Variable variable, Bit bit) {
  at_place_[place(variable)] = static_cast<std::uint32_t>(variables_.size() + 1);
  variables_.push_back(std::move(variable));
  now_.push_back(bit);
  next_.push_back(bit); // until it is known how a step changes it
}

void Instance::add_presence() {
  for (std::uint32_t sort = 0; sort < sizes_.size(); ++sort)
    for (std::uint32_t i = 0; i < sizes_[sort]; ++i)
      if (const Bit there = present(SortId{sort}, i); !there.is_constant())
        add_variable({Variable::Kind::presence, sort, {i}, 0}, there);
}

/// Calls `visit` with all that can stand in these places.
template <class Visit>
void for_each_args(const std::vector<Place>& places, const std::vector<std::uint32_t>& sizes, const Visit& visit) {
  std::vector<std::uint32_t> args(places.size(), 0);
  while (true) {
    visit(args);
    std::size_t i = places.size();
    while (i > 0 && ++args[i - 1] == sizes[places[i - 1].sort.index])
      args[--i] = 0;
    if (i == 0)
      return;
  }
}

/// Facts that come to the same as others, or to a single tuple, are left out.
void Instance::add_derived() {
  std::set<std::uint32_t> known{0};
  for (std::uint32_t number = 0; number < question_.derived.size(); ++number) {
    const Derived& fact = question_.derived[number];
    for_each_args(fact.about, sizes_, [&](const std::vector<std::uint32_t>& args) {
      Substitution individuals;
      for (std::size_t i = 0; i < args.size(); ++i)
        individuals.terms.emplace(fact.variables[i], Value{fact.about[i].sort, args[i]});
      const Formula formula = with_terms(fact.formula, individuals);
      const Bit now = unrolling_.formula(formula, 0);
      if (circuit_.is_input(now.node()) || !known.insert(now.node()).second)
        return;
      add_variable({Variable::Kind::derived, number, args, 0}, now);
      next_.back() = unrolling_.formula(formula, 1);
    });
  }
}

/// Tuples and values that something has asked for since the last call.
bool Instance::add_new_variables() {
  const std::size_t before = variables_.size();
  for (std::uint32_t r = 0; r < system_.relations.size(); ++r)
    for (const auto& [tuple, bit] : world_.start_tuples(RelationId{r})) {
      Variable made{Variable::Kind::relation, r, tuple, 0};
      if (!find(made))
        add_variable(std::move(made), bit);
    }
  // Closures are computed, and spoken of all the same.
  for (const RelationId closure : system_.closures)
    for_each_args(system_[closure].places, sizes_, [&](const std::vector<std::uint32_t>& args) {
      std::vector<FiniteWorld::Value> ends;
      for (std::size_t i = 0; i < args.size(); ++i)
        ends.push_back(world_.value(Value{system_[closure].places[i].sort, args[i]}));
      const Bit bit = unrolling_.holds(closure, ends, 0);
      Variable made{Variable::Kind::relation, closure.index, args, 0};
      if (!bit.is_constant() && !find(made))
        add_variable(std::move(made), bit);
    });
  for (std::uint32_t f = 0; f < system_.functions.size(); ++f)
    for (const auto& [args, choice] : world_.start_values(FunctionId{f}))
      for (std::uint32_t value = 0; value < choice.size(); ++value) {
        Variable made{Variable::Kind::function, f, args, value};
        if (!choice[value].is_constant() && !find(made))
          add_variable(std::move(made), choice[value]);
      }
  return variables_.size() > before;
}

void Instance::encode() {
  add_presence();
  unrolling_.add_step(question_.rules);
  step_ = unrolling_.step_constraints(0);
  if (question_.property)
    encode_property(system_[*question_.property]);
  for (const Formula& formula : question_.known) {
    known_now_.push_back(unrolling_.formula(formula, 0));
    known_next_.push_back(unrolling_.formula(formula, 1));
  }
  if (question_.is_whole)
    ask_for_all();
  add_derived();
  // What a step does to a variable may ask for more of them.
  for (std::size_t known = variables_.size(); add_new_variables();) {
    const std::size_t until = variables_.size();
    for (; known < until; ++known) {
      const Variable variable = variables_[known];
      std::vector<FiniteWorld::Value> args;
      std::vector<Bit> there;
      const std::vector<Place>& places = places_of(variable);
      for (std::size_t i = 0; i < places.size(); ++i) {
        args.push_back(world_.value(Value{places[i].sort, variable.args[i]}));
        there.push_back(present(places[i].sort, variable.args[i]));
      }
      if (variable.kind == Variable::Kind::relation) {
        there.push_back(unrolling_.holds(RelationId{variable.symbol}, args, 1));
        next_[known] = circuit_.conjunction(std::move(there));
      } else {
        next_[known] = world_.choice(unrolling_.function(FunctionId{variable.symbol}, args, 1))[variable.value];
      }
    }
  }
}

void Instance::encode_property(const Property& property) {
  const auto shown = [&](std::uint32_t state) { return unrolling_.formula(shown_where(property), state); };
  bad_ = shown(1);
  if (!property.is_about_steps)
    bad_before_ = shown(0);
}

void Instance::ask_for_all() {
  const auto ask = [&](const std::vector<Place>& places, auto visit) {
    for_each_args(places, sizes_, [&](const std::vector<std::uint32_t>& args) {
      std::vector<FiniteWorld::Value> values;
      for (std::size_t i = 0; i < places.size(); ++i)
        values.push_back(world_.value(Value{places[i].sort, args[i]}));
      visit(values);
    });
  };
  for (std::uint32_t r = 0; r < system_.relations.size(); ++r)
    ask(system_.relations[r].places, [&](const auto& values) { unrolling_.holds(RelationId{r}, values, 0); });
  for (std::uint32_t f = 0; f < system_.functions.size(); ++f)
    ask(system_.functions[f].places, [&](const auto& values) { world_.value_at_start(FunctionId{f}, values); });
}

/// The conjuncts of `bit` that the property can feel, or that speak of sizes alone. `is_ours` is by node.
void Instance::keep_touching(Bit bit, const std::vector<char>& is_ours, std::vector<Bit>& kept) const {
  if (!bit.is_negated() && !circuit_.is_input(bit.node())) {
    for (const Bit part : circuit_.parts(bit.node()))
      keep_touching(part, is_ours, kept);
    return;
  }
  std::set<std::uint32_t> seen;
  bool touches = false, has_input = false;
  std::vector<std::uint32_t> open{bit.node()};
  while (!open.empty() && !touches) {
    const std::uint32_t node = open.back();
    open.pop_back();
    touches = node < is_ours.size() && is_ours[node] != 0;
    has_input = has_input || (circuit_.is_input(node) && node != 0);
    for (const Bit part : circuit_.parts(node))
      if (seen.insert(part.node()).second)
        open.push_back(part.node());
  }
  if (touches || !has_input)
    kept.push_back(bit);
}

void Instance::encode_start() {
  std::vector<char> is_ours(circuit_.size(), 0);
  for (const Bit now : now_)
    is_ours[now.node()] = 1;
  for (const auto* list : {&system_.assumptions, &system_.inits})
    for (const Constraint& constraint : *list) {
      std::vector<Bit> kept;
      keep_touching(unrolling_.formula(constraint.formula, 0), is_ours, kept);
      for (const Bit bit : kept)
        if (constraint.only_fixed)
          facts_.push_back({bit, needs_witness(system_, constraint.formula, true)});
        else
          start_.push_back(bit);
    }
}

std::vector<std::pair<SortId, std::uint32_t>> Instance::mentioned(const Variable& variable) const {
  std::vector<std::pair<SortId, std::uint32_t>> made;
  const auto add = [&](SortId sort, std::uint32_t element) {
    if (!system_[sort].is_enum)
      made.emplace_back(sort, element);
  };
  if (variable.kind == Variable::Kind::presence) {
    add(SortId{variable.symbol}, variable.args[0]);
    return made;
  }
  const std::vector<Place>& places = places_of(variable);
  for (std::size_t i = 0; i < places.size(); ++i)
    add(places[i].sort, variable.args[i]);
  if (variable.kind == Variable::Kind::function)
    add(system_.functions[variable.symbol].result, variable.value);
  return made;
}

void Instance::assign_roles() {
  roles_.resize(circuit_.size());
  const auto assign = [&](Bit bit, Role role) {
    if (!bit.is_constant() && circuit_.is_input(bit.node()))
      roles_[bit.node()] = std::move(role);
  };
  const auto role_of = [&](const Variable& variable) { return Role{mentioned(variable), std::nullopt}; };
  // Also what the start alone speaks of.
  for (std::uint32_t r = 0; r < system_.relations.size(); ++r)
    for (const auto& [tuple, bit] : world_.start_tuples(RelationId{r}))
      assign(bit, role_of({Variable::Kind::relation, r, tuple, 0}));
  for (std::uint32_t f = 0; f < system_.functions.size(); ++f)
    for (const auto& [args, choice] : world_.start_values(FunctionId{f}))
      for (std::uint32_t value = 0; value < choice.size(); ++value)
        assign(choice[value], role_of({Variable::Kind::function, f, args, value}));
  for (std::uint32_t v = 0; v < variables_.size(); ++v)
    if (variables_[v].kind == Variable::Kind::derived)
      roles_[now_[v].node()] = {mentioned(variables_[v]), v};
    else
      assign(now_[v], {mentioned(variables_[v]), v});
  for (const RuleId rule : question_.rules) {
    const std::vector<encoding::Slot> slots = unrolling_.slots(rule, 0);
    Arguments& arguments = arguments_.emplace_back(Arguments{rule, {}});
    for (std::size_t i = 0; i < slots.size(); ++i) {
      if (!system_[system_[rule].parameters[i]].is_set) {
        if (!system_[slots[i].sort].is_enum)
          arguments.choices.emplace_back(slots[i].sort, world_.choice(world_.slot(slots[i])));
        continue;
      }
      const std::vector<Bit> elements = world_.set_elements(slots[i]);
      for (std::uint32_t element = 0; element < elements.size(); ++element)
        if (!system_[slots[i].sort].is_enum)
          assign(elements[element], {{{slots[i].sort, element}}, std::nullopt});
    }
  }
}

std::vector<std::vector<std::uint32_t>> Instance::individuals(const Cube& cube) const {
  std::vector<std::vector<std::uint32_t>> made(sizes_.size());
  for (const Literal one : cube)
    for (const auto& [sort, element] : mentioned(variables_[variable_of(one)]))
      made[sort.index].push_back(element);
  for (auto& elements : made) {
    std::sort(elements.begin(), elements.end());
    elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
  }
  return made;
}

Cube Instance::without(const Cube& cube, SortId sort, std::uint32_t element) const {
  Cube made;
  for (const Literal one : cube)
    if (const auto those = mentioned(variables_[variable_of(one)]);
        std::ranges::find(those, std::pair(sort, element)) == those.end())
      made.push_back(one);
  return made;
}

std::vector<SortId> Instance::most_bound() const {
  std::vector<std::size_t> bound(sizes_.size(), 0);
  std::vector<SortId> made;
  for (std::uint32_t sort = 0; sort < sizes_.size(); ++sort)
    if (!system_.sorts[sort].is_enum)
      made.push_back(SortId{sort});
  for (const Derived& fact : question_.derived)
    walk(*fact.formula, [&](const Node& node) {
      if (const auto* quantified = std::get_if<Quantified>(&node.kind))
        for (const Binder& binder : quantified->binders)
          ++bound[system_[binder.variable].sort.index];
    });
  std::ranges::stable_sort(made, [&](SortId a, SortId b) { return bound[a.index] > bound[b.index]; });
  return made;
}

Cube Instance::complete(Cube cube) const {
  const auto present_ones = individuals(cube);
  for (std::uint32_t sort = 0; sort < present_ones.size(); ++sort)
    for (const std::uint32_t element : present_ones[sort])
      if (const auto variable = find({Variable::Kind::presence, sort, {element}, 0}))
        cube.push_back(literal(*variable, true));
  std::sort(cube.begin(), cube.end());
  cube.erase(std::unique(cube.begin(), cube.end()), cube.end());
  return cube;
}

std::optional<std::vector<Cube>> Instance::renamings(const Cube& cube, std::size_t most) const {
  const auto speaks_of = individuals(cube);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> who; // sort and individual
  std::size_t count = 1;
  for (std::uint32_t sort = 0; sort < speaks_of.size(); ++sort)
    for (std::size_t i = 0; i < speaks_of[sort].size(); ++i) {
      who.emplace_back(sort, speaks_of[sort][i]);
      count *= sizes_[sort] - i;
      if (count > most)
        return std::nullopt;
    }
  std::vector<std::vector<std::uint32_t>> to(sizes_.size());
  std::vector<std::vector<bool>> is_taken(sizes_.size());
  for (std::size_t sort = 0; sort < sizes_.size(); ++sort) {
    for (std::uint32_t i = 0; i < sizes_[sort]; ++i)
      to[sort].push_back(i);
    is_taken[sort].assign(sizes_[sort], false);
  }
  std::set<Cube> made;
  const auto renamed = [&] {
    Cube result;
    for (const Literal one : cube) {
      Variable variable = variables_[variable_of(one)];
      if (variable.kind == Variable::Kind::presence) {
        variable.args[0] = to[variable.symbol][variable.args[0]];
      } else {
        const std::vector<Place>& places = places_of(variable);
        for (std::size_t i = 0; i < places.size(); ++i)
          variable.args[i] = to[places[i].sort.index][variable.args[i]];
        if (variable.kind == Variable::Kind::function)
          variable.value = to[system_.functions[variable.symbol].result.index][variable.value];
        else if (variable.kind == Variable::Kind::relation && system_.relations[variable.symbol].is_symmetric &&
                 variable.args[1] < variable.args[0])
          std::swap(variable.args[0], variable.args[1]);
      }
      const auto found = find(variable);
      if (!found)
        return;
      result.push_back(literal(*found, is_true(one)));
    }
    std::sort(result.begin(), result.end());
    made.insert(std::move(result));
  };
  const std::function<void(std::size_t)> choose = [&](std::size_t next) {
    if (next == who.size())
      return renamed();
    const auto [sort, individual] = who[next];
    for (std::uint32_t i = 0; i < sizes_[sort]; ++i) {
      if (is_taken[sort][i])
        continue;
      is_taken[sort][i] = true;
      to[sort][individual] = i;
      choose(next + 1);
      is_taken[sort][i] = false;
    }
    to[sort][individual] = individual;
  };
  choose(0);
  return std::vector<Cube>(made.begin(), made.end());
}

} // namespace chaperone::solver::invariants
