// See rewrite.hpp.
#include "generators/goals/rewrite.hpp"

namespace chaperone::generators {

using namespace model;

namespace {

/// Does the whole get true oftener where its body does?
int sign_below(Quantifier kind) {
  switch (kind) {
  case Quantifier::all:
  case Quantifier::some:
  case Quantifier::at_least:
    return 1;
  case Quantifier::no:
  case Quantifier::lone:
  case Quantifier::at_most:
    return -1;
  case Quantifier::one:
    return 0;
  }
  return 0;
}

} // namespace

std::vector<Rewriting> rewritings(const Formula& formula, const Rewriter& rewriter) {
  std::vector<Rewriting> result;
  for (const Formula& changed : rewriter(formula))
    result.push_back({changed, formula, changed, 1});
  const auto within = [&](const Formula& part, int sign, auto made) {
    for (const Rewriting& inner : rewritings(part, rewriter))
      result.push_back(
          {make_formula(made(inner.formula), formula->span), inner.part, inner.changed, sign * inner.sign});
  };
  const auto within_each = [&](const std::vector<Formula>& parts, auto made) {
    for (std::size_t i = 0; i < parts.size(); ++i)
      within(parts[i], 1, [&](const Formula& changed) {
        std::vector<Formula> others = parts;
        others[i] = changed;
        return made(std::move(others));
      });
  };
  std::visit(
      overload{
          [&](const Not& it) { within(it.body, -1, [](const Formula& changed) { return Not{changed}; }); },
          [&](const And& it) {
            within_each(it.parts, [](std::vector<Formula> parts) { return And{std::move(parts)}; });
          },
          [&](const Or& it) { within_each(it.parts, [](std::vector<Formula> parts) { return Or{std::move(parts)}; }); },
          [&](const Implies& it) {
            within(it.left, -1, [&](const Formula& changed) { return Implies{changed, it.right}; });
            within(it.right, 1, [&](const Formula& changed) { return Implies{it.left, changed}; });
          },
          [&](const Iff& it) {
            within(it.left, 0, [&](const Formula& changed) { return Iff{changed, it.right}; });
            within(it.right, 0, [&](const Formula& changed) { return Iff{it.left, changed}; });
          },
          [&](const Quantified& it) {
            within(it.body, sign_below(it.kind), [&](const Formula& changed) {
              return Quantified{it.kind, it.count, it.binders, changed};
            });
          },
          [&](const Was& it) { within(it.body, 1, [](const Formula& changed) { return Was{changed}; }); },
          [](const Constant&) {},
          [](const Atom&) {},
          [](const Equal&) {},
          [](const Member&) {},
          [](const Call&) {},
          [](const Can&) {},
          [](const Did&) {},
      },
      formula->kind);
  return result;
}

} // namespace chaperone::generators
