// Numbers in SMT-LIB text: `at least N` for a larger N is said of an integer that stands for how many satisfy a
// formula, and facts are written that are true of the numbers of members of any finite sets. They are assumptions
// of the file, beside the rules (docs/certificates.md). Made from the text alone: a second encoding beside
// solver/encoding/ghosts. Covered by tests/solver/obligations_test.cpp.
#pragma once

#include "solver/certificate/sexpr.hpp"
#include "solver/certificate/smt_names.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace chaperone::solver::certificate {

class SmtCounts {
public:
  explicit SmtCounts(SmtNames& names) : names_(names) {}

  using Variables = std::vector<Sexpr>; ///< `(x Sort)`

  /// How many values of `elements` satisfy `body`. Other variables may be free in it: those of `locals`, by name.
  Sexpr number(const Variables& elements, const Sexpr& body, const std::map<std::string, Sexpr>& locals);
  /// `says` is true exactly if that number is at least `least`.
  void tie(const Variables& elements, const Sexpr& body, const std::map<std::string, Sexpr>& locals,
           std::uint64_t least, const Sexpr& says);

  /// From now on, what is counted is the claim's.
  void begin_claim() { claimed_.clear(); }
  /// Is any number spoken of?
  bool are_used() const { return are_used_; }
  std::vector<Sexpr> declarations() const;

  struct Fact {
    std::string comment; ///< may be empty
    Sexpr command;
  };
  /// What is true of the numbers, for the individuals that have these names, by sort.
  std::vector<Fact> facts(const std::map<std::string, std::vector<Sexpr>>& named);

private:
  /// { elements | body }, for each value of the parameters. The names in it are nothing else's in the file.
  struct Counted {
    std::string name;
    Variables parameters, elements;
    Sexpr body;
    std::vector<std::pair<std::uint64_t, Sexpr>> ties = {};
  };
  friend class SmtCountFacts;

  struct Place {
    std::size_t counted;
    std::vector<Sexpr> args;
  };
  Place place(const Variables& elements, const Sexpr& body, const std::map<std::string, Sexpr>& locals);
  Variables renamed(const Variables& variables, std::map<std::string, Sexpr>& to);
  Sexpr with_own_names(const Sexpr& expression, std::map<std::string, Sexpr> to);

  SmtNames& names_;
  std::vector<Counted> counted_;
  std::map<std::string, std::size_t> known_; ///< by the text with numbers in place of the variables
  std::set<std::size_t> claimed_;
  bool are_used_ = false;
};

} // namespace chaperone::solver::certificate
