// See matching.hpp.
#include "model/comparison/matching.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace chaperone::model::comparison {

namespace {

class Matcher {
public:
  Matcher(const System& before, const System& after, const std::vector<Rename>& renames)
      : before_(before), after_(after), renames_(renames) {}

  Matching run() {
    made_.sorts = pairs<SortId>(before_.sorts, after_.sorts, "sort", [](const Sort& a, const Sort& b) {
      return a.is_enum == b.is_enum ? "" : "is an enum on one side only";
    });
    match_values();
    made_.relations =
        pairs<RelationId>(before_.relations, after_.relations, "relation", [&](const Relation& a, const Relation& b) {
          return !same_places(a.places, b.places)   ? "has other places"
                 : a.is_symmetric != b.is_symmetric ? "is symmetric on one side only"
                                                    : "";
        });
    made_.functions =
        pairs<FunctionId>(before_.functions, after_.functions, "function", [&](const Function& a, const Function& b) {
          return !same_places(a.places, b.places) ? "has other places"
                 : !same(a.result, b.result)      ? "has values of another sort"
                                                  : "";
        });
    made_.rules = pairs<RuleId>(before_.rules, after_.rules, "rule", [&](const Rule& a, const Rule& b) {
      return same_parameters(a, b) ? "" : "has other parameters";
    });
    made_.properties =
        pairs<PropertyId>(before_.properties, after_.properties, "property", [](const Property& a, const Property& b) {
          return a.kind == b.kind ? "" : "is of another kind";
        });
    for (const Rename& rename : renames_)
      if (!used_.contains(rename.before))
        made_.unused.push_back(rename.before + "=" + rename.after);
    return std::move(made_);
  }

private:
  /// What `name` of the old side may be called on the new one.
  std::string renamed(const std::string& name, const std::set<std::string>& new_names) {
    for (const Rename& rename : renames_)
      if (rename.before == name && new_names.contains(rename.after)) {
        used_.insert(name);
        return rename.after;
      }
    return name;
  }

  template <class Id, class Declarations, class Differ>
  Pairs<Id> pairs(const Declarations& before, const Declarations& after, const char* kind, Differ differ) {
    Pairs<Id> made{std::vector<std::optional<Id>>(before.size()), std::vector<std::optional<Id>>(after.size())};
    std::map<std::string, std::uint32_t> by_name;
    std::set<std::string> names;
    for (std::uint32_t i = 0; i < after.size(); ++i) {
      by_name.emplace(after[i].name, i);
      names.insert(after[i].name);
    }
    for (std::uint32_t i = 0; i < before.size(); ++i) {
      const auto found = by_name.find(renamed(before[i].name, names));
      if (found == by_name.end() || made.of_after[found->second])
        continue;
      if (const std::string difference = differ(before[i], after[found->second]); !difference.empty()) {
        made_.mismatches.push_back({fmt::format("{} `{}` {}", kind, after[found->second].name, difference),
                                    before[i].span, after[found->second].span});
        continue;
      }
      made.of_before[i] = Id{found->second};
      made.of_after[found->second] = Id{i};
    }
    return made;
  }

  void match_values() {
    made_.values.resize(before_.sorts.size());
    for (std::uint32_t sort = 0; sort < before_.sorts.size(); ++sort) {
      const Sort& old_sort = before_.sorts[sort];
      made_.values[sort].resize(old_sort.is_enum ? old_sort.names.size() : 0);
      const auto counterpart = made_.sorts.of_before[sort];
      if (!old_sort.is_enum || !counterpart)
        continue;
      const std::vector<std::string>& names = after_[*counterpart].names;
      const std::set<std::string> known(names.begin(), names.end());
      for (std::size_t value = 0; value < old_sort.names.size(); ++value) {
        const std::string name = renamed(old_sort.names[value], known);
        for (std::uint32_t i = 0; i < names.size(); ++i)
          if (names[i] == name)
            made_.values[sort][value] = i;
      }
    }
  }

  bool same(SortId before, SortId after) const { return made_.sorts.of_before[before.index] == after; }

  bool same_places(const std::vector<Place>& before, const std::vector<Place>& after) const {
    bool are_same = before.size() == after.size();
    for (std::size_t i = 0; are_same && i < before.size(); ++i)
      are_same = same(before[i].sort, after[i].sort);
    return are_same;
  }

  bool same_parameters(const Rule& before, const Rule& after) const {
    bool are_same = before.parameters.size() == after.parameters.size();
    for (std::size_t i = 0; are_same && i < before.parameters.size(); ++i) {
      const Variable& old_parameter = before_[before.parameters[i]];
      const Variable& new_parameter = after_[after.parameters[i]];
      are_same = old_parameter.is_set == new_parameter.is_set && same(old_parameter.sort, new_parameter.sort);
    }
    return are_same;
  }

  const System& before_;
  const System& after_;
  const std::vector<Rename>& renames_;
  Matching made_;
  std::set<std::string> used_;
};

} // namespace

Matching match(const System& before, const System& after, const std::vector<Rename>& renames) {
  return Matcher(before, after, renames).run();
}

} // namespace chaperone::model::comparison
