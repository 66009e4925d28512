// Unrolling, fourth part: a `some` over many variables, one variable after the other. Where its parts name few
// variables each, this costs a product over few of them in place of one over all: `some x, y, z | r(x, y) and s(y, z)`
// is `some y | (some x | r(x, y)) and (some z | s(y, z))`. Source: Dechter, "Bucket elimination", Artificial
// Intelligence 113, 1999. Over known individuals alone. Included by unrolling.hpp alone.
#pragma once

#include "model/rules/mentions.hpp"
#include "solver/encoding/unrolling.hpp"

#include <set>

namespace chaperone::solver::encoding {

/// The parts of a conjunction, `formula` denied or not.
inline void add_conjuncts(const model::Formula& formula, bool is_denied, std::vector<model::Formula>& parts) {
  using namespace model;
  const auto each = [&](const std::vector<Formula>& list) {
    for (const Formula& one : list)
      add_conjuncts(one, is_denied, parts);
  };
  if (const auto* denied = std::get_if<Not>(&formula->kind))
    return add_conjuncts(denied->body, !is_denied, parts);
  if (const auto* both = std::get_if<And>(&formula->kind); both != nullptr && !is_denied)
    return each(both->parts);
  if (const auto* any = std::get_if<Or>(&formula->kind); any != nullptr && is_denied)
    return each(any->parts);
  if (const auto* implied = std::get_if<Implies>(&formula->kind); implied != nullptr && is_denied) {
    add_conjuncts(implied->left, false, parts);
    return add_conjuncts(implied->right, true, parts);
  }
  parts.push_back(is_denied ? negation(formula) : formula);
}

/// Truths by the elements of some of the variables, the last of them fastest.
template <class World> struct Unrolling<World>::Factor {
  std::vector<std::size_t> over; ///< indices of binders, ascending
  std::vector<Truth> truths;

  bool is_over(std::size_t binder) const { return std::ranges::binary_search(over, binder); }
  const Truth& at(const std::vector<std::uint32_t>& sizes, const std::vector<std::uint32_t>& elements) const {
    std::size_t index = 0;
    for (const std::size_t binder : over)
      index = index * sizes[binder] + elements[binder];
    return truths[index];
  }
};

/// So many choices are gone through for the quantifiers of a formula, one within the other, at most.
template <class World> auto Unrolling<World>::choices_within(const model::Formula& formula) const -> std::uint64_t {
  using namespace model;
  const auto largest = [&](std::initializer_list<const Formula*> parts) {
    std::uint64_t found = 1;
    for (const Formula* part : parts)
      found = std::max(found, choices_within(*part));
    return found;
  };
  const auto of_all = [&](const std::vector<Formula>& parts) {
    std::uint64_t found = 1;
    for (const Formula& part : parts)
      found = std::max(found, choices_within(part));
    return found;
  };
  return std::visit(overload{
                        [](const auto&) { return std::uint64_t{1}; },
                        [&](const Not& it) { return choices_within(it.body); },
                        [&](const Was& it) { return choices_within(it.body); },
                        [&](const And& it) { return of_all(it.parts); },
                        [&](const Or& it) { return of_all(it.parts); },
                        [&](const Implies& it) {
                          return largest({&it.left, &it.right});
                        },
                        [&](const Iff& it) {
                          return largest({&it.left, &it.right});
                        },
                        [&](const Quantified& it) { return choices_of(it); },
                    },
                    formula->kind);
}

template <class World> auto Unrolling<World>::choices_of(const model::Quantified& node) const -> std::uint64_t {
  constexpr std::uint64_t most = 1ULL << 40U;
  std::uint64_t made = choices_within(node.body);
  for (const model::Binder& binder : node.binders)
    made = std::min(most, made * world_.size(system_[binder.variable].sort));
  return made;
}

/// Are the choices so many that it pays to take the variables one by one?
template <class World> auto Unrolling<World>::eliminates(const model::Quantified& node) const -> bool {
  constexpr std::uint64_t few = 16'384;
  return node.binders.size() > 1 && choices_of(node) > few;
}

/// Is there a choice for the binders, guards included, with which the body (or where `is_denied` its opposite) holds?
template <class World>
auto Unrolling<World>::some_one_by_one(const std::vector<model::Binder>& binders, const model::Formula& body,
                                       bool is_denied, std::uint32_t state) -> Truth {
  std::vector<std::uint32_t> sizes;
  std::vector<model::Formula> parts;
  for (const model::Binder& binder : binders) {
    sizes.push_back(world_.size(system_[binder.variable].sort));
    if (binder.guard)
      add_conjuncts(binder.guard, false, parts);
  }
  add_conjuncts(body, is_denied, parts);

  const auto for_each_choice = [&](const std::vector<std::size_t>& over, const auto& visit) {
    std::vector<std::uint32_t> elements(binders.size(), 0);
    while (true) {
      world_.count_choice();
      visit(elements);
      std::size_t i = over.size();
      while (i > 0 && ++elements[over[i - 1]] == sizes[over[i - 1]])
        elements[over[--i]] = 0;
      if (i == 0)
        return;
    }
  };
  const auto value = [&](std::size_t binder, std::uint32_t element) {
    return world_.value(model::Value{system_[binders[binder].variable].sort, element});
  };

  std::vector<Factor> factors;
  for (std::size_t i = 0; i < binders.size(); ++i) {
    Factor& there = factors.emplace_back();
    there.over = {i};
    for (std::uint32_t element = 0; element < sizes[i]; ++element)
      there.truths.push_back(world_.are_there(std::vector{value(i, element)}));
  }
  for (const model::Formula& part : parts) {
    Factor& made = factors.emplace_back();
    model::Mentions named;
    collect_mentions(system_, part, named);
    for (std::size_t i = 0; i < binders.size(); ++i)
      if (named.variables.contains(binders[i].variable))
        made.over.push_back(i);
    for_each_choice(made.over, [&](const std::vector<std::uint32_t>& elements) {
      Scope scope(*this, made.over.size());
      for (const std::size_t i : made.over)
        scope.bind(binders[i].variable, value(i, elements[i]));
      made.truths.push_back(formula(part, state));
    });
  }

  std::set<std::size_t> left;
  for (std::size_t i = 0; i < binders.size(); ++i)
    left.insert(i);
  const auto joined = [&](std::size_t binder) {
    std::set<std::size_t> over;
    for (const Factor& factor : factors)
      if (factor.is_over(binder))
        over.insert(factor.over.begin(), factor.over.end());
    over.erase(binder);
    return std::vector(over.begin(), over.end());
  };
  const auto cost = [&](std::size_t binder) {
    double product = 1;
    for (const std::size_t other : joined(binder))
      product *= sizes[other];
    return product;
  };
  while (!left.empty()) {
    const std::size_t next = *std::ranges::min_element(left, {}, cost);
    left.erase(next);
    Factor made;
    made.over = joined(next);
    std::vector<Factor> used;
    std::erase_if(factors, [&](Factor& factor) {
      const bool is_used = factor.is_over(next);
      if (is_used)
        used.push_back(std::move(factor));
      return is_used;
    });
    for_each_choice(made.over, [&](std::vector<std::uint32_t> elements) {
      std::vector<Truth> ways;
      for (elements[next] = 0; elements[next] < sizes[next]; ++elements[next]) {
        std::vector<Truth> all;
        for (const Factor& factor : used)
          all.push_back(factor.at(sizes, elements));
        ways.push_back(all_of(all));
      }
      made.truths.push_back(any_of(ways));
    });
    factors.push_back(std::move(made));
  }
  std::vector<Truth> all;
  for (const Factor& factor : factors)
    all.push_back(factor.truths.front());
  return all_of(all);
}

} // namespace chaperone::solver::encoding
