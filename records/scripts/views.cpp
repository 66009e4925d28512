#include "records/scripts/views.hpp"

#include "records/lines/quotes.hpp"
#include "records/sources/columns.hpp"
#include "records/sql/reduction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace chaperone::records {

using model::overload;
using model::RelationId;
using model::VariableId;

namespace {

constexpr std::array<std::string_view, 4> endings{"", "_possible", "_rows", "_texts"};

std::vector<std::string> numbered(std::size_t count) {
  std::vector<std::string> made;
  for (std::size_t i = 0; i < count; ++i)
    made.push_back(fmt::format("c{}", i + 1));
  return made;
}

/// ` WHERE` no column is NULL.
std::string where_known(std::size_t width) {
  std::vector<std::string> known;
  for (const std::string& column : numbered(width))
    known.push_back(column + " IS NOT NULL");
  return known.empty() ? "" : fmt::format(" WHERE {}", fmt::join(known, " AND "));
}

std::vector<model::SortId> sorts_of(const std::vector<model::Place>& places) {
  std::vector<model::SortId> made;
  for (const model::Place& place : places)
    made.push_back(place.sort);
  return made;
}

} // namespace

Views::Views(model::System& system, const SqlOptions& options)
    : system_(system), options_(options), words_(words_of(options.dialect)) {
  for (std::uint32_t i = 0; i < system_.relations.size(); ++i)
    stems_[RelationId{i}] = stem_for(system_.relations[i].name);
  for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
    stems_[model::FunctionId{i}] = stem_for(system_.functions[i].name);
  for (const model::Sort& it : system_.sorts)
    sort_stems_.push_back(stem_for(it.name));
}

std::string Views::stem_for(const std::string& name) {
  for (int number = 1;; ++number) {
    std::string stem = "chap_" + name + (number == 1 ? "" : fmt::format("_{}", number)), lower = stem;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::ranges::any_of(endings, [&](std::string_view end) { return taken_.contains(lower + std::string(end)); }))
      continue;
    for (const std::string_view end : endings)
      taken_.insert(lower + std::string(end));
    return stem;
  }
}

std::string Views::statements() {
  std::string made;
  for (std::uint32_t i = 0; i < system_.relations.size(); ++i)
    if (system_.relations[i].is_stated())
      made += relation({i});
  for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
    if (system_.functions[i].is_stated())
      made += function({i});
  for (std::uint32_t i = 0; i < system_.sorts.size(); ++i)
    made += sort({i});
  for (std::uint32_t i = 0; i < system_.relations.size(); ++i)
    if (system_.relations[i].is_stated())
      made += possible({i});
  for (const RelationId id : system_.closures)
    made += closure(id);
  return made;
}

bool Views::asks_unsaid(const Condition& condition) const {
  bool found = has_chain(condition);
  for_each_fact(condition, [&](const Fact& it, bool) { found = found || is_missing(it.symbol); });
  return found;
}

bool Views::is_missing(Symbol symbol) const {
  const auto* relation = std::get_if<RelationId>(&symbol);
  return relation != nullptr && unsaid_.contains(*relation);
}

std::string Views::table(Symbol symbol, Reading reading) const {
  const bool is_possible = reading == Reading::possible && std::holds_alternative<RelationId>(symbol);
  return quoted(stems_.at(symbol) + (is_possible ? "_possible" : ""));
}

std::string Views::individuals(model::SortId sort) const {
  return quoted(sort_stems_[sort.index]);
}

std::string Views::literal(const Constant& constant) const {
  const std::string& name = std::visit(
      overload{
          [&](const model::Value& value) -> const std::string& { return system_[value.sort].names[value.index]; },
          [&](model::FunctionId id) -> const std::string& { return system_[id].name; },
      },
      constant);
  return in_quotes(name, '\'');
}

// An enum in the order of its values, ids as numbers if all are some, else as texts: as the audit has it
// (records/facts/store.cpp).
std::string Views::less(model::SortId sort, const std::string& left, const std::string& right, Reading) const {
  if (system_[sort].is_enum) {
    const auto rank = [&](const std::string& who) {
      std::string made = fmt::format("CASE {}", who);
      for (std::size_t i = 0; i < system_[sort].names.size(); ++i)
        made += fmt::format(" WHEN {} THEN {}", in_quotes(system_[sort].names[i], '\''), i);
      return made + " END";
    };
    return fmt::format("{} < {}", rank(left), rank(right));
  }
  return fmt::format("CASE WHEN (SELECT texts FROM {}) = 0 THEN {} < {} ELSE {}{} < {}{} END",
                     quoted(sort_stems_[sort.index] + "_texts"), words_.number(left), words_.number(right), left,
                     words_.by_bytes, right, words_.by_bytes);
}

std::string Views::view(const std::string& name, const std::string& query) const {
  return fmt::format("{} {} AS\n{};\n", words_.make_view, quoted(name), query);
}

/// Where the rows stand, with the columns that are the places' in their order, as texts.
std::string Views::rows(const std::string& name, const std::vector<model::Place>& places, bool has_value,
                        const Names& as) const {
  Names columns;
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
      from = path_in_quotes(entry->table, words_.quote);
    if (!entry->columns.empty())
      columns = entry->columns;
    if (!entry->query.empty()) {
      const Names named = columns_of_query(entry->query);
      const auto found = columns_of(system_, places, has_value, {name, {}, named});
      const auto* in_places = std::get_if<std::vector<std::size_t>>(&found);
      const Names all = numbered(in_places != nullptr ? named.size() : as.size());
      columns.clear();
      for (std::size_t i = 0; i < as.size(); ++i)
        columns.push_back(all[in_places != nullptr ? (*in_places)[i] : i]);
      with = fmt::format("WITH q ({}) AS (\n{}\n)\n", fmt::join(all, ", "), entry->query);
      from = "q";
    }
  }
  // SQLite takes `"name"` for a text where no column has that name, but not `t."name"`.
  Names chosen;
  for (std::size_t i = 0; i < as.size(); ++i)
    chosen.push_back(fmt::format("CAST(t.{} AS {}) AS {}", quoted(columns[i]), words_.text, as[i]));
  if (chosen.empty())
    chosen.emplace_back("1 AS c1");
  return fmt::format("{}SELECT {} FROM {} AS t", with, fmt::join(chosen, ", "), from);
}

std::string Views::relation(RelationId id) const {
  const model::Relation& it = system_[id];
  const std::size_t width = it.places.size();
  const std::string& stem = stems_.at(id);
  const std::string raw = quoted(stem + "_rows"), filter = where_known(width);
  std::string certain =
      fmt::format("SELECT {} FROM {}{}", fmt::join(numbered(std::max<std::size_t>(width, 1)), ", "), raw, filter);
  if (it.is_symmetric)
    certain +=
        fmt::format("\nUNION ALL SELECT q.c2 AS c1, q.c1 AS c2 FROM (SELECT c1, c2 FROM {}{}) AS q", raw, filter);
  return view(stem + "_rows", rows(it.name, it.places, false, numbered(width))) + view(stem, certain);
}

// A row with NULL may stand for any individual there.
std::string Views::possible(RelationId id) const {
  const model::Relation& it = system_[id];
  const std::size_t width = it.places.size();
  const std::string& stem = stems_.at(id);
  std::string made = fmt::format("SELECT * FROM {}", quoted(stem));
  for (unsigned holes = 1; width > 0 && holes < 1U << width; ++holes) {
    Names columns, from{quoted(stem + "_rows") + " AS r"}, where;
    for (std::size_t i = 0; i < width; ++i) {
      const bool is_hole = (holes >> i & 1U) != 0;
      columns.push_back(is_hole ? fmt::format("s{0}.id AS c{0}", i + 1) : fmt::format("r.c{0} AS c{0}", i + 1));
      where.push_back(fmt::format("r.c{} IS {}NULL", i + 1, is_hole ? "" : "NOT "));
      if (is_hole)
        from.push_back(fmt::format("{} AS s{}", individuals(it.places[i].sort), i + 1));
    }
    const std::string more = fmt::format("SELECT {} FROM {} WHERE {}", fmt::join(columns, ", "),
                                         fmt::join(from, " CROSS JOIN "), fmt::join(where, " AND "));
    made += "\nUNION ALL " + more;
    if (it.is_symmetric)
      made += fmt::format("\nUNION ALL SELECT q.c2 AS c1, q.c1 AS c2 FROM ({}) AS q", more);
  }
  return view(stem + "_possible", made);
}

std::string Views::function(model::FunctionId id) const {
  const model::Function& it = system_[id];
  const std::size_t width = it.places.size() + 1;
  const std::string& stem = stems_.at(id);
  return view(stem + "_rows", rows(it.name, it.places, true, numbered(width))) +
         view(stem, fmt::format("SELECT {} FROM {}{}", fmt::join(numbered(width), ", "), quoted(stem + "_rows"),
                                where_known(width)));
}

/// A SELECT for each column with individuals of the sort.
Views::Names Views::ids_in_rows(model::SortId id) const {
  Names made;
  const auto take = [&](const std::string& stem, const std::vector<model::SortId>& sorts) {
    for (std::size_t i = 0; i < sorts.size(); ++i)
      if (sorts[i] == id)
        made.push_back(fmt::format("SELECT c{0} AS id FROM {1} WHERE c{0} IS NOT NULL", i + 1, quoted(stem + "_rows")));
  };
  for (std::uint32_t i = 0; i < system_.relations.size(); ++i)
    if (system_.relations[i].is_stated())
      take(stems_.at(RelationId{i}), sorts_of(system_.relations[i].places));
  for (std::uint32_t i = 0; i < system_.functions.size(); ++i) {
    std::vector<model::SortId> sorts = sorts_of(system_.functions[i].places);
    sorts.push_back(system_.functions[i].result);
    if (system_.functions[i].is_stated())
      take(stems_.at(model::FunctionId{i}), sorts);
  }
  return made;
}

/// Everybody who stands in some column of the sort, or has a name in the rules.
std::string Views::sort(model::SortId id) const {
  const model::Sort& it = system_[id];
  const std::string& stem = sort_stems_[id.index];
  Names parts;
  if (it.is_enum)
    for (const std::string& value : it.names)
      parts.push_back(fmt::format("SELECT {} AS id", in_quotes(value, '\'')));
  for (const model::FunctionId individual : it.individuals)
    parts.push_back(fmt::format("SELECT {} AS id", in_quotes(system_[individual].name, '\'')));
  if (!it.is_enum)
    std::ranges::move(ids_in_rows(id), std::back_inserter(parts));
  if (std::ranges::find(options_.map, it.name, &MapEntry::name) != options_.map.end())
    parts.push_back(fmt::format("SELECT id FROM ({}) AS w", rows(it.name, {{"id", id}}, false, {"id"})));
  if (parts.empty())
    parts.emplace_back("SELECT '' AS id WHERE 1 = 0");
  std::string made = view(stem, fmt::format("{}", fmt::join(parts, fmt::format("\n{} ", distinct_union()))));
  if (it.is_ordered && !it.is_enum)
    made += view(stem + "_texts",
                 fmt::format("SELECT COUNT(*) AS texts FROM {} WHERE {} IS NULL", quoted(stem), words_.number("id")));
  return made;
}

std::string Views::closure(RelationId id) {
  const model::SortId sort = system_[id].places.front().sort;
  if (!words_.has_recursion) {
    unsaid_.insert(id);
    return fmt::format(
        "-- `{}` is a closure, and this dialect has no recursive queries: what asks for it is not written.\n",
        system_[id].name);
  }
  const ClosureStep step = step_of_closure(system_, id);
  if (step.obstacle) {
    unsaid_.insert(id);
    return {};
  }
  std::string made;
  for (const Reading reading : {Reading::certain, Reading::possible}) {
    SqlWriter writer(system_, *this);
    made += view(stems_.at(id) + (reading == Reading::possible ? "_possible" : ""),
                 closed(writer.select({step.from, step.to}, {"c1", "c2"}, step.condition, reading), sort));
  }
  return made;
}

// Where only UNION ALL may recur, nothing says that a pair was there before: the steps are counted, and there are no
// more than individuals.
std::string Views::closed(const std::string& edges, model::SortId sort) const {
  if (words_.drops_known)
    return fmt::format("WITH RECURSIVE edge AS ({}), reached (c1, c2) AS (\n  SELECT c1, c2 FROM edge\n  UNION SELECT "
                       "reached.c1, edge.c2 FROM reached JOIN edge ON edge.c1 = reached.c2\n)\n"
                       "SELECT c1, c2 FROM reached",
                       edges);
  return fmt::format("WITH RECURSIVE edge AS ({}), reached (c1, c2, steps) AS (\n  SELECT c1, c2, CAST(1 AS BIGINT) "
                     "FROM edge\n  UNION ALL SELECT DISTINCT reached.c1, edge.c2, reached.steps + 1 FROM reached JOIN "
                     "edge ON edge.c1 = reached.c2 WHERE reached.steps < (SELECT COUNT(*) FROM {})\n)\n"
                     "SELECT DISTINCT c1, c2 FROM reached",
                     edges, individuals(sort));
}

} // namespace chaperone::records
