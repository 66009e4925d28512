// Relations of which only some facts are known, such as a closure in a state that is no state of the run. The facts are
// true of what each stands for, so what they exclude cannot be; they are said where a question mentions the relation.
// Only solver/encoding includes this. Covered by tests/solver/reached_test.cpp.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>
#include <z3++.h>

namespace chaperone::solver::encoding {

class FreeRelations {
public:
  using Exprs = std::vector<z3::expr>;

  bool are_none() const { return facts_.empty(); }
  void say(const std::string& name, const z3::expr& fact, const z3::expr& more) {
    facts_.insert_or_assign(name, Facts{fact, more});
  }
  /// The facts about what the formulas mention, and about what those mention, but for relations in `said`, where they
  /// are noted; with `has_more` also the others. Cost: the nodes of the formulas.
  Exprs about(const Exprs& formulas, std::set<std::string>& said, bool has_more) const;

private:
  struct Facts {
    z3::expr fact, more;
  };
  std::map<std::string, Facts> facts_;
};

} // namespace chaperone::solver::encoding
