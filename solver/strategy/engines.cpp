// See engines.hpp.
#include "solver/strategy/engines.hpp"

#include "solver/bounded/bounded_engine.hpp"
#include "solver/crowd/crowd_engine.hpp"
#include "solver/explicit_state/explicit_engine.hpp"
#include "solver/induction/induction_engines.hpp"
#include "solver/invariants/invariant_engine.hpp"
#include "solver/invariants/rule_facts_engine.hpp"
#include "solver/scenarios/scenario_engine.hpp"

namespace chaperone::solver::strategy {

namespace {

/// Of the explicit search: what two ways of learning have not decided is worth as long a look as they took.
constexpr std::uint64_t share_after_cheap_learning = 128;

} // namespace

std::vector<Row> engines(encoding::Session& session, const model::System& system, const Options& options,
                         const crowd::Crowd* crowd, Observer& observer) {
  const bool proves = options.engine != EngineChoice::bounded;
  const auto needed = std::make_shared<induction::LemmasNeeded>(session, system);
  std::vector<Row> made;
  std::vector<Row> searches;
  if (crowd)
    searches.push_back(
        {.engine = std::make_shared<crowd::CrowdEngine>(session, system, *crowd, observer), .begins = true});
  searches.push_back({.engine = std::make_shared<bounded::BoundedEngine>(session, system, options.scope,
                                                                         options.larger_groups, observer),
                      .begins = true,
                      .settles = true});

  made.push_back({.engine = std::make_shared<induction::NoConflict>(session, system, observer), .last_round = 0});
  for (const Row& row : searches) {
    made.push_back(row);
    made.back().is_before_proofs = proves;
  }
  made.push_back(
      {.engine = std::make_shared<scenarios::ScenarioEngine>(system, options.scope, observer), .last_round = 0});
  if (proves) {
    made.push_back({.engine = std::make_shared<induction::OneStep>(session, system, needed, observer),
                    .asks = Asks::until_nothing_new,
                    .makes_proofs = true,
                    .begins = true});
    made.push_back({.engine = std::make_shared<induction::Together>(session, system, needed),
                    .makes_proofs = true,
                    .begins = true,
                    .last_round = 0});
  }
  const auto explicit_search = std::make_shared<explicit_state::ExplicitEngine>(
      system, std::max(options.depth, longest_run), options.scope, session.interrupt(), observer);
  const auto add_explicit = [&](std::uint64_t share) {
    if (options.engine == EngineChoice::automatic && options.explores)
      made.push_back({.engine = explicit_search, .explicit_share = share});
  };
  // Before learning: where there are few states, it costs less than any invariant.
  add_explicit(1);
  if (proves) {
    const auto rule_facts = std::make_shared<invariants::RuleFactsOnce>(session, system, observer);
    const auto learn = [&](invariants::Facts facts, bool is_whole) {
      made.push_back({.engine = std::make_shared<invariants::InvariantEngine>(session, invariants::Way{is_whole, facts},
                                                                              rule_facts, options.seed, observer),
                      .asks = Asks::one_by_one,
                      .makes_proofs = true});
    };
    learn(invariants::Facts::none, false);
    made.push_back(
        {.engine = std::make_shared<invariants::RuleFactsEngine>(session, system, rule_facts, needed, observer),
         .asks = Asks::one_by_one,
         .makes_proofs = true});
    learn(invariants::Facts::none, true);
    add_explicit(share_after_cheap_learning);
    for (const invariants::Facts facts : {invariants::Facts::lasting, invariants::Facts::parts, invariants::Facts::all})
      for (const bool is_whole : {false, true})
        learn(facts, is_whole);
    made.push_back({.engine = std::make_shared<induction::ManySteps>(session, system, observer),
                    .asks = Asks::one_by_one,
                    .makes_proofs = true,
                    .first_round = 1});
  }
  made.insert(made.end(), searches.begin(), searches.end());
  return made;
}

} // namespace chaperone::solver::strategy
