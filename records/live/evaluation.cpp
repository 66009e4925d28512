// See evaluation.hpp.
#include "records/live/evaluation.hpp"

#include <unordered_set>

namespace chaperone::live {

using namespace model;

namespace {

/// All subsets of so many are gone through; of more, only some.
constexpr Number most_for_subsets = 16;

} // namespace

Number Evaluation::value(const TermPlan& term) {
  if (term.kind == TermPlan::Kind::slot)
    return bindings_.values[term.index];
  if (term.kind == TermPlan::Kind::constant)
    return term.index;
  std::array<Number, most_columns + 1> args{};
  for (std::size_t i = 0; i < term.args.size(); ++i)
    if ((args[i] = value(term.args[i])) == nobody)
      return nobody;
  const Number found = facts(term.is_before).value(FunctionId{term.index}, args.data());
  if (moment_.trace != nullptr && found != nobody) {
    args[term.args.size()] = found;
    moment_.trace->add(FunctionId{term.index}, args.data(), term.args.size() + 1);
  }
  return found;
}

void Evaluation::note(const Operation& operation, const Number* row, std::size_t width) {
  if (operation.kind == Operation::Kind::rows)
    moment_.trace->add(RelationId{operation.symbol}, row, width);
  else
    moment_.trace->add(FunctionId{operation.symbol}, row, width);
}

bool Evaluation::holds(const Check& check) {
  switch (check.kind) {
  case Check::Kind::truth:
    return check.is_positive;
  case Check::Kind::atom:
    return holds_atom(check);
  case Check::Kind::less:
    return holds_less(check);
  case Check::Kind::reached:
    return is_reached(check);
  case Check::Kind::equal: {
    const Number left = value(check.terms[0]), right = value(check.terms[1]);
    if (left == nobody || right == nobody || (left == somebody && right == somebody))
      return check.if_unknown;
    return (left == right) == check.is_positive;
  }
  case Check::Kind::member: {
    const Number element = value(check.terms[0]);
    const std::vector<Number>& set = *bindings_.sets[check.symbol];
    if (element != nobody && std::ranges::binary_search(set, element))
      return check.is_positive;
    const bool is_known = element != nobody && (set.empty() || set.back() != nobody);
    return is_known ? !check.is_positive : check.if_unknown;
  }
  case Check::Kind::did:
    return holds_did(check);
  case Check::Kind::all_of:
    return std::ranges::all_of(check.parts, [&](const Check& part) { return holds(part); });
  case Check::Kind::any_of:
    return std::ranges::any_of(check.parts, [&](const Check& part) { return holds(part); });
  case Check::Kind::same:
    return (holds(check.parts[0]) == holds(check.parts[1])) == check.is_positive;
  case Check::Kind::at_least:
    return count(*check.search, check.count) >= check.count;
  case Check::Kind::at_most:
    return count(*check.search, check.count + 1) <= check.count;
  }
  throw std::logic_error("no such check");
}

bool Evaluation::holds_atom(const Check& check) {
  std::array<Number, most_columns> args{};
  for (std::size_t i = 0; i < check.terms.size(); ++i)
    if ((args[i] = value(check.terms[i])) == nobody)
      return check.if_unknown;
  const Truth truth = facts(check.is_before).truth(RelationId{check.symbol}, args.data());
  if (moment_.trace != nullptr && truth == Truth::yes)
    moment_.trace->add(RelationId{check.symbol}, args.data(), check.terms.size());
  return truth == Truth::unknown ? check.if_unknown : (truth == Truth::yes) == check.is_positive;
}

// Data may give the order; otherwise the names do.
bool Evaluation::holds_less(const Check& check) {
  const std::array<Number, 2> args{value(check.terms[0]), value(check.terms[1])};
  if (std::ranges::any_of(args, [](Number each) { return each == nobody || each == somebody; }))
    return check.if_unknown;
  const RelationId order{check.symbol};
  const Table& given = facts(check.is_before)[order];
  const bool is_less =
      given.size() > 0 ? given.has(args.data()) : moment_.individuals.is_less(check.sort, args[0], args[1]);
  return is_less == check.is_positive;
}

bool Evaluation::holds_did(const Check& check) {
  if (moment_.last_step == nullptr || moment_.last_step->rule.index != check.symbol)
    return !check.is_positive;
  bool is_known = true;
  for (std::size_t i = 0; i < check.wanted.size(); ++i) {
    const WantedArgument& wanted = check.wanted[i];
    if (wanted.kind == WantedArgument::Kind::anything)
      continue;
    std::vector<Number> values;
    for (const TermPlan& term : wanted.terms)
      values.push_back(value(term));
    values = as_set(std::move(values));
    if (!values.empty() && values.back() == nobody) {
      is_known = false;
      continue;
    }
    const StepArgument& argument = moment_.last_step->args[i];
    if (wanted.kind == WantedArgument::Kind::individual ? values != std::vector{std::get<Number>(argument)}
                                                        : values != std::get<std::vector<Number>>(argument))
      return !check.is_positive;
  }
  return is_known ? check.is_positive : check.if_unknown;
}

bool Evaluation::is_reached(const Check& check) {
  const Number from = value(check.terms[0]), to = value(check.terms[1]);
  if (from == nobody || to == nobody)
    return check.if_unknown;
  const std::vector<Number> all = reached(*check.edges, false, from);
  return std::ranges::binary_search(all, to) == check.is_positive;
}

// Breadth first; whoever comes back to the start has reached it too.
std::vector<Number> Evaluation::reached(const EdgePlan& edges, bool is_backward, Number from) {
  std::vector<Number> found, open{from};
  std::unordered_set<Number> is_found;
  const Slot near = is_backward ? edges.high : edges.low, far = is_backward ? edges.low : edges.high;
  const Bound kept_near(bindings_, near), kept_far(bindings_, far);
  while (!open.empty()) {
    bindings_.values[near] = open.back();
    open.pop_back();
    for_each(is_backward ? edges.backward : edges.forward, [&] {
      const Number next = bindings_.values[far];
      if (is_found.insert(next).second) {
        found.push_back(next);
        open.push_back(next);
      }
      return true;
    });
  }
  std::ranges::sort(found);
  return found;
}

std::uint64_t Evaluation::count(const Search& search, std::uint64_t limit) {
  std::uint64_t found = 0;
  for_each(search, [&] { return ++found < limit; });
  return found;
}

std::vector<std::vector<Number>> Evaluation::gathered(const Operation& operation) {
  std::vector<std::vector<Number>> made;
  for (const Search& branch : operation.branches)
    for_each(branch, [&] {
      std::vector<Number>& values = made.emplace_back();
      for (const Operation::Bound& bound : operation.bound)
        values.push_back(bindings_.values[bound.slot]);
      return true;
    });
  return as_set(std::move(made));
}

std::vector<std::vector<Number>> Evaluation::subsets(const Operation& operation) {
  const SortId sort{operation.symbol};
  std::vector<Number> all;
  for (Number number = 0; number < moment_.individuals.size(sort); ++number)
    if (moment_.individuals.is_there(sort, number))
      all.push_back(number);
  if (all.size() > most_for_subsets)
    throw TooManySets("a set that may be any is asked for, of " + std::to_string(all.size()) + " individuals");
  std::vector<std::vector<Number>> made;
  for (std::uint32_t chosen = 0; chosen < std::uint32_t{1} << all.size(); ++chosen) {
    std::vector<Number>& set = made.emplace_back();
    for (std::size_t i = 0; i < all.size(); ++i)
      if ((chosen >> i & 1U) != 0)
        set.push_back(all[i]);
  }
  return made;
}

} // namespace chaperone::live
