// Random well-sorted formulas over a vocabulary; the part of random_system.hpp that
// knows what may stand where.
#pragma once

#include "tests/agreement/random_system.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chaperone::tests {

/// A sort or an enum (which has values).
struct DrawnSort {
  std::string name;
  std::vector<std::string> values;
  std::vector<std::string> individuals = {}; ///< of a sort: those that have a name
  bool is_ordered = false;
};
/// A relation, function, define or rule: its name and the sorts of its places, as indices into Vocabulary::sorts.
struct DrawnSymbol {
  std::string name;
  std::vector<std::size_t> places;
  std::size_t result = 0;      ///< of a function
  bool is_fixed = false;       ///< of a relation or function
  bool is_symmetric = false;   ///< of a relation
  bool asks_can = false;       ///< of a define
  std::vector<bool> sets = {}; ///< of a rule: which parameters are sets
};
struct DrawnVariable {
  std::string name;
  std::size_t sort = 0;
  bool is_set = false;
};

struct Vocabulary {
  std::vector<DrawnSort> sorts;
  std::vector<DrawnSymbol> relations;
  std::vector<DrawnSymbol> functions;
  std::vector<DrawnSymbol> defines;
  std::vector<DrawnSymbol> rules;
  bool is_wider = false;             ///< Shape::wider
  std::vector<std::string> promises; ///< the names of `never` and `always` properties
};

/// Those relations or functions that rules can change.
inline std::vector<const DrawnSymbol*> changing(const std::vector<DrawnSymbol>& symbols) {
  std::vector<const DrawnSymbol*> made;
  for (const DrawnSymbol& symbol : symbols)
    if (!symbol.is_fixed)
      made.push_back(&symbol);
  return made;
}

/// What a formula may use, beside what is declared so far.
struct Allowed {
  bool only_fixed = false; ///< in `assume`
  bool can = false;        ///< in properties, and in what only they use
  bool steps = false;      ///< `was` and `did`: in `never` and `always`
};

class FormulaDraw {
public:
  FormulaDraw(Draw& draw, const Vocabulary& vocabulary) : draw_(draw), vocabulary_(vocabulary) {}

  /// A formula about the variables in scope, with brackets around whatever could need them.
  std::string formula(const std::vector<DrawnVariable>& scope, std::uint32_t depth, Allowed allowed);
  /// A term of that sort; nothing where the scope has no variable for it.
  std::optional<std::string> term(const std::vector<DrawnVariable>& scope, std::size_t sort, Allowed allowed);
  /// A name that no other variable of the file has.
  std::string variable() { return "x" + std::to_string(++variables_); }
  /// What may stand after a binder's colon, and the sort of its members.
  std::pair<std::string, std::size_t> domain(const std::vector<DrawnVariable>& scope, Allowed allowed);
  /// `r(t, …)`; nothing where a place has no term.
  std::optional<std::string> applied(const DrawnSymbol& symbol, const std::vector<DrawnVariable>& scope,
                                     Allowed allowed);

private:
  std::string quantified(std::vector<DrawnVariable> scope, std::uint32_t depth, Allowed allowed);
  std::string connected(const std::vector<DrawnVariable>& scope, std::uint32_t depth, Allowed allowed);
  std::optional<std::string> call(const DrawnSymbol& function, const std::vector<DrawnVariable>& scope, bool may_nest,
                                  Allowed allowed);
  std::vector<const DrawnSymbol*> defines(Allowed allowed) const;
  std::optional<std::string> atom(const std::vector<DrawnVariable>& scope, Allowed allowed);
  std::optional<std::string> equality(const std::vector<DrawnVariable>& scope, Allowed allowed);
  std::optional<std::string> ordering(const std::vector<DrawnVariable>& scope, Allowed allowed);
  std::optional<std::string> membership(const std::vector<DrawnVariable>& scope, Allowed allowed);
  std::string members(const std::string& first, const std::vector<DrawnVariable>& scope, std::size_t sort,
                      Allowed allowed);
  std::string asked(const char* word, const std::vector<DrawnVariable>& scope, Allowed allowed);

  Draw& draw_;
  const Vocabulary& vocabulary_;
  int variables_ = 0;
};

} // namespace chaperone::tests
