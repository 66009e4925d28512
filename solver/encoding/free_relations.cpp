// See free_relations.hpp.
#include "solver/encoding/free_relations.hpp"

namespace chaperone::solver::encoding {

FreeRelations::Exprs FreeRelations::about(const Exprs& formulas, std::set<std::string>& said, bool has_more) const {
  Exprs made, open = formulas;
  std::set<unsigned> seen;
  while (!open.empty()) {
    const z3::expr node = open.back();
    open.pop_back();
    if (!seen.insert(Z3_get_ast_id(node.ctx(), node)).second)
      continue;
    if (node.is_quantifier()) {
      open.push_back(node.body());
      continue;
    }
    if (!node.is_app())
      continue;
    for (unsigned i = 0; i < node.num_args(); ++i)
      open.push_back(node.arg(i));
    if (node.num_args() == 0 || node.decl().decl_kind() != Z3_OP_UNINTERPRETED)
      continue;
    const auto known = facts_.find(node.decl().name().str());
    if (known == facts_.end() || !said.insert(known->first).second)
      continue;
    made.push_back(known->second.fact);
    if (has_more)
      made.push_back(known->second.more);
    open.push_back(known->second.fact); // the others mention no more than that
  }
  return made;
}

} // namespace chaperone::solver::encoding
