// Steps of other rules that a memory may wrongly hang on: those with which who asks began
// something, such as a session, and those that leave what is remembered as it is.
// Covered by tests/generators/memory_test.cpp.
#pragma once

#include "generators/memory/reading.hpp"

#include <optional>

namespace chaperone::generators {

/// The parameter that stands for who asks: the first individual that is no enum's value.
std::optional<std::size_t> actor_of(const model::System& system, model::RuleId rule);

/// May who asks have begun with `rule` what the request at this place goes on with? Both have an actor of one sort, and
/// `rule` grants something else that the request requires, or reads the same and adds what the request removes.
bool may_begin(const model::System& system, model::RuleId rule, const ReadingPlace& place);
/// Is `earlier` such a step, by who asks now and about the same? Individuals of a sort that both rules name are the
/// same.
bool begins(const model::System& system, const model::Action& earlier, const model::Action& request);
/// Are both requests by the same actor?
bool has_same_actor(const model::System& system, const model::Action& one, const model::Action& other);

/// Could `rule` be thought to end what is read at the place, though it never writes there? It takes something else from
/// individuals that the place may be about.
bool may_seem_to_end(const model::System& system, model::RuleId rule, const ReadingPlace& place);
/// Is the step about the cell: of each sort that both name, does it name all of the cell's individuals, or as many as
/// it has parameters for? Who leaves is one of the two of whom one has blocked the other.
bool is_about(const model::System& system, const model::Action& action, const Cell& cell);

} // namespace chaperone::generators
