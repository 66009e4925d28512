// See seeds.hpp.
#include "records/live/seeds.hpp"

#include "model/rules/mentions.hpp"
#include "model/rules/substitution.hpp"
#include "model/rules/walk.hpp"

#include <algorithm>

namespace chaperone::live {

using namespace model;

namespace {

/// Whether it helps to break the promise that a formula is true, that it is false, or either.
enum class Side { truth, falsehood, either };

Side other(Side side) {
  return side == Side::truth ? Side::falsehood : side == Side::falsehood ? Side::truth : Side::either;
}

class Finder {
public:
  explicit Finder(const System& system) : system_(system) {}

  /// What stands around a formula.
  struct Around {
    std::vector<VariableId> variables;
    std::vector<Literal> beside;
    std::set<VariableId> foreign = {}; ///< bound in between by what is no `some`: nothing that names them stands beside
  };

  void find(const Literal& literal, const Around& around) {
    find(literal.formula, literal.is_positive ? Side::truth : Side::falsehood, around);
  }

  Occurrences found;

private:
  void find(const Formula& formula, Side side, const Around& around) {
    for_each_term(*formula, [&](const Term& term) { find_functions(term, around); });
    std::visit(overload{
                   [](const Constant&) {},
                   [&](const Atom& it) { find_atom(it, side, around); },
                   [](const Equal&) {},
                   [](const Member&) {},
                   [&](const Not& it) { find(it.body, other(side), around); },
                   [&](const And& it) { find_all(it.parts, side, around); },
                   [&](const Or& it) { find_all(it.parts, side, around); },
                   [&](const Implies& it) {
                     find(it.left, other(side), around);
                     find(it.right, side, around);
                   },
                   [&](const Iff& it) {
                     find_all({it.left, it.right}, Side::either, around);
                   },
                   [&](const Quantified& it) { find_quantified(formula, it, side, around); },
                   [&](const Call& it) { find_call(it, side, around); },
                   [&](const Can& it) { find_can(it, side, around); },
                   [](const Did&) {}, // promises about steps are judged as a whole
                   [](const Was&) {},
                   [&](const Reached&) { make_opaque(formula); },
                   [&](const SomeSet&) { make_opaque(formula); },
               },
               formula->kind);
  }

  void find_all(const std::vector<Formula>& parts, Side side, const Around& around) {
    for (const Formula& part : parts)
      find(part, side, around);
  }

  void find_functions(const Term& term, const Around& around) {
    walk_term(term, [&](const Term& part) {
      if (const auto* it = std::get_if<std::shared_ptr<const Application>>(&part))
        if (!system_[(*it)->function].is_fixed && !system_[(*it)->function].is_individual)
          found.all.push_back({(*it)->function, (*it)->args, true, true, around.variables, around.beside});
    });
  }

  void find_atom(const Atom& atom, Side side, const Around& around) {
    const Relation& relation = system_[atom.relation];
    if (relation.upkeep == Upkeep::order)
      return;
    if (relation.upkeep == Upkeep::closure)
      make_opaque(atom.relation);
    else
      found.all.push_back(
          {atom.relation, atom.args, side != Side::falsehood, side != Side::truth, around.variables, around.beside});
  }

  void find_quantified(const Formula& formula, const Quantified& it, Side side, const Around& around) {
    if (side != Side::either) {
      const std::optional<Existence> some = existence(system_, {formula, side == Side::truth});
      if (some && std::ranges::none_of(some->binders, [&](const Binder& binder) {
            return std::ranges::find(around.variables, binder.variable) != around.variables.end();
          })) {
        Around inner = around;
        for (const Binder& binder : some->binders)
          inner.variables.push_back(binder.variable);
        for (const Literal& part : some->parts)
          if (mentioned(part.formula, around.foreign).empty())
            inner.beside.push_back(part);
        for (const Literal& part : some->parts)
          find(part, inner);
        return;
      }
    }
    const bool counts_up = it.kind == Quantifier::some || it.kind == Quantifier::at_least;
    const bool counts_down = it.kind == Quantifier::no || it.kind == Quantifier::lone || it.kind == Quantifier::at_most;
    const Side body = counts_up || it.kind == Quantifier::all ? side : counts_down ? other(side) : Side::either;
    const Side guard = it.kind == Quantifier::all ? other(side) : body;
    Around inner = around;
    for (const Binder& binder : it.binders)
      inner.foreign.insert(binder.variable);
    for (const Binder& binder : it.binders)
      if (binder.guard)
        find(binder.guard, guard, inner);
    find(it.body, body, inner);
  }

  void find_call(const Call& call, Side side, const Around& around) {
    if (const Formula formula = written_out(system_, call))
      find(formula, side, around);
    else
      make_opaque(system_[call.define].body);
  }

  void find_can(const Can& can, Side side, const Around& around) {
    const Rule& rule = system_[can.rule];
    Substitution what;
    Around inner = around;
    inner.foreign.insert(rule.parameters.begin(), rule.parameters.end());
    bool is_plain = true;
    for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
      is_plain = is_plain && !system_[rule.parameters[i]].is_set;
      if (const auto* term = std::get_if<Term>(&can.args[i]))
        what.terms.emplace(rule.parameters[i], *term);
    }
    for (const Formula& asked : asked_by_can(rule))
      if (is_plain)
        find(with_terms(asked, what), side, inner);
      else
        make_opaque(asked);
  }

  void make_opaque(const Formula& formula) {
    Mentions mentions;
    collect_mentions(system_, formula, mentions);
    found.opaque.insert(mentions.functions.begin(), mentions.functions.end());
    for (const RelationId relation : mentions.relations)
      make_opaque(relation);
  }

  void make_opaque(RelationId relation) {
    std::visit(overload{
                   [&](std::monostate) { found.opaque.insert(relation); },
                   [&](RelationId base) { make_opaque(base); },
                   [&](DefineId base) { make_opaque(system_[base].body); },
               },
               system_[relation].closure_of);
  }

  const System& system_;
};

} // namespace

Occurrences occurrences(const System& system, const std::vector<VariableId>& leading,
                        const std::vector<Literal>& parts) {
  Finder finder(system);
  for (const Literal& part : parts)
    finder.find(part, {leading, parts});
  return std::move(finder.found);
}

} // namespace chaperone::live
