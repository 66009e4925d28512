// See individuals.hpp.
#include "records/live/individuals.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

namespace chaperone::live {

using model::SortId;

Individuals::Individuals(const model::System& system) : sorts_(system.sorts.size()) {
  for (std::uint32_t i = 0; i < sorts_.size(); ++i) {
    const model::Sort& sort = system.sorts[i];
    sorts_[i].is_enum = sort.is_enum;
    const auto keep = [&](const std::string& name) { use(SortId{i}, add(SortId{i}, name)); };
    if (sort.is_enum)
      std::ranges::for_each(sort.names, keep);
    for (const model::FunctionId individual : sort.individuals)
      keep(system[individual].name);
  }
  forget_added();
}

std::uint32_t Individuals::hash_of(std::string_view name) {
  return static_cast<std::uint32_t>(std::hash<std::string_view>()(name));
}

Number Individuals::find(SortId sort, std::string_view name) const {
  const SortNames& names = sorts_[sort.index];
  if (names.slots.empty())
    return nobody;
  const std::size_t mask = names.slots.size() - 1;
  const std::uint32_t hash = hash_of(name);
  for (std::size_t at = hash & mask; names.slots[at].number != nobody; at = (at + 1) & mask)
    if (names.slots[at].hash == hash && names.names[names.slots[at].number] == name)
      return names.slots[at].number;
  return nobody;
}

Number Individuals::found_or_added(SortId sort, std::string_view name) {
  const Number found = find(sort, name);
  return found != nobody || sorts_[sort.index].is_enum ? found : add(sort, name);
}

Number Individuals::add(SortId id, std::string_view name) {
  SortNames& sort = sorts_[id.index];
  Number number = 0;
  if (sort.free.empty()) {
    number = static_cast<Number>(sort.names.size());
    sort.names.emplace_back(name);
    sort.is_there.push_back(true);
    sort.uses.push_back(0);
  } else {
    number = sort.free.back();
    sort.free.pop_back();
    sort.names[number] = name;
    sort.is_there[number] = true;
  }
  if ((sort.names.size() + 1) * 3 > sort.slots.size() * 2) {
    sort.slots.assign(sort.slots.empty() ? 8 : sort.slots.size() * 2, {});
    for (Number each = 0; each < sort.names.size(); ++each)
      if (sort.is_there[each] && each != number)
        put(sort, each);
  }
  put(sort, number);
  added_.push_back({id, number});
  // Whoever comes into no fact is swept with the rest.
  unused_.push_back({id, number});
  return number;
}

void Individuals::take_back_added() {
  const Added last = added_.back();
  added_.pop_back();
  SortNames& sort = sorts_[last.sort.index];
  drop(sort, last.number);
  sort.is_there[last.number] = false;
  sort.free.push_back(last.number);
}

void Individuals::put(SortNames& sort, Number number) {
  const std::size_t mask = sort.slots.size() - 1;
  const std::uint32_t hash = hash_of(sort.names[number]);
  std::size_t slot = hash & mask;
  while (sort.slots[slot].number != nobody)
    slot = (slot + 1) & mask;
  sort.slots[slot] = {hash, number};
}

// As in Table::drop.
void Individuals::drop(SortNames& sort, Number number) {
  const std::size_t mask = sort.slots.size() - 1;
  std::size_t hole = hash_of(sort.names[number]) & mask;
  while (sort.slots[hole].number != number)
    hole = (hole + 1) & mask;
  for (std::size_t at = (hole + 1) & mask; sort.slots[at].number != nobody; at = (at + 1) & mask) {
    const std::size_t home = sort.slots[at].hash & mask;
    if (((at - home) & mask) >= ((at - hole) & mask)) {
      sort.slots[hole] = sort.slots[at];
      hole = at;
    }
  }
  sort.slots[hole] = {};
}

void Individuals::sweep() {
  for (const Added& each : unused_) {
    SortNames& sort = sorts_[each.sort.index];
    if (sort.keeps_all || sort.uses[each.number] != 0 || !sort.is_there[each.number])
      continue;
    drop(sort, each.number);
    sort.is_there[each.number] = false;
    sort.free.push_back(each.number);
  }
  unused_.clear();
}

bool Individuals::is_less(SortId id, Number left, Number right) const {
  const SortNames& sort = sorts_[id.index];
  if (sort.is_enum)
    return left < right;
  const std::string &low = sort.names[left], &high = sort.names[right];
  const auto number = [](const std::string& text, double& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
  };
  double first = 0, second = 0;
  const bool is_number = number(low, first), is_other_number = number(high, second);
  if (is_number != is_other_number)
    return is_number;
  if (is_number && first != second)
    return first < second;
  return low < high;
}

} // namespace chaperone::live
