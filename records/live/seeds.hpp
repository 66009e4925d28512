// Where a changed fact can touch a promise: its atoms and functions, each with whether a true or a false one helps to
// break the promise, and with what must hold beside it. Covered by tests/records/live_agreement_test.cpp.
#pragma once

#include "records/live/facts.hpp"
#include "records/live/literals.hpp"

namespace chaperone::live {

struct Occurrence {
  Symbol where;
  std::vector<model::Term> args;
  bool may_break_added = true, may_break_removed = true; ///< of a relation
  std::vector<model::VariableId> variables;              ///< the leading ones, and those of `some` around it
  std::vector<Literal> beside;                           ///< what must hold of them
};

struct Occurrences {
  std::vector<Occurrence> all;
  std::set<Symbol> opaque; ///< read in places that no change can be followed from
};

/// Of what breaks a promise.
Occurrences occurrences(const model::System& system, const std::vector<model::VariableId>& leading,
                        const std::vector<Literal>& parts);

} // namespace chaperone::live
