// Bounded search: runs of growing length. Finds on small instances, lets Z3 say
// that nothing so short exists for any number of individuals, and shrinks what
// it found until nothing smaller is left. Biere, Cimatti, Clarke, Zhu, "Symbolic
// model checking without BDDs", TACAS 1999. Covered by tests/agreement/.
#pragma once

#include "solver/api/engine.hpp"
#include "solver/encoding/finite_run.hpp"
#include "solver/encoding/unbounded_run.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::solver::bounded {

/// No run of this length hits the target, over any number of individuals (within the scope, if one was given).
struct NoneOfAnySize {};
struct NotDecided {
  std::string reason;
};
/// What is looked for.
enum class Wanted {
  smallest_run, ///< of its length: individuals first, then given facts, then elements of sets
  any_run,      ///< as it is found
};
using SearchAnswer = std::variant<NoneOfAnySize, NoneWithin, NotDecided, Shown>;

class BoundedSearch {
public:
  /// `scope` limits the named sorts' sizes.
  BoundedSearch(encoding::Session& session, const model::System& system, std::map<model::SortId, std::uint32_t> scope);

  std::uint32_t depth() const { return depth_; }
  /// From now on runs are one step longer.
  void deepen() { ++depth_; }
  /// From now on runs have so many steps. Cost: from shorter to longer, as deepen(); else all is encoded anew.
  void go_to(std::uint32_t depth);
  /// Is there no initial state? Undecided counts as no.
  bool has_no_start();
  /// A run of exactly depth() steps that hits the target. Of small sizes only: NoneOfAnySize where the scope has no
  /// more, else NoneWithin.
  SearchAnswer search_small(const encoding::Target& target, Wanted wanted);
  /// The same where there is none of small sizes: for any number of individuals, or within larger sizes.
  SearchAnswer search_any_size(const encoding::Target& target, Wanted wanted);

private:
  std::uint32_t limit(model::SortId sort) const;
  std::vector<std::uint32_t> first_sizes() const;
  std::vector<std::uint32_t> sizes_at_most(std::uint32_t size) const;
  bool reaches_scope(const std::vector<std::uint32_t>& sizes) const;
  std::map<model::SortId, std::uint32_t> named(const std::vector<std::uint32_t>& sizes) const;
  encoding::FiniteRun& finite(const std::vector<std::uint32_t>& at_least);
  std::vector<std::uint32_t> counted_sizes(const encoding::Target& target) const;
  std::vector<std::uint32_t> fewest(const encoding::Target& target) const;
  std::optional<SearchAnswer> search_counted(const encoding::Target& target, const NoneWithin& smaller, Wanted wanted);
  encoding::Reply ask_any_size(const encoding::Target& target);
  SearchAnswer small_answer(const encoding::Target& target, Wanted wanted);
  SearchAnswer any_size_answer(const encoding::Target& target, Wanted wanted);
  std::uint32_t most_of_one_sort(const encoding::Target& target, std::uint32_t individuals, std::uint32_t sort) const;
  std::uint32_t most_of_any_sort(const encoding::Target& target, std::uint32_t individuals) const;
  bool is_larger_needed(const encoding::FiniteRun& run, const encoding::Target& target, std::uint32_t individuals);
  Shown shown(encoding::FiniteRun& found, const encoding::Target& target, Wanted wanted);
  std::optional<std::string> shrink_all(encoding::FiniteRun& found, const encoding::Target& target,
                                        model::Scenario& best);
  std::optional<std::string> shrink(encoding::FiniteRun& run, const encoding::Target& target,
                                    std::uint32_t encoding::Measures::*measure,
                                    std::optional<std::uint32_t> encoding::Limits::*limit, encoding::Limits& limits,
                                    model::Scenario& best);

  encoding::Session& session_;
  const model::System& system_;
  std::map<model::SortId, std::uint32_t> scope_;
  std::uint32_t depth_ = 0;
  std::optional<encoding::FiniteRun> finite_;
  std::optional<encoding::FiniteRun> counted_;           ///< as large as something is counted
  std::map<std::string, std::uint32_t> counted_in_vain_; ///< by target: searches there that were given up
  std::optional<encoding::UnboundedRun> unbounded_;
  std::string unsupported_;                       ///< why the unbounded question is not asked; empty: it is
  std::map<std::string, std::uint32_t> given_up_; ///< by target: so many questions about any size were in vain
};

} // namespace chaperone::solver::bounded
