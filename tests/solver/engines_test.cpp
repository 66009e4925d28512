// The one interface of all engines: what each answers, and that none needs another.
#include "solver/check.hpp"
#include "solver/encoding/finite_run.hpp"
#include "solver/strategy/engines.hpp"
#include "solver/strategy/rounds.hpp"
#include "tests/model/rules.hpp"
#include "tests/solver/verdicts.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using solver::strategy::Row;
using tests::verdict;

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

TEST_CASE("a quantifier over many variables means the same where they are taken one by one") {
  const std::string rules = "system s sort U relation r(U, U) relation odd(U) init empty r init empty odd "
                            "rule link(a: U, b: U) { require a != b add r(a, b) } rule mark(a: U) { add odd(a) } ";
  const std::string way = "r(a, b) and r(b, c) and r(c, d) and r(d, e) and r(e, f) and r(f, g) and r(g, h)";
  const std::string all = " a, b, c, d, e, f, g, h: U | ";
  for (const std::string& property :
       {"never long_way = some" + all + way + " and a != c", "always short = all" + all + way + " implies a = c",
        "possible both = some a: odd, b, c, d, e, f, g, h: U | not odd(h) and " + way,
        "never none = not (no" + all + way + " and (odd(a) or odd(e)))"}) {
    CAPTURE(property);
    solver::Options options;
    options.scope = {{model::SortId{0}, 4}};
    options.depth = 4;
    const auto steps = [&](solver::EngineChoice engine) {
      options.engine = engine;
      return verdict<solver::Shown>(solver::check(tests::rules(rules + property), options)).steps;
    };
    CHECK(steps(solver::EngineChoice::bounded) == steps(solver::EngineChoice::explicit_state));
  }
}

TEST_CASE("a question that takes too many choices to write out is refused, and the run goes on") {
  const model::System system = tests::rules("system s sort U relation r(U, U) init empty r "
                                            "rule link(a: U, b: U) { add r(a, b) } "
                                            "possible three = some a, b, c: U | r(a, b) and r(b, c) and a != c");
  solver::encoding::Session session({});
  solver::encoding::FiniteRun run(session, system, {4});
  run.extend();
  run.extend();
  const solver::encoding::Target target = solver::encoding::Shows{model::PropertyId{0}};
  solver::encoding::Settings settings;
  settings.finite_choices = 10;
  run.limit(settings);
  CHECK_THROWS_AS(run.find(target, {}), solver::encoding::Unsupported);
  run.limit({});
  CHECK(run.find(target, {}).answer == solver::encoding::Answer::satisfiable);
}
