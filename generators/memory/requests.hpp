// All requests that can be made in one state, but for those that two requirements or more
// stand in the way of. Covered by tests/generators/memory_test.cpp.
#pragma once

#include "generators/memory/past.hpp"

#include <vector>

namespace chaperone::generators {

/// Rule by rule. Of a rule with more than `most` argument lists only so many are looked at, spread among them from
/// `shift` on.
std::vector<Request> list_requests(const model::State& state, std::size_t most, std::size_t shift);
/// Of one rule.
std::vector<Request> list_requests(const model::State& state, model::RuleId rule, std::size_t most, std::size_t shift);

} // namespace chaperone::generators
