// See promise.hpp.
#include "records/live/promise.hpp"

#include <algorithm>

namespace chaperone::live {

using namespace model;

Broken broken_by(const System& system, const Property& property) {
  Broken made;
  add_conjuncts(system, {property.formula, property.kind != PropertyKind::always}, made.parts);
  if (made.parts.size() != 1)
    return made;
  if (std::optional<Existence> some = existence(system, made.parts.front())) {
    for (const Binder& binder : some->binders)
      made.leading.push_back(binder.variable);
    made.parts = std::move(some->parts);
  }
  return made;
}

Promise::Promise(LiveRun& run, PropertyId property)
    : run_(run), property_(property), is_about_steps_(run.system()[property].is_about_steps), table_(0, 0) {
  leading_ = broken_by(run.system(), run.system()[property]).leading;
  const auto width = static_cast<std::uint32_t>(leading_.size());
  table_ = Table(width, width);
  everything_ = table_.index_over(0);
  plan();
}

void Promise::plan() {
  const System& system = run_.system();
  Planner& planner = run_.planner();
  const Broken broken = broken_by(system, system[property_]);
  planner.take_looked_over();
  is_broken_ = planner.search({}, broken.parts, false);
  added_touch_all_ = planner.take_looked_over();
  all_ = planner.search(leading_, broken.parts, false);
  std::set<SortId> looked_over = planner.take_looked_over();
  added_plans_.clear();
  for (const VariableId variable : leading_) {
    if (!looked_over.contains(system[variable].sort))
      continue;
    std::vector<VariableId> others = leading_;
    std::erase(others, variable);
    added_plans_.push_back({variable, planner.search(others, broken.parts, false)});
  }
  seeds_.clear();
  if (!is_about_steps_) {
    Occurrences found = occurrences(system, leading_, broken.parts);
    opaque_ = std::move(found.opaque);
    for (const Occurrence& occurrence : found.all)
      if (std::optional<Seed> seed = planted(occurrence))
        seeds_.push_back(std::move(*seed));
  }
  looked_over.merge(planner.take_looked_over());
  looked_over.insert(added_touch_all_.begin(), added_touch_all_.end());
  for (const SortId sort : looked_over)
    run_.individuals().keep_all(sort);
}

// What never changes touches nothing.
std::optional<Promise::Seed> Promise::planted(const Occurrence& occurrence) {
  const System& system = run_.system();
  if (const auto* relation = std::get_if<RelationId>(&occurrence.where);
      relation != nullptr && system[*relation].is_fixed)
    return std::nullopt;
  Seed made{occurrence.where, occurrence.may_break_added, occurrence.may_break_removed};
  std::vector<VariableId> open = occurrence.variables;
  Columns columns = 0;
  for (std::uint32_t i = 0; i < occurrence.args.size(); ++i) {
    if (const auto* value = std::get_if<Value>(&occurrence.args[i]))
      made.columns.push_back({i, false, value->index});
    const auto* variable = std::get_if<VariableId>(&occurrence.args[i]);
    if (variable == nullptr || std::ranges::find(occurrence.variables, *variable) == occurrence.variables.end())
      continue;
    made.columns.push_back({i, true, variable->index});
    std::erase(open, *variable);
    const auto leads = std::ranges::find(leading_, *variable);
    if (leads != leading_.end())
      columns |= Columns{1} << (leads - leading_.begin());
  }
  for (std::size_t i = 0; i < leading_.size(); ++i)
    if ((columns >> i & 1U) != 0)
      made.leading.push_back(i);
  made.index = table_.index_over(columns);
  made.rest = run_.planner().search(open, occurrence.beside, false);
  return made;
}

Promise::Assignment Promise::bound() const {
  Assignment made;
  for (const VariableId variable : leading_)
    made.push_back(run_.bindings().values[variable.index]);
  return made;
}

void Promise::use(const Assignment& assignment, bool is_used) {
  for (std::size_t i = 0; i < leading_.size(); ++i) {
    const SortId sort = run_.system()[leading_[i]].sort;
    is_used ? run_.individuals().use(sort, assignment[i]) : run_.individuals().release(sort, assignment[i]);
  }
}

void Promise::add(const Assignment& assignment) {
  if (!table_.insert(assignment.data()))
    return;
  use(assignment, true);
  begun_.push_back(assignment);
}

void Promise::end(const Assignment& assignment) {
  table_.erase(assignment.data());
  use(assignment, false);
  ended_.push_back(assignment);
}

void Promise::find(const Search& search) {
  Evaluation(run_.moment(), run_.bindings()).for_each(search, [&] {
    add(bound());
    return true;
  });
}

void Promise::begin() {
  begun_.clear();
  ended_.clear();
  try {
    if (!is_about_steps_)
      find(all_);
  } catch (const TooManySets& many) {
    obstacle_ = many.what();
  }
}

void Promise::look_at_everything() {
  Seed none;
  none.index = everything_;
  look_again(none);
  find(all_);
}

// Whatever of it is broken and fits the values that are bound: is it still?
void Promise::look_again(const Seed& seed) {
  std::vector<Number> key;
  for (const std::size_t i : seed.leading)
    key.push_back(run_.bindings().values[leading_[i].index]);
  std::vector<Assignment> found;
  for (Row row = table_.first(seed.index, key.data()); row != no_row; row = table_.next(seed.index, row))
    found.emplace_back(table_[row], table_[row] + table_.width());
  Evaluation evaluation(run_.moment(), run_.bindings());
  for (const Assignment& assignment : found) {
    for (std::size_t i = 0; i < leading_.size(); ++i)
      run_.bindings().values[leading_[i].index] = assignment[i];
    if (!evaluation.any(is_broken_))
      end(assignment);
  }
}

void Promise::look_at(const Seed& seed, const Number* args, bool may_break) {
  std::vector<Number>& values = run_.bindings().values;
  const auto is_bound_before = [&](std::size_t at) {
    return std::any_of(seed.columns.begin(), seed.columns.begin() + static_cast<std::ptrdiff_t>(at),
                       [&](const Seed::Column& each) { return each.is_slot && each.value == seed.columns[at].value; });
  };
  for (std::size_t i = 0; i < seed.columns.size(); ++i) {
    const Seed::Column& column = seed.columns[i];
    const Number number = args[column.column];
    if (!column.is_slot ? number != column.value : is_bound_before(i) && values[column.value] != number)
      return;
    if (column.is_slot)
      values[column.value] = number;
  }
  if (may_break)
    find(seed.rest);
  else
    look_again(seed);
}

void Promise::go_on(const Changes& changes, const std::vector<Individuals::Added>& added) {
  begun_.clear();
  ended_.clear();
  if (!obstacle_.empty())
    return;
  try {
    judge(changes, added);
  } catch (const TooManySets& many) {
    obstacle_ = many.what();
  }
}

void Promise::judge(const Changes& changes, const std::vector<Individuals::Added>& added) {
  const bool touches_all =
      is_about_steps_ || !changes.forgotten.empty() ||
      std::ranges::any_of(changes.list, [&](const Change& each) { return opaque_.contains(each.where); }) ||
      std::ranges::any_of(added, [&](const auto& each) { return added_touch_all_.contains(each.sort); });
  if (touches_all)
    return look_at_everything();
  for (const Change& change : changes.list)
    for (const Seed& seed : seeds_) {
      if (seed.where != change.where)
        continue;
      const bool is_function = std::holds_alternative<FunctionId>(change.where);
      const bool holds = change.now == static_cast<Number>(Truth::yes);
      const bool fails = change.now == static_cast<Number>(Truth::no);
      if (is_function || (seed.may_break_added && !holds) || (seed.may_break_removed && !fails))
        look_at(seed, changes.args(change), false);
      if (is_function || (seed.may_break_added && holds) || (seed.may_break_removed && fails))
        look_at(seed, changes.args(change), true);
    }
  for (const Individuals::Added& each : added)
    look_at_added(each);
}

void Promise::look_at_added(const Individuals::Added& added) {
  for (const AddedPlan& plan : added_plans_)
    if (run_.system()[plan.variable].sort == added.sort) {
      run_.bindings().values[plan.variable.index] = added.number;
      find(plan.rest);
    }
}

} // namespace chaperone::live
