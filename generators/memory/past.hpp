// A run as it goes, with what a service could remember of it: which goals a request would
// meet now. Covered by tests/generators/memory_test.cpp.
#pragma once

#include "generators/memory/catalogue.hpp"
#include "generators/memory/ways.hpp"

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace chaperone::generators {

/// A request in some state: what stands in its way, as far as it matters.
struct Request {
  model::Action action;
  std::vector<std::size_t> broken; ///< requirements that are false; no more than two are named
  bool is_allowed() const { return broken.empty(); }
};

bool is_same(const model::Action& left, const model::Action& right);

/// Nothing where the step would be in conflict: that is no request.
std::optional<Request> request_of(const model::State& state, model::Action action);

/// Cells that have the value, differ from this one in one argument alone, and are not among `but`. Of a pair either
/// argument may differ.
std::size_t count_beside(const model::State& state, const Cell& cell, std::uint32_t value, std::size_t argument,
                         const std::set<Cell>& but);

/// Goals that are still looked for, with how many there are of each place and each write.
class Wanted {
public:
  explicit Wanted(const Catalogue& catalogue); ///< all
  Wanted(const Catalogue& catalogue, const std::vector<std::size_t>& goals);
  bool has(std::size_t goal) const { return flags_[goal]; }
  bool has(const MemoryGoal& goal) const;
  void remove(std::size_t goal);
  std::size_t count() const { return count_; }
  std::size_t by_place(std::size_t place) const { return by_place_[place]; }
  std::size_t by_place(std::size_t place, Lapse lapse) const {
    return by_lapse_[place * place_lapses + static_cast<std::size_t>(lapse)];
  }
  std::size_t by_write(std::size_t write) const { return by_write_[write]; }
  /// How many about steps of this rule as a whole.
  std::size_t of_steps(model::RuleId rule) const { return of_steps_[rule.index]; }
  /// How many of this lapse, for a cell of the symbol that is one value and seems another.
  std::size_t count(Lapse lapse, const Symbol& symbol, std::uint32_t is, std::uint32_t seems,
                    std::optional<std::size_t> write = {}) const;

private:
  Wanted(const Catalogue& catalogue, bool has_all); ///< not yet counted
  static constexpr auto place_lapses = static_cast<std::size_t>(Lapse::passed);

  void count(std::size_t goal, bool is_added);
  const Catalogue& catalogue_;
  std::vector<bool> flags_;
  std::size_t count_ = 0;
  std::vector<std::size_t> by_place_, by_lapse_, by_write_, of_steps_;
};

class Past {
public:
  /// `catalogue` and the layout of `start` outlive it.
  Past(const Catalogue& catalogue, const model::State& start);

  const model::State& start() const { return states_.front(); }
  const model::State& now() const { return states_.back(); }
  std::size_t length() const { return requests_.size(); }
  const std::vector<Request>& requests() const { return requests_; }

  /// The wanted goals that the request meets now, ascending and distinct. A request in conflict, or one that may be
  /// refused though it is allowed, meets none.
  std::vector<std::size_t> met_by(const Request& request, const Wanted& wanted) const;
  /// Makes the request. False, and nothing is made, where it is in conflict.
  bool make(const Request& request);

private:
  struct Change {
    std::size_t time;
    std::uint32_t from, to;
    std::size_t write;
    std::set<std::size_t> first_in, last_in; ///< arguments in which it is that of several that one effect emptied
    std::optional<WayChange> way = {};       ///< of a closure
    std::vector<std::uint32_t> pair = {};    ///< of a symmetric relation: as it was written, where that is in one order
  };
  /// A write that changed nothing, since the value was there or the step was refused.
  struct Idle {
    std::size_t time;
    std::uint32_t value;
  };
  struct CellPast {
    std::vector<Change> changes;
    std::vector<Idle> written_again, refused;
    std::optional<std::size_t> way_cut; ///< of a closure: when it last went on by another way
  };
  /// Goals that would be met if the request were critical on the cell read as `seems`.
  struct Chance {
    std::uint32_t seems;
    std::size_t goal;
    auto operator<=>(const Chance&) const = default;
  };

  void look_at_place(std::size_t place, const Request& request, const Wanted& wanted,
                     std::vector<std::size_t>& met) const;
  std::vector<Chance> chances_of(std::size_t place, const Cell& cell, const Request& request,
                                 const Wanted& wanted) const;
  void look_at_changes(const MemoryGoal& pattern, const Cell& cell, const CellPast& past, const Request& request,
                       const Wanted& wanted, std::vector<Chance>& chances) const;
  void look_at_ways(MemoryGoal pattern, const CellPast& past, const Wanted& wanted, std::vector<Chance>& chances) const;
  void look_at_other_steps(MemoryGoal pattern, const Cell& cell, const Request& request, const Wanted& wanted,
                           std::vector<Chance>& chances) const;
  void look_at_siblings(MemoryGoal pattern, const Cell& cell, const Wanted& wanted, std::vector<Chance>& chances) const;
  void look_at_values(MemoryGoal pattern, const Cell& cell, const Wanted& wanted, std::vector<Chance>& chances) const;
  void look_at_requirements(const Request& request, const Wanted& wanted, std::vector<std::size_t>& met) const;
  void look_at_step(const Request& request, const Wanted& wanted, std::vector<std::size_t>& met) const;
  void look_at_left(const Request& request, const std::set<Cell>& written, const Wanted& wanted,
                    std::vector<std::size_t>& met) const;
  bool leaves_one(const model::Action& action, const Naming& naming, std::size_t place, const std::set<Cell>& written,
                  Cell& cell) const;
  bool was_made(const Request& request) const;
  bool was_undone(const WouldWrite& made) const;
  std::optional<std::uint32_t> maker_of(const Change& change) const;
  bool is_about_maker(const Cell& cell, const Change& change) const;
  bool is_kept_of(const Cell& taken, const Cell& cell, const CellPast& past) const;
  bool stays_lost(const Cell& given, std::uint32_t value, const Cell& cell, const CellPast& past) const;
  void look_at_turns(MemoryGoal pattern, const CellPast& past, const Request& request, const Wanted& wanted,
                     std::vector<Chance>& chances) const;
  bool hangs_on_way(std::size_t place, const Request& request, std::size_t asked) const;
  /// The first time since then at which the same was asked and hung on the cell as the change makes it.
  std::optional<std::size_t> when_asked(std::size_t place, const Cell& cell, const Request& request,
                                        const Change& change, std::size_t since) const;
  void add(const MemoryGoal& pattern, std::uint32_t seems, const Wanted& wanted, std::vector<Chance>& chances) const;
  const CellPast* past_of(const Cell& cell) const;
  void remember_changes(const std::vector<WouldWrite>& written, const model::State& before);
  void remember_several(const std::vector<Cell>& cells);
  void remember_ways(const std::vector<WouldWrite>& written, const model::State& before, const model::State& after);

  const Catalogue& catalogue_;
  std::vector<model::State> states_; ///< before each request, and now
  std::vector<Request> requests_;
  std::map<Cell, CellPast> cells_;
};

} // namespace chaperone::generators
