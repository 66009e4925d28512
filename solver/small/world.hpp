// The reachable states of one population, breadth first and up to renaming, and the
// questions that they answer. Covered by tests/solver/search_test.cpp.
#pragma once

#include "solver/api/step_question.hpp"
#include "solver/small/symmetry.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace chaperone::solver::small {

/// A question as a world knows it: for each argument list of its rule the bit that answers it.
struct WorldQuestion {
  std::size_t index; ///< the asker's
  const StepQuestion* question;
  std::vector<Bit> bits;
  Bit any;
};

class World {
public:
  World(const model::System& system, const std::vector<std::uint32_t>& sizes, std::uint32_t most_states);
  /// The same population with the same starts, for a system that differs in one rule, of the same parameters. `started`
  /// has been started, and has gone no further; its prepared questions are good for this one too unless they read that
  /// rule. Both systems outlive it.
  World(const World& started, const model::System& variant, model::RuleId changed);

  /// Where a step can be tried: a state, and an argument list of the rule.
  struct Spot {
    std::uint32_t node;
    std::size_t arguments;
  };
  struct Answer {
    std::size_t index; ///< the question's
    StepFound found;
    Spot spot;
  };

  /// Lists the starts; false where there is none. No steps will be taken but those of `rules`, ascending, and no other
  /// rule's asked for; null: of all rules.
  bool start(const std::vector<model::RuleId>* rules = nullptr);
  /// Answers what can be answered in the states of the present depth, and goes on to the next. Answered questions
  /// are taken out of `open`. False where nothing new was reached or the states are too many.
  bool advance(std::vector<WorldQuestion>& open, std::vector<Answer>& answers, bool goes_on);
  /// Questions about the step before: answered when all is explored.
  void answer_pairs(std::vector<WorldQuestion>& open, std::vector<Answer>& answers);
  /// For each answer whose question wants one, the nearest state in which a step of the same rule is allowed: the same
  /// step if it ever is, or else one with other arguments, each of which counts like a fact that differs.
  std::vector<std::optional<StepFound>> twins(const std::vector<Answer>& answers,
                                              const std::vector<StepQuestion>& questions);

  /// Ways to break a promise: each state of the present depth and each step that leads from it to where `broken` is
  /// true, by the shortest way to that state and, where another rule also leads there as fast, by that way too. Goes on
  /// to the next depth, through states in which nothing is broken. False as for advance().
  bool advance_to_breaks(const model::Property& promise, std::vector<StepFound>& found, std::size_t most);

  WorldQuestion prepared(std::size_t index, const StepQuestion& question);
  bool keeps_edges = false;                                   ///< for answer_pairs(): set before start()
  std::optional<std::chrono::steady_clock::time_point> until; ///< from then on no state is kept that is new
  std::uint64_t states() const { return nodes_.size(); }
  bool is_full() const { return is_full_; } ///< not all states that were reached have been kept

private:
  struct Node {
    std::uint32_t parent;   ///< itself for a start
    std::uint32_t step;     ///< index into steps_, in the parent's names
    std::uint32_t renaming; ///< from the parent's names to this node's
  };
  /// Another way into a node, by a rule that was not known to lead there.
  struct Edge {
    std::uint32_t parent, step, renaming;
  };

  std::span<const std::uint64_t> state(std::size_t node) const {
    return {states_.data() + node * symmetry_.words(), symmetry_.words()};
  }
  void look_at_clock();
  bool is_free_bit(std::size_t bit) const;
  void list_starts(const std::vector<std::vector<std::size_t>>& choices);
  void add_starts(std::size_t count);
  std::optional<std::uint32_t> find_or_add(const Words& state, Node node);
  void grow_table();
  std::uint64_t read_batch(std::size_t first, std::size_t end);
  void expand(std::size_t first, std::uint64_t present);
  void keep_edge(std::uint32_t node, const Edge& edge);
  void compile_steps(const std::vector<model::RuleId>* rules);
  void compile_breaks(const model::Property& promise);
  void tell_break(std::uint32_t node, std::size_t step, std::vector<StepFound>& found) const;
  struct Twin;
  void list_candidates(Twin& twin, bool with_own_arguments) const;
  void look_for_twins(std::vector<Twin>& twins);
  StepFound told(const std::vector<Edge>& path, std::uint32_t start, const model::Action& action) const;
  StepFound told(const Spot& spot, model::RuleId rule) const;
  std::vector<Edge> path_to(std::uint32_t node, std::uint32_t& start) const;

  const model::System& system_;
  Instance instance_;
  Symmetry symmetry_;
  std::uint32_t most_states_;
  std::vector<Bit> constraints_;
  std::vector<Step> steps_;
  std::vector<std::vector<std::vector<model::StepArgument>>> arguments_; ///< by rule
  std::vector<Node> nodes_;
  Words states_;                         ///< one after another
  std::vector<std::uint32_t> table_;     ///< open addressing: a node's index plus one, or 0
  std::vector<std::vector<Edge>> edges_; ///< by node, one for each rule
  std::size_t frontier_ = 0;             ///< the first node of the present depth
  bool is_full_ = false;
  encoding::Values values_;
  Bit broken_;              ///< in a state; never of a promise about steps
  std::vector<Bit> breaks_; ///< by step: it leads to where the promise is broken
};

} // namespace chaperone::solver::small
