#include "records/repair/removal_files.hpp"

#include "records/lines/quotes.hpp"
#include "records/sources/columns.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::records {
namespace {

using model::RelationId;

/// In a folder, a map names files.
std::string without_ending(const std::string& table) {
  for (const std::string ending : {".csv", ".jsonl", ".ndjson"})
    if (table.ends_with(ending))
      return table.substr(0, table.size() - ending.size());
  return table;
}

class Files {
public:
  Files(const Store& store, const Repair& repair, const std::vector<MapEntry>& map)
      : store_(store), system_(store.system()), repair_(repair), map_(map) {}

  std::vector<RemovalFile> write(const std::string& data) {
    std::vector<RemovalFile> made;
    std::string sql = fmt::format("-- {}: {} fact{} to remove from {}.\n-- Nothing has been removed yet. Try this on a "
                                  "copy first, and audit that.\nBEGIN;\n",
                                  system_.name, repair_.count, repair_.count == 1 ? "" : "s", model::visible(data));
    for (const RelationId relation : repair_.from) {
      if (store_.known(relation).is_missing)
        continue;
      const auto found = std::ranges::find(repair_.removals, relation, &std::pair<RelationId, FactTable>::first);
      const FactTable none(system_[relation].places.size());
      const FactTable& facts = found == repair_.removals.end() ? none : found->second;
      made.push_back({system_[relation].name + ".csv", csv(relation, facts)});
      if (facts.count() > 0)
        sql += deletions(relation, facts);
    }
    made.push_back({"removals.sql", sql + "COMMIT;\n"});
    return made;
  }

private:
  std::vector<std::string> columns(RelationId relation) const {
    const std::vector<std::string>& known = store_.known(relation).columns;
    const auto& places = system_[relation].places;
    if (known.size() == places.size() && !known.empty())
      return known;
    std::vector<std::string> made;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::string name = name_of_place(system_, places, i);
      made.push_back(name.empty() ? fmt::format("c{}", i + 1) : name);
    }
    if (made.empty())
      made.push_back(system_[relation].name);
    return made;
  }

  std::vector<std::string> ids(RelationId relation, const FactTable& facts, std::size_t row) const {
    std::vector<std::string> made;
    for (std::size_t i = 0; i < facts.arity(); ++i)
      made.emplace_back(
          store_.individuals(system_[relation].places[i].sort).id(facts.tuples()[row * facts.arity() + i]));
    return made;
  }

  std::string csv(RelationId relation, const FactTable& facts) const {
    std::string text;
    const auto add = [&](const std::vector<std::string>& fields) {
      for (std::size_t i = 0; i < fields.size(); ++i)
        text += (i == 0 ? "" : ",") + csv_field(fields[i]);
      text += "\r\n";
    };
    add(columns(relation));
    for (std::size_t row = 0; row < facts.count(); ++row)
      add(facts.arity() == 0 ? std::vector<std::string>{"yes"} : ids(relation, facts, row));
    return text;
  }

  std::string deletions(RelationId relation, const FactTable& facts) const {
    const std::string& name = system_[relation].name;
    const auto entry = std::ranges::find(map_, name, &MapEntry::name);
    if (entry != map_.end() && !entry->query.empty()) {
      std::string query;
      for (const char c : entry->query)
        query += c == '\n' ? std::string("\n--   ") : std::string(1, c);
      return fmt::format(
          "-- {0}: {1} row{2} of a query, listed in {0}.csv. Name the table that they stand in yourself:\n"
          "--   {3}\n",
          name, facts.count(), facts.count() == 1 ? "" : "s", query);
    }
    const std::string table =
        entry == map_.end() ? in_quotes(name, '"') : path_in_quotes(without_ending(entry->table), '"');
    const std::vector<std::string> names = columns(relation);
    std::string text = fmt::format("-- {}: {}\n", name, facts.count());
    for (std::size_t row = 0; row < facts.count(); ++row) {
      const std::vector<std::string> people = ids(relation, facts, row);
      const auto are = [&](bool is_swapped) {
        std::string made;
        for (std::size_t i = 0; i < people.size(); ++i)
          made += fmt::format("{}CAST({} AS TEXT) = {}", i == 0 ? "" : " AND ", in_quotes(names[i], '"'),
                              in_quotes(people[is_swapped ? 1 - i : i], '\''));
        return made;
      };
      text += fmt::format("DELETE FROM {}{}", table, people.empty() ? "" : " WHERE ");
      text += system_[relation].is_symmetric ? fmt::format("({}) OR ({})", are(false), are(true)) : are(false);
      text += ";\n";
    }
    return text;
  }

  const Store& store_;
  const model::System& system_;
  const Repair& repair_;
  const std::vector<MapEntry>& map_;
};

} // namespace

std::vector<RemovalFile> removal_files(const Store& store, const Repair& repair, const std::vector<MapEntry>& map,
                                       const std::string& data) {
  return Files(store, repair, map).write(data);
}

} // namespace chaperone::records
