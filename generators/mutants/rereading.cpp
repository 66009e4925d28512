// See rereading.hpp.
#include "generators/mutants/rereading.hpp"

#include "model/rules/walk.hpp"

#include <fmt/format.h>

namespace chaperone::generators {

using namespace model;

bool Rereading::is_it(const Term& term) const {
  const auto* wanted = std::get_if<const Application*>(&occurrence_);
  const auto* application = std::get_if<std::shared_ptr<const Application>>(&term);
  return wanted != nullptr && application != nullptr && application->get() == *wanted;
}

bool Rereading::is_in(const Term& term) const {
  bool result = false;
  walk_term(term, [&](const Term& part) { result = result || is_it(part); });
  return result;
}

bool Rereading::is_in(const Formula& formula) const {
  const auto* wanted = std::get_if<const Atom*>(&occurrence_);
  bool result = false;
  walk(*formula, [&](const Node& node) {
    const auto* atom = std::get_if<Atom>(&node.kind);
    const auto* call = std::get_if<Call>(&node.kind);
    result = result || (wanted != nullptr && atom != nullptr && atom == *wanted) ||
             (call != nullptr && is_in(system_[call->define].body));
    for_each_term(node, [&](const Term& term) { result = result || is_in(term); });
  });
  return result;
}

Formula Rereading::of(const Formula& formula) {
  if (!formula || !is_in(formula))
    return formula;
  const auto made = [&](auto kind) { return make_formula(std::move(kind), formula->span); };
  return std::visit(overload{
                        [&](const Constant&) { return formula; },
                        [&](const Atom& it) {
                          const auto* wanted = std::get_if<const Atom*>(&occurrence_);
                          return wanted != nullptr && &it == *wanted ? atom_(it) : made(Atom{it.relation, of(it.args)});
                        },
                        [&](const Equal& it) {
                          if (equal_ && (is_it(it.left) || is_it(it.right)))
                            return is_it(it.left) ? equal_(it.left, it.right) : equal_(it.right, it.left);
                          return made(Equal{of(it.left), of(it.right)});
                        },
                        [&](const Member& it) {
                          return made(Member{of(it.element), it.set});
                        },
                        [&](const Not& it) { return made(Not{of(it.body)}); },
                        [&](const And& it) { return made(And{of(it.parts)}); },
                        [&](const Or& it) { return made(Or{of(it.parts)}); },
                        [&](const Implies& it) {
                          return made(Implies{of(it.left), of(it.right)});
                        },
                        [&](const Iff& it) {
                          return made(Iff{of(it.left), of(it.right)});
                        },
                        [&](const Quantified& it) {
                          return made(Quantified{it.kind, it.count, of(it.binders), of(it.body)});
                        },
                        [&](const Call& it) {
                          return made(Call{of(it.define), of(it.args)});
                        },
                        [&](const Can&) { return formula; },
                        [&](const Did&) { return formula; },
                        [&](const Was& it) { return made(Was{of(it.body)}); },
                        [&](const Reached&) { return formula; },
                        [&](const SomeSet&) { return formula; },
                    },
                    formula->kind);
}

std::vector<Binder> Rereading::of(std::vector<Binder> binders) {
  for (Binder& binder : binders)
    binder.guard = of(binder.guard);
  return binders;
}

Term Rereading::of(const Term& term) {
  const auto* application = std::get_if<std::shared_ptr<const Application>>(&term);
  if (application == nullptr)
    return term;
  return std::make_shared<const Application>(
      Application{is_it(term) ? function_ : (*application)->function, of((*application)->args)});
}

std::vector<Term> Rereading::of(const std::vector<Term>& terms) {
  std::vector<Term> result;
  for (const Term& term : terms)
    result.push_back(of(term));
  return result;
}

std::vector<Formula> Rereading::of(const std::vector<Formula>& parts) {
  std::vector<Formula> result;
  for (const Formula& part : parts)
    result.push_back(of(part));
  return result;
}

DefineId Rereading::of(DefineId define) {
  if (const auto known = defines_.find(define); known != defines_.end())
    return known->second;
  const Formula body = system_[define].body;
  if (!is_in(body))
    return define;
  Define copy = system_[define];
  copy.body = of(body);
  const DefineId made{static_cast<std::uint32_t>(system_.defines.size())};
  copy.name += fmt::format("_{}", made.index);
  system_.defines.push_back(std::move(copy));
  defines_.emplace(define, made);
  return made;
}

} // namespace chaperone::generators
