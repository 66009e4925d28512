// Resolved formulas, terms and steps as text of the rule language, with as few
// brackets as the grammar needs: for reports, saved scenarios and invariants.
// Covered by tests/model/printer_test.cpp (what is printed reads back as the same formula).
#pragma once

#include "model/rules/system.hpp"

#include <functional>
#include <string>
#include <vector>

namespace chaperone::model {

/// On one line. A guard reads back as the file says it (`x: child`), an Or of equalities of one term as
/// `x in {a, b}`. Individuals are named by `population`, or else by their sort's names. A bound variable whose
/// name is taken where it stands gets a number after it. `on_value` hears of each value in the order of the text.
/// Where no words of the language say what an `undoable` comes to, it is `undoable NAME`.
std::string print(const System& system, const Formula& formula, const Population* population = nullptr,
                  const std::function<void(const Value&)>& on_value = {});
std::string print(const System& system, const Term& term, const Population* population = nullptr);

/// `leave(Ann, Chat)`, with sets as `{Bea, Cal}`.
std::string print(const System& system, const Action& action, const Population& population);

/// `member(Chat, Ann)` or `owner(Chat)`: a tuple or a function's place.
std::string print_place(const System& system, RelationId relation, const std::vector<std::uint32_t>& args,
                        const Population& population);
std::string print_place(const System& system, FunctionId function, const std::vector<std::uint32_t>& args,
                        const Population& population);

/// The words of a rule file for this span, with line ends and indentation as single spaces; empty where none are
/// written.
std::string quoted(const System& system, Span span);

/// `Ann`, `Ann and Bea`, `Ann, Bea and Cal`; nobody at all reads `nobody`.
std::string list_names(const std::vector<std::string>& names);

} // namespace chaperone::model
