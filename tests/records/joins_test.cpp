// Conditions that are joined, beside the same conditions read for every assignment.
#include "records/audit/audit.hpp"
#include "records/joins/gather.hpp"

#include "model/resolve/front_end.hpp"
#include "tests/records/rows.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <random>
#include <set>

namespace chaperone::tests {
namespace {

using namespace records;
using model::VariableId;

constexpr const char* declarations = R"(system joined
ordered sort S with s0
sort T
enum E { red, green }
relation a(S)
relation b(S)
relation d(S, S)
relation e(S, T)
relation q()
relation unknown(S)
function f(S): T
relation g(E, S)
function h(E): E
never nothing = q() and not q()
)";

class Case {
public:
  explicit Case(std::uint32_t seed)
      : random_(seed), loaded_(model::load_system("joined.chap", [](const std::string&) {
          return model::FileBytes{std::string(declarations), {}};
        })) {
    REQUIRE(loaded_.system);
    system_ = *loaded_.system;
    declared_ = static_cast<std::uint32_t>(system_.relations.size());
    store_.emplace(*loaded_.system);
    Rows rows;
    fill(rows);
    REQUIRE_FALSE(store_->load(rows));
    tables_.emplace(system_, *store_);
    tables_->admit_newcomers(below(2) == 0);
  }

  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(random_() % count); }

  /// Of these variables and no others free.
  Condition condition(std::uint32_t depth, const std::vector<VariableId>& bound) {
    switch (below(depth == 0 ? 3 : 10)) {
    case 0:
    case 1:
      return some_fact(bound);
    case 2:
      return equality(bound);
    case 3:
    case 4:
      return negated(condition(depth - 1, bound));
    case 5:
      return every({condition(depth - 1, bound), condition(depth - 1, bound), condition(depth - 1, bound)});
    case 6:
      return either({condition(depth - 1, bound), condition(depth - 1, bound)});
    case 7: {
      auto inside = bound;
      const VariableId made = below(5) == 0 && !bound.empty() ? bound.back() : variable(below(3));
      inside.push_back(made);
      return exists({made}, condition(depth - 1, inside));
    }
    case 8: {
      const std::uint32_t sort = below(3);
      const auto from = some_slot(bound, sort), to = some_slot(bound, sort);
      if (!from || !to)
        return truth(below(2) == 0);
      const VariableId tail = variable(sort), head = variable(sort);
      auto inside = bound;
      inside.insert(inside.end(), {tail, head});
      return chain(tail, head, condition(depth - 1, inside), *from, *to);
    }
    default: {
      const VariableId one = variable(below(3)), other = variable(below(3));
      auto inside = bound;
      inside.insert(inside.end(), {one, other});
      return at_least(1 + below(3), {one, other}, condition(depth - 1, inside));
    }
    }
  }

  /// Facts that must hold or must not, of these variables and of some that are bound inside.
  Condition join(const std::vector<VariableId>& bound) {
    std::vector<VariableId> inside = bound, made;
    for (std::uint32_t i = below(3); i > 0; --i) {
      made.push_back(variable(below(3)));
      inside.push_back(made.back());
    }
    std::vector<Condition> parts;
    for (std::uint32_t i = 2 + below(3); i > 0; --i) {
      const Condition part = below(6) == 0 ? condition(1, inside) : some_fact(inside);
      parts.push_back(below(4) == 0 ? negated(either({part, negated(some_fact(inside))})) : part);
    }
    if (made.empty())
      return every(std::move(parts));
    return below(4) == 0 ? at_least(1 + below(3), made, every(std::move(parts)))
                         : exists(made, every(std::move(parts)));
  }

  VariableId variable(std::uint32_t sort) {
    system_.variables.push_back({"x", model::SortId{sort}, false});
    return {static_cast<std::uint32_t>(system_.variables.size() - 1)};
  }

  using Values = std::map<VariableId, std::uint32_t>;

  /// For every assignment of the columns, in order.
  std::set<std::vector<std::uint32_t>> expected(const Condition& condition, const std::vector<VariableId>& columns,
                                                Reading reading) {
    std::set<std::vector<std::uint32_t>> made;
    for_each(columns, {}, [&](const Values& values) {
      if (!holds(condition, values, reading))
        return;
      std::vector<std::uint32_t> row;
      for (const VariableId column : columns)
        row.push_back(values.at(column));
      made.insert(row);
    });
    return made;
  }

  std::set<std::vector<std::uint32_t>> joined(const Condition& condition, const std::vector<VariableId>& columns,
                                              Reading reading) {
    std::vector<std::vector<Question>> groups(1);
    groups.front().push_back(question(system_, *tables_, columns, condition, reading));
    std::vector<std::uint32_t> individuals;
    for (const VariableId column : columns)
      individuals.push_back(tables_->count(system_[column].sort));
    const auto found = gather(groups, individuals, {});
    REQUIRE(found);
    std::set<std::vector<std::uint32_t>> made;
    for (std::size_t i = 0; i < found->rows.count(); ++i) {
      const auto row = found->rows.tuples().subspan(i * columns.size(), columns.size());
      made.emplace(row.begin(), row.end());
    }
    CHECK(found->count == made.size());
    CHECK(found->by_group == std::vector{made.size()});
    for (std::size_t i = 0; i < columns.size(); ++i) {
      std::set<std::uint32_t> different;
      for (const auto& row : made)
        different.insert(row[i]);
      CHECK(found->different.at(i) == different.size());
    }
    return made;
  }

private:
  void fill(Rows& rows) {
    const auto some = [&](const char* letter, std::uint32_t count) {
      return std::optional(letter + std::to_string(below(count)));
    };
    rows.add("S", {"id"}, {{"s0"}, {"s1"}, {"s2"}});
    rows.add("T", {"id"}, {{"t0"}, {"t1"}});
    for (const char* name : {"a", "b"}) {
      std::vector<Row> made;
      for (std::uint32_t i = below(3); i > 0; --i)
        made.push_back({some("s", 3)});
      rows.add(name, {"s"}, made);
    }
    std::vector<Row> edges, pairs, values;
    for (std::uint32_t i = below(6); i > 0; --i)
      edges.push_back({some("s", 3), below(8) == 0 ? std::nullopt : some("s", 3)});
    rows.add("d", {"c1", "c2"}, edges);
    for (std::uint32_t i = below(4); i > 0; --i)
      pairs.push_back({some("s", 3), some("t", 2)});
    rows.add("e", {"s", "t"}, pairs);
    rows.add("q", {"q"}, below(2) == 0 ? std::vector<Row>{} : std::vector<Row>{{"1"}});
    for (std::uint32_t i = 0; i < 3; ++i)
      if (below(3) > 0)
        values.push_back({"s" + std::to_string(i), some("t", 2)});
    rows.add("f", {"s", "value"}, values);
    std::vector<Row> colours;
    for (std::uint32_t i = below(4); i > 0; --i)
      colours.push_back({below(2) == 0 ? "red" : "green", some("s", 3)});
    rows.add("g", {"e", "s"}, colours);
    rows.add("h", {"e", "value"},
             {{"red", below(2) == 0 ? "red" : "green"}, {"green", below(2) == 0 ? "red" : "green"}});
  }

  std::optional<Slot> some_slot(const std::vector<VariableId>& bound, std::uint32_t sort) {
    std::vector<VariableId> fit;
    for (const VariableId each : bound)
      if (system_[each].sort.index == sort)
        fit.push_back(each);
    const std::uint32_t constants = sort == 0 ? 1 : sort == 2 ? 2 : 0;
    const std::uint32_t chosen = below(static_cast<std::uint32_t>(fit.size()) + constants + 1);
    if (chosen < fit.size())
      return fit[chosen];
    if (chosen - fit.size() >= constants)
      return fit.empty() ? std::nullopt : std::optional<Slot>(fit.front());
    if (sort == 0)
      return Constant(system_.sorts[0].individuals.front());
    return Constant(model::Value{model::SortId{2}, static_cast<std::uint32_t>(chosen - fit.size())});
  }

  Condition some_fact(const std::vector<VariableId>& bound) {
    const std::uint32_t chosen = below(declared_ + 2);
    if (chosen >= declared_) {
      const model::FunctionId function = function_named(chosen == declared_ ? "f" : "h");
      const auto arg = some_slot(bound, system_[function].places.front().sort.index),
                 value = some_slot(bound, system_[function].result.index);
      return arg && value ? fact(function, {*arg, *value}) : truth(below(2) == 0);
    }
    const model::RelationId relation{chosen};
    std::vector<Slot> slots;
    for (const model::Place& place : system_[relation].places) {
      const auto slot = some_slot(bound, place.sort.index);
      if (!slot)
        return truth(below(2) == 0);
      slots.push_back(*slot);
    }
    return fact(relation, slots);
  }

  /// Named individuals are functions too.
  model::FunctionId function_named(const std::string& name) const {
    const auto found = std::ranges::find(system_.functions, name, &model::Function::name);
    return {static_cast<std::uint32_t>(found - system_.functions.begin())};
  }

  Condition equality(const std::vector<VariableId>& bound) {
    const std::uint32_t sort = below(3);
    const auto one = some_slot(bound, sort), other = some_slot(bound, sort);
    return one && other ? same(*one, *other) : truth(below(2) == 0);
  }

  template <class Visit>
  void for_each(const std::vector<VariableId>& variables, Values values, const Visit& visit, std::size_t next = 0) {
    if (next == variables.size()) {
      visit(values);
      return;
    }
    for (std::uint32_t i = 0; i < tables_->count(system_[variables[next]].sort); ++i) {
      values[variables[next]] = i;
      for_each(variables, values, visit, next + 1);
    }
  }

  std::uint32_t value_of(const Slot& slot, const Values& values) const {
    return std::visit(model::overload{
                          [&](VariableId variable) { return values.at(variable); },
                          [&](const Constant& constant) { return tables_->number_of(constant); },
                      },
                      slot);
  }

  bool holds(const Fact& it, const Values& values, Reading reading) {
    std::vector<std::uint32_t> tuple;
    for (const Slot& slot : it.slots)
      tuple.push_back(value_of(slot, values));
    const auto* relation = std::get_if<model::RelationId>(&it.symbol);
    if (relation != nullptr && system_[*relation].upkeep == model::Upkeep::order)
      for (const std::uint32_t each : tuple)
        if (each >= tables_->ranks(model::SortId{0}).size())
          return reading == Reading::possible;
    return tables_->holds(it.symbol, tuple, reading);
  }

  bool holds(const Chain& it, Values values, Reading reading) {
    const std::uint32_t size = tables_->count(system_[it.tail].sort);
    std::vector<std::vector<bool>> reached(size, std::vector<bool>(size));
    for (std::uint32_t tail = 0; tail < size; ++tail)
      for (std::uint32_t head = 0; head < size; ++head) {
        values[it.tail] = tail;
        values[it.head] = head;
        reached[tail][head] = holds(it.step, values, reading);
      }
    for (std::uint32_t by = 0; by < size; ++by)
      for (std::uint32_t tail = 0; tail < size; ++tail)
        for (std::uint32_t head = 0; head < size; ++head)
          reached[tail][head] = reached[tail][head] || (reached[tail][by] && reached[by][head]);
    return reached[value_of(it.from, values)][value_of(it.to, values)];
  }

  bool holds(const Condition& condition, const Values& values, Reading reading) {
    const auto holds_here = [&](const Condition& part) { return holds(part, values, reading); };
    const auto count = [&](const std::vector<VariableId>& variables, const Condition& body) {
      std::uint64_t found = 0;
      for_each(variables, values, [&](const Values& inside) { found += holds(body, inside, reading) ? 1 : 0; });
      return found;
    };
    return std::visit(model::overload{
                          [](const Truth& it) { return it.value; },
                          [&](const Fact& it) { return holds(it, values, reading); },
                          [&](const Same& it) { return value_of(it.left, values) == value_of(it.right, values); },
                          [&](const Negated& it) { return !holds(it.body, values, opposite(reading)); },
                          [&](const Every& it) { return std::ranges::all_of(it.parts, holds_here); },
                          [&](const Either& it) { return std::ranges::any_of(it.parts, holds_here); },
                          [&](const Exists& it) { return count(it.variables, it.body) > 0; },
                          [&](const AtLeast& it) { return count(it.variables, it.body) >= it.count; },
                          [&](const Chain& it) { return holds(it, values, reading); },
                      },
                      condition->kind);
  }

  std::mt19937 random_;
  model::Loaded loaded_;
  model::System system_;
  std::uint32_t declared_ = 0; ///< relations of the file
  std::optional<Store> store_;
  std::optional<JoinTables> tables_;
};

} // namespace

TEST_CASE("relations of many places are joined") {
  constexpr std::size_t width = 70;
  std::string places, variables, args;
  std::vector<std::string> columns;
  Row row;
  for (std::size_t i = 0; i < width; ++i) {
    const std::string comma = i == 0 ? "" : ", ";
    places += comma + "S";
    variables += comma + "x" + std::to_string(i) + ": S";
    args += comma + "x" + std::to_string(i);
    columns.push_back("c" + std::to_string(i));
    row.push_back("s" + std::to_string(i % 3));
  }
  const std::string text = "system wide\nsort S\nrelation r(" + places + ")\nrelation q(" + places +
                           ")\nnever n = some " + variables + " | r(" + args + ") and not q(" + args + ")\n";
  const auto loaded = model::load_system("wide.chap", [&](const std::string&) { return model::FileBytes{text, {}}; });
  REQUIRE(loaded.system);
  Store store(*loaded.system);
  Rows rows;
  rows.add("r", columns, {row});
  rows.add("q", columns, {});
  REQUIRE_FALSE(store.load(rows));
  const Audit found = audit(store, {});
  CHECK(found.promises.front().broken.count == 1);
}

TEST_CASE("what is joined is what every assignment says") {
  const auto first = Catch::rngSeed();
  std::size_t with_rows = 0;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    INFO("seed " << first + i);
    Case it(first + i);
    std::vector<VariableId> columns;
    for (std::uint32_t width = it.below(4); width > 0; --width)
      columns.push_back(it.variable(it.below(3)));
    const Condition condition = it.below(3) == 0 ? it.condition(4, columns) : it.join(columns);
    for (const Reading reading : {Reading::certain, Reading::possible}) {
      const auto expected = it.expected(condition, columns, reading);
      REQUIRE(it.joined(condition, columns, reading) == expected);
      with_rows += expected.empty() ? 0 : 1;
    }
  }
  CHECK(with_rows > 3'000);
}

} // namespace chaperone::tests
