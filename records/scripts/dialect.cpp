#include "records/scripts/dialect.hpp"

#include "records/lines/quotes.hpp"
#include "records/sources/columns.hpp"
#include "records/sql/next_step.hpp"
#include "records/sql/reduction.hpp"
#include "records/sql/violation.hpp"

#include "model/print/printer.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::RelationId;
using model::VariableId;

namespace {

struct DialectRow {
  Dialect dialect;
  std::string_view name;
  char quote;            ///< of names
  std::string_view text; ///< the type that ids are compared as
  bool has_recursion;    ///< WITH RECURSIVE
  std::string_view make_view;
};

constexpr std::array<DialectRow, 6> dialects{{
    {Dialect::sqlite, "sqlite", '"', "TEXT", true, "CREATE TEMP VIEW"},
    {Dialect::postgresql, "postgresql", '"', "TEXT", true, "CREATE TEMP VIEW"},
    {Dialect::duckdb, "duckdb", '"', "VARCHAR", true, "CREATE TEMP VIEW"},
    {Dialect::clickhouse, "clickhouse", '"', "Nullable(String)", true, "CREATE VIEW"},
    {Dialect::spark, "spark", '`', "STRING", false, "CREATE TEMPORARY VIEW"},
    {Dialect::trino, "trino", '"', "VARCHAR", true, "CREATE VIEW"},
}};

const DialectRow& row_of(Dialect dialect) {
  return *std::ranges::find(dialects, dialect, &DialectRow::dialect);
}

/// The tables of an engine as views: `chap_member` has what certainly holds, `chap_member_possible` what may hold, and
/// `chap_User` everybody.
class Views : public Tables {
public:
  Views(model::System& system, const SqlOptions& options)
      : system_(system), options_(options), row_(row_of(options.dialect)) {}

  std::string statements() {
    std::string made;
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i)
      if (system_.relations[i].is_stated())
        made += relation({i});
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
      if (system_.functions[i].is_stated())
        made += function({i});
    for (std::uint32_t i = 0; i < system_.sorts.size(); ++i)
      made += sort({i});
    for (const RelationId id : system_.closures)
      made += closure(id);
    return made;
  }

  bool is_missing(Symbol symbol) const override {
    const auto* relation = std::get_if<RelationId>(&symbol);
    return relation != nullptr && unsaid_.contains(*relation);
  }
  bool has_doubts(Symbol) const override { return true; }
  std::string table(Symbol symbol, Reading reading) const override {
    const bool is_possible = reading == Reading::possible && std::holds_alternative<RelationId>(symbol);
    return quoted("chap_" + name_of(symbol) + (is_possible ? "_possible" : ""));
  }
  std::string individuals(model::SortId sort) const override { return quoted("chap_" + system_[sort].name); }
  std::string literal(const Constant& constant) const override {
    const std::string& name = std::visit(
        overload{
            [&](const model::Value& value) -> const std::string& { return system_[value.sort].names[value.index]; },
            [&](model::FunctionId id) -> const std::string& { return system_[id].name; },
        },
        constant);
    return in_quotes(name, '\'');
  }
  std::string less(model::SortId sort, const std::string& left, const std::string& right, Reading) const override {
    if (!system_[sort].is_enum)
      return fmt::format("{} < {}", left, right);
    const auto rank = [&](const std::string& who) {
      std::string made = fmt::format("CASE {}", who);
      for (std::size_t i = 0; i < system_[sort].names.size(); ++i)
        made += fmt::format(" WHEN {} THEN {}", in_quotes(system_[sort].names[i], '\''), i);
      return made + " END";
    };
    return fmt::format("{} < {}", rank(left), rank(right));
  }
  std::string quoted(const std::string& name) const override { return in_quotes(name, row_.quote); }
  std::string_view distinct_union() const override {
    return row_.dialect == Dialect::clickhouse ? "UNION DISTINCT" : "UNION";
  }

  /// Relations of closures that the dialect has no query for.
  const std::set<RelationId>& unsaid() const { return unsaid_; }

private:
  std::string name_of(Symbol symbol) const {
    return std::visit([&](auto id) -> const std::string& { return system_[id].name; }, symbol);
  }

  std::string view(const std::string& name, const std::string& query) const {
    return fmt::format("{} {} AS\n{};\n", row_.make_view, quoted(name), query);
  }

  /// Where the rows stand, with the columns that are the places' in their order, as texts.
  std::string rows(const std::string& name, const std::vector<model::Place>& places, bool has_value,
                   const std::vector<std::string>& as) const {
    std::vector<std::string> columns;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::string place = name_of_place(system_, places, i);
      columns.push_back(place.empty() ? fmt::format("c{}", i + 1) : place);
    }
    if (has_value)
      columns.emplace_back("value");
    std::string from = quoted(name), with;
    const auto entry = std::ranges::find(options_.map, name, &MapEntry::name);
    if (entry != options_.map.end()) {
      if (entry->query.empty())
        from = quoted(entry->table);
      if (!entry->columns.empty())
        columns = entry->columns;
      if (!entry->query.empty()) {
        columns = numbered(as.size());
        with = fmt::format("WITH q ({}) AS (\n{}\n)\n", fmt::join(columns, ", "), entry->query);
        from = "q";
      }
    }
    std::vector<std::string> chosen;
    for (std::size_t i = 0; i < as.size(); ++i)
      chosen.push_back(fmt::format("CAST({} AS {}) AS {}", quoted(columns[i]), row_.text, as[i]));
    if (chosen.empty())
      chosen.emplace_back("1 AS c1");
    return fmt::format("{}SELECT {} FROM {}", with, fmt::join(chosen, ", "), from);
  }

  static std::vector<std::string> numbered(std::size_t count) {
    std::vector<std::string> made;
    for (std::size_t i = 0; i < count; ++i)
      made.push_back(fmt::format("c{}", i + 1));
    return made;
  }

  std::string relation(RelationId id) const {
    const model::Relation& it = system_[id];
    const std::size_t width = it.places.size();
    const std::string source = rows(it.name, it.places, false, numbered(width));
    const std::string raw = quoted("chap_" + it.name + "_rows");
    std::string made = view("chap_" + it.name + "_rows", source);
    std::vector<std::string> known;
    for (std::size_t i = 0; i < width; ++i)
      known.push_back(fmt::format("c{} IS NOT NULL", i + 1));
    const std::string filter = known.empty() ? "" : fmt::format(" WHERE {}", fmt::join(known, " AND "));
    std::string certain = fmt::format(
        "SELECT {} FROM {}{}", width == 0 ? "c1" : fmt::format("{}", fmt::join(numbered(width), ", ")), raw, filter);
    if (it.is_symmetric)
      certain += fmt::format("\nUNION ALL SELECT c2 AS c1, c1 AS c2 FROM {}{}", raw, filter);
    made += view("chap_" + it.name, certain);
    // A row with NULL may stand for any individual there.
    std::string possible = fmt::format("SELECT * FROM {}", quoted("chap_" + it.name));
    for (unsigned holes = 1; width > 0 && holes < 1U << width; ++holes) {
      std::vector<std::string> columns, from{raw + " AS r"}, where;
      for (std::size_t i = 0; i < width; ++i) {
        const bool is_hole = (holes >> i & 1U) != 0;
        columns.push_back(is_hole ? fmt::format("s{0}.id AS c{0}", i + 1) : fmt::format("r.c{0} AS c{0}", i + 1));
        where.push_back(fmt::format("r.c{} IS {}NULL", i + 1, is_hole ? "" : "NOT "));
        if (is_hole)
          from.push_back(fmt::format("{} AS s{}", individuals(it.places[i].sort), i + 1));
      }
      const std::string more = fmt::format("SELECT {} FROM {} WHERE {}", fmt::join(columns, ", "),
                                           fmt::join(from, " CROSS JOIN "), fmt::join(where, " AND "));
      possible += "\nUNION ALL " + more;
      if (it.is_symmetric)
        possible += fmt::format("\nUNION ALL SELECT q.c2 AS c1, q.c1 AS c2 FROM ({}) AS q", more);
    }
    late_ += view("chap_" + it.name + "_possible", possible);
    return made;
  }

  std::string function(model::FunctionId id) const {
    const model::Function& it = system_[id];
    const std::size_t width = it.places.size() + 1;
    std::vector<std::string> known;
    for (std::size_t i = 0; i < width; ++i)
      known.push_back(fmt::format("c{} IS NOT NULL", i + 1));
    return view("chap_" + it.name + "_rows", rows(it.name, it.places, true, numbered(width))) +
           view("chap_" + it.name, fmt::format("SELECT {} FROM {} WHERE {}", fmt::join(numbered(width), ", "),
                                               quoted("chap_" + it.name + "_rows"), fmt::join(known, " AND ")));
  }

  /// Everybody who stands in some column of the sort, or has a name in the rules.
  std::string sort(model::SortId id) const {
    std::vector<std::string> parts;
    const model::Sort& it = system_[id];
    if (it.is_enum)
      for (const std::string& value : it.names)
        parts.push_back(fmt::format("SELECT {} AS id", in_quotes(value, '\'')));
    for (const model::FunctionId individual : it.individuals)
      parts.push_back(fmt::format("SELECT {} AS id", in_quotes(system_[individual].name, '\'')));
    const auto take = [&](const std::string& name, const std::vector<model::SortId>& sorts) {
      for (std::size_t i = 0; i < sorts.size(); ++i)
        if (sorts[i] == id)
          parts.push_back(fmt::format("SELECT c{0} AS id FROM {1} WHERE c{0} IS NOT NULL", i + 1,
                                      quoted("chap_" + name + "_rows")));
    };
    for (const model::Relation& relation : system_.relations) {
      std::vector<model::SortId> sorts;
      for (const model::Place& place : relation.places)
        sorts.push_back(place.sort);
      if (relation.is_stated() && !it.is_enum)
        take(relation.name, sorts);
    }
    for (const model::Function& function : system_.functions) {
      std::vector<model::SortId> sorts;
      for (const model::Place& place : function.places)
        sorts.push_back(place.sort);
      sorts.push_back(function.result);
      if (function.is_stated() && !it.is_enum)
        take(function.name, sorts);
    }
    if (std::ranges::find(options_.map, it.name, &MapEntry::name) != options_.map.end())
      parts.push_back(fmt::format("SELECT id FROM ({}) AS w", rows(it.name, {{"id", id}}, false, {"id"})));
    std::string made =
        view("chap_" + it.name, fmt::format("{}", fmt::join(parts, fmt::format("\n{} ", distinct_union()))));
    if (id.index + 1 == system_.sorts.size())
      made += std::exchange(late_, {});
    return made;
  }

  std::string closure(RelationId id) {
    const model::SortId sort = system_[id].places.front().sort;
    if (!row_.has_recursion) {
      unsaid_.insert(id);
      return fmt::format(
          "-- `{}` is a closure, and this dialect has no recursive queries: what asks for it is not written.\n",
          system_[id].name);
    }
    const auto variable = [&] {
      system_.variables.push_back({"x", sort, false});
      return VariableId{static_cast<std::uint32_t>(system_.variables.size() - 1)};
    };
    const VariableId from = variable(), to = variable();
    Reduction reduction(system_);
    const Condition edge = std::visit(overload{
                                          [](std::monostate) { return truth(false); },
                                          [&](RelationId base) {
                                            return fact(base, {from, to});
                                          },
                                          [&](model::DefineId define) {
                                            return reduction.of(model::make_formula(model::Call{define, {from, to}}));
                                          },
                                      },
                                      system_[id].closure_of);
    if (reduction.obstacle()) {
      unsaid_.insert(id);
      return {};
    }
    std::string made;
    for (const Reading reading : {Reading::certain, Reading::possible}) {
      SqlWriter writer(system_, *this);
      const std::string edges = writer.select({from, to}, {"c1", "c2"}, edge, reading);
      const std::string name = "chap_" + system_[id].name + (reading == Reading::possible ? "_possible" : "");
      made +=
          view(name,
               fmt::format(
                   "WITH RECURSIVE edge AS ({}), reached (c1, c2) AS (\n  SELECT c1, c2 FROM edge\n  {} "
                   "SELECT reached.c1, edge.c2 FROM reached JOIN edge ON edge.c1 = reached.c2\n)\n"
                   "SELECT {} c1, c2 FROM reached",
                   edges, row_.dialect == Dialect::trino || row_.dialect == Dialect::clickhouse ? "UNION ALL" : "UNION",
                   row_.dialect == Dialect::trino || row_.dialect == Dialect::clickhouse ? "DISTINCT" : ""));
    }
    return made;
  }

  model::System& system_;
  const SqlOptions& options_;
  const DialectRow& row_;
  std::set<RelationId> unsaid_;
  mutable std::string late_; ///< views that need those of the sorts
};

std::string comment(const std::string& text) {
  return fmt::format("-- {}\n", model::visible(text));
}

} // namespace

std::optional<Dialect> dialect_named(std::string_view name) {
  const auto found = std::ranges::find(dialects, name, &DialectRow::name);
  return found == dialects.end() ? std::nullopt : std::optional(found->dialect);
}

std::vector<std::string> names_of_dialects() {
  std::vector<std::string> names;
  for (const DialectRow& row : dialects)
    names.emplace_back(row.name);
  return names;
}

std::string sql_script(const model::System& original, const SqlOptions& options) {
  model::System system = original;
  Views views(system, options);
  std::string made =
      comment(fmt::format("{}: the promises as queries, for {}", system.name, row_of(options.dialect).name));
  made += comment(
      "Each row of a query is a case. `certain` holds whatever the NULLs stand for, `possible` for some of that.");
  made += "\n" + views.statements();
  for (std::uint32_t i = 0; i < original.properties.size(); ++i) {
    const model::Property& property = original.properties[i];
    if (property.kind == model::PropertyKind::possible ||
        (!options.properties.empty() &&
         std::ranges::find(options.properties, model::PropertyId{i}) == options.properties.end()))
      continue;
    const auto [violation, why_not] = violation_of(system, property);
    made += "\n";
    if (!violation) {
      made += comment(fmt::format("{}: not judged: {}", property.name, why_not));
      continue;
    }
    bool asks_unsaid = false;
    for_each_fact(violation->body, [&](const Fact& it, bool) {
      const auto* relation = std::get_if<RelationId>(&it.symbol);
      asks_unsaid = asks_unsaid || (relation != nullptr && views.unsaid().contains(*relation));
    });
    if (asks_unsaid) {
      made += comment(fmt::format("{}: not written: it asks for a closure", property.name));
      continue;
    }
    SqlWriter writer(system, views);
    const std::string certain = writer.select(violation->leading, violation->names, violation->body, Reading::certain);
    made += comment(fmt::format("{}: broken: {}", property.name, model::print(system, violation->told)));
    made += certain + ";\n";
    made += comment(fmt::format("{}: broken or possibly broken", property.name));
    made += writer.select(violation->leading, violation->names, violation->body, Reading::possible) + ";\n";
    for (std::uint32_t rule = 0; rule < original.rules.size(); ++rule) {
      const WaysToBreak ways = ways_to_break(system, {rule}, *violation);
      if (!ways.why_not.empty())
        made += comment(fmt::format("{}: one step by {} is not written: {}", property.name, original.rules[rule].name,
                                    ways.why_not));
      std::vector<std::string> selects;
      for (const WayToBreak& way : ways.ways) {
        std::set<VariableId> inner = free_in(way.condition);
        for (const VariableId variable : violation->leading)
          inner.erase(variable);
        selects.push_back(writer.select(violation->leading, violation->names,
                                        exists({inner.begin(), inner.end()}, way.condition), Reading::certain));
      }
      if (selects.empty())
        continue;
      made += comment(
          fmt::format("{}: one step away, by {}, among those who are there", property.name, original.rules[rule].name));
      made += fmt::format("{};\n", fmt::join(selects, fmt::format("\n{} ", views.distinct_union())));
    }
  }
  return made;
}

} // namespace chaperone::records
