// Numbers of individuals that nobody lists: each counted formula has an integer in place of
// its number (a ghost), and of these integers facts are said that are true of the numbers of
// members of any finite sets. So what the facts exclude, no population does: unsatisfiable is
// an answer for every number of individuals. Satisfiable is none, since other facts were left
// out. What is said and why is in docs/decisions/0010-counting.md.
// Only solver/encoding includes this. Covered by tests/solver/counting_test.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>
#include <z3++.h>

namespace chaperone::solver::encoding {

class Ghosts {
public:
  using Exprs = std::vector<z3::expr>;

  /// `are_expected`: some formula counts so far that it will be asked for.
  Ghosts(z3::context& context, bool are_expected) : context_(context), are_expected_(are_expected) {}

  bool are_expected() const { return are_expected_ || !counted_.empty(); }
  /// How many values of `elements`, which are constants, satisfy `body`. The `open` constants may come to be bound by
  /// quantifiers around it.
  z3::expr number(const Exprs& elements, const z3::expr& body, const Exprs& open);
  /// `says` is true exactly if that number is at least `least`; known so from now on.
  void tie(const Exprs& elements, const z3::expr& body, const Exprs& open, std::uint64_t least, const z3::expr& says);

  /// The formula without the quantifiers that say of somebody that there is such a one: with a name for each.
  z3::expr opened(const z3::expr& formula);

  /// Those that were tied since the last call.
  std::vector<std::size_t> take_tied() { return std::exchange(tied_, {}); }

  /// What is said of the numbers that these formulas, the first ones first, speak of.
  struct Facts {
    bool speak_of_any = false; ///< of a number that is not decided by the formulas alone
    Exprs first;
    Exprs more; ///< for a second try
  };
  Facts facts(const Exprs& asserted, const std::vector<std::size_t>& tied) const;

private:
  /// { elements | body }, for each value of the parameters.
  struct Counted {
    z3::func_decl symbol;
    Exprs parameters, elements;
    z3::expr body;
    std::vector<std::pair<std::uint64_t, z3::expr>> ties;
  };
  friend class GhostFacts;

  struct Place {
    std::size_t counted;
    Exprs args;
  };
  Place place(const Exprs& elements, const z3::expr& body, const Exprs& open);
  z3::expr opened(const z3::expr& formula, bool is_positive, std::map<std::pair<unsigned, bool>, z3::expr>& known);
  z3::expr with_names(const z3::expr& quantifier);

  z3::context& context_;
  bool are_expected_;
  std::vector<Counted> counted_;
  std::map<std::vector<unsigned>, std::size_t> known_; ///< by the body's number and the elements' sorts
  std::map<unsigned, std::size_t> by_symbol_;          ///< by the symbol's number
  std::vector<std::size_t> tied_;
  unsigned names_ = 0;
};

} // namespace chaperone::solver::encoding
