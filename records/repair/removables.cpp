#include "records/repair/removables.hpp"

#include "model/text/suggest.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace chaperone::records {

using model::RelationId;

namespace {

bool is_changed(const model::System& system, RelationId relation) {
  const auto names_it = [&](const model::Update& update) {
    return std::visit(model::overload{
                          [&](const model::AddTuple& it) { return it.relation == relation; },
                          [&](const model::RemoveTuple& it) { return it.relation == relation; },
                          [](const model::SetValue&) { return false; },
                      },
                      update);
  };
  return std::ranges::any_of(system.rules, [&](const model::Rule& rule) {
    return std::ranges::any_of(stated_effects(rule), [&](const model::Effect& effect) {
      return std::ranges::any_of(effect.updates, names_it);
    });
  });
}

/// What keeps the name from being a relation that loses facts.
std::string why_not(const model::System& system, const std::string& name) {
  const std::string shown = model::visible(name);
  if (std::ranges::any_of(system.functions, [&](const model::Function& it) { return it.name == name; }))
    return fmt::format("`{}` is a function: its values cannot be removed", shown);
  const auto relation = std::ranges::find(system.relations, name, &model::Relation::name);
  if (relation != system.relations.end())
    return relation->is_fixed ? fmt::format("`{}` is fixed: nothing can be removed from it", shown)
                              : fmt::format("`{}` is worked out from others: nothing can be removed from it", shown);
  model::Nearest nearest(name);
  for (const model::Relation& it : system.relations)
    if (it.is_stated() && !it.is_fixed)
      nearest.offer(it.name);
  const std::string question = nearest.question();
  return fmt::format("there is no relation `{}`{}", shown, question.empty() ? "" : "; " + question);
}

} // namespace

std::variant<std::vector<RelationId>, std::string> removable_relations(const model::System& system,
                                                                       const std::vector<std::string>& names) {
  std::vector<RelationId> made;
  for (const std::string& name : names)
    if (std::ranges::none_of(system.relations, [&](const model::Relation& it) {
          return it.name == name && it.is_stated() && !it.is_fixed;
        }))
      return why_not(system, name);
  for (std::uint32_t i = 0; i < system.relations.size(); ++i) {
    const model::Relation& it = system.relations[i];
    if (!it.is_stated() || it.is_fixed)
      continue;
    if (names.empty() ? is_changed(system, {i}) : std::ranges::find(names, it.name) != names.end())
      made.push_back({i});
  }
  return made;
}

Removables::Removables(const Store& store, const std::vector<RelationId>& relations) : store_(store) {
  std::uint64_t begin = 0;
  for (const RelationId relation : relations) {
    ranges_.push_back({relation, begin});
    begin += store.known(relation).facts.count();
  }
}

std::optional<std::uint64_t> Removables::find(RelationId relation, std::span<const std::uint32_t> tuple) const {
  const auto range = std::ranges::find(ranges_, relation, &Range::relation);
  if (range == ranges_.end())
    return std::nullopt;
  std::array<std::uint32_t, 2> swapped{};
  if (store_.system()[relation].is_symmetric && tuple[1] < tuple[0]) {
    swapped = {tuple[1], tuple[0]};
    tuple = swapped;
  }
  const FactTable& facts = store_.known(relation).facts;
  const auto [from, to] = facts.range(facts.order(0), tuple);
  return from < to ? std::optional(range->begin + from) : std::nullopt;
}

Removables::Fact Removables::operator[](std::uint64_t number) const {
  const auto after = std::ranges::upper_bound(ranges_, number, {}, &Range::begin);
  const Range& range = *std::prev(after);
  const FactTable& facts = store_.known(range.relation).facts;
  return {range.relation, facts.tuples().subspan((number - range.begin) * facts.arity(), facts.arity())};
}

std::map<RelationId, std::vector<bool>> Removables::rows(std::span<const std::uint64_t> numbers) const {
  std::map<RelationId, std::vector<bool>> made;
  for (const std::uint64_t number : numbers) {
    const auto [relation, tuple] = (*this)[number];
    const FactTable& facts = store_.known(relation).facts;
    std::vector<bool>& rows = made[relation];
    rows.resize(facts.count());
    const auto mark = [&](std::span<const std::uint32_t> it) { rows[facts.range(facts.order(0), it).first] = true; };
    mark(tuple);
    if (store_.system()[relation].is_symmetric)
      mark(std::array{tuple[1], tuple[0]});
  }
  return made;
}

} // namespace chaperone::records
