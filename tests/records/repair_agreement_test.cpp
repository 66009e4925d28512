// Random rules and random small data: the removals that a repair names are held against all sets of removals. Where
// everything is known, the interpreter says what a set restores; where something is open, an audit of what is left.
// CHAPERONE_REPAIR_COUNT and _FIRST choose other seeds.
#include "records/repair/removables.hpp"
#include "records/repair/repair.hpp"

#include "model/resolve/front_end.hpp"
#include "tests/records/random_case.hpp"
#include "tests/records/random_data.hpp"

#include <catch2/catch.hpp>

#include <bit>
#include <cstdlib>
#include <fmt/format.h>
#include <map>
#include <set>

namespace chaperone::tests::repairs {
namespace {

using namespace chaperone::model;
using records::Repair;

/// A relation's tuple; of a symmetric pair the lesser order.
using Fact = std::pair<RelationId, std::vector<std::uint32_t>>;

struct Tally {
  std::size_t repaired = 0, removals = 0, not_restored = 0, largest = 0, open = 0;
};

class Comparison {
public:
  Comparison(const System& system, RandomData& data, Tally& tally)
      : system_(system), data_(data), tally_(tally), store_(system) {}

  void run(const std::string& told) {
    INFO(told);
    REQUIRE_FALSE(store_.load(data_.rows));
    const records::Audit all = records::audit(store_, {});
    from_ = std::get<std::vector<RelationId>>(records::removable_relations(system_, all_that_is_not_fixed()));
    for (const RelationId relation : from_)
      for (const Given& given : data_.given)
        if (const auto* tuple = std::get_if<GivenTuple>(&given); tuple != nullptr && tuple->relation == relation)
          facts_.emplace_back(relation, tuple->args);
    if (facts_.size() > (data_.open.empty() ? 12U : 7U))
      return;
    std::vector<PropertyId> broken;
    for (const records::PromiseAudit& promise : all.promises)
      if (promise.broken.count > 0)
        broken.push_back(promise.property);
    if (!broken.empty())
      compare_for({});
    for (const PropertyId property : broken)
      if (all.promises.size() > 1)
        compare_for({property});
  }

private:
  /// Of all promises, or of these alone.
  void compare_for(const std::vector<PropertyId>& properties) {
    options_.properties = properties;
    judged_.clear();
    const records::Audit found = records::audit(store_, options_);
    for (const records::PromiseAudit& promise : found.promises)
      if (!promise.not_judged)
        judged_.push_back(promise.property);
    const Repair repair = records::find_repair(store_, found, {from_, std::nullopt});
    REQUIRE(repair.is_found);
    compare(repair);
  }

  std::vector<std::string> all_that_is_not_fixed() const {
    std::vector<std::string> names;
    for (const Relation& relation : system_.relations)
      if (relation.is_stated() && !relation.is_fixed)
        names.push_back(relation.name);
    return names;
  }

  void compare(const Repair& repair) {
    std::set<Fact> removed;
    for (const auto& [relation, table] : repair.removals)
      for (std::size_t i = 0; i < table.count(); ++i) {
        const auto tuple = table.tuples().subspan(i * table.arity(), table.arity());
        removed.emplace(relation, std::vector(tuple.begin(), tuple.end()));
      }
    CHECK(removed.size() == repair.count);
    CHECK(repair.is_fewest());
    std::uint32_t chosen = 0;
    for (std::size_t i = 0; i < facts_.size(); ++i)
      if (removed.contains(facts_[i]))
        chosen |= 1U << i;
    REQUIRE(static_cast<std::size_t>(std::popcount(chosen)) == removed.size());
    std::string told;
    for (const auto& [relation, args] : removed)
      told += fmt::format(" {}({})", system_[relation].name, fmt::join(args, ", "));
    INFO("removed:" << told);
    CHECK(restores(chosen) == repair.not_restored.empty());
    for (std::uint32_t set = 0; set < 1U << facts_.size(); ++set)
      if (!repair.not_restored.empty() || static_cast<std::size_t>(std::popcount(set)) < repair.count) {
        INFO("set " << set);
        CHECK_FALSE(restores(set));
      }
    if (!repair.not_restored.empty())
      check_that_each_is_needed(chosen);
    tally_.repaired += repair.not_restored.empty() ? 1 : 0;
    tally_.not_restored += repair.not_restored.empty() ? 0 : 1;
    tally_.removals += repair.count;
    tally_.largest = std::max(tally_.largest, repair.count);
    tally_.open += data_.open.empty() ? 0 : 1;
  }

  /// Not all can be restored: what is removed restores something all the same.
  void check_that_each_is_needed(std::uint32_t chosen) {
    for (std::size_t i = 0; i < facts_.size(); ++i)
      if ((chosen >> i) % 2 == 1)
        CHECK(cases_left(chosen & ~(1U << i)) > cases_left(chosen));
  }

  std::size_t cases_left(std::uint32_t set) const {
    std::size_t sum = 0;
    for (const records::PromiseAudit& promise : records::audit(left_of(set), options_).promises)
      sum += promise.broken.all.count();
    return sum;
  }

  bool restores(std::uint32_t set) {
    if (!data_.open.empty())
      return is_kept_by(left_of(set));
    RandomData left = data_;
    std::erase_if(left.given, [&](const Given& given) {
      const auto* tuple = std::get_if<GivenTuple>(&given);
      if (tuple == nullptr)
        return false;
      const auto at = std::ranges::find(facts_, Fact(tuple->relation, tuple->args));
      return at != facts_.end() && (set >> (at - facts_.begin())) % 2 == 1;
    });
    const Layout layout(system_, tests::population_of(system_, data_));
    const State state = tests::state_of(layout, left, [](std::uint32_t) { return 0U; });
    const bool is_kept =
        std::ranges::none_of(judged_, [&](PropertyId property) { return is_violated(system_[property], {state}); });
    if (set % 5 == 0)
      CHECK(is_kept == is_kept_by(left_of(set)));
    return is_kept;
  }

  records::Store left_of(std::uint32_t set) const {
    std::map<RelationId, std::vector<bool>> taken_out;
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      if ((set >> i) % 2 == 0)
        continue;
      const auto& [relation, args] = facts_[i];
      const records::FactTable& table = store_.known(relation).facts;
      std::vector<bool>& rows = taken_out[relation];
      rows.resize(table.count());
      rows[table.range(table.order(0), args).first] = true;
      if (system_[relation].is_symmetric)
        rows[table.range(table.order(0), std::array{args[1], args[0]}).first] = true;
    }
    return store_.without(taken_out);
  }

  bool is_kept_by(const records::Store& store) const { return !records::audit(store, options_).has_broken(); }

  const System& system_;
  RandomData& data_;
  Tally& tally_;
  records::Store store_;
  records::AuditOptions options_;
  std::vector<RelationId> from_;
  std::vector<Fact> facts_;
  std::vector<PropertyId> judged_;
};

void tell(const Tally& tally) {
  WARN(fmt::format("{} repaired with {} removals, {} at most; {} not restored; {} with open facts", tally.repaired,
                   tally.removals, tally.largest, tally.not_restored, tally.open));
}

void compare(const std::map<std::string, std::string>& files, std::uint64_t seed, std::uint32_t openness,
             Tally& tally) {
  const auto reader = [&](const std::string& path) {
    const auto found = files.find(path);
    return found == files.end() ? FileBytes{std::nullopt, "no such file"} : FileBytes{found->second, {}};
  };
  const Loaded loaded = load_system("rules.chap", reader);
  if (!loaded.system) // a rare draw that says too much of a way back
    return;
  tests::Draw draw(seed);
  RandomData data = tests::random_data(*loaded.system, draw, openness);
  Comparison(*loaded.system, data, tally).run(fmt::format("seed {}\n{}", seed, tests::told(files)));
}

/// Promises that get into each other's way: what one forbids another needs.
std::string contrary_promises(tests::Draw& draw) {
  const auto literal = [&] {
    const std::vector<std::string> atoms{"a(x)", "a(y)", "b(x)", "b(y)", "d(x, y)", "d(y, x)", "d(x, x)", "c()"};
    return fmt::format("{}{}", draw.chance(40) ? "not " : "", draw.any(atoms));
  };
  const auto part = [&]() -> std::string {
    const std::vector<std::string> nested{"(some z: S | d(x, z) and not b(z))",
                                          "not (some z: S | d(z, x) and a(z))",
                                          "(at least 2 z: S | a(z) and not d(z, x))",
                                          "not (at least 2 z: S | b(z))",
                                          "reached(x, y)",
                                          "not reached(x, y)"};
    return draw.chance(25) ? draw.any(nested) : literal();
  };
  std::string text = "system contrary\nsort S\nrelation a(S)\nrelation b(S)\nrelation c()\nrelation d(S, S)\n"
                     "closure reached of d\n"
                     "rule touch(x: S, y: S) { add a(x), b(x), c(), d(x, y) }\n";
  for (std::uint32_t i = 0, count = 2 + draw.below(3); i < count; ++i)
    text += draw.chance(70)
                ? fmt::format("never p{} = some x, y: S | {} and {} and {}\n", i, part(), part(), literal())
                : fmt::format("always p{} = all x, y: S | {} implies {} or {}\n", i, literal(), part(), part());
  return text;
}

} // namespace

TEST_CASE("no removals are fewer than those of a repair, and what it does not restore no removals restore") {
  const std::uint64_t first = number_from("CHAPERONE_REPAIR_FIRST", 1),
                      count = number_from("CHAPERONE_REPAIR_COUNT", 180);
  Tally tally;
  for (std::uint64_t seed = first; seed < first + count; ++seed)
    compare(tests::random_system(seed, seed % 3 == 0   ? tests::Shape::anything
                                       : seed % 3 == 1 ? tests::Shape::wider
                                                       : tests::Shape::reaching),
            seed, seed % 4 == 0 ? 2 : 0, tally);
  tell(tally);
  if (count == 180) {
    CHECK(tally.repaired > 40);
    CHECK(tally.not_restored > 25);
    CHECK(tally.largest > 3);
  }
}

TEST_CASE("where a removal breaks another promise, others are chosen, and no fewer do") {
  const std::uint64_t first = number_from("CHAPERONE_REPAIR_FIRST", 1),
                      count = number_from("CHAPERONE_REPAIR_COUNT", 180);
  Tally tally;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    tests::Draw draw(seed);
    compare({{"rules.chap", contrary_promises(draw)}}, seed, seed % 4 == 0 ? 2 : 0, tally);
  }
  tell(tally);
  if (count == 180) {
    CHECK(tally.repaired > 50);
    CHECK(tally.not_restored > 10);
    CHECK(tally.largest > 3);
  }
}

} // namespace chaperone::tests::repairs
