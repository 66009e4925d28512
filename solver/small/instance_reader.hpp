// Formulas as circuits: sections "Terms and formulas" and "Quantifiers" of
// docs/semantics.md. Part of instance.hpp.
#pragma once

#include "solver/small/instance.hpp"

#include <functional>

namespace chaperone::solver::small {

class Instance::Reader {
public:
  Reader(Instance& instance, const Moment& moment) : instance_(instance), moment_(moment) {}

  void bind(model::VariableId variable, const model::StepArgument& argument) { scope_.push_back({variable, argument}); }
  void unbind(std::size_t count) { scope_.resize(scope_.size() - count); }

  Gate read(const model::Formula& formula);
  /// For each index: the term has it as its value. Exactly one of them is true.
  std::vector<Gate> values(const model::Term& term);
  /// Visits each argument list that the terms may have, with the condition under which they have it.
  void for_each_place(const std::vector<model::Term>& terms,
                      const std::function<void(const std::vector<std::uint32_t>&, Gate)>& visit);
  /// Visits every assignment of the binders, bound meanwhile, with the condition that their guards hold.
  void for_each(const std::vector<model::Binder>& binders, const std::function<void(Gate)>& visit);

private:
  struct Slot {
    model::VariableId variable;
    model::StepArgument argument;
  };
  const model::StepArgument& slot(model::VariableId variable) const;
  Gate holds(model::RelationId relation, const std::vector<std::uint32_t>& args) const;
  Gate read(const model::Atom& atom);
  Gate read(const model::Equal& equal);
  Gate read(const model::Member& member);
  Gate read(const model::Quantified& quantified);
  Gate read(const model::Call& call);
  Gate read(const model::Can& can);
  Gate read(const model::Did& did);
  Gate read(const model::Was& was);
  Gate matches(const model::Argument& pattern, const model::StepArgument& argument);
  void place_from(const std::vector<model::Term>& terms, std::vector<std::uint32_t>& args, Gate condition,
                  const std::function<void(const std::vector<std::uint32_t>&, Gate)>& visit);
  void assign_from(const std::vector<model::Binder>& binders, std::size_t at, Gate condition,
                   const std::function<void(Gate)>& visit);

  Instance& instance_;
  Moment moment_;
  std::vector<Slot> scope_;
};

} // namespace chaperone::solver::small
