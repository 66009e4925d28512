// The scripts of `audit --sql`: on random rules and data, SQLite finds by them what the audit finds in memory, and of
// what is one step away no more than the interpreter; as much, where nothing is open. CHAPERONE_AUDIT_COUNT and _FIRST
// choose other seeds. tests/dialects/ has the other engines.
#include "records/audit/audit.hpp"
#include "records/scripts/dialect.hpp"
#include "records/sql/next_step.hpp"

#include "model/resolve/front_end.hpp"
#include "tests/records/random_case.hpp"
#include "tests/records/script_run.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace chaperone::tests::audits {
namespace {

std::uint64_t seed_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// The script of one random case, run by SQLite.
class ScriptComparison {
public:
  ScriptComparison(const RandomCase& it, std::map<std::string, std::set<Texts>> found)
      : case_(it), store_(it.system), found_(std::move(found)) {
    Rows rows = it.data.rows;
    REQUIRE_FALSE(store_.load(rows));
  }

  std::size_t compared_now = 0, compared_ahead = 0, ahead = 0;

  void run() {
    audited_ = records::audit(store_, {});
    for (const records::PromiseAudit& promise : audited_.promises) {
      if (promise.not_judged || !promise.open.empty())
        continue;
      INFO(case_.system[promise.property].name);
      compare_now(promise);
      compare_steps(promise);
    }
  }

private:
  /// The rows of the one query whose comment begins so.
  const std::set<Texts>* rows_of(const std::string& comment) const {
    const auto found = found_.lower_bound(comment);
    return found != found_.end() && found->first.starts_with(comment) ? &found->second : nullptr;
  }

  std::set<Texts> texts_of(const records::PromiseAudit& promise, const records::Cases& cases) const {
    std::set<Texts> made;
    for (std::size_t i = 0; i < cases.count; ++i) {
      Texts row;
      for (std::size_t k = 0; k < promise.leading.size(); ++k)
        row.push_back(records::name_of(store_, {audited_.variables[promise.leading[k].index].sort,
                                                cases.all.tuples()[i * cases.all.arity() + k]}));
      made.insert(row.empty() ? Texts{"1"} : row);
    }
    return made;
  }

  void compare_now(const records::PromiseAudit& promise) {
    const std::string& name = case_.system[promise.property].name;
    std::set<Texts> wanted = texts_of(promise, promise.broken);
    const std::set<Texts>*broken = rows_of(name + ": broken: "), *possible = rows_of(name + ": broken or possibly");
    REQUIRE((broken != nullptr && possible != nullptr));
    CHECK(*broken == wanted);
    wanted.merge(texts_of(promise, promise.possibly_broken));
    CHECK(*possible == wanted);
    ++compared_now;
  }

  void compare_steps(const records::PromiseAudit& promise) {
    model::System copy = case_.system;
    const auto violation = records::violation_of(copy, case_.system[promise.property]).violation;
    REQUIRE(violation);
    for (std::uint32_t rule = 0; rule < case_.system.rules.size(); ++rule) {
      const auto* rows = rows_of(
          fmt::format("{}: one step away, by {},", case_.system[promise.property].name, case_.system.rules[rule].name));
      INFO(case_.system.rules[rule].name);
      const records::WaysToBreak ways = records::ways_to_break(copy, {rule}, *violation);
      compare_step({rule}, copy, *violation, rows, ways.why_not.empty() && ways.has_all_sets);
    }
  }

  /// What is certain holds for whatever the open facts stand for: here for two choices.
  void compare_step(model::RuleId rule, const model::System& copy, const records::Violation& violation,
                    const std::set<Texts>* rows, bool has_all_ways) {
    const model::Layout layout(case_.system, population_of(case_.system, case_.data));
    for (const std::uint64_t filling : {1, 2}) {
      Draw draw(filling);
      const model::State state = state_of(layout, case_.data, [&](std::uint32_t values) { return draw.below(values); });
      std::set<Texts> right;
      for (const People& people : cases_ahead(state, rule, copy, violation)) {
        Texts row;
        for (std::size_t i = 0; i < people.size(); ++i)
          row.push_back(layout.population().names[copy[violation.leading[i]].sort.index][people[i]]);
        right.insert(row.empty() ? Texts{"1"} : row);
      }
      if (rows != nullptr)
        CHECK(std::ranges::includes(right, *rows));
      if (!case_.data.open.empty() || !has_all_ways)
        continue;
      CHECK((rows != nullptr ? *rows : std::set<Texts>()) == right);
      ++compared_ahead;
      ahead += right.size();
      return;
    }
  }

  const RandomCase& case_;
  records::Store store_;
  records::Audit audited_;
  std::map<std::string, std::set<Texts>> found_;
};

} // namespace

TEST_CASE("the script for SQLite finds in random data what the audit finds") {
  const std::uint64_t first = seed_from("CHAPERONE_AUDIT_FIRST", 1), count = seed_from("CHAPERONE_AUDIT_COUNT", 500);
  std::size_t now = 0, steps = 0, ahead = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const auto it = random_case(seed);
    if (!it)
      continue;
    Rows rows = it->data.rows;
    if (!add_missing(it->system, rows))
      continue;
    INFO(it->told);
    auto found = rows_by_sqlite(records::sql_script(it->system, {records::Dialect::sqlite, {}, map_of(rows)}), rows);
    if (!found) // one in some thousand is too deep for its parser
      continue;
    ScriptComparison comparison(*it, std::move(*found));
    comparison.run();
    now += comparison.compared_now;
    steps += comparison.compared_ahead;
    ahead += comparison.ahead;
  }
  WARN(fmt::format("{} promises compared, {} with a rule, {} cases one step away", now, steps, ahead));
  if (count == 500) {
    CHECK(now > 300);
    CHECK(steps > 300);
    CHECK(ahead > 100);
  }
}

TEST_CASE("a script names what it cannot say, and its queries are those of the map") {
  const std::string root = CHAPERONE_SOURCE_DIR;
  const model::Loaded loaded = model::load_system(root + "/specs/org_chart/org_chart.chap", model::read_from_disk());
  REQUIRE(loaded.system);
  const std::string spark = records::sql_script(*loaded.system, {records::Dialect::spark, {}, {}});
  CHECK(spark.find("-- sees_rivals: not written: it asks for a closure") != std::string::npos);
  records::SqlOptions options{records::Dialect::postgresql, {}, {}};
  options.map.push_back({"manages", "", {}, "select who, team from posts", 1});
  const std::string script = records::sql_script(*loaded.system, options);
  CHECK(script.find("WITH q (c1, c2) AS (\nselect who, team from posts\n)") != std::string::npos);
  CHECK(script.find("WITH RECURSIVE edge") != std::string::npos);
  options.map = {{"manages", "", {}, "select note, team, user from posts", 1}, {"reports_to", "hr.lines", {}, "", 2}};
  const std::string named = records::sql_script(*loaded.system, options);
  CHECK(named.find("WITH q (c1, c2, c3) AS (\nselect note, team, user from posts\n)\nSELECT CAST(t.\"c3\" AS TEXT) AS "
                   "c1, CAST(t.\"c2\" AS TEXT) AS c2 FROM q AS t") != std::string::npos);
  CHECK(named.find("FROM \"hr\".\"lines\" AS t") != std::string::npos);
}

TEST_CASE("views have names that differ by more than upper and lower case") {
  const std::string root = CHAPERONE_SOURCE_DIR;
  const model::Loaded loaded = model::load_system(root + "/specs/age_bands/age_bands.chap", model::read_from_disk());
  REQUIRE(loaded.system);
  const std::string script = records::sql_script(*loaded.system, {records::Dialect::sqlite, {}, {}});
  CHECK(script.find("VIEW \"chap_band\"") != std::string::npos);
  CHECK(script.find("VIEW \"chap_Band_2\"") != std::string::npos);
  CHECK(script.find("VIEW \"chap_Band\"") == std::string::npos);
}

} // namespace chaperone::tests::audits
