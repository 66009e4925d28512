// Random rule files about ways back over closures: graphs of any form at the start, rules that cut and join them, and
// `undoable` that asks who reaches whom after such a step. The part of random_system.hpp for Shape::returning.
#pragma once

#include "tests/agreement/random_system.hpp"

namespace chaperone::tests {

/// "rules.chap" alone; one or two ways back, and now and then another promise.
std::map<std::string, std::string> random_way_back(std::uint64_t seed);

} // namespace chaperone::tests
