// A service that follows the rules in all but one thing: one reading place works on a
// wrong memory. What it shows is its true state.
//
//   FaultyService service(fault, start);
//   while (…) { const auto odd = service.ask(attempt_of(now, action)); … }
//
// Covered by tests/generators/faulty_service_test.cpp.
#pragma once

#include "generators/mutants/attempt.hpp"
#include "generators/mutants/memory_fault.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace chaperone::generators {

class FaultyService {
public:
  /// Nothing has been asked yet: all memory is right. `fault` outlives it.
  FaultyService(const MemoryFault& fault, const model::State& start);

  /// The state after the request, refused or allowed, where the rules have another; nothing where all is as they have
  /// it. The request must be made in the state that the service is in. Where what the wrong memory asks for would
  /// conflict, the service does what the rules say.
  std::optional<model::State> ask(const Attempt& request);
  /// Was the last request that gave a state of its own allowed?
  bool has_allowed() const { return has_allowed_; }

private:
  struct Change {
    std::size_t rank; ///< of the cell
    std::uint32_t before, after;
    const Cell* cell;
  };

  std::optional<model::State> ask_whole(const WholeRequirement& place, const Attempt& request);
  std::optional<model::State> ask_reading(const ReadingPlace& place, const Attempt& request);
  std::uint32_t read(std::span<const std::uint32_t> args, std::uint32_t value, const model::State& now);
  bool holds_elsewhere(std::span<const std::uint32_t> args, std::size_t position, const model::State& now) const;
  void learn(const Attempt& request, bool is_allowed, const std::vector<WrittenCell>& writes);
  void learn(const Attempt& request, const std::vector<Change>& changes, const std::vector<Change>& writes);
  void learn_return(const Change& change, const std::optional<std::uint32_t>& value);
  void learn_counts(const std::vector<Change>& writes, std::uint32_t value);
  void learn_repeats(const std::vector<Change>& writes, const std::optional<std::uint32_t>& value);
  void learn_siblings(const Change& change, std::size_t position);
  void learn_one_of(const std::vector<Change>& changes, bool of_removals, bool sees_last);
  void learn_own(const Attempt& request, const Change& change);
  void learn_ways(const Attempt& request, const std::vector<WrittenCell>& writes);
  void wipe(const model::Action& action);
  void see(std::size_t rank, std::uint32_t value);
  void become(std::size_t rank, std::uint32_t value);
  std::size_t rank_of(std::span<const std::uint32_t> args) const;
  std::vector<std::uint32_t> key_of(const model::Action& action, bool only_same_request) const;

  const MemoryFault* fault_;
  const model::System* system_;
  bool has_allowed_ = false;
  bool is_closure_ = false;
  // Of a reading place, by the rank of the cell among the symbol's:
  std::vector<std::uint32_t> sizes_; ///< by place of the symbol
  std::vector<std::uint32_t> seen_, real_, start_;
  std::map<std::uint32_t, std::vector<std::uint32_t>> kept_; ///< by actor
  std::optional<std::uint32_t> asker_;
  std::vector<std::uint64_t> marks_; ///< what a kind notes of a cell
  std::size_t wrong_ = 0;            ///< how many cells are seen otherwise than they are
  std::vector<Change> late_;         ///< changes not yet seen; their cells are not to be looked at
  // Of a whole requirement:
  std::set<std::vector<std::uint32_t>> remembered_;
};

} // namespace chaperone::generators
