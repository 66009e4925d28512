// See rewrite.hpp.
#include "generators/goals/rewrite.hpp"

#include "model/print/printer.hpp"
#include "model/rules/ordering.hpp"
#include "model/rules/substitution.hpp"

#include <set>

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

class Rewritings {
public:
  Rewritings(const System& system, const Rewriter& rewriter) : system_(system), rewriter_(rewriter) {}

  std::vector<Rewriting> of(const Formula& formula) {
    std::vector<Rewriting> result;
    for (Form& form : rewriter_(formula))
      result.push_back({std::move(form.formula), formula, std::move(form.what), 1});
    if (ordering_of(system_, formula))
      return result; // its parts are nobody's words
    const auto within = [&](const Formula& part, int sign, auto made) {
      for (Rewriting& inner : of(part))
        result.push_back({make_formula(made(std::move(inner.formula)), formula->span), std::move(inner.part),
                          std::move(inner.what), sign * inner.sign});
    };
    const auto within_each = [&](const std::vector<Formula>& parts, auto made) {
      for (std::size_t i = 0; i < parts.size(); ++i)
        within(parts[i], 1, [&](Formula changed) {
          std::vector<Formula> others = parts;
          others[i] = std::move(changed);
          return made(std::move(others));
        });
    };
    std::visit(overload{
                   [&](const Not& it) { within(it.body, -1, [](Formula changed) { return Not{std::move(changed)}; }); },
                   [&](const And& it) {
                     within_each(it.parts, [](std::vector<Formula> parts) { return And{std::move(parts)}; });
                   },
                   [&](const Or& it) {
                     within_each(it.parts, [](std::vector<Formula> parts) { return Or{std::move(parts)}; });
                   },
                   [&](const Implies& it) {
                     within(it.left, -1, [&](Formula changed) { return Implies{std::move(changed), it.right}; });
                     within(it.right, 1, [&](Formula changed) { return Implies{it.left, std::move(changed)}; });
                   },
                   [&](const Iff& it) {
                     within(it.left, 0, [&](Formula changed) { return Iff{std::move(changed), it.right}; });
                     within(it.right, 0, [&](Formula changed) { return Iff{it.left, std::move(changed)}; });
                   },
                   [&](const Quantified& it) {
                     within(it.body, sign_below(it.kind), [&](Formula changed) {
                       return Quantified{it.kind, it.count, it.binders, std::move(changed)};
                     });
                   },
                   [&](const Was& it) { within(it.body, 1, [](Formula changed) { return Was{std::move(changed)}; }); },
                   [&](const Call& it) {
                     if (entered_.insert(print(system_, formula)).second)
                       for (Rewriting& inner : of(body_of(system_, it)))
                         result.push_back(std::move(inner));
                   },
                   [](const Constant&) {},
                   [](const Atom&) {},
                   [](const Equal&) {},
                   [](const Member&) {},
                   [](const Can&) {},
                   [](const Did&) {},
                   [](const Reached&) {},
                   [](const SomeSet&) {},
               },
               formula->kind);
    return result;
  }

private:
  const System& system_;
  const Rewriter& rewriter_;
  std::set<std::string> entered_; ///< calls, as printed
};

} // namespace

Formula body_of(const System& system, const Call& call) {
  Substitution what;
  for (std::size_t i = 0; i < call.args.size(); ++i)
    what.terms.emplace(system[call.define].parameters[i], call.args[i]);
  return with_terms(system[call.define].body, what);
}

std::vector<Rewriting> rewritings(const System& system, const Formula& formula, const Rewriter& rewriter) {
  return Rewritings(system, rewriter).of(formula);
}

} // namespace chaperone::generators
