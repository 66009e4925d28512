// Facts, terms and formulas of a concrete run as text, with the individuals' names in
// place of variables. Covered by tests/generators/facts_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <span>
#include <string>
#include <vector>

namespace chaperone::reports {

/// What a text about a run needs to name things.
struct Cast {
  const model::System& system;
  const model::Population& population;
};

std::string name_of(const Cast& cast, model::SortId sort, std::uint32_t index);
/// `member(Group1, Ann)`, `owner(Group1) = Ann`.
std::string print(const Cast& cast, const model::Given& fact);
/// A formula with what `bindings` assigns put in: `contact(creator, u)` becomes `contact(Ann, Bea)`.
std::string print(const Cast& cast, const model::Formula& formula, std::span<const model::Assignment> bindings);

/// One change between two states: a tuple that joined or went, or a function's new value.
struct Change {
  enum class Kind { joined, went, set };
  Kind kind = Kind::joined;
  model::Given fact;        ///< of `set`, with the new value
  std::uint32_t before = 0; ///< of `set`
};
/// In the file's order of relations and then functions. Cost: the states' sizes.
std::vector<Change> changes_between(const model::State& before, const model::State& after);
/// `+ member(Group1, Ann)`, `- …`, `owner(Group1): Ann -> Bea`.
std::string print(const Cast& cast, const Change& change);

/// "   (not shown)" behind a change of a relation or function of `not_shown`; else nothing.
std::string mark_of(const model::System& system, const Change& change, const std::vector<std::string>& not_shown);

/// The rule's told-as text filled in, or a sentence made from its name and arguments: "ban user: Ann, Bea".
std::string sentence_of(const Cast& cast, const model::Action& action);

} // namespace chaperone::reports
