// Reports on a rule change.
#include "generators/differences/diff_report.hpp"
#include "tests/model/rules.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace chaperone;
using namespace chaperone::model;

namespace {

constexpr const char* entrance_rules = R"(system door
sort Person named Ann, Bob
relation invited(Person)
relation inside(Person)
init empty invited, inside
rule invite(who: Person) "{who} is invited" { add invited(who) }
rule enter(who: Person) "{who} enters" { require invited(who) add inside(who) }
rule leave(who: Person) "{who} leaves" { require inside(who) remove inside(who) }
never uninvited = some p: Person | inside(p) and not invited(p)
)";

struct EntranceCompared {
  System before, after;
  model::comparison::Matching matching = model::comparison::match(before, after);
  solver::comparison::Comparison found = solver::comparison::compare(before, after, matching, {});

  differences::DiffReport report() const {
    differences::DiffReport made{&before, &after, "old.chap", "new.chap", &matching, &found};
    if (found.refuses_more())
      made.lost_runs = differences::list_lost_runs(before, after, matching, found, {});
    return made;
  }
};

EntranceCompared entrance_compared(const std::string& from, const std::string& to) {
  std::string text = entrance_rules;
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return {tests::rules(entrance_rules), tests::rules(text.replace(at, from.size(), to))};
}

bool report_says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

} // namespace

TEST_CASE("the step that differs is told with both sides beside each other") {
  const EntranceCompared stricter =
      entrance_compared("require inside(who)", "require inside(who) require not invited(who)");
  const std::string text = differences::diff_text(stricter.report(), reports::Painter(false), false);
  INFO(text);
  CHECK(text.starts_with("old.chap -> new.chap: stricter"));
  CHECK(report_says(text, "  3. Ann leaves\n"
                          "     old.chap      | new.chap\n"
                          "     allowed       | refused\n"
                          "     - inside(Ann) | rules.chap:8\n"
                          "                   | require not invited(who)\n"));
}

TEST_CASE(
    "runs that cover something of the old rules and that the new ones do not take are told by what they were for") {
  const EntranceCompared stricter =
      entrance_compared("require inside(who)", "require inside(who) require not invited(who)");
  const differences::DiffReport report = stricter.report();
  REQUIRE_FALSE(report.lost_runs.empty());
  CHECK(report.lost_runs.front().step == 3);
  CHECK(report.lost_runs.front().run.items.size() >= 3);
  CHECK(report_says(differences::diff_text(report, reports::Painter(false), true),
                    "leave is taken: its run is lost, at step 3"));
  CHECK(entrance_compared("require inside(who)", "").report().lost_runs.empty());
  const EntranceCompared without =
      entrance_compared("rule leave(who: Person) \"{who} leaves\" { require inside(who) remove inside(who) }\n", "");
  CHECK(report_says(differences::diff_text(without.report(), reports::Painter(false), true),
                    "leave is taken: its run is lost, at step 3"));
}

TEST_CASE("a run that is lost names individuals as every other run does") {
  const std::string rules =
      "system club sort User named Mia sort Role with everyone named Mod relation has(User, Role) "
      "init all u: User, r: Role | has(u, r) iff r = everyone ";
  const System before = tests::rules(rules + "rule give(u: User, r: Role) { require r != everyone add has(u, r) } "
                                             "possible used = some u: User, r: Role | has(u, r) and r != everyone");
  const System after = tests::rules(rules + "rule give(u: User, r: Role) { require r = everyone add has(u, r) } "
                                            "possible used = some u: User, r: Role | has(u, r) and r != everyone");
  const model::comparison::Matching matching = model::comparison::match(before, after);
  const auto lost = differences::list_lost_runs(before, after, matching, {}, {});
  REQUIRE_FALSE(lost.empty());
  CHECK(lost.front().run.population.names == std::vector<std::vector<std::string>>{{"Mia"}, {"everyone", "Mod"}});
}

TEST_CASE("a comment for a pull request begins with the verdict and folds the rest") {
  const EntranceCompared looser = entrance_compared("require invited(who) ", "");
  const std::string text = differences::diff_markdown(looser.report());
  INFO(text);
  CHECK(text.starts_with("**looser**"));
  CHECK(report_says(text, "**never uninvited: proved -> violated**"));
  CHECK(report_says(text, "<details><summary>rule enter: newly allowed, in 1 step</summary>"));
  CHECK(report_says(text, "<summary>one property under both</summary>"));
}

TEST_CASE("for CI a change that is not forbidden passes, and a promise that is newly broken is a warning") {
  const EntranceCompared looser = entrance_compared("require invited(who) ", "");
  const auto outcome = [&](const char* name, const char* forbidden) {
    const auto cases = differences::diff_cases(looser.report(), forbidden);
    const auto found = std::ranges::find(cases, name, &reports::CiCase::name);
    REQUIRE(found != cases.end());
    return found->outcome;
  };
  CHECK(outcome("diff", "") == reports::CiOutcome::failed);
  CHECK(outcome("diff", "stricter") == reports::CiOutcome::passed);
  CHECK(outcome("rule enter", "looser") == reports::CiOutcome::failed);
  CHECK(outcome("never uninvited", "stricter") == reports::CiOutcome::warning);
}

TEST_CASE("a step on the way that does something else on the other side says what") {
  const std::string rules =
      "system door sort Person named Ann, Bob relation inside(Person) relation late(Person) "
      "init empty inside, late rule leave(who: Person) { require not late(who) remove inside(who) } "
      "possible used = some p: Person | inside(p) ";
  const EntranceCompared compared{tests::rules(rules + "rule enter(who: Person) { add inside(who) }"),
                                  tests::rules(rules + "rule enter(who: Person) { add inside(who), late(who) }")};
  const std::string text = differences::diff_text(compared.report(), reports::Painter(false), false);
  INFO(text);
  CHECK(report_says(text, "  1. enter: who Ann\n"
                          "     + inside(Ann)\n"
                          "     in new.chap: + inside(Ann), + late(Ann)\n"
                          "  2. leave: who Ann\n"));
  const EntranceCompared alike = entrance_compared("require inside(who)", "require inside(who) and invited(who)");
  CHECK_FALSE(report_says(differences::diff_text(alike.report(), reports::Painter(false), false), "in new.chap: "));
}

TEST_CASE("what only one file declares is named") {
  const std::string used = "possible used = some p: Person | inside(p)";
  const EntranceCompared compared{
      tests::rules("system door enum Level { low, old_one } sort Person sort Key relation inside(Person) "
                   "relation held(Key) function level(Person): Level init empty inside, held "
                   "rule enter(who: Person) { add inside(who) } rule never_run(key: Key) { require held(key) } " +
                   used),
      tests::rules(
          "system door enum Level { low, new_one } sort Person relation inside(Person) relation warned(Person) "
          "init empty inside, warned rule enter(who: Person) { add inside(who) } " +
          used)};
  const std::string text = differences::diff_text(compared.report(), reports::Painter(false), true);
  INFO(text);
  CHECK(report_says(text,
                    "only in old.chap: value Level.old_one, sort Key, relation held, function level, rule never_run, "
                    "which no run takes\n"));
  CHECK(report_says(text, "only in new.chap: value Level.new_one, relation warned\n"));
  const auto document = differences::diff_json(compared.report());
  CHECK(document["only_old"][0]["name"] == "Level.old_one");
  CHECK(document["only_new"][1]["kind"] == "relation");
}

TEST_CASE("what two promises remember is not compared by its number") {
  const std::string rules = entrance_rules;
  const EntranceCompared other{tests::rules(rules + "always a = all p: inside | once invited(p)"),
                               tests::rules(rules + "always z = all p: inside | once not invited(p)")};
  const differences::DiffReport report = other.report();
  const std::string text = differences::diff_text(report, reports::Painter(false), true);
  INFO(text);
  CHECK(text.starts_with("old.chap -> new.chap: equivalent"));
  CHECK(report_says(text, "always a: proved -> cannot be said"));
  CHECK_FALSE(report_says(text, "broken"));
}
