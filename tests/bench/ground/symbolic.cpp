// See symbolic.hpp.
#include "symbolic.hpp"

#include <algorithm>

namespace chaperone::bench {

using namespace model;

namespace {
/// Beyond so many elements, the subsets for a `_` are not written out.
constexpr std::uint32_t most_in_a_set = 12;
} // namespace

std::size_t Shape::count(const std::vector<Place>& places) const {
  std::size_t made = 1;
  for (const Place& place : places)
    made *= size(place.sort);
  return made;
}

void Shape::for_each(Circuit& circuit, const std::vector<Choice>& args,
                     const std::function<void(std::size_t, Bit)>& visit) const {
  const std::function<void(std::size_t, std::size_t, Bit)> from = [&](std::size_t place, std::size_t rank, Bit so_far) {
    if (place == args.size())
      return visit(rank, so_far);
    for (std::size_t i = 0; i < args[place].size(); ++i)
      if (const Bit here = circuit.conjunction({so_far, args[place][i]}); !here.is_false())
        from(place + 1, rank * args[place].size() + i, here);
  };
  from(0, 0, Bit(true));
}

std::size_t Shape::canonical(RelationId relation, std::size_t rank) const {
  const Relation& declared = system_[relation];
  if (!declared.is_symmetric)
    return rank;
  const std::size_t n = size(declared.places.front().sort);
  return std::min(rank / n, rank % n) * n + std::max(rank / n, rank % n);
}

Choice Symbolic::constant(SortId sort, std::uint32_t index) const {
  Choice made(shape_.size(sort), Bit(false));
  made[index] = Bit(true);
  return made;
}

std::vector<Choice> Symbolic::values(const std::vector<Term>& terms) {
  std::vector<Choice> made;
  for (const Term& term : terms)
    made.push_back(value(term));
  return made;
}

Choice Symbolic::value(const Term& term) {
  return std::visit(overload{
                        [&](VariableId variable) { return scope_[variable.index]; },
                        [&](const Value& given) { return constant(given.sort, given.index); },
                        [&](const std::shared_ptr<const Application>& applied) {
                          const Function& function = shape_.system()[applied->function];
                          std::vector<std::vector<Bit>> ways(shape_.size(function.result));
                          shape_.for_each(circuit_, values(applied->args), [&](std::size_t rank, Bit chosen) {
                            const Choice& there = state_.functions[applied->function.index][rank];
                            for (std::size_t i = 0; i < ways.size(); ++i)
                              ways[i].push_back(both(chosen, there[i]));
                          });
                          Choice made;
                          for (std::vector<Bit>& way : ways)
                            made.push_back(circuit_.disjunction(std::move(way)));
                          return made;
                        },
                    },
                    term);
}

Bit Symbolic::holds(const Formula& formula) {
  const auto all = [&](const std::vector<Formula>& parts) {
    std::vector<Bit> made;
    for (const Formula& part : parts)
      made.push_back(holds(part));
    return made;
  };
  const auto same = [&](const Choice& left, const Choice& right) {
    std::vector<Bit> made;
    for (std::size_t i = 0; i < left.size(); ++i)
      made.push_back(both(left[i], right[i]));
    return circuit_.disjunction(std::move(made));
  };
  return std::visit(overload{
                        [](const Constant& it) { return Bit(it.value); },
                        [&](const Atom& it) {
                          std::vector<Bit> ways;
                          shape_.for_each(circuit_, values(it.args), [&](std::size_t rank, Bit chosen) {
                            ways.push_back(
                                both(chosen, state_.relations[it.relation.index][shape_.canonical(it.relation, rank)]));
                          });
                          return circuit_.disjunction(std::move(ways));
                        },
                        [&](const Equal& it) { return same(value(it.left), value(it.right)); },
                        [&](const Member& it) { return same(value(it.element), scope_[it.set.index]); },
                        [&](const Not& it) { return !holds(it.body); },
                        [&](const And& it) { return circuit_.conjunction(all(it.parts)); },
                        [&](const Or& it) { return circuit_.disjunction(all(it.parts)); },
                        [&](const Implies& it) {
                          return circuit_.disjunction({!holds(it.left), holds(it.right)});
                        },
                        [&](const Iff& it) { return circuit_.equivalence(holds(it.left), holds(it.right)); },
                        [&](const Quantified& it) { return holds(it); },
                        [&](const Call& it) {
                          const Define& define = shape_.system()[it.define];
                          const std::vector<Choice> args = values(it.args);
                          for (std::size_t i = 0; i < args.size(); ++i)
                            bind(define.parameters[i], args[i]);
                          return holds(define.body);
                        },
                        [&](const Can& it) { return holds(it); },
                        [](const Did&) -> Bit { throw Unsupported("`did` looks at two states"); },
                        [](const Was&) -> Bit { throw Unsupported("`was` looks at two states"); },
                        [](const Reached&) -> Bit { throw Unsupported("a closure is not written out"); },
                        [](const SomeSet&) -> Bit { throw Unsupported("a set is not written out"); },
                    },
                    formula->kind);
}

void Symbolic::for_each(std::span<const Binder> binders, const std::function<void(Bit)>& visit) {
  const std::function<void(std::size_t, Bit)> from = [&](std::size_t first, Bit so_far) {
    if (first == binders.size())
      return visit(so_far);
    const Binder& binder = binders[first];
    const SortId sort = shape_.system()[binder.variable].sort;
    for (std::uint32_t i = 0; i < shape_.size(sort); ++i) {
      bind(binder.variable, constant(sort, i));
      if (const Bit here = binder.guard ? both(so_far, holds(binder.guard)) : so_far; !here.is_false())
        from(first + 1, here);
    }
  };
  from(0, Bit(true));
}

Bit Symbolic::holds(const Quantified& it) {
  std::vector<Bit> found; // for `all`: counterexamples
  for_each(it.binders, [&](Bit admitted) {
    const Bit body = holds(it.body);
    found.push_back(both(admitted, it.kind == Quantifier::all ? !body : body));
  });
  switch (it.kind) {
  case Quantifier::all:
  case Quantifier::no:
    return !circuit_.disjunction(std::move(found));
  case Quantifier::some:
    return circuit_.disjunction(std::move(found));
  case Quantifier::one:
    return both(circuit_.at_least(found, 1), !circuit_.at_least(found, 2));
  case Quantifier::lone:
    return !circuit_.at_least(found, 2);
  case Quantifier::at_least:
    return circuit_.at_least(found, it.count);
  case Quantifier::at_most:
    return !circuit_.at_least(found, it.count + 1);
  }
  throw std::logic_error("no such quantifier");
}

void Symbolic::for_each_choice(const Can& can, std::size_t first, const std::function<void()>& visit) {
  const Rule& rule = shape_.system()[can.rule];
  if (first == rule.parameters.size())
    return visit();
  const VariableId parameter = rule.parameters[first];
  const Variable& variable = shape_.system()[parameter];
  const std::uint32_t size = shape_.size(variable.sort);
  const auto go_on = [&](Choice choice) {
    bind(parameter, std::move(choice));
    for_each_choice(can, first + 1, visit);
  };
  std::visit(overload{
                 [&](const Anything&) {
                   if (variable.is_set && size > most_in_a_set)
                     throw Unsupported("too many sets for a `_`");
                   const std::uint32_t choices = variable.is_set ? 1U << size : size;
                   for (std::uint32_t i = 0; i < choices; ++i) {
                     Choice choice;
                     for (std::uint32_t j = 0; j < size; ++j)
                       choice.emplace_back(variable.is_set ? (i >> j & 1U) != 0 : i == j);
                     go_on(std::move(choice));
                   }
                 },
                 [&](const Term& term) { go_on(value(term)); },
                 [&](const std::vector<Term>& listed) {
                   Choice choice(size, Bit(false));
                   for (const Choice& one : values(listed))
                     for (std::uint32_t j = 0; j < size; ++j)
                       choice[j] = circuit_.disjunction({choice[j], one[j]});
                   go_on(std::move(choice));
                 },
             },
             can.args[first]);
}

Bit Symbolic::holds(const Can& can) {
  std::vector<Bit> ways;
  for_each_choice(can, 0, [&] {
    std::vector<Bit> required;
    for (const Formula& asked : asked_by_can(shape_.system()[can.rule]))
      required.push_back(holds(asked));
    ways.push_back(circuit_.conjunction(std::move(required)));
  });
  return circuit_.disjunction(std::move(ways));
}

} // namespace chaperone::bench
