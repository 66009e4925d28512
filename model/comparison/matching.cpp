// See matching.hpp.
#include "model/comparison/matching.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <type_traits>

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
    find_displaced();
    made_.rules = pairs<RuleId>(before_.rules, after_.rules, "rule", [&](const Rule& a, const Rule& b) {
      return same_parameters(a, b) ? "" : "has other parameters";
    });
    made_.properties =
        pairs<PropertyId>(before_.properties, after_.properties, "property", [](const Property& a, const Property& b) {
          return a.kind == b.kind ? "" : "is of another kind";
        });
    for (std::size_t i = 0; i < renames_.size(); ++i)
      if (!used_.contains(i))
        made_.unused.push_back(renames_[i].before + "=" + renames_[i].after);
    return std::move(made_);
  }

private:
  /// For each name of the old side the place of its counterpart among those of the new side. What a rename says goes
  /// before names that are the same. No two have one counterpart.
  std::vector<std::optional<std::uint32_t>> counterparts(const std::vector<std::string>& before,
                                                         const std::vector<std::string>& after) {
    std::vector<std::optional<std::uint32_t>> made(before.size());
    std::map<std::string, std::uint32_t> old_places, free; // free: of the new side, not yet paired
    for (std::uint32_t i = 0; i < before.size(); ++i)
      old_places.emplace(before[i], i);
    for (std::uint32_t i = 0; i < after.size(); ++i)
      free.emplace(after[i], i);
    const auto pair = [&](std::uint32_t at, const std::string& name) {
      const auto found = free.find(name);
      if (found == free.end() || made[at])
        return false;
      made[at] = found->second;
      free.erase(found);
      return true;
    };
    for (std::size_t i = 0; i < renames_.size(); ++i)
      if (const auto old = old_places.find(renames_[i].before);
          old != old_places.end() && pair(old->second, renames_[i].after))
        used_.insert(i);
    for (std::uint32_t i = 0; i < before.size(); ++i)
      pair(i, before[i]);
    return made;
  }

  template <class Id, class Declarations, class Differ>
  Pairs<Id> pairs(const Declarations& before, const Declarations& after, const char* kind, Differ differ) {
    const auto names = [](const Declarations& declarations, const char* side) {
      std::vector<std::string> made;
      for (const auto& each : declarations)
        made.push_back(is_remembered(each) ? std::string(side) + each.name : each.name);
      return made;
    };
    const std::vector<std::optional<std::uint32_t>> found = counterparts(names(before, "old "), names(after, "new "));
    Pairs<Id> made{std::vector<std::optional<Id>>(before.size()), std::vector<std::optional<Id>>(after.size())};
    for (std::uint32_t i = 0; i < before.size(); ++i) {
      if (!found[i])
        continue;
      if (const std::string difference = differ(before[i], after[*found[i]]); !difference.empty()) {
        made_.mismatches.push_back({fmt::format("{} `{}` {}", kind, after[*found[i]].name, difference), before[i].span,
                                    after[*found[i]].span});
        continue;
      }
      made.of_before[i] = Id{*found[i]};
      made.of_after[*found[i]] = Id{i};
    }
    return made;
  }

  /// What `once` and `since` remember has a number for a name: it says nothing of what the other side's remember.
  template <class Declaration> static bool is_remembered(const Declaration& declaration) {
    if constexpr (std::is_same_v<Declaration, Relation>)
      return declaration.upkeep == Upkeep::past;
    return false;
  }

  void find_displaced() {
    for (std::uint32_t sort = 0; sort < before_.sorts.size(); ++sort) {
      const auto counterpart = made_.sorts.of_before[sort];
      if (!counterpart)
        continue;
      const std::vector<FunctionId>&olds = before_.sorts[sort].individuals, &news = after_[*counterpart].individuals;
      for (std::size_t i = 0; i < std::min(olds.size(), news.size()); ++i)
        if (made_.functions.of_before[olds[i].index] != news[i])
          made_.displaced.emplace_back(olds[i], news[i]);
    }
  }

  void match_values() {
    made_.values.resize(before_.sorts.size());
    for (std::uint32_t sort = 0; sort < before_.sorts.size(); ++sort) {
      const Sort& old_sort = before_.sorts[sort];
      if (!old_sort.is_enum)
        continue;
      const auto counterpart = made_.sorts.of_before[sort];
      made_.values[sort] = counterpart ? counterparts(old_sort.names, after_[*counterpart].names)
                                       : std::vector<std::optional<std::uint32_t>>(old_sort.names.size());
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
  std::set<std::size_t> used_; ///< renames that pair something
};

} // namespace

Matching match(const System& before, const System& after, const std::vector<Rename>& renames) {
  return Matcher(before, after, renames).run();
}

} // namespace chaperone::model::comparison
