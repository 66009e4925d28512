// What a service may remember wrongly: where a rule reads, what writes there, and each
// pattern of a run in which such a mistake would show.
// Covered by tests/generators/memory_test.cpp.
#pragma once

#include "generators/memory/reading.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace chaperone::generators {

/// Of enums with more values each value is tried by itself, and not each pair.
constexpr std::size_t most_paired_values = 8;

/// How a request comes to hang on what was. In each, c is a cell that was changed from w to v, and the request is
/// critical on c read as w.
enum class Lapse {
  stale,     ///< c was changed by this write
  at_once,   ///< likewise, and the request comes right after
  asked,     ///< the same request was made before this write changed c, and was critical on c then
  far,       ///< likewise, and a closure leads from c to what is asked, by two edges at least
  back,      ///< c went from v to w by this write, and back to v
  rewritten, ///< w was written where w already was, before the change to v
  refused,   ///< a refused step would have made c w
  first,
  last,         ///< c is the first or last of several cells that one effect emptied
  sibling,      ///< a cell that differs from c in one argument was changed to w later than c was
  session,      ///< c was w when who asks made a step of some rule about the same, and has changed since
  spared,       ///< a step of a rule that does not write c came after, and is about c
  beyond,       ///< of a closure: c came or went with an edge that is so far from one of its ends, and nothing since
  way_left,     ///< of a closure: an edge was cut, and c still holds by another way
  overwritten,  ///< of a function into a sort: a step set c to w, and a later one to v
  circle,       ///< of a closure: c went, though an edge into its end is left
  turned,       ///< of a symmetric relation: c was changed as one pair, and is read as the pair turned round
  later,        ///< right after c was changed its requirement did not hang on it: something else changed since
  by_whom,      ///< c was changed by this write in a step of somebody whom it is about, or is not
  value,        ///< c has one value of an enum, and the request is critical on c read as another
  passed,       ///< this requirement alone is false, and was true for who asks
  passed_same,  ///< likewise, for the same request
  failed_same,  ///< the request is allowed, and this requirement alone was false for the same request
  failed_often, ///< likewise, three times for who asks
  redone,       ///< the same was done before, and this write changes something again
  crowded,      ///< this write makes c as others are that differ from it in one argument alone, and they stay
  kept,         ///< this write changes something of who made, by a step of some rule, what stays
  left,         ///< the step leaves what is about these of its arguments, of the symbol that this write writes
  revived,      ///< this write makes something again that was lost, and what some rule took since then stays lost
};

/// Is it about what a place reads, and not about a requirement or a step as a whole?
constexpr bool is_of_place(Lapse lapse) {
  return lapse < Lapse::passed;
}
constexpr bool is_of_requirement(Lapse lapse) {
  return lapse >= Lapse::passed && lapse <= Lapse::failed_often;
}

/// One `add`, `remove` or `set` of a rule.
struct Write {
  model::RuleId rule;
  std::size_t effect = 0, update = 0; ///< indices into Rule::effects and Effect::updates
  Symbol symbol;
};

struct MemoryGoal {
  Lapse lapse = Lapse::stale;
  model::RuleId rule;    ///< of the request
  std::size_t place = 0; ///< into Catalogue::places; of a requirement its index
  /// Into Catalogue::writes; for `stale`, `at_once`, `asked`, `far`, `back`, `first`, `last`, `by_whom` and what is
  /// about steps, and for `turned` where c was changed there and back: the one that changed it there.
  std::optional<std::size_t> write = {};
  /// For `sibling` and `crowded` the argument in which it differs; for `left` into Catalogue::namings(); for `first`
  /// and `last` in which the several do; for `value` in which the value stands; for `beyond` the end, and for `far` at
  /// a closure.
  std::size_t argument = 0;
  /// For `value`; of a function into an enum for `back` too; for `overwritten` and `later` whether the request is
  /// allowed; for `beyond` how many edges lie between, and for `crowded` how many others there are, at least; for
  /// `by_whom` whether it is about who changed it.
  std::optional<std::uint32_t> is = {};
  /// w of a relation; for `value` what is read in place of what is (none: any other); of a function into an enum for
  /// `refused` and `rewritten` too. Else none.
  std::optional<std::uint32_t> seems = {};
  std::optional<model::RuleId> other = {}; ///< for `session`, `spared`, `kept` and `revived`
  auto operator<=>(const MemoryGoal&) const = default;
};

struct MemoryGoalHash {
  std::size_t operator()(const MemoryGoal& goal) const;
};

/// How a rule's parameters stand in a symbol's places: for each place one of its sort, or none if the rule has none.
using Naming = std::vector<std::optional<std::size_t>>;

/// All that a memory can be wrong about, of one system, which outlives it.
class Catalogue {
public:
  explicit Catalogue(const model::System& system);
  const model::System& system() const { return system_; }
  const std::vector<ReadingPlace>& places() const { return places_; }
  const std::vector<Write>& writes() const { return writes_; }
  /// Rule by rule of the request and place by place, in the order of the lapses.
  const std::vector<MemoryGoal>& goals() const { return goals_; }
  std::optional<std::size_t> find(const MemoryGoal& goal) const;
  /// The goal of this lapse for a cell that is one value and seems another: what of these a goal names depends on
  /// the lapse, and on whether the place reads a relation or a function. Of `back`, `rewritten` and `refused`.
  MemoryGoal goal_of(Lapse lapse, std::size_t place, std::uint32_t is, std::uint32_t seems,
                     std::optional<std::size_t> write = {}) const;
  /// Of the rule: its goals about what its steps leave.
  struct LeftGoal {
    std::size_t goal; ///< its number
    Symbol symbol;
    Naming naming;
  };
  const std::vector<LeftGoal>& goals_about_left(model::RuleId rule) const { return left_[rule.index]; }
  /// The places that read the symbol.
  const std::vector<std::size_t>& places_of(const Symbol& symbol) const;
  /// The places of one part of a rule: indices into places().
  const std::vector<std::size_t>& places_of(model::RuleId rule, model::Misreading::Part part, std::size_t index) const;

  /// The values with which a function's value is compared there by `=` or `in`; none where it is read in another way
  /// too.
  const std::set<std::uint32_t>& compared_with(std::size_t place) const { return compared_[place]; }
  /// May it change what is read of the symbol? Of a closure those that change what it is of.
  bool may_change(std::size_t write, const Symbol& read) const;
  bool is_closure(const Symbol& symbol) const;
  /// Of a symbol. Nothing where the rule has no parameter for any of its places.
  std::vector<Naming> namings(model::RuleId rule, const Symbol& symbol) const;
  /// Of whom asks for the rule.
  std::optional<model::SortId> sort_of_actor(model::RuleId rule) const;
  bool is_always_about_asker(std::size_t write) const; ///< one of its arguments is who asks
  /// Does it add or set something, or remove or set it?
  bool may_give(std::size_t write) const;
  bool may_take(std::size_t write) const;
  /// The places of the same requirement or effect that read a closure from or to what is read here: of the same
  /// variable, which is a parameter of no define.
  std::vector<std::size_t> closures_beside(std::size_t place) const;
  /// The first of the rule's writes; the others follow.
  std::size_t first_write(model::RuleId rule) const { return first_writes_[rule.index]; }

  /// What a test for it is about: "enter must go by `member(who)` as dismiss left it".
  std::string claim(const MemoryGoal& goal) const;
  std::string name(const MemoryGoal& goal) const; ///< words, not yet an identifier; several goals may have one name
  model::Span where(const MemoryGoal& goal) const;

private:
  void list_writes();
  void list_sources();
  const model::Update& update_of(std::size_t write) const;
  void list_other_steps(std::size_t place);
  void list_ways(std::size_t place);
  void list_goals_of(std::size_t place);
  void list_goals_of(const model::Rule& rule, model::RuleId id);
  void list_steps(std::size_t write);
  void list_left(model::RuleId rule);
  bool always_writes(model::RuleId rule, const Symbol& symbol, const Naming& naming) const;
  std::string text_of_left(const MemoryGoal& goal) const;
  bool may_be_of_both(std::size_t write) const;
  void list_values(std::size_t place);
  bool may_lead_away(std::size_t write, const Symbol& read, std::uint32_t value) const;
  bool may_make(std::size_t write, const Symbol& read, std::uint32_t value) const;
  bool may_meet(std::size_t place, const Write& write) const;
  bool reads_more(const ReadingPlace& place) const;
  std::size_t values_of(const Symbol& symbol) const;
  model::SortId sort_of_argument(const MemoryGoal& goal) const;
  std::string claim_of_step(const MemoryGoal& goal) const;
  std::string text_of(std::size_t place) const;
  std::string text_of_write(std::size_t write) const;
  std::string value_text(const MemoryGoal& goal, std::uint32_t value) const;

  const model::System& system_;
  std::vector<ReadingPlace> places_;
  std::vector<Write> writes_;
  std::vector<std::set<std::uint32_t>> compared_; ///< by place
  std::vector<std::size_t> first_writes_;         ///< by rule
  std::vector<MemoryGoal> goals_;
  std::vector<std::vector<LeftGoal>> left_; ///< by rule
  std::unordered_map<MemoryGoal, std::size_t, MemoryGoalHash> numbers_;
  std::map<std::tuple<model::RuleId, model::Misreading::Part, std::size_t>, std::vector<std::size_t>> by_part_;
  std::map<Symbol, std::vector<std::size_t>> by_symbol_;
  std::map<Symbol, std::set<Symbol>> sources_; ///< of a closure: what its tuples come from
};

/// What an update would do: made of every assignment for which its effect's guards and condition are true.
struct WouldWrite {
  std::size_t write; ///< into Catalogue::writes
  Cell cell;
  std::uint32_t value;
  std::vector<std::uint32_t> pair; ///< of a symmetric relation: its arguments in the order of the text
};
/// Of a request that is allowed or not; in the order of the effects.
std::vector<WouldWrite> list_written(const Catalogue& catalogue, const model::State& state,
                                     const model::Action& action);

} // namespace chaperone::generators
