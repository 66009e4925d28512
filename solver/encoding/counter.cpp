// See counter.hpp.
#include "solver/encoding/counter.hpp"

#include "solver/encoding/logic.hpp"

#include <algorithm>
#include <span>

namespace chaperone::solver::encoding {
namespace {

std::vector<z3::expr> merge(z3::context& context, const std::vector<z3::expr>& left, const std::vector<z3::expr>& right,
                            std::size_t outputs) {
  std::vector<z3::expr> merged;
  const std::size_t total = std::min(outputs, left.size() + right.size());
  for (std::size_t count = 1; count <= total; ++count) {
    std::vector<z3::expr> ways; // i from the left and count - i from the right
    const std::size_t fewest = count > right.size() ? count - right.size() : 0;
    for (std::size_t i = fewest; i <= std::min(count, left.size()); ++i) {
      std::vector<z3::expr> both;
      if (i > 0)
        both.push_back(left[i - 1]);
      if (count > i)
        both.push_back(right[count - i - 1]);
      ways.push_back(conjunction(context, both));
    }
    merged.push_back(disjunction(context, ways));
  }
  return merged;
}

std::vector<z3::expr> count(z3::context& context, std::span<const z3::expr> parts, std::size_t outputs) {
  if (parts.size() <= 1)
    return {parts.begin(), parts.end()};
  const std::size_t half = parts.size() / 2;
  return merge(context, count(context, parts.first(half), outputs), count(context, parts.subspan(half), outputs),
               outputs);
}

} // namespace

std::vector<z3::expr> count_in_unary(z3::context& context, const std::vector<z3::expr>& parts, std::uint32_t most) {
  std::vector<z3::expr> open;
  for (const z3::expr& part : parts)
    if (!part.is_false())
      open.push_back(part);
  return count(context, open, std::size_t{most} + 1);
}

} // namespace chaperone::solver::encoding
