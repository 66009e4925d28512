// See counters.hpp.
#include "solver/encoding/counters.hpp"

#include <algorithm>

namespace chaperone::solver::encoding {
namespace {

/// Up to here a circuit counts one part after the other.
constexpr std::size_t few_counted = 16;
/// From here on they are added up as binary numbers.
constexpr std::size_t many_counted = 128;

Bit exclusive(Circuit& circuit, Bit left, Bit right) {
  return !circuit.equivalence(left, right);
}

/// A binary number's digits, the lowest first: how many of the parts are true.
std::vector<Bit> added_up(Circuit& circuit, std::span<const Bit> parts) {
  std::vector<Bit> digits, column(parts.begin(), parts.end()), carried;
  while (!column.empty()) {
    // Three of one digit are one of that digit and one of the next.
    std::size_t next = 0;
    while (column.size() - next > 1) {
      const bool are_three = column.size() - next > 2;
      const Bit one = column[next], two = column[next + 1], three = are_three ? column[next + 2] : Bit(false);
      const Bit first = exclusive(circuit, one, two);
      column.push_back(exclusive(circuit, first, three));
      carried.push_back(circuit.disjunction({circuit.conjunction({one, two}), circuit.conjunction({first, three})}));
      next += are_three ? 3 : 2;
    }
    digits.push_back(column[next]);
    column = std::move(carried);
    carried.clear();
  }
  return digits;
}

Bit is_at_least(Circuit& circuit, const std::vector<Bit>& digits, std::uint64_t number) {
  if (digits.size() < 64 && (number >> digits.size()) != 0)
    return Bit(false);
  Bit made(true); // of no digits
  for (std::size_t i = 0; i < digits.size(); ++i)
    made = (number >> i) % 2 == 1 ? circuit.conjunction({digits[i], made}) : circuit.disjunction({digits[i], made});
  return made;
}

} // namespace

Unary sum(Circuit& circuit, const Unary& left, const Unary& right, std::uint32_t most) {
  Unary made;
  const std::size_t outputs = std::min(left.size() + right.size(), std::size_t{most} + 1);
  for (std::size_t wanted = 1; wanted <= outputs; ++wanted) {
    std::vector<Bit> cases;
    const std::size_t least = wanted > right.size() ? wanted - right.size() : 0;
    for (std::size_t here = least; here <= std::min(wanted, left.size()); ++here) {
      const std::size_t there = wanted - here;
      cases.push_back(
          circuit.conjunction({here == 0 ? Bit(true) : left[here - 1], there == 0 ? Bit(true) : right[there - 1]}));
    }
    made.push_back(circuit.disjunction(std::move(cases)));
  }
  return made;
}

Unary totalised(Circuit& circuit, std::span<const Bit> parts, std::uint32_t most) {
  if (parts.size() <= 1)
    return {parts.begin(), parts.end()};
  const Unary left = totalised(circuit, parts.first(parts.size() / 2), most);
  return sum(circuit, left, totalised(circuit, parts.subspan(parts.size() / 2), most), most);
}

Bit so_many(Circuit& circuit, std::span<const Bit> parts, std::uint64_t count) {
  std::vector<Bit> open;
  std::uint64_t already = 0;
  for (const Bit part : parts) {
    already += part.is_true() ? 1 : 0;
    if (!part.is_constant())
      open.push_back(part);
  }
  if (open.size() <= few_counted || already >= count || count - already <= 2 || count - already >= open.size())
    return circuit.at_least(parts, count);
  const std::uint64_t needed = count - already;
  if (open.size() > many_counted)
    return is_at_least(circuit, added_up(circuit, open), needed);
  return totalised(circuit, open, static_cast<std::uint32_t>(needed - 1)).back();
}

} // namespace chaperone::solver::encoding
