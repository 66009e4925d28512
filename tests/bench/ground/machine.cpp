// See machine.hpp.
#include "machine.hpp"

#include "model/rules/mentions.hpp"

#include <set>

namespace chaperone::bench {

using namespace model;

namespace {

/// Adds the inputs that must have a value for `wanted` to be true, as far as conjunctions alone tell.
void collect_units(const Circuit& circuit, Bit wanted, std::map<std::uint32_t, bool>& found) {
  if (wanted.is_constant())
    return;
  if (circuit.is_input(wanted.node()))
    found[wanted.node()] = !wanted.is_negated();
  else if (!wanted.is_negated())
    for (const Bit part : circuit.parts(wanted.node()))
      collect_units(circuit, part, found);
}

bool mentions(const System& system, const Formula& formula, VariableId variable) {
  Mentions found;
  collect_mentions(system, formula, found);
  return found.variables.contains(variable);
}

/// Whether anything that the rule does depends on the parameter.
bool is_in_effects(const System& system, const Rule& rule, VariableId parameter) {
  Mentions found;
  for (const Effect& effect : rule.effects) {
    collect_mentions(system, effect.binders, found);
    if (effect.where)
      collect_mentions(system, effect.where, found);
    for (const Update& update : effect.updates) {
      std::visit(
          [&](const auto& it) {
            for (const Term& term : it.args)
              collect_mentions(term, found);
          },
          update);
      if (const auto* set = std::get_if<SetValue>(&update))
        collect_mentions(set->value, found);
    }
  }
  return found.variables.contains(parameter);
}

/// The one requirement that mentions the parameter, if nothing else does.
std::optional<std::size_t> only_requirement(const System& system, const Rule& rule, VariableId parameter) {
  std::optional<std::size_t> only;
  if (system[parameter].is_set || is_in_effects(system, rule, parameter))
    return std::nullopt;
  for (std::size_t i = 0; i < rule.requirements.size(); ++i)
    if (mentions(system, rule.requirements[i].formula, parameter)) {
      if (only)
        return std::nullopt;
      only = i;
    }
  return only;
}

} // namespace

Machine::Machine(const Shape& shape, const Property& property) : shape_(shape), system_(shape.system()) {
  std::size_t bits = 0;
  for (const Relation& relation : system_.relations) {
    first_of_relation_.push_back(bits);
    bits += shape_.count(relation.places);
  }
  for (const Function& function : system_.functions) {
    first_of_function_.push_back(bits);
    bits += shape_.count(function.places) * shape_.size(function.result);
  }
  find_start();
  make_latches();
  take_steps();
  const Bit shown = Symbolic(circuit_, shape_, state_).holds(property.formula);
  bad_ = circuit_.conjunction({started_, good_, property.kind == PropertyKind::always ? !shown : shown});
}

std::size_t Machine::number(RelationId relation, std::size_t rank) const {
  return first_of_relation_[relation.index] + shape_.canonical(relation, rank);
}

/// Of the first value's bit; the others follow.
std::size_t Machine::number(FunctionId function, std::size_t rank) const {
  return first_of_function_[function.index] + rank * shape_.size(system_[function].result);
}

StateBits Machine::make_state(const std::function<Bit(std::size_t)>& bit) const {
  StateBits made;
  for (std::uint32_t r = 0; r < system_.relations.size(); ++r) {
    std::vector<Bit>& bits = made.relations.emplace_back(shape_.count(system_.relations[r].places));
    for (std::size_t rank = 0; rank < bits.size(); ++rank)
      bits[rank] = shape_.canonical(RelationId{r}, rank) == rank ? bit(number(RelationId{r}, rank)) : Bit(false);
  }
  for (std::uint32_t f = 0; f < system_.functions.size(); ++f) {
    std::vector<Choice>& places = made.functions.emplace_back(shape_.count(system_.functions[f].places));
    for (std::size_t rank = 0; rank < places.size(); ++rank)
      for (std::uint32_t value = 0; value < shape_.size(system_.functions[f].result); ++value)
        places[rank].push_back(bit(number(FunctionId{f}, rank) + value));
  }
  return made;
}

Bit Machine::is_start(Circuit& circuit, const StateBits& state) const {
  std::vector<Bit> made;
  Symbolic symbolic(circuit, shape_, state);
  for (const auto* list : {&system_.assumptions, &system_.inits})
    for (const Constraint& constraint : *list)
      made.push_back(symbolic.holds(constraint.formula));
  for (const std::vector<Choice>& places : state.functions)
    for (const Choice& choice : places) {
      made.push_back(circuit.disjunction(choice));
      made.push_back(!circuit.at_least(choice, 2));
    }
  return circuit.conjunction(std::move(made));
}

/// Bits that `init` and `assume` decide need no choosing: found by assuming them until nothing new follows.
void Machine::find_start() {
  for (bool is_new = true; is_new;) {
    Circuit circuit;
    std::map<std::uint32_t, std::size_t> number_of;
    const StateBits state = make_state([&](std::size_t number) {
      if (const auto known = known_at_start_.find(number); known != known_at_start_.end())
        return Bit(known->second);
      const Bit made = circuit.input();
      number_of[made.node()] = number;
      return made;
    });
    const Bit start = is_start(circuit, state);
    if (start.is_false())
      throw Unsupported("no start of these sizes");
    std::map<std::uint32_t, bool> units;
    collect_units(circuit, start, units);
    for (const auto& [node, value] : units)
      known_at_start_[number_of.at(node)] = value;
    is_new = !units.empty();
    has_free_start_ = !start.is_true() || !number_of.empty();
  }
}

Bit Machine::new_input() {
  return inputs_.emplace_back(circuit_.input());
}

/// At most one of `size` bits is true, by the value of fresh inputs; each of them can be.
Choice Machine::decoder(std::size_t size) {
  std::vector<Bit> places;
  while ((std::size_t{1} << places.size()) < size)
    places.push_back(new_input());
  Choice made;
  for (std::size_t value = 0; value < size; ++value) {
    std::vector<Bit> digits;
    for (std::size_t place = 0; place < places.size(); ++place)
      digits.push_back((value >> place & 1U) != 0 ? places[place] : !places[place]);
    made.push_back(circuit_.conjunction(std::move(digits)));
  }
  return made;
}

void Machine::make_latches() {
  std::set<std::size_t> fixed;
  for (std::uint32_t r = 0; r < system_.relations.size(); ++r)
    for (std::size_t i = 0; system_.relations[r].is_fixed && i < shape_.count(system_.relations[r].places); ++i)
      fixed.insert(number(RelationId{r}, i));
  for (std::uint32_t f = 0; f < system_.functions.size(); ++f)
    for (std::size_t i = 0; system_.functions[f].is_fixed && i < shape_.count(system_.functions[f].places); ++i)
      for (std::uint32_t value = 0; value < shape_.size(system_.functions[f].result); ++value)
        fixed.insert(number(FunctionId{f}, i) + value);
  state_ = make_state([&](std::size_t number) {
    const auto known = known_at_start_.find(number);
    const bool is_true = known != known_at_start_.end() && known->second;
    if (known != known_at_start_.end() && fixed.contains(number))
      return Bit(is_true);
    const Bit input = circuit_.input();
    latch_of_[number] = latches_.size();
    latches_.push_back({is_true ? !input : input, Bit(false)});
    if (known == known_at_start_.end())
      chosen_.emplace(number, new_input());
    return latches_.back().now;
  });
  if (!has_free_start_)
    return;
  started_ = circuit_.input();
  latches_.push_back({started_, Bit(true)});
  const StateBits at_start = make_state([&](std::size_t number) {
    const auto chosen = chosen_.find(number);
    return chosen == chosen_.end() ? Bit(known_at_start_.at(number)) : chosen->second;
  });
  good_ = circuit_.input();
  const Bit is_good = is_start(circuit_, at_start);
  latches_.push_back({good_, circuit_.disjunction({both(started_, good_), both(!started_, is_good)})});
}

/// Gives the rule's parameters values that inputs choose. A parameter that one requirement alone looks at is left to
/// that requirement, which asks for some value: the answer says which those are, for each requirement.
std::vector<std::vector<VariableId>> Machine::bind_parameters(Symbolic& symbolic, const Rule& rule,
                                                              std::vector<Bit>& required) {
  std::vector<std::vector<VariableId>> left(rule.requirements.size());
  std::map<std::uint32_t, std::size_t> turns;
  for (const VariableId parameter : rule.parameters) {
    const Variable& variable = system_[parameter];
    if (const auto only = only_requirement(system_, rule, parameter)) {
      left[*only].push_back(parameter);
      continue;
    }
    // Sets and individuals do not share.
    const std::size_t turn = 2 * turns[variable.sort.index * 2 + (variable.is_set ? 1U : 0U)]++ + variable.is_set;
    Choice& choice = arguments_[{variable.sort.index, turn}];
    if (choice.empty() && variable.is_set)
      for (std::uint32_t i = 0; i < shape_.size(variable.sort); ++i)
        choice.push_back(new_input());
    else if (choice.empty())
      choice = decoder(shape_.size(variable.sort));
    if (!variable.is_set)
      required.push_back(circuit_.disjunction(choice));
    symbolic.bind(parameter, choice);
  }
  return left;
}

/// True where the formula holds for some values of `chosen`.
Bit Machine::some(Symbolic& symbolic, const Formula& formula, std::span<const VariableId> chosen) {
  if (chosen.empty())
    return symbolic.holds(formula);
  std::vector<Bit> ways;
  const SortId sort = system_[chosen.front()].sort;
  for (std::uint32_t i = 0; i < shape_.size(sort); ++i) {
    symbolic.bind(chosen.front(), symbolic.constant(sort, i));
    ways.push_back(some(symbolic, formula, chosen.subspan(1)));
  }
  return circuit_.disjunction(std::move(ways));
}

void Machine::add_update(Symbolic& symbolic, Bit happens, const Update& update, Changes& made) {
  const auto tuple = [&](const auto& it, std::vector<Bit> Change::*list) {
    shape_.for_each(circuit_, symbolic.values(it.args), [&](std::size_t rank, Bit chosen) {
      (made[number(it.relation, rank)].*list).push_back(both(happens, chosen));
    });
  };
  std::visit(overload{
                 [&](const AddTuple& it) { tuple(it, &Change::added); },
                 [&](const RemoveTuple& it) { tuple(it, &Change::removed); },
                 [&](const SetValue& it) {
                   const Choice value = symbolic.value(it.value);
                   shape_.for_each(circuit_, symbolic.values(it.args), [&](std::size_t rank, Bit chosen) {
                     const std::size_t first = number(it.function, rank);
                     for (std::size_t i = 0; i < value.size(); ++i)
                       for (std::size_t other = 0; other < value.size(); ++other)
                         (other == i ? made[first + other].added : made[first + other].removed)
                             .push_back(circuit_.conjunction({happens, chosen, value[i]}));
                   });
                 },
             },
             update);
}

Machine::Changes Machine::changes(Symbolic& symbolic, const Rule& rule) {
  Changes made;
  for (const Effect& effect : rule.effects)
    symbolic.for_each(effect.binders, [&](Bit admitted) {
      const Bit happens = effect.where ? both(admitted, symbolic.holds(effect.where)) : admitted;
      if (!happens.is_false())
        for (const Update& update : effect.updates)
          add_update(symbolic, happens, update, made);
    });
  return made;
}

/// docs/semantics.md, Steps and Conflicts: a step that would conflict is none. Returns whether the rule's step is taken
/// and what it then does, each bit of the state once.
Bit Machine::take_step(const Rule& rule, Bit selected, std::map<std::size_t, std::pair<Bit, Bit>>& done) {
  Symbolic symbolic(circuit_, shape_, state_);
  std::vector<Bit> required{started_, selected};
  const auto left = bind_parameters(symbolic, rule, required);
  for (std::size_t i = 0; i < rule.requirements.size(); ++i)
    required.push_back(some(symbolic, rule.requirements[i].formula, left[i]));
  for (auto& [bit, change] : changes(symbolic, rule)) {
    const Bit added = circuit_.disjunction(change.added), removed = circuit_.disjunction(change.removed);
    done[bit] = {added, removed};
    required.push_back(!both(added, removed));
  }
  return circuit_.conjunction(std::move(required));
}

void Machine::take_steps() {
  // Rules that change a bit under the same condition, such as whom they are about, share it.
  using Conditions = std::map<Bit, std::vector<Bit>>;
  std::map<std::size_t, std::pair<Conditions, Conditions>> all;
  const Choice selected = decoder(system_.rules.size());
  for (std::size_t r = 0; r < system_.rules.size(); ++r) {
    std::map<std::size_t, std::pair<Bit, Bit>> done;
    const Bit taken = take_step(system_.rules[r], selected[r], done);
    for (const auto& [bit, change] : done) {
      all[bit].first[change.first].push_back(taken);
      all[bit].second[change.second].push_back(taken);
    }
  }
  const auto any = [&](Conditions& conditions) {
    std::vector<Bit> ways;
    for (auto& [condition, taken] : conditions)
      ways.push_back(both(condition, circuit_.disjunction(std::move(taken))));
    return circuit_.disjunction(std::move(ways));
  };
  for (const auto& [bit, latch] : latch_of_) {
    auto& [added, removed] = all[bit];
    const Bit next = circuit_.disjunction({both(latches_[latch].now, !any(removed)), any(added)});
    const auto chosen = chosen_.find(bit);
    latches_[latch].next =
        chosen == chosen_.end() ? next : circuit_.disjunction({both(started_, next), both(!started_, chosen->second)});
  }
}

} // namespace chaperone::bench
