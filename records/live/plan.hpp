// Formulas made ready to be read in a live state: each quantifier follows the facts that can satisfy it, in an order
// that is chosen once, and looks over a whole sort only where nothing narrows it down. Made by planner.hpp, read by
// evaluation.hpp. Covered by tests/records/live_agreement_test.cpp.
#pragma once

#include "model/rules/system.hpp"
#include "records/live/table.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace chaperone::live {

/// Where a variable's value stands: the index of its VariableId, or of a variable that a planner made.
using Slot = std::uint32_t;

struct TermPlan {
  enum class Kind : std::uint8_t { slot, constant, value_of };
  Kind kind = Kind::constant;
  bool is_before = false;  ///< read in the state before the last step
  std::uint32_t index = 0; ///< a slot, an individual, or a function
  std::vector<TermPlan> args = {};
};

struct Check;
struct Operation;

/// Assignments of some variables that satisfy some formulas: operations, one inside the other.
struct Search {
  std::vector<Operation> operations;
};

/// The steps from one individual to another of which a closure is made, both ways: `from` is bound, `to` is found.
struct EdgePlan {
  Slot low = 0, high = 0; ///< the edge leads from `low` to `high`
  Search forward, backward;
};

/// What a `can` or `did` wants in a place.
struct WantedArgument {
  enum class Kind : std::uint8_t { anything, individual, set };
  Kind kind = Kind::anything;
  std::vector<TermPlan> terms = {}; ///< one for an individual, all of them for a set
};

/// A formula, or its denial, whichever was asked for: denials stand at atoms alone.
struct Check {
  enum class Kind : std::uint8_t {
    truth,
    atom,
    less,
    reached,
    equal,
    member,
    did,
    all_of,
    any_of,
    same,
    at_least,
    at_most
  };
  Kind kind = Kind::truth;
  bool is_positive = true;  ///< of what has no parts: false for its denial
  bool if_unknown = false;  ///< what is answered where the facts do not say
  bool is_before = false;   ///< read in the state before the last step
  std::uint32_t symbol = 0; ///< a relation; a rule for `did`; a set's slot for `member`
  model::SortId sort = {};  ///< of `less`
  std::uint64_t count = 0;  ///< of at_least, at_most
  std::vector<TermPlan> terms = {};
  std::vector<Check> parts = {};
  std::vector<WantedArgument> wanted = {};         ///< of `did`
  std::shared_ptr<const Search> search = nullptr;  ///< of at_least, at_most
  std::shared_ptr<const EdgePlan> edges = nullptr; ///< of `reached`
};

/// Binds variables, or goes on only where a check holds.
struct Operation {
  enum class Kind : std::uint8_t {
    check,
    assign,     ///< the slot is what the first term says
    rows,       ///< rows of a relation with some columns given; see `is_possible`
    values,     ///< rows of a function with some columns given, the value's last; see `lookup`
    members,    ///< of a set parameter
    everybody,  ///< of a sort
    last_step,  ///< arguments of the last step, if it is of that rule
    reach,      ///< along a closure, forward or backward
    gather,     ///< different values of some slots that any of `branches` finds
    assign_set, ///< a set parameter is the terms' values
    subsets,    ///< every set of individuals of a sort
  };
  Kind kind = Kind::check;
  bool is_before = false;
  bool is_backward = false;
  bool is_possible = false; ///< what may be: also rows of which it is not known whether they hold (`check` decides),
                            ///< and `somebody`
  std::uint32_t symbol = 0; ///< a relation, function, sort or rule, or a set's slot
  std::uint32_t index = 0;  ///< of the table, over the columns that `terms` give
  Columns given = 0;        ///< the columns that `terms` give, where it is rows
  Slot slot = 0;
  std::vector<TermPlan> terms = {}; ///< for the index's columns, in their order
  /// Which column gives which slot its value.
  struct Bound {
    std::uint32_t column;
    Slot slot;
    std::uint32_t sort; ///< over which to look where rows do not say everything
  };
  std::vector<Bound> bound = {};
  std::vector<Bound> repeated = {}; ///< columns that must hold what the slot has got already
  Check check = {};                 ///< also what decides, for `values` where the rows do not say everything
  std::vector<Search> branches = {};
  std::shared_ptr<const EdgePlan> edges = nullptr;
};

} // namespace chaperone::live
