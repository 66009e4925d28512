// Tests of a program, which bind nothing outside of them. Part of compiler.hpp.
#include "records/joins/compiler.hpp"

#include <algorithm>
#include <utility>

namespace chaperone::records {

using model::overload;

namespace {

Test constant(bool value) {
  Test made;
  made.value = value;
  return made;
}

void read(Test& test, const Operand& operand) {
  if (!operand.is_fixed)
    test.reads.insert(operand.number);
}

Test denied(Test test) {
  test.is_denied = !test.is_denied;
  return test;
}

Test any_of(std::vector<Test> parts) {
  Test made;
  made.kind = Test::Kind::any_of;
  for (const Test& part : parts)
    made.reads.insert(part.reads.begin(), part.reads.end());
  made.parts = std::move(parts);
  return made;
}

/// Registers that a way reads and does not bind.
void note_reads(const Way& way, std::set<Register>& found) {
  std::set<Register> bound;
  const auto add = [&](const Operand& operand) {
    if (!operand.is_fixed && !bound.contains(operand.number))
      found.insert(operand.number);
  };
  for (const Step& step : way.block) {
    for (const Register each : step.test.reads)
      add({false, each});
    for (const Operand& operand : step.lookup.prefix)
      add(operand);
    for (const Step::Column& column : step.bound)
      bound.insert(column.operand.number);
    if (step.kind == Step::Kind::trial)
      bound.insert(step.tried);
    for (const Step::Column& column : step.equal)
      add(column.operand);
  }
  for (const Operand& operand : way.asked)
    add(operand);
}

std::set<Register> reads_of(const std::vector<Way>& ways) {
  std::set<Register> found;
  for (const Way& way : ways)
    note_reads(way, found);
  return found;
}

} // namespace

bool Compiler::is_cheap(const Test& test) {
  return test.kind != Test::Kind::some && test.kind != Test::Kind::at_least && test.kind != Test::Kind::chain &&
         std::ranges::all_of(test.parts, is_cheap);
}

Test Compiler::remembered(Test test) {
  if (test.reads.empty())
    test.memory = memories_++;
  return test;
}

Test Compiler::some(std::vector<Way> ways) {
  Test made;
  made.kind = Test::Kind::some;
  made.ways = std::move(ways);
  made.reads = reads_of(made.ways);
  return remembered(std::move(made));
}

// Among the rows that begin with the operands; the others may be anything.
Test Compiler::any_row(const FactTable& table, std::vector<Operand> operands) {
  Test made;
  made.kind = Test::Kind::row;
  for (const Operand& operand : operands)
    read(made, operand);
  made.lookup = {&table, &table.order(0), std::move(operands)};
  return made;
}

Test Compiler::less(const Fact& fact, Reading reading, const Scope& scope) {
  Test made;
  made.kind = Test::Kind::less;
  made.left = operand(fact.slots[0], scope);
  made.right = operand(fact.slots[1], scope);
  made.ranks = &tables_.ranks(system_[std::get<model::RelationId>(fact.symbol)].places.front().sort);
  made.value = reading == Reading::possible; // where a newcomer stands is not known
  read(made, made.left);
  read(made, made.right);
  return made;
}

Test Compiler::holds(const Fact& fact, Reading reading, const Scope& scope) {
  if (planner_.is_order(fact.symbol))
    return less(fact, reading, scope);
  const FactTable* table = tables_.facts(fact.symbol, reading);
  if (table == nullptr)
    return constant(reading == Reading::possible);
  std::vector<Operand> operands;
  for (const Slot& slot : fact.slots)
    operands.push_back(operand(slot, scope));
  Test whole = any_row(*table, operands);
  if (std::holds_alternative<model::RelationId>(fact.symbol) || reading == Reading::certain ||
      !tables_.has_doubts(fact.symbol))
    return whole;
  operands.pop_back();
  std::vector<Test> ways; // it has this value, or none that is known
  ways.push_back(std::move(whole));
  ways.push_back(denied(any_row(*table, std::move(operands))));
  return any_of(std::move(ways));
}

Test Compiler::at_least(const AtLeast& it, Reading reading, const Scope& scope) {
  Test made;
  made.kind = Test::Kind::at_least;
  made.count = it.count;
  for (const Alternative& alternative : planner_.alternatives(it.variables, {it.body}, reading))
    made.ways.push_back(way(alternative, it.variables, reading, scope));
  made.reads = reads_of(made.ways);
  return remembered(std::move(made));
}

// What the step reads beside its tail is read by the test.
Test Compiler::chain(const Chain& it, Reading reading, const Scope& scope) {
  Test made;
  made.kind = Test::Kind::chain;
  made.left = operand(it.from, scope);
  made.right = operand(it.to, scope);
  made.tail = fresh();
  Scope inner = scope;
  inner[it.tail] = {false, made.tail};
  for (const Alternative& alternative : planner_.alternatives({it.head}, {it.step}, reading))
    made.ways.push_back(way(alternative, {it.head}, reading, inner));
  made.reads = reads_of(made.ways);
  made.reads.erase(made.tail);
  read(made, made.left);
  read(made, made.right);
  return remembered(std::move(made));
}

Test Compiler::joined(Test::Kind kind, const std::vector<Condition>& parts, Reading reading, const Scope& scope) {
  std::vector<Test> cheap, dear;
  for (const Condition& part : parts) {
    Test made = test(part, reading, scope);
    (is_cheap(made) ? cheap : dear).push_back(std::move(made));
  }
  std::ranges::move(dear, std::back_inserter(cheap));
  Test made = any_of(std::move(cheap));
  made.kind = kind;
  return made;
}

Test Compiler::test(const Condition& condition, Reading reading, const Scope& scope) {
  return std::visit(overload{
                        [&](const Truth& it) { return constant(it.value); },
                        [&](const Fact& it) { return holds(it, reading, scope); },
                        [&](const Same& it) {
                          Test made;
                          made.kind = Test::Kind::same;
                          made.left = operand(it.left, scope);
                          made.right = operand(it.right, scope);
                          read(made, made.left);
                          read(made, made.right);
                          return made;
                        },
                        [&](const Negated& it) { return denied(test(it.body, opposite(reading), scope)); },
                        [&](const Every& it) { return joined(Test::Kind::all_of, it.parts, reading, scope); },
                        [&](const Either& it) { return joined(Test::Kind::any_of, it.parts, reading, scope); },
                        [&](const Exists& it) {
                          std::vector<Way> ways;
                          for (const Alternative& each : planner_.alternatives(it.variables, {it.body}, reading))
                            ways.push_back(way(each, {}, reading, scope));
                          return some(std::move(ways));
                        },
                        [&](const AtLeast& it) { return at_least(it, reading, scope); },
                        [&](const Chain& it) { return chain(it, reading, scope); },
                    },
                    condition->kind);
}

} // namespace chaperone::records
