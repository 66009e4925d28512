// One walk over a formula; see model/rules/mentions.hpp.
#include "model/rules/mentions.hpp"

#include "model/rules/walk.hpp"

namespace chaperone::model {
namespace {

void collect_all(const std::vector<Term>& terms, Mentions& found) {
  for (const Term& term : terms)
    collect_mentions(term, found);
}

void collect_arguments(const std::vector<Argument>& args, Mentions& found) {
  for (const Argument& arg : args)
    std::visit(overload{
                   [](const Anything&) {},
                   [&](const Term& term) { collect_mentions(term, found); },
                   [&](const std::vector<Term>& set) { collect_all(set, found); },
               },
               arg);
}

void collect_parts(const System& system, const std::vector<Formula>& parts, Mentions& found) {
  for (const Formula& part : parts)
    collect_mentions(system, part, found);
}

} // namespace

void collect_mentions(const Term& term, Mentions& found) {
  std::visit(overload{
                 [&](VariableId variable) { found.variables.insert(variable); },
                 [](const Value&) {},
                 [&](const std::shared_ptr<const Application>& application) {
                   found.functions.insert(application->function);
                   collect_all(application->args, found);
                 },
             },
             term);
}

namespace {

/// A closure says what its relation or define says.
void collect_relation(const System& system, RelationId relation, Mentions& found) {
  if (!found.relations.insert(relation).second)
    return;
  std::visit(overload{
                 [](std::monostate) {},
                 [&](RelationId base) { found.relations.insert(base); },
                 [&](DefineId base) {
                   if (found.defines.insert(base).second)
                     collect_mentions(system, system[base].body, found);
                 },
             },
             system[relation].closure_of);
}

} // namespace

void collect_mentions(const System& system, const std::vector<Binder>& binders, Mentions& found) {
  for (const Binder& binder : binders) {
    found.variables.insert(binder.variable);
    if (binder.guard)
      collect_mentions(system, binder.guard, found);
  }
}

void collect_mentions(const System& system, const Formula& formula, Mentions& found) {
  std::visit(overload{
                 [](const Constant&) {},
                 [&](const Atom& atom) {
                   collect_relation(system, atom.relation, found);
                   collect_all(atom.args, found);
                 },
                 [&](const Equal& equal) {
                   collect_mentions(equal.left, found);
                   collect_mentions(equal.right, found);
                 },
                 [&](const Member& member) {
                   collect_mentions(member.element, found);
                   found.variables.insert(member.set);
                 },
                 [&](const Not& negated) { collect_mentions(system, negated.body, found); },
                 [&](const And& all) { collect_parts(system, all.parts, found); },
                 [&](const Or& any) { collect_parts(system, any.parts, found); },
                 [&](const Implies& implication) {
                   collect_mentions(system, implication.left, found);
                   collect_mentions(system, implication.right, found);
                 },
                 [&](const Iff& both) {
                   collect_mentions(system, both.left, found);
                   collect_mentions(system, both.right, found);
                 },
                 [&](const Quantified& quantified) {
                   collect_mentions(system, quantified.binders, found);
                   collect_mentions(system, quantified.body, found);
                 },
                 [&](const Call& call) {
                   collect_all(call.args, found);
                   if (found.defines.insert(call.define).second)
                     collect_mentions(system, system[call.define].body, found);
                 },
                 [&](const Can& can) {
                   collect_arguments(can.args, found);
                   for (const Formula& asked : asked_by_can(system[can.rule]))
                     collect_mentions(system, asked, found);
                 },
                 [&](const Did& did) {
                   found.did.insert(did.rule);
                   collect_arguments(did.args, found);
                 },
                 [&](const Was& was) { collect_mentions(system, was.body, found); },
                 [&](const Reached& reached) {
                   found.variables.insert({reached.tail, reached.head});
                   collect_mentions(system, reached.step, found);
                   collect_mentions(reached.from, found);
                   collect_mentions(reached.to, found);
                   collect_relation(system, reached.closure, found); // as a relation that it is compared with
                 },
                 [&](const SomeSet& some) {
                   found.variables.insert(some.set);
                   collect_mentions(system, some.body, found);
                 },
             },
             formula->kind);
}

bool has_made_part(const Formula& formula) {
  bool found = false;
  walk(*formula, [&](const Node& node) {
    found = found || std::holds_alternative<Reached>(node.kind) || std::holds_alternative<SomeSet>(node.kind);
  });
  return found;
}

} // namespace chaperone::model
