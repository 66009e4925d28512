// See misread.hpp.
#include "generators/memory/misread.hpp"

#include "model/rules/substitution.hpp"
#include "model/rules/walk.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

namespace {

Formula equal(const std::vector<Term>& left, const std::vector<Term>& right) {
  std::vector<Formula> parts;
  for (std::size_t i = 0; i < left.size(); ++i)
    parts.push_back(make_formula(Equal{left[i], right[i]}));
  return conjunction(std::move(parts));
}

/// Goes through a formula. Where nothing is misread the formula stays what it is.
class Misreader {
public:
  Misreader(const System& system, const ReadingPlace& place, const MisreadCell& cell)
      : system_(system), place_(place), cell_(cell) {}

  Formula of(const Formula& formula) {
    const auto made = [&](auto kind) { return make_formula(std::move(kind), formula->span); };
    return std::visit(
        overload{
            [&](const Constant&) { return formula; },
            [&](const Atom& it) { return is_occurrence(it) ? misread_tuple(formula, it) : with_misread_term(formula); },
            [&](const Equal&) { return with_misread_term(formula); },
            [&](const Member&) { return with_misread_term(formula); },
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
            [&](const Call& it) { return of_call(formula, it); },
            [&](const Can&) { return formula; },
            [&](const Did&) { return formula; },
            [&](const Was& it) { return made(Was{of(it.body)}); },
            [&](const Reached&) { return formula; },
            [&](const SomeSet&) { return formula; },
        },
        formula->kind);
  }

  std::vector<Binder> of(std::vector<Binder> binders) {
    for (Binder& binder : binders)
      if (binder.guard)
        binder.guard = of(binder.guard);
    return binders;
  }

  /// Does a term of this list read there?
  bool reads(const std::vector<Term>& terms) const {
    return std::any_of(terms.begin(), terms.end(), [&](const Term& term) { return reads(term); });
  }
  bool reads(const Term& whole) const {
    bool result = false;
    walk_term(whole, [&](const Term& term) { result = result || is_occurrence(term); });
    return result;
  }

  std::vector<Term> with_value(const std::vector<Term>& terms) const {
    std::vector<Term> result;
    for (const Term& term : terms)
      result.push_back(with_value(term));
    return result;
  }
  Term with_value(const Term& term) const {
    if (is_occurrence(term))
      return std::get<Term>(cell_.seems);
    const auto* it = std::get_if<std::shared_ptr<const Application>>(&term);
    return it && reads(term)
               ? Term(std::make_shared<const Application>(Application{(*it)->function, with_value((*it)->args)}))
               : term;
  }

private:
  std::vector<Formula> of(const std::vector<Formula>& parts) {
    std::vector<Formula> result;
    for (const Formula& part : parts)
      result.push_back(of(part));
    return result;
  }

  bool is_occurrence(const Atom& atom) const {
    const auto* wanted = std::get_if<const Atom*>(&place_.occurrence);
    return wanted != nullptr && *wanted == &atom;
  }
  bool is_occurrence(const Term& term) const {
    const auto* wanted = std::get_if<const Application*>(&place_.occurrence);
    const auto* it = std::get_if<std::shared_ptr<const Application>>(&term);
    return wanted != nullptr && it != nullptr && it->get() == *wanted;
  }

  Formula misread_tuple(const Formula& atom, const Atom& it) const {
    const Formula here = is_cell(system_, place_, it.args, cell_);
    return std::get<bool>(cell_.seems) ? make_formula(Or{{atom, here}}) : make_formula(And{{atom, negation(here)}});
  }

  /// A formula without parts, of which a term may be misread.
  Formula with_misread_term(const Formula& formula) const {
    bool does_read = false;
    for_each_term(*formula, [&](const Term& term) { does_read = does_read || reads(term); });
    if (!does_read)
      return formula;
    const Formula changed = std::visit(overload{
                                           [&](const Atom& it) {
                                             return make_formula(Atom{it.relation, with_value(it.args)});
                                           },
                                           [&](const Equal& it) {
                                             return make_formula(Equal{with_value(it.left), with_value(it.right)});
                                           },
                                           [&](const Member& it) {
                                             return make_formula(Member{with_value(it.element), it.set});
                                           },
                                           [&](const Call& it) {
                                             return make_formula(Call{it.define, with_value(it.args)});
                                           },
                                           [&](const auto&) { return formula; },
                                       },
                                       formula->kind);
    const Formula here = is_cell(system_, place_, std::get<const Application*>(place_.occurrence)->args, cell_);
    return make_formula(Or{{make_formula(And{{here, changed}}), make_formula(And{{negation(here), formula}})}});
  }

  Formula of_call(const Formula& formula, const Call& call) {
    const Formula& body = system_[call.define].body;
    const Formula changed = of(body);
    if (changed == body || is_unchanged(body))
      return with_misread_term(formula);
    Substitution what;
    for (std::size_t i = 0; i < call.args.size(); ++i)
      what.terms.emplace(system_[call.define].parameters[i], call.args[i]);
    return with_terms(changed, what);
  }

  /// Nothing below reads there.
  bool is_unchanged(const Formula& whole) const {
    bool does_read = false;
    walk(*whole, [&](const Node& node) {
      if (const auto* atom = std::get_if<Atom>(&node.kind))
        does_read = does_read || is_occurrence(*atom);
      for_each_term(node, [&](const Term& term) { does_read = does_read || reads(term); });
      if (const auto* call = std::get_if<Call>(&node.kind))
        does_read = does_read || !is_unchanged(system_[call->define].body);
    });
    return !does_read;
  }

  const System& system_;
  const ReadingPlace& place_;
  const MisreadCell& cell_;
};

} // namespace

Formula is_cell(const System& system, const ReadingPlace& place, const std::vector<Term>& args,
                const MisreadCell& cell) {
  const std::vector<Term> at(cell.args.begin(), cell.args.end());
  Formula here = equal(args, at);
  const auto* relation = std::get_if<RelationId>(&place.symbol);
  if (relation == nullptr || !system[*relation].is_symmetric)
    return here;
  return make_formula(Or{{here, equal(args, {at[1], at[0]})}});
}

Formula misread(const System& system, const Formula& formula, const ReadingPlace& place, const MisreadCell& cell) {
  return Misreader(system, place, cell).of(formula);
}

std::vector<Effect> misread_effects(const System& system, const ReadingPlace& place, const MisreadCell& cell) {
  Misreader misreader(system, place, cell);
  std::vector<Effect> result = system[place.rule].effects;
  Effect& effect = result[place.index];
  effect.binders = misreader.of(effect.binders);
  if (effect.where)
    effect.where = misreader.of(effect.where);
  const bool does_read = std::any_of(effect.updates.begin(), effect.updates.end(), [&](const Update& update) {
    return std::visit(overload{
                          [&](const SetValue& it) { return misreader.reads(it.args) || misreader.reads(it.value); },
                          [&](const auto& it) { return misreader.reads(it.args); },
                      },
                      update);
  });
  if (!does_read)
    return result;
  // Twice: for the cell, with what is read there, and for all others.
  const Formula here = is_cell(system, place, std::get<const Application*>(place.occurrence)->args, cell);
  const auto narrowed = [&](const Formula& condition) {
    return effect.where ? conjunction({effect.where, condition}) : condition;
  };
  Effect mistaken = effect;
  mistaken.where = narrowed(here);
  effect.where = narrowed(negation(here));
  for (Update& update : mistaken.updates)
    std::visit(overload{
                   [&](SetValue& it) {
                     it.args = misreader.with_value(it.args);
                     it.value = misreader.with_value(it.value);
                   },
                   [&](auto& it) { it.args = misreader.with_value(it.args); },
               },
               update);
  result.push_back(std::move(mistaken));
  return result;
}

} // namespace chaperone::generators
