// Going through a resolved formula: its direct parts and terms, or all there is.
// Depth is bounded by what the parser lets nest. Covered through its users.
#pragma once

#include "model/rules/formula.hpp"

namespace chaperone::model {

/// Calls `visit` with each formula directly below `node`, guards of binders included.
template <class Visit> void for_each_part(const Node& node, Visit visit) {
  const auto all = [&](const std::vector<Formula>& parts) {
    for (const Formula& part : parts)
      visit(*part);
  };
  std::visit(overload{
                 [](const Constant&) {},
                 [](const Atom&) {},
                 [](const Equal&) {},
                 [](const Member&) {},
                 [&](const Not& it) { visit(*it.body); },
                 [&](const And& it) { all(it.parts); },
                 [&](const Or& it) { all(it.parts); },
                 [&](const Implies& it) {
                   visit(*it.left);
                   visit(*it.right);
                 },
                 [&](const Iff& it) {
                   visit(*it.left);
                   visit(*it.right);
                 },
                 [&](const Quantified& it) {
                   for (const Binder& binder : it.binders)
                     if (binder.guard)
                       visit(*binder.guard);
                   visit(*it.body);
                 },
                 [](const Call&) {},
                 [](const Can&) {},
                 [](const Did&) {},
                 [&](const Was& it) { visit(*it.body); },
                 [&](const Reached& it) { visit(*it.step); },
                 [&](const SomeSet& it) { visit(*it.body); },
             },
             node.kind);
}

/// Calls `visit` with `node` and with every formula below it, parents first.
template <class Visit> void walk(const Node& node, const Visit& visit) {
  visit(node);
  for_each_part(node, [&](const Node& part) { walk(part, visit); });
}

/// Calls `visit` with each term that stands directly in `node`, not in a part of it.
template <class Visit> void for_each_term(const Node& node, Visit visit) {
  const auto all = [&](const std::vector<Term>& terms) {
    for (const Term& term : terms)
      visit(term);
  };
  const auto arguments = [&](const std::vector<Argument>& args) {
    for (const Argument& arg : args)
      std::visit(overload{[](const Anything&) {}, [&](const Term& term) { visit(term); }, all}, arg);
  };
  std::visit(overload{
                 [](const Constant&) {},
                 [&](const Atom& it) { all(it.args); },
                 [&](const Equal& it) {
                   visit(it.left);
                   visit(it.right);
                 },
                 [&](const Member& it) { visit(it.element); },
                 [](const Not&) {},
                 [](const And&) {},
                 [](const Or&) {},
                 [](const Implies&) {},
                 [](const Iff&) {},
                 [](const Quantified&) {},
                 [&](const Call& it) { all(it.args); },
                 [&](const Can& it) { arguments(it.args); },
                 [&](const Did& it) { arguments(it.args); },
                 [](const Was&) {},
                 [&](const Reached& it) {
                   visit(it.from);
                   visit(it.to);
                 },
                 [](const SomeSet&) {},
             },
             node.kind);
}

/// Calls `visit` with `term` and every term below it.
template <class Visit> void walk_term(const Term& term, const Visit& visit) {
  visit(term);
  if (const auto* application = std::get_if<std::shared_ptr<const Application>>(&term))
    for (const Term& arg : (*application)->args)
      walk_term(arg, visit);
}

} // namespace chaperone::model
