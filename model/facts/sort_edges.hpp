// Which sort leads to which in the questions that the engines ask: an edge S → T
// stands for a function, or a Skolem function, from S into T. Without a cycle every
// question has a finite model if it has one at all, and is decided.
//
// Source: Padon et al., "Ivy: safety verification by interactive generalization",
// PLDI 2016, section 3.2; "Paxos made EPR", OOPSLA 2017, section 3.
// Covered by tests/model/sort_cycles_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <compare>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace chaperone::model {

/// Where an edge starts: at a sort, or (while a define is looked at by itself) at one of its parameters.
struct EdgeStart {
  bool is_parameter = false;
  std::uint32_t index = 0;
  auto operator<=>(const EdgeStart&) const = default;
};

/// Why there is an edge: the words to show, and what they do.
struct EdgeReason {
  Span span;
  std::string text;
};

/// One reason per edge, the first that was found.
using SortEdges = std::map<std::pair<EdgeStart, SortId>, EdgeReason>;

/// Edges of a system's functions, assumptions, initial states and rules, which are part of every question; but for what
/// the rules keep for `once` and `since`.
SortEdges common_edges(const System& system);
/// The edges of all that they keep.
SortEdges memory_edges(const System& system);
/// What a property adds, with what the rules keep for it. A proof of a `never` or `always` assumes it before a step and
/// refutes it after, so that it counts either way; a `possible` is looked for, and counts as it stands.
SortEdges property_edges(const System& system, const Property& property);

} // namespace chaperone::model
