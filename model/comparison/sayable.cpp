// See sayable.hpp.
#include "model/comparison/sayable.hpp"

#include <algorithm>

namespace chaperone::model::comparison {
namespace {

class Sayable {
public:
  Sayable(const System& own, const Matching& matching, Side side) : own_(own), matching_(matching), side_(side) {}

  bool has(const Formula& formula) const {
    return std::visit(
        overload{
            [](const Constant&) { return true; },
            [&](const Atom& it) { return is_there(matching_.relations, it.relation) && has_all(it.args); },
            [&](const Equal& it) { return has(it.left) && has(it.right); },
            [&](const Member& it) { return has(it.element) && has(Term(it.set)); },
            [&](const Not& it) { return has(it.body); },
            [&](const And& it) { return has_all(it.parts); },
            [&](const Or& it) { return has_all(it.parts); },
            [&](const Implies& it) { return has(it.left) && has(it.right); },
            [&](const Iff& it) { return has(it.left) && has(it.right); },
            [&](const Quantified& it) {
              const auto is_bound = [&](const Binder& binder) {
                return has(Term(binder.variable)) && (!binder.guard || has(binder.guard));
              };
              return std::ranges::all_of(it.binders, is_bound) && has(it.body);
            },
            [&](const Call& it) { return has(own_[it.define].body) && has_all(it.args); },
            [&](const Can& it) { return is_there(matching_.rules, it.rule) && has_all(it.args); },
            [&](const Did& it) { return is_there(matching_.rules, it.rule) && has_all(it.args); },
            [&](const Was& it) { return has(it.body); },
            [&](const Reached& it) {
              return is_there(matching_.relations, it.closure) && has(it.step) && has(it.from) && has(it.to);
            },
            [&](const SomeSet& it) { return has(Term(it.set)) && has(it.body); },
        },
        formula->kind);
  }

private:
  template <class Id> bool is_there(const Pairs<Id>& pairs, Id id) const {
    return pairs.of(side_)[id.index].has_value();
  }
  template <class Parts> bool has_all(const std::vector<Parts>& parts) const {
    return std::ranges::all_of(parts, [&](const Parts& part) { return has(part); });
  }

  bool has(const Term& term) const {
    return std::visit(overload{
                          [&](VariableId it) { return is_there(matching_.sorts, own_[it].sort); },
                          [&](const Value& it) { return is_known(it); },
                          [&](const std::shared_ptr<const Application>& it) {
                            return is_there(matching_.functions, it->function) && has_all(it->args);
                          },
                      },
                      term);
  }
  bool has(const Argument& argument) const {
    return std::visit(overload{
                          [](const Anything&) { return true; },
                          [&](const Term& it) { return has(it); },
                          [&](const std::vector<Term>& it) { return has_all(it); },
                      },
                      argument);
  }

  bool is_known(const Value& value) const {
    const auto& counterpart = matching_.sorts.of(side_)[value.sort.index];
    if (!counterpart)
      return false;
    if (side_ == Side::before)
      return matching_.values[value.sort.index][value.index].has_value();
    return std::ranges::find(matching_.values[counterpart->index], std::optional(value.index)) !=
           matching_.values[counterpart->index].end();
  }

  const System& own_;
  const Matching& matching_;
  const Side side_;
};

} // namespace

bool can_be_said(const System& own, const Matching& matching, Side side, const Formula& formula) {
  return Sayable(own, matching, side).has(formula);
}

} // namespace chaperone::model::comparison
