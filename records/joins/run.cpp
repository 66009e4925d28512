#include "records/joins/run.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace chaperone::records {

namespace {

/// So many looks at tables between two questions whether to stop.
constexpr std::size_t looks_between = 1 << 14;

} // namespace

Run::Run(const Program& program, std::function<bool()> is_cut)
    : program_(program), is_cut_(std::move(is_cut)), registers_(program.registers), memories_(program.memories, -1) {}

bool Run::goes_on() {
  if (++looks_ % looks_between == 0 && is_cut_())
    was_cut_ = true;
  return !was_cut_;
}

bool Run::is_less(const Test& test) const {
  const std::uint32_t left = value(test.left), right = value(test.right);
  if (left >= test.ranks->size() || right >= test.ranks->size())
    return test.value;
  return (*test.ranks)[left] < (*test.ranks)[right];
}

bool Run::has_some(const Test& test) {
  return std::ranges::any_of(test.ways, [&](const Way& way) {
    return !enter(way.block.data(), way.block.data() + way.block.size(), [] { return false; }) && !was_cut_;
  });
}

bool Run::has_many(const Test& test) {
  std::set<std::vector<std::uint32_t>> found;
  for (const Way& way : test.ways)
    enter(way.block.data(), way.block.data() + way.block.size(), [&] {
      std::vector<std::uint32_t> values;
      for (const Operand& operand : way.asked)
        values.push_back(value(operand));
      found.insert(std::move(values));
      return found.size() < test.count;
    });
  return found.size() >= test.count;
}

bool Run::is_reached(const Test& test) {
  const std::uint32_t wanted = value(test.right);
  std::vector<std::uint32_t> todo{value(test.left)};
  std::set<std::uint32_t> met;
  while (!todo.empty() && !met.contains(wanted) && !was_cut_) {
    registers_[test.tail] = todo.back();
    todo.pop_back();
    for (const Way& way : test.ways)
      enter(way.block.data(), way.block.data() + way.block.size(), [&] {
        const std::uint32_t head = value(way.asked.front());
        if (met.insert(head).second)
          todo.push_back(head);
        return head != wanted;
      });
  }
  return met.contains(wanted) && !was_cut_;
}

bool Run::answer(const Test& test) {
  switch (test.kind) {
  case Test::Kind::constant:
    return test.value;
  case Test::Kind::row:
    return test.lookup.table->has(*test.lookup.order, test.lookup.prefix.size(), prefix_of(test.lookup));
  case Test::Kind::less:
    return is_less(test);
  case Test::Kind::same:
    return value(test.left) == value(test.right);
  case Test::Kind::all_of:
    return std::ranges::all_of(test.parts, [&](const Test& part) { return holds(part); });
  case Test::Kind::any_of:
    return std::ranges::any_of(test.parts, [&](const Test& part) { return holds(part); });
  case Test::Kind::some:
    return has_some(test);
  case Test::Kind::at_least:
    return has_many(test);
  case Test::Kind::chain:
    return is_reached(test);
  }
  return false;
}

bool Run::holds(const Test& test) {
  if (!test.memory)
    return answer(test) != test.is_denied;
  std::int8_t& known = memories_[*test.memory];
  if (known < 0)
    known = answer(test) ? 1 : 0;
  return (known == 1) != test.is_denied;
}

template <class Inside> bool Run::rows(const Step* at, const Step* end, const Inside& inside) {
  const Lookup& lookup = at->lookup;
  const auto [from, to] = lookup.table->range(*lookup.order, lookup.prefix.size(), prefix_of(lookup));
  const std::size_t arity = lookup.table->arity();
  const std::uint32_t* row = lookup.order->cells + from * arity;
  for (std::size_t i = from; i < to; ++i, row += arity) {
    if (!goes_on())
      return false;
    for (const Step::Column& column : at->bound)
      registers_[column.operand.number] = row[column.column];
    const bool fits = std::ranges::all_of(
        at->equal, [&](const Step::Column& column) { return value(column.operand) == row[column.column]; });
    if (fits && !enter(at + 1, end, inside))
      return false;
  }
  return true;
}

template <class Inside> bool Run::trial(const Step* at, const Step* end, const Inside& inside) {
  for (std::uint32_t i = 0; i < at->count; ++i) {
    if (!goes_on())
      return false;
    registers_[at->tried] = at->individuals ? (*at->individuals)[i] : i;
    if (!enter(at + 1, end, inside))
      return false;
  }
  return true;
}

// False where `inside` gives false.
template <class Inside> bool Run::enter(const Step* at, const Step* end, const Inside& inside) {
  for (; at != end && at->kind == Step::Kind::test; ++at)
    if (!holds(at->test))
      return true;
  if (at == end)
    return inside();
  return at->kind == Step::Kind::rows ? rows(at, end, inside) : trial(at, end, inside);
}

bool Run::each(std::span<const std::uint32_t> given, const Visit& visit) {
  std::ranges::copy(given, registers_.begin());
  std::vector<std::uint32_t> row;
  for (const Way& way : program_.ways) {
    row.resize(way.asked.size());
    const bool is_whole = enter(way.block.data(), way.block.data() + way.block.size(), [&] {
      for (std::size_t i = 0; i < row.size(); ++i)
        row[i] = value(way.asked[i]);
      return !was_cut_ && visit(row);
    });
    if (!is_whole)
      return false;
  }
  return !was_cut_;
}

} // namespace chaperone::records
