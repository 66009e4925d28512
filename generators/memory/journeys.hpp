// How the values of functions into an enum can change: which step makes which of which, as questions about single
// steps. What no such steps lead to is impossible in runs of any length.
// Covered by tests/generators/memory_test.cpp.
#pragma once

#include "generators/memory/questions.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace chaperone::generators {

/// A function's value goes from one to another by steps, one at least.
struct Journey {
  model::FunctionId function;
  std::uint32_t from = 0, to = 0;
};

/// All these questions must have runs, and the journey must be possible.
struct ValueWay {
  std::vector<std::size_t> questions;
  std::optional<Journey> journey = std::nullopt;
};

/// The questions whether a step changes a value, by function.
class Moves {
public:
  /// Does the symbol have few enough values that each two of them can be asked about?
  static std::optional<model::FunctionId> function_of(const model::System& system, const Symbol& symbol);

  /// All that `questions` has to ask about the function, once.
  void add(model::FunctionId function, std::uint32_t values, const Catalogue& catalogue, MemoryQuestions& questions);
  using IsImpossible = std::function<bool(std::size_t question)>;
  /// Can it be, as far as the answers tell? Each journey's function was added.
  bool may_be(const ValueWay& way, const IsImpossible& is_impossible) const;

private:
  struct Move {
    std::uint32_t from = 0;
    std::optional<std::uint32_t> to; ///< none: any
    std::size_t question = 0;
  };
  std::map<model::FunctionId, std::vector<Move>> moves_;
};

/// The writes that may make this value of the function.
std::vector<std::size_t> writes_to(const Catalogue& catalogue, const MemoryQuestions& questions,
                                   model::FunctionId function, std::uint32_t value);

} // namespace chaperone::generators
