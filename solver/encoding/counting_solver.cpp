// See counting_solver.hpp.
#include "solver/encoding/counting_solver.hpp"

#include <algorithm>
#include <unordered_map>

namespace chaperone::solver::encoding {

namespace {

/// The most variables that are bound one inside another. `known` are those of parts that were met, since a part may
/// stand in many places. Linear in the parts.
unsigned count_bound(const z3::expr& formula, std::unordered_map<unsigned, unsigned>& known) {
  const auto found = known.find(formula.id());
  if (found != known.end())
    return found->second;
  unsigned most = 0;
  if (formula.is_quantifier())
    most = Z3_get_quantifier_num_bound(formula.ctx(), formula) + count_bound(formula.body(), known);
  else if (formula.is_app() && formula.is_bool())
    for (unsigned i = 0; i < formula.num_args(); ++i)
      most = std::max(most, count_bound(formula.arg(i), known));
  known.emplace(formula.id(), most);
  return most;
}

/// How Z3 says that it has no more instances of quantifiers to look at.
constexpr const char* incomplete = "Z3 gave up";

} // namespace

void CountingSolver::add(const Exprs& formulas) {
  const std::vector<std::size_t> tied = ghosts_.take_tied();
  Scope& scope = scopes_.back();
  scope.tied.insert(scope.tied.end(), tied.begin(), tied.end());
  for (const z3::expr& formula : formulas) {
    if (formula.is_true())
      continue;
    scope.asserted.push_back(ghosts_.are_expected() ? ghosts_.opened(formula) : formula);
    match_terms_of(formula);
    solver_.add(scope.asserted.back());
    are_facts_said_ = false;
  }
}

void CountingSolver::push() {
  solver_.push();
  scopes_.emplace_back();
  are_facts_said_ = false;
}

void CountingSolver::pop() {
  solver_.pop();
  scopes_.pop_back();
  are_facts_said_ = false;
}

Ghosts::Facts CountingSolver::facts() const {
  Exprs asserted;
  std::vector<std::size_t> tied;
  for (const Scope& scope : scopes_) {
    asserted.insert(asserted.end(), scope.asserted.begin(), scope.asserted.end());
    tied.insert(tied.end(), scope.tied.begin(), scope.tied.end());
  }
  return ghosts_.facts(asserted, tied);
}

void CountingSolver::say_of_free_relations() {
  if (free_.are_none())
    return;
  Exprs asserted;
  std::set<std::string> said;
  for (const Scope& scope : scopes_) {
    asserted.insert(asserted.end(), scope.asserted.begin(), scope.asserted.end());
    said.insert(scope.said.begin(), scope.said.end());
  }
  const Exprs facts = free_.about(asserted, said, says_all_);
  scopes_.back().said = std::move(said);
  add(facts);
}

Reply CountingSolver::ask(const Exprs& assumptions) {
  say_of_free_relations();
  if (!ghosts_.are_expected())
    return session_.ask(solver_, assumptions);
  if (!are_facts_said_) {
    Ghosts::Facts said = facts();
    speaks_of_numbers_ = said.speak_of_any;
    more_ = std::move(said.more);
    assert_all(solver_, said.first);
    are_facts_said_ = true;
  }
  look_for_models(!speaks_of_numbers_);
  Reply reply = session_.ask(solver_, assumptions);
  if (!speaks_of_numbers_ || reply.answer == Answer::unsatisfiable)
    return reply;
  // The second try: with all facts, and with instances that only a model suggests.
  assert_all(solver_, std::exchange(more_, {}));
  look_for_models(true);
  reply = session_.ask(solver_, assumptions);
  const bool has_given_up = reply.answer == Answer::unknown && reply.reason.starts_with(incomplete);
  if (reply.answer == Answer::satisfiable || has_given_up)
    return {Answer::unknown, "what is said of the numbers that are counted does not exclude it"};
  return reply;
}

void CountingSolver::match_terms_of(const z3::expr& formula) {
  const std::uint32_t most = session_.settings.most_matched;
  std::unordered_map<unsigned, unsigned> known;
  if (!matches_terms_ || most == 0 || count_bound(formula, known) <= most)
    return;
  matches_terms_ = false;
  z3::params params(solver_.ctx());
  params.set("ematching", false);
  solver_.set(params);
}

void CountingSolver::look_for_models(bool wanted) {
  if (looks_for_models_ == wanted)
    return;
  looks_for_models_ = wanted;
  z3::params params(solver_.ctx());
  params.set("mbqi", wanted);
  solver_.set(params);
}

} // namespace chaperone::solver::encoding
