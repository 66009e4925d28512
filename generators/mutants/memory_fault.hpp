// What real services get wrong: not the rules, but what they remember. One reading place
// of the rules works on a wrong memory, or one requirement on a remembered answer, while
// all that the service shows stays right.
// Covered by tests/generators/faulty_service_test.cpp.
#pragma once

#include "generators/memory/reading.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::generators {

/// Updates to `value` (none: to any) never arrive, or not those that the rule `by` makes. Of a relation, removals.
struct MissesUpdates {
  std::optional<std::uint32_t> value;
  std::optional<model::RuleId> by;
};
/// What once had `value` (none: any) and lost it never has it again.
struct MissesReturn {
  std::optional<std::uint32_t> value;
};
/// What the last request changed arrives with the next one.
struct SeesLate {};
/// Remembers by all arguments but one: what changes changes for all that differ in that one only.
struct DropsArgument {
  std::size_t position;
};
/// What was read once stays as it was read.
struct CachesFirstRead {};
/// All is read anew when something is added, and at no other time.
struct RefreshedByGrants {};
/// Takes `taken` for `other`: two values of the enum at that argument of a relation, or of a function's result.
struct MixesValues {
  std::optional<std::size_t> position; ///< none: the result
  std::uint32_t taken, other;
};
/// Of several removals in one step (of a function: updates) only the first or the last arrives.
struct SeesOneRemoval {
  bool sees_last;
};
/// Who passed the requirement once passes it ever after: the actor, or whoever asks for the same again.
struct RemembersPass {
  bool only_same_request;
};

/// Updates are counted: that to 1 (or to 0) must be taken back as often as it was made, also where it changed nothing.
struct CountsUpdates {
  std::uint32_t value;
};
/// An update that changes nothing (to `value`; none: to any) hides the next one that does.
struct HoldsOnTo {
  std::optional<std::uint32_t> value;
};
/// A refused request for the rule leaves in the memory what it would have written.
struct KeepsRefused {
  model::RuleId rule;
};
/// Of several additions in one step only the first or the last arrives.
struct SeesOneGrant {
  bool sees_last;
};
/// Only changes arrive that are about whoever makes them.
struct MissesChangesByOthers {};
/// What that rule added is never removed.
struct KeepsGrantsOf {
  model::RuleId rule;
};
/// Asks whether it holds with anything at all for that argument.
struct IgnoresArgument {
  std::size_t position;
};
/// What the actor had at a step of that rule counts until the actor's next one: rights that a session keeps.
struct KeptSince {
  model::RuleId rule;
};
/// A step of that rule wipes what is about its individuals, though it never writes it.
struct WipedBy {
  model::RuleId rule;
};
/// Of a closure: only changes arrive of what begins (0), or ends (1), next to the edge that comes or goes.
struct SeesNearChanges {
  std::size_t end;
};
/// Whom the requirement refused once it refuses ever after: the actor, or whoever asks for the same again.
struct RemembersRefusal {
  bool only_same_request;
};

using MemoryFaultKind = std::variant<MissesUpdates, MissesReturn, SeesLate, DropsArgument, CachesFirstRead,
                                     RefreshedByGrants, MixesValues, SeesOneRemoval, RemembersPass, CountsUpdates,
                                     HoldsOnTo, KeepsRefused, SeesOneGrant, MissesChangesByOthers, KeepsGrantsOf,
                                     IgnoresArgument, KeptSince, WipedBy, SeesNearChanges, RemembersRefusal>;

/// A requirement as a whole, whose answer is remembered.
struct WholeRequirement {
  model::RuleId rule;
  std::size_t requirement = 0; ///< into Rule::requirements
};

struct MemoryFault {
  std::variant<ReadingPlace, WholeRequirement> place;
  MemoryFaultKind kind;
};

/// "never sees a removal": the kind without its particulars, for tables.
std::string name_of(const MemoryFaultKind& kind);
/// "`create_group`, requirement 2, never sees that `approved` is removed".
std::string describe(const model::System& system, const MemoryFault& fault);
model::RuleId rule_of(const MemoryFault& fault);
/// The formula or effect that it is planted in.
model::Span where(const model::System& system, const MemoryFault& fault);

/// The kinds whose memory goals suites are made for: caches that miss what happened; and more of what services do:
/// counts, remembered refusals, marks that outlive what they were set for.
enum class FaultFamily { first, further };
FaultFamily family_of(const MemoryFaultKind& kind);

/// Every fault that can be planted in the rules, place by place. Left out is what the text alone shows to change
/// nothing, such as a missed removal of what no rule removes.
std::vector<MemoryFault> list_memory_faults(const model::System& system);

} // namespace chaperone::generators
