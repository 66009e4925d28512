// The one interface of all engines: what each answers, and that none needs another.
#include "solver/check.hpp"
#include "solver/strategy/engines.hpp"
#include "solver/strategy/rounds.hpp"
#include "tests/model/rules.hpp"
#include "tests/solver/verdicts.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using solver::strategy::Row;

namespace {

/// A question about the file's own system, of which nothing is known but that no run is empty.
class Fresh : public solver::Known {
public:
  explicit Fresh(const model::System& system) : system_(system) {}
  const model::System& system() const override { return system_; }
  bool is_of_crowd() const override { return false; }
  std::vector<model::Formula> lemmas() const override { return {}; }
  std::size_t proofs() const override { return 0; }
  std::vector<model::Formula> of_system(std::vector<model::Formula> formulas) const override { return formulas; }
  std::vector<model::Formula> of_file(std::vector<model::Formula> formulas) const override { return formulas; }
  bool has_base(std::uint32_t) const override { return true; }

private:
  const model::System& system_;
};

const char* const in_and_out = "system s sort U relation in_(U) relation out(U) init empty in_, out "
                               "rule enter(u: U) { add in_(u) } "
                               "rule leave(u: U) { require in_(u) remove in_(u) add out(u) } "
                               "never left = some u: U | out(u) "
                               "never nobody = some u: U | in_(u) and not in_(u)";

} // namespace

TEST_CASE("every engine gives one standing for each question that it takes, and evidence with every verdict") {
  const model::System system = tests::rules(in_and_out);
  solver::encoding::Session session({});
  const solver::Options options;
  solver::Observer observer;
  const Fresh known(system);
  solver::RunsKnown runs;
  runs.searched = runs.beyond = runs.excluded = 1;
  const solver::strategy::Round round = solver::strategy::round_of(options, 2);
  session.limit(round.limits);
  std::size_t shown = 0, proved = 0;
  for (const Row& row : solver::strategy::engines(session, system, options, nullptr, observer)) {
    std::vector<solver::Question> asked;
    for (const std::uint32_t property : {0U, 1U}) {
      const solver::Question question{
          model::PropertyId{property}, system.properties[property].name, {}, runs, known, std::nullopt, 0, true, {}};
      if (row.engine->takes(question, round))
        asked.push_back(question);
      if (row.asks != solver::strategy::Asks::together && asked.size() == 1)
        break;
    }
    if (asked.empty())
      continue;
    const std::vector<solver::Standing> standings = row.engine->run(asked, round);
    REQUIRE(standings.size() == asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const bool can_be_shown = asked[i].property()->index == 0;
      CHECK_FALSE(std::holds_alternative<solver::Bounded>(standings[i].verdict));
      if (const auto* found = std::get_if<solver::Shown>(&standings[i].verdict)) {
        ++shown;
        CHECK(can_be_shown);
        CHECK(found->steps == 2);
        CHECK(found->scenario.items.size() == 2);
      }
      if (std::holds_alternative<solver::Proved>(standings[i].verdict)) {
        ++proved;
        CHECK_FALSE(can_be_shown);
      }
    }
  }
  CHECK(shown >= 2); // by the bounded and by the explicit search
  CHECK(proved >= 1);
}

TEST_CASE("only the engines that were chosen take part") {
  const model::System system = tests::rules(in_and_out);
  solver::encoding::Session session({});
  solver::Observer observer;
  const auto proves = [&](solver::EngineChoice choice) {
    solver::Options options;
    options.engine = choice;
    std::size_t made = 0;
    for (const Row& row : solver::strategy::engines(session, system, options, nullptr, observer))
      made += row.makes_proofs ? 1 : 0;
    return made;
  };
  CHECK(proves(solver::EngineChoice::bounded) == 0);
  CHECK(proves(solver::EngineChoice::inductive) > 0);
  CHECK(proves(solver::EngineChoice::inductive) == proves(solver::EngineChoice::automatic));
}

TEST_CASE("a run that only the bounds of a closure allow is none") {
  solver::Options options;
  options.engine = solver::EngineChoice::bounded;
  options.depth = 3;
  const auto bounded = verdict<solver::Bounded>(
      solver::check(tests::rules("system s sort N relation e(N, N) symmetric closure conn of e "
                                 "init empty e "
                                 "rule link(a: N, b: N) { require not conn(a, b) add e(a, b) } "
                                 "rule cut(a: N, b: N) { remove e(a, b) } "
                                 "always told = all a: N | conn(a, a) iff some b: N | e(a, b)"),
                    options));
  CHECK(bounded.steps == 3);
  CHECK(bounded.reason.starts_with("over any number of individuals the closure `conn` is approximated"));
}
