// Property-directed reachability on one finite instance, every lemma learned for all
// renamings at once. Bradley, "SAT-based model checking without unrolling", VMCAI
// 2011; Eén, Mishchenko, Brayton, "Efficient implementation of property directed
// reachability", FMCAD 2011; Goel and Sakallah, NFM 2021, for the renamings.
// Covered by tests/solver/learning_test.cpp.
#pragma once

#include "solver/encoding/sat.hpp"
#include "solver/invariants/instance.hpp"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::solver::invariants {

/// Cubes that no run of the instance reaches; without their renamings. With the property they are kept by every step.
struct Unreachable {
  std::vector<Cube> cubes;
};
/// A chain of cubes from the start to the property: a run that shows it, or the property is kept by nothing that can be
/// said of all individuals in turn.
struct Chain {
  std::uint32_t steps = 0;
};
struct GaveUp {
  std::string reason;
};
using Learned = std::variant<Unreachable, Chain, GaveUp>;

class Pdr {
public:
  struct Limits {
    std::uint64_t questions = 0; ///< to the SAT solver
    std::uint32_t seed = 0;      ///< other than 0: shuffles the order in which literals are left out
    int conflicts = -1;          ///< of each question; less than 0: no limit
    /// Of each fact whole individuals are left out first, then single literals: what is said of those that are left
    /// makes up for them. Slower; of use where there are derived facts that speak of all.
    bool spares_individuals = false;
  };
  Pdr(const Instance& instance, Limits limits, const Interrupt& interrupt);

  /// `candidates`, learned on another instance, are kept as far as they hold together on this one.
  Learned run(const std::vector<Cube>& candidates);
  /// What a proof takes.
  struct Needed {
    std::vector<Cube> cubes;
    std::vector<std::size_t> known; ///< facts of the question's
  };
  /// `cubes` and known facts without those that the others make up for: what is left is still kept by every step, with
  /// the property.
  Needed minimal(const std::vector<Cube>& cubes);
  /// The least sizes, from `smallest` to the instance's, at which a step leads from where neither these cubes nor the
  /// property hold to where one does; none where no step of the instance does, or a limit is reached.
  std::optional<std::vector<std::uint32_t>> sizes_that_lose(const std::vector<Cube>& cubes,
                                                            const std::vector<std::uint32_t>& smallest);
  /// The question's known facts taken for guesses: those that hold at the start and that every step keeps, together.
  std::vector<std::size_t> known_kept_together();
  std::uint64_t questions() const { return sat_.questions(); }

private:
  struct Lemma {
    Cube cube;
    std::uint32_t level; ///< holds after so many steps and fewer; `forever`: always
  };
  /// What may be left out.
  struct Spared {
    int active;              ///< assumed: it holds before the step
    std::vector<int> broken; ///< these together: it does not hold after it
  };
  struct Obligation {
    std::uint32_t level;
    std::uint32_t depth; ///< steps from here to the property
    std::uint64_t number;
    Cube cube;
  };
  struct Stop {}; ///< thrown where a limit is reached

  static constexpr std::uint32_t forever = UINT32_MAX;

  bool ask(const std::vector<int>& assumptions);
  int now(Literal one) { return sat_.literal(instance_.now(one)); }
  int next(Literal one) { return sat_.literal(instance_.next(one)); }
  std::vector<int> next(const Cube& cube);
  void assume_frame(std::uint32_t level, std::vector<int>& assumptions) const;
  void add_frame();
  void block(const Cube& cube, int guard);
  void learn(Cube cube, std::uint32_t level);
  bool meets_start(const Cube& cube);
  bool is_blocked(const Cube& cube, std::uint32_t level);
  /// Is the cube out of reach in one step from frame `level`, given that it does not hold itself? Then `cube` becomes
  /// the part that the answer needs.
  bool is_inductive(Cube& cube, std::uint32_t level);
  Cube outside_start(Cube smaller, const Cube& larger);
  Cube about_fewer(Cube cube, std::uint32_t level);
  void generalise(Cube& cube, std::uint32_t level);
  Cube without(const Cube& cube, std::size_t at) const;
  std::optional<std::uint32_t> block_all(Cube bad);
  std::optional<Cube> find_bad();
  bool propagate();
  std::vector<Cube> keep_together(const std::vector<Cube>& candidates);
  Cube generalised(const std::vector<encoding::Bit>& wanted, const Cube& target) const;
  bool is_possible(const std::vector<int>& assumptions);
  bool excludes(std::vector<int> wanted, const std::vector<Spared>& lemmas, const std::vector<char>& is_in,
                std::vector<char>* needed);
  std::vector<char> needed_by_property(const std::vector<Spared>& lemmas, const std::vector<char>& is_in);

  const Instance& instance_;
  const Limits limits_;
  std::uint64_t allowed_ = limits_.questions; ///< questions, until it gives up
  encoding::Sat sat_;
  int start_ = 0;                ///< assumed of the first frame
  int no_bad_ = 0;               ///< assumed where the property is known not to be shown
  int stepping_ = 0;             ///< assumed where a step is asked for
  int forever_ = 0;              ///< assumed in every frame
  int known_ = 0;                ///< assumed everywhere: what is known
  std::vector<int> known_facts_; ///< assumed where only some of it is
  std::vector<int> frames_;
  std::vector<Lemma> lemmas_;
  std::uint64_t obligations_ = 0;
  std::minstd_rand random_;
};

} // namespace chaperone::solver::invariants
