// See logic.hpp. Covered by tests/agreement/ through every engine.
#include "solver/encoding/logic.hpp"

#include <algorithm>
#include <span>

namespace chaperone::solver::encoding {
namespace {

enum class Junction { conjunction, disjunction };

/// Pairs are cheaper for Z3 than a cardinality constraint while there are few.
constexpr std::size_t few_pairs = 12;
/// More are added up as integers.
constexpr std::uint64_t few_in_unary = 4;

z3::expr two_of(z3::context& context, const std::vector<Z3_ast>& parts) {
  std::vector<Z3_ast> pairs;
  for (std::size_t i = 0; i < parts.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const Z3_ast pair[] = {parts[i], parts[j]};
      pairs.push_back(Z3_mk_and(context, 2, pair));
      Z3_inc_ref(context, pairs.back());
    }
  z3::expr made(context, Z3_mk_or(context, static_cast<unsigned>(pairs.size()), pairs.data()));
  for (const Z3_ast pair : pairs)
    Z3_dec_ref(context, pair);
  context.check_error();
  return made;
}

z3::expr junction(z3::context& context, const std::vector<z3::expr>& parts, Junction kind) {
  const bool unit = kind == Junction::conjunction;
  std::vector<Z3_ast> kept;
  kept.reserve(parts.size());
  for (const z3::expr& part : parts) {
    if (unit ? part.is_true() : part.is_false())
      continue;
    if (unit ? part.is_false() : part.is_true())
      return context.bool_val(!unit);
    kept.push_back(part);
  }
  if (kept.empty())
    return context.bool_val(unit);
  if (kept.size() == 1)
    return z3::expr(context, kept.front());
  const auto size = static_cast<unsigned>(kept.size());
  const Z3_ast made = unit ? Z3_mk_and(context, size, kept.data()) : Z3_mk_or(context, size, kept.data());
  context.check_error();
  return z3::expr(context, made);
}

/// How many of the parts that are neither true nor false must be true, so that `count` of all are.
struct Wanted {
  std::vector<z3::expr> open;
  std::uint64_t needed = 0;

  bool is_known() const { return needed == 0 || needed > open.size(); }
};

Wanted wanted_of(const std::vector<z3::expr>& parts, std::uint64_t count) {
  Wanted made;
  std::uint64_t already = 0;
  for (const z3::expr& part : parts) {
    if (part.is_true())
      ++already;
    else if (!part.is_false())
      made.open.push_back(part);
  }
  made.needed = count - std::min(count, already);
  return made;
}

/// Output j: at least j + 1 of the parts; no more than `most` outputs.
std::vector<z3::expr> in_unary(z3::context& context, std::span<const z3::expr> parts, std::size_t most) {
  if (parts.size() <= 1)
    return {parts.begin(), parts.end()};
  const std::vector<z3::expr> left = in_unary(context, parts.first(parts.size() / 2), most);
  const std::vector<z3::expr> right = in_unary(context, parts.subspan(parts.size() / 2), most);
  std::vector<z3::expr> made;
  for (std::size_t sum = 1; sum <= std::min(left.size() + right.size(), most); ++sum) {
    std::vector<z3::expr> cases;
    for (std::size_t here = 0; here <= std::min(sum, left.size()); ++here) {
      const std::size_t there = sum - here;
      if (there > right.size())
        continue;
      if (here == 0 || there == 0)
        cases.push_back(here == 0 ? right[there - 1] : left[here - 1]);
      else
        cases.push_back(conjunction(context, {left[here - 1], right[there - 1]}));
    }
    made.push_back(disjunction(context, cases));
  }
  return made;
}

} // namespace

z3::expr conjunction(z3::context& context, const std::vector<z3::expr>& parts) {
  return junction(context, parts, Junction::conjunction);
}

z3::expr disjunction(z3::context& context, const std::vector<z3::expr>& parts) {
  return junction(context, parts, Junction::disjunction);
}

z3::expr negation(const z3::expr& formula) {
  if (formula.is_true())
    return formula.ctx().bool_val(false);
  if (formula.is_false())
    return formula.ctx().bool_val(true);
  if (formula.is_not())
    return formula.arg(0);
  return !formula;
}

z3::expr implication(const z3::expr& left, const z3::expr& right) {
  return disjunction(left.ctx(), {negation(left), right});
}

z3::expr equivalence(const z3::expr& left, const z3::expr& right) {
  if (left.is_true())
    return right;
  if (right.is_true())
    return left;
  if (left.is_false())
    return negation(right);
  if (right.is_false())
    return negation(left);
  return left == right;
}

z3::expr at_least(z3::context& context, const std::vector<z3::expr>& parts, std::uint64_t count) {
  const Wanted wanted = wanted_of(parts, count);
  if (wanted.is_known())
    return context.bool_val(wanted.needed == 0);
  const std::vector<Z3_ast> open(wanted.open.begin(), wanted.open.end());
  const auto size = static_cast<unsigned>(open.size());
  if (wanted.needed == 2 && open.size() <= few_pairs)
    return two_of(context, open);
  Z3_ast made = nullptr;
  if (wanted.needed == 1)
    made = size == 1 ? open.front() : Z3_mk_or(context, size, open.data());
  else if (wanted.needed == open.size())
    made = Z3_mk_and(context, size, open.data());
  else
    made = Z3_mk_atleast(context, size, open.data(), static_cast<unsigned>(wanted.needed));
  context.check_error();
  return z3::expr(context, made);
}

z3::expr so_many_of(z3::context& context, const std::vector<z3::expr>& parts, std::uint64_t count) {
  const Wanted wanted = wanted_of(parts, count);
  if (wanted.is_known())
    return context.bool_val(wanted.needed == 0);
  const std::vector<z3::expr>& open = wanted.open;
  if (wanted.needed == open.size())
    return conjunction(context, open);
  if (wanted.needed == 2 && open.size() <= few_pairs)
    return at_least(context, open, wanted.needed);
  if (wanted.needed <= few_in_unary)
    return in_unary(context, open, static_cast<std::size_t>(wanted.needed)).back();
  z3::expr_vector ones(context);
  for (const z3::expr& part : open)
    ones.push_back(z3::ite(part, context.int_val(1), context.int_val(0)));
  return z3::sum(ones) >= context.int_val(wanted.needed);
}

} // namespace chaperone::solver::encoding
