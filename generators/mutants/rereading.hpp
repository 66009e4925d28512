// Formulas in which one occurrence of a relation or function reads otherwise. Part of
// doubts.hpp; covered by tests/generators/planted_test.cpp.
#pragma once

#include "generators/memory/reading.hpp"

#include <functional>
#include <map>
#include <variant>
#include <vector>

namespace chaperone::generators {

class Rereading {
public:
  /// What stands for an atom at the place; nothing is asked where it is a function's.
  using OfAtom = std::function<model::Formula(const model::Atom&)>;
  /// What stands for `read = other`, where what is read at the place is compared at once.
  using OfEqual = std::function<model::Formula(const model::Term& read, const model::Term& other)>;

  /// Adds to `system` copies of the defines in which the occurrence stands.
  Rereading(model::System& system, const ReadingPlace& place, OfAtom atom)
      : system_(system), occurrence_(place.occurrence), atom_(std::move(atom)) {}
  /// Where what is read is not compared at once, or no `equal` is given, `function` is read.
  Rereading(model::System& system, const ReadingPlace& place, model::FunctionId function, OfEqual equal = {})
      : system_(system), occurrence_(place.occurrence), equal_(std::move(equal)), function_(function) {}

  bool is_in(const model::Formula& formula) const;
  model::Formula of(const model::Formula& formula);
  std::vector<model::Binder> of(std::vector<model::Binder> binders);

private:
  bool is_in(const model::Term& term) const;
  bool is_it(const model::Term& term) const;
  model::Term of(const model::Term& term);
  std::vector<model::Term> of(const std::vector<model::Term>& terms);
  std::vector<model::Formula> of(const std::vector<model::Formula>& parts);
  model::DefineId of(model::DefineId define);

  model::System& system_;
  std::variant<const model::Atom*, const model::Application*> occurrence_;
  OfAtom atom_;
  OfEqual equal_;
  model::FunctionId function_ = {};
  std::map<model::DefineId, model::DefineId> defines_;
};

} // namespace chaperone::generators
