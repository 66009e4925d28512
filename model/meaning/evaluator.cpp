// Formulas in one moment, case by case as docs/semantics.md has them.
#include "model/meaning/evaluator.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace chaperone::model {
namespace {

/// Beyond this many argument lists a define's answers are not remembered.
constexpr std::size_t most_remembered = std::size_t{1} << 16;

/// How many satisfying assignments settle the question; 0 where none are needed.
bool is_settled(const Quantified& quantified, std::uint64_t found) {
  switch (quantified.kind) {
  case Quantifier::all:
  case Quantifier::some:
  case Quantifier::no:
    return found >= 1;
  case Quantifier::one:
  case Quantifier::lone:
    return found >= 2;
  case Quantifier::at_least:
    return found >= quantified.count;
  case Quantifier::at_most:
    return found > quantified.count;
  }
  throw std::logic_error("no such quantifier");
}

/// The quantifier's truth for that many assignments (for `all`: that many counterexamples).
bool verdict(const Quantified& quantified, std::uint64_t found) {
  switch (quantified.kind) {
  case Quantifier::all:
  case Quantifier::no:
    return found == 0;
  case Quantifier::some:
    return found >= 1;
  case Quantifier::one:
    return found == 1;
  case Quantifier::lone:
    return found <= 1;
  case Quantifier::at_least:
    return found >= quantified.count;
  case Quantifier::at_most:
    return found <= quantified.count;
  }
  throw std::logic_error("no such quantifier");
}

} // namespace

Evaluator::Evaluator(const Moment& moment, const Misreading* otherwise)
    : moment_(moment), system_(moment.now.layout().system()), otherwise_(otherwise) {}

void Evaluator::bind(VariableId variable, std::uint32_t value) {
  scope_.push_back({variable, value, nullptr});
}

void Evaluator::bind(VariableId variable, const std::vector<std::uint32_t>& set) {
  scope_.push_back({variable, 0, &set});
}

void Evaluator::bind(VariableId variable, const StepArgument& argument) {
  std::visit(overload{
                 [&](std::uint32_t value) { bind(variable, value); },
                 [&](const std::vector<std::uint32_t>& set) { bind(variable, set); },
             },
             argument);
}

void Evaluator::unbind(std::size_t count) {
  scope_.resize(scope_.size() - count);
}

const Evaluator::Slot& Evaluator::slot(VariableId variable) const {
  const auto found =
      std::find_if(scope_.rbegin(), scope_.rend(), [&](const Slot& slot) { return slot.variable == variable; });
  if (found == scope_.rend())
    throw std::logic_error("variable `" + system_[variable].name + "` has no value");
  return *found;
}

std::uint32_t Evaluator::value(const Term& term) {
  return std::visit(overload{
                        [&](VariableId variable) { return slot(variable).value; },
                        [](const Value& given) { return given.index; },
                        [&](const std::shared_ptr<const Application>& application) {
                          const Arguments held = arguments(application->args);
                          const std::span<const std::uint32_t> args(held.data(), held.size());
                          const std::uint32_t value = state().value(application->function, args);
                          return is_otherwise(application.get()) ? read(args, false, value) : value;
                        },
                    },
                    term);
}

std::uint32_t Evaluator::read(std::span<const std::uint32_t> args, bool is_symmetric, std::uint32_t value) const {
  if (!is_symmetric || otherwise_->has_order_of_text)
    return otherwise_->read(args, value);
  const auto [least, most] = std::minmax(args[0], args[1]);
  return otherwise_->read(std::array{least, most}, value);
}

std::vector<std::uint32_t> Evaluator::values(const std::vector<Term>& terms) {
  const Arguments result = arguments(terms);
  return {result.begin(), result.end()};
}

Evaluator::Arguments Evaluator::arguments(const std::vector<Term>& terms) {
  Arguments result;
  result.reserve(terms.size());
  for (const Term& term : terms)
    result.push_back(value(term));
  return result;
}

bool Evaluator::holds(const Formula& formula) {
  return std::visit(
      overload{
          [](const Constant& constant) { return constant.value; },
          [&](const Atom& atom) { return holds(atom); },
          [&](const Equal& equal) { return value(equal.left) == value(equal.right); },
          [&](const Member& member) { return holds(member); },
          [&](const Not& negated) { return !holds(negated.body); },
          [&](const And& all) {
            return std::all_of(all.parts.begin(), all.parts.end(), [&](const Formula& part) { return holds(part); });
          },
          [&](const Or& any) {
            return std::any_of(any.parts.begin(), any.parts.end(), [&](const Formula& part) { return holds(part); });
          },
          [&](const Implies& implication) { return !holds(implication.left) || holds(implication.right); },
          [&](const Iff& both) { return holds(both.left) == holds(both.right); },
          [&](const Quantified& quantified) { return holds(quantified); },
          [&](const Call& call) { return holds(call); },
          [&](const Can& can) { return holds(can); },
          [&](const Did& did) { return holds(did); },
          [&](const Was& was) { return holds(was); },
          [&](const Reached& reached) { return holds(reached); },
          [&](const SomeSet& some) { return holds(some); },
      },
      formula->kind);
}

// A symmetric relation is stored in both orders (State::put), so one look is enough.
bool Evaluator::holds(const Atom& atom) {
  const Arguments held = arguments(atom.args);
  const std::span<const std::uint32_t> args(held.data(), held.size());
  const bool value = state().holds(atom.relation, args);
  return is_otherwise(&atom) ? read(args, system_[atom.relation].is_symmetric, value ? 1 : 0) != 0 : value;
}

bool Evaluator::holds(const Member& member) {
  const std::vector<std::uint32_t>* set = slot(member.set).set;
  if (set == nullptr)
    throw std::logic_error("`" + system_[member.set].name + "` is no set");
  return std::binary_search(set->begin(), set->end(), value(member.element));
}

bool Evaluator::for_each(std::span<const Binder> binders, const std::function<bool()>& visit) {
  if (binders.empty())
    return visit();
  const Binder& binder = binders.front();
  const std::uint32_t size = moment_.now.layout().size(system_[binder.variable].sort);
  for (std::uint32_t index = 0; index < size; ++index) {
    bind(binder.variable, index);
    const bool goes_on = (binder.guard && !holds(binder.guard)) || for_each(binders.subspan(1), visit);
    unbind(1);
    if (!goes_on)
      return false;
  }
  return true;
}

// docs/semantics.md, Quantifiers: all but `all` count the assignments that satisfy guards and body. Counting
// stops as soon as the answer is known, so N may be any number.
bool Evaluator::holds(const Quantified& quantified) {
  std::uint64_t found = 0;
  if (quantified.kind != Quantifier::at_least || quantified.count > 0)
    for_each(quantified.binders, [&] {
      const bool counts = holds(quantified.body) != (quantified.kind == Quantifier::all);
      found += counts ? 1 : 0;
      return !counts || !is_settled(quantified, found);
    });
  return verdict(quantified, found);
}

// A define's body mentions its parameters alone, so its truth for given arguments is the same wherever it is
// asked in this moment; remembering it keeps chains of defines from costing 2^n.
bool Evaluator::holds(const Call& call) {
  const Define& define = system_[call.define];
  const Arguments args = arguments(call.args);
  std::size_t rank = 0;
  std::size_t count = 1;
  for (std::size_t i = 0; i < args.size() && count <= most_remembered; ++i) {
    const std::uint32_t size = moment_.now.layout().size(system_[define.parameters[i]].sort);
    rank = rank * size + args[i];
    count *= size;
  }
  const bool is_remembered = count <= most_remembered;
  const std::size_t entry = std::size_t{call.define.index} * 2 + (is_before_ ? 1 : 0);
  if (is_remembered) {
    told_.resize(system_.defines.size() * 2);
    std::vector<signed char>& told = told_[entry];
    told.resize(count, 0);
    if (told[rank] != 0)
      return told[rank] > 0;
  }
  for (std::size_t i = 0; i < args.size(); ++i)
    bind(define.parameters[i], args[i]);
  const bool result = holds(define.body);
  unbind(args.size());
  if (is_remembered)
    told_[entry][rank] = result ? 1 : -1;
  return result;
}

// docs/semantics.md, Can: whether the effects would conflict is not asked.
bool Evaluator::holds(const Can& can) {
  return some_choice(plan_can(system_, can.rule), can.args).has_value();
}

bool Evaluator::matches(const Argument& pattern, const StepArgument& argument) {
  return std::visit(overload{
                        [](const Anything&) { return true; },
                        [&](const Term& term) { return value(term) == std::get<std::uint32_t>(argument); },
                        [&](const std::vector<Term>& set) {
                          return as_set(values(set)) == std::get<std::vector<std::uint32_t>>(argument);
                        },
                    },
                    pattern);
}

bool Evaluator::holds(const Did& did) {
  if (moment_.last_step == nullptr)
    throw std::logic_error("`did` is read before the first step");
  if (moment_.last_step->rule != did.rule)
    return false;
  for (std::size_t i = 0; i < did.args.size(); ++i)
    if (!matches(did.args[i], moment_.last_step->args[i]))
      return false;
  return true;
}

bool Evaluator::holds(const Was& was) {
  if (moment_.before == nullptr)
    throw std::logic_error("`was` is read before the first step");
  const bool is_outer_before = std::exchange(is_before_, true);
  const bool result = holds(was.body);
  is_before_ = is_outer_before;
  return result;
}

bool Evaluator::holds(const Reached& reached) {
  const std::uint32_t start = value(reached.from), end = value(reached.to);
  std::vector<bool> is_reached(moment_.now.layout().size(system_[reached.tail].sort));
  std::vector<std::uint32_t> open{start};
  while (!open.empty() && !is_reached[end]) {
    const std::uint32_t at = open.back();
    open.pop_back();
    for (std::uint32_t next = 0; next < is_reached.size(); ++next) {
      if (is_reached[next])
        continue;
      bind(reached.tail, at);
      bind(reached.head, next);
      is_reached[next] = holds(reached.step);
      unbind(2);
      if (is_reached[next])
        open.push_back(next);
    }
  }
  return is_reached[end];
}

bool Evaluator::holds(const SomeSet& some) {
  return !for_each_set(system_[some.set].sort, true, [&](const std::vector<std::uint32_t>& members) {
    bind(some.set, members);
    const bool found = holds(some.body);
    unbind(1);
    return !found;
  });
}

} // namespace chaperone::model
