// What a question to a solver comes back with, and what it may cost; no solver's types.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace chaperone::solver::encoding {

enum class Answer { satisfiable, unsatisfiable, unknown };

struct Reply {
  Answer answer = Answer::unknown;
  std::string reason; ///< of `unknown`
};

/// How the solvers are run. One question is bounded in conflicts or in Z3's own units, so that the answer does not
/// depend on the clock; 0: no bound.
struct Settings {
  std::uint32_t seed = 0;
  std::uint32_t finite_conflicts = 0; ///< of a question about runs within given sizes, which is the SAT solver's
  std::uint64_t finite_choices = 0;   ///< of its quantifiers' variables, gone through to write such a question out
  std::uint32_t search_resources = 0; ///< Z3's, of a question about runs from the start, at any size
  std::uint32_t proof_resources = 0;  ///< Z3's, of a question about steps from any state
  /// Variables bound one inside another that Z3 matches with terms. It lists their combinations, and heeds neither its
  /// units nor the end of the time; with more of them only models suggest instances.
  std::uint32_t most_matched = 0;
  std::uint64_t learning_work = 0; ///< on one instance: its circuit's nodes times the questions about it
};

/// Something that the encoding cannot express; the message completes "not decided, because …".
class Unsupported : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
  /// The same with the place of the words that are to blame, unless it is known already.
  Unsupported at(const std::string& place) const {
    if (is_located_ || place.empty())
      return *this;
    Unsupported located(place + ": " + what());
    located.is_located_ = true;
    return located;
  }

private:
  bool is_located_ = false;
};

/// A circuit has been asked for more conjunctions than it may be.
class TooLarge : public std::runtime_error {
public:
  TooLarge() : std::runtime_error("the circuit is too large") {}
};

/// Z3 was told to stop while it was not answering a question. What was decided before stands.
class Interrupted : public std::runtime_error {
public:
  Interrupted() : std::runtime_error("interrupted") {}
};

} // namespace chaperone::solver::encoding
