#include "records/joins/compiler.hpp"

#include "records/joins/loop_order.hpp"
#include "records/joins/run.hpp"

#include <boost/pending/disjoint_sets.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::VariableId;

namespace {

bool is_open(const Operand& operand, const std::set<Register>& open) {
  return !operand.is_fixed && open.contains(operand.number);
}

/// Is the variable in a fact that must hold? Then nobody else needs to be tried for it, whichever was met first.
bool has_fact_of(const Alternative& alternative, VariableId variable) {
  return std::ranges::any_of(alternative.binders, [&](const Binding& binder) {
    const auto* fact = std::get_if<Fact>(&binder);
    return fact != nullptr && std::ranges::find(fact->slots, Slot(variable)) != fact->slots.end();
  });
}

} // namespace

Operand Compiler::operand(const Slot& slot, const Scope& scope) const {
  return std::visit(overload{
                        [&](VariableId variable) { return scope.at(variable); },
                        [&](const Constant& constant) {
                          return Operand{true, tables_.number_of(constant)};
                        },
                    },
                    slot);
}

Compiler::Source Compiler::trial(const Trial& trial, Reading reading, Register tried) {
  Source made;
  made.operands = {{false, tried}};
  made.count = tables_.count(system_[trial.variable].sort);
  if (trial.own.empty())
    return made;
  Program own;
  Way& way = own.ways.emplace_back();
  way.asked = {{false, tried}};
  std::vector<Step>& steps = way.block;
  Step everybody;
  everybody.kind = Step::Kind::trial;
  everybody.tried = tried;
  everybody.count = made.count;
  steps.push_back(std::move(everybody));
  for (const Condition& part : trial.own) {
    Step& step = steps.emplace_back();
    step.test = test(part, reading, {{trial.variable, {false, tried}}});
  }
  own.registers = registers_;
  own.memories = memories_;
  auto found = std::make_shared<std::vector<std::uint32_t>>();
  Run(own).each({}, [&](std::span<const std::uint32_t> row) {
    found->push_back(row.front());
    return true;
  });
  made.count = static_cast<std::uint32_t>(found->size());
  made.individuals = std::move(found);
  return made;
}

Compiler::Parts Compiler::parts_of(const Alternative& alternative, Reading reading, Scope& scope) {
  Parts made;
  std::vector<Condition> tests = alternative.tests;
  for (const VariableId variable : alternative.bound)
    scope.erase(variable);
  const auto bind = [&](const Slot& slot) {
    const auto* variable = std::get_if<VariableId>(&slot);
    if (variable == nullptr || scope.contains(*variable))
      return;
    scope[*variable] = {false, fresh()};
    made.open.insert(scope[*variable].number);
  };
  for (const Binding& binder : alternative.binders)
    std::visit(overload{
                   [&](const Fact& it) {
                     Source& source = made.sources.emplace_back();
                     source.table = tables_.facts(it.symbol, reading);
                     for (const Slot& slot : it.slots) {
                       bind(slot);
                       source.operands.push_back(operand(slot, scope));
                     }
                   },
                   [&](const Alias& it) { scope[it.variable] = operand(it.known, scope); },
                   [&](const Trial& it) {
                     bind(it.variable);
                     if (has_fact_of(alternative, it.variable))
                       tests.insert(tests.end(), it.own.begin(), it.own.end());
                     else
                       made.sources.push_back(trial(it, reading, scope.at(it.variable).number));
                   },
               },
               binder);
  for (const Condition& condition : tests)
    made.tests.push_back(test(condition, reading, scope));
  return made;
}

void Compiler::set_apart(Parts& parts, const std::set<Register>& asked, double& cost) {
  // Things are the sources and then the tests; what shares a register that is bound here belongs together.
  const std::size_t count = parts.sources.size() + parts.tests.size();
  boost::disjoint_sets_with_storage<> groups(count + 1);
  const std::size_t kept = count; // whatever is asked for
  std::map<Register, std::size_t> first;
  const auto meet = [&](Register each, std::size_t thing) {
    if (!parts.open.contains(each))
      return;
    if (asked.contains(each))
      groups.union_set(thing, kept);
    groups.union_set(thing, first.emplace(each, thing).first->second);
  };
  for (std::size_t i = 0; i < parts.sources.size(); ++i)
    for (const Operand& operand : parts.sources[i].operands)
      if (!operand.is_fixed)
        meet(operand.number, i);
  for (std::size_t i = 0; i < parts.tests.size(); ++i)
    for (const Register each : parts.tests[i].reads)
      meet(each, parts.sources.size() + i);
  std::map<std::size_t, Parts> others;
  Parts rest;
  const auto place = [&](std::size_t thing) -> Parts& {
    return groups.find_set(thing) == groups.find_set(kept) ? rest : others[groups.find_set(thing)];
  };
  for (std::size_t i = 0; i < parts.sources.size(); ++i)
    place(i).sources.push_back(std::move(parts.sources[i]));
  for (std::size_t i = 0; i < parts.tests.size(); ++i)
    place(parts.sources.size() + i).tests.push_back(std::move(parts.tests[i]));
  rest.open = parts.open;
  const bool is_one =
      asked.empty() && std::ranges::count_if(others, [](const auto& it) { return !it.second.sources.empty(); }) <= 1;
  for (auto& [group, part] : others) {
    if (part.sources.empty() || is_one) { // single tests, or nothing to be apart from
      std::ranges::move(part.sources, std::back_inserter(rest.sources));
      std::ranges::move(part.tests, std::back_inserter(rest.tests));
      continue;
    }
    part.open = parts.open;
    rest.tests.push_back(some({{ordered(std::move(part), {}, cost), {}}}));
  }
  parts = std::move(rest);
}

void Compiler::put_in_order(Parts& parts, double& cost) {
  std::vector<Looped> tables;
  for (const Source& source : parts.sources) {
    Looped& made = tables.emplace_back();
    made.rows = source.table == nullptr ? source.count : static_cast<double>(source.table->count());
    for (std::size_t i = 0; i < source.operands.size(); ++i) {
      const double different =
          source.table == nullptr ? source.count : static_cast<double>(source.table->order(i).different);
      const Operand& operand = source.operands[i];
      made.columns.push_back({is_open(operand, parts.open) ? std::optional(operand.number) : std::nullopt, different});
    }
  }
  const LoopOrder order = loop_order(tables);
  cost += order.rows;
  std::vector<Source> sources;
  for (const std::size_t at : order.tables)
    sources.push_back(std::move(parts.sources[at]));
  parts.sources = std::move(sources);
}

Step Compiler::step(const Source& source, const std::set<Register>& open) {
  Step made;
  if (source.table == nullptr) {
    made.kind = Step::Kind::trial;
    made.tried = source.operands.front().number;
    made.individuals = source.individuals;
    made.count = source.count;
    return made;
  }
  made.kind = Step::Kind::rows;
  const std::vector<Operand>& operands = source.operands;
  const auto known_first = [&](std::size_t first) {
    const auto& columns = source.table->order(first).columns;
    return std::ranges::find_if(columns, [&](std::size_t i) { return is_open(operands[i], open); }) - columns.begin();
  };
  std::size_t first = 0;
  for (std::size_t i = 1; i < operands.size(); ++i)
    if (!is_open(operands[i], open) && known_first(i) > known_first(first))
      first = i;
  made.lookup = {source.table, &source.table->order(first), {}};
  const auto& columns = made.lookup.order->columns;
  const auto prefix = static_cast<std::size_t>(operands.empty() ? 0 : known_first(first));
  std::set<Register> bound;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Operand& operand = operands[columns[i]];
    if (i < prefix)
      made.lookup.prefix.push_back(operand);
    else if (is_open(operand, open) && bound.insert(operand.number).second)
      made.bound.push_back({i, operand});
    else
      made.equal.push_back({i, operand});
  }
  return made;
}

// Tests whose registers are all bound.
void Compiler::place_tests(Parts& parts, bool are_cheap, Block& block) {
  for (auto test = parts.tests.begin(); test != parts.tests.end();) {
    if (is_cheap(*test) != are_cheap ||
        std::ranges::any_of(test->reads, [&](Register each) { return parts.open.contains(each); })) {
      ++test;
      continue;
    }
    block.emplace_back().test = std::move(*test);
    test = parts.tests.erase(test);
  }
}

// Facts all of whose registers are bound are tests.
void Compiler::place_facts(Parts& parts, Block& block) {
  for (auto source = parts.sources.begin(); source != parts.sources.end();) {
    if (source->table == nullptr ||
        std::ranges::any_of(source->operands, [&](const Operand& it) { return is_open(it, parts.open); })) {
      ++source;
      continue;
    }
    block.emplace_back().test = any_row(*source->table, source->operands);
    source = parts.sources.erase(source);
  }
}

Block Compiler::ordered(Parts parts, const std::set<Register>& asked, double& cost) {
  set_apart(parts, asked, cost);
  Block made;
  put_in_order(parts, cost);
  std::optional<std::size_t> all_asked; ///< so many steps bind all that is asked for
  while (true) {
    place_facts(parts, made);
    place_tests(parts, true, made);
    place_tests(parts, false, made);
    if (!all_asked && std::ranges::none_of(asked, [&](Register each) { return parts.open.contains(each); }))
      all_asked = made.size();
    if (parts.sources.empty())
      break;
    const auto next = parts.sources.begin();
    made.push_back(step(*next, parts.open));
    for (const Operand& operand : next->operands)
      if (!operand.is_fixed)
        parts.open.erase(operand.number);
    parts.sources.erase(next);
  }
  // Whatever follows is only asked whether it is there at all.
  const auto from = made.begin() + static_cast<std::ptrdiff_t>(all_asked.value_or(made.size()));
  if (!asked.empty() && std::any_of(from, made.end(), [](const Step& it) { return it.kind != Step::Kind::test; })) {
    Block rest(std::make_move_iterator(from), std::make_move_iterator(made.end()));
    made.erase(from, made.end());
    made.emplace_back().test = some({{std::move(rest), {}}});
  }
  return made;
}

Way Compiler::way(const Alternative& alternative, const std::vector<VariableId>& asked, Reading reading, Scope scope) {
  Parts parts = parts_of(alternative, reading, scope);
  Way made;
  std::set<Register> wanted;
  for (const VariableId variable : asked) {
    made.asked.push_back(scope.at(variable));
    if (is_open(made.asked.back(), parts.open))
      wanted.insert(made.asked.back().number);
  }
  for (const Binding& binder : alternative.binders)
    if (const auto* trial = std::get_if<Trial>(&binder); trial != nullptr && !has_fact_of(alternative, trial->variable))
      made.tried.push_back(trial->variable);
  for (const Source& source : parts.sources)
    if (source.table == nullptr)
      made.combinations *= source.count;
  made.block = ordered(std::move(parts), wanted, made.cost);
  return made;
}

Program Compiler::compile(const std::vector<VariableId>& given, const std::vector<VariableId>& asked,
                          const Condition& condition, Reading reading) {
  Program made;
  Scope scope;
  for (const VariableId variable : given)
    scope[variable] = {false, fresh()};
  for (const Alternative& it : planner_.alternatives(asked, {condition}, reading))
    made.ways.push_back(way(it, asked, reading, scope));
  made.registers = registers_;
  made.memories = memories_;
  return made;
}

} // namespace chaperone::records
