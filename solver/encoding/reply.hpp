// What a question to Z3 comes back with, and what it may cost; no Z3 types.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace chaperone::solver::encoding {

enum class Answer { satisfiable, unsatisfiable, unknown };

struct Reply {
  Answer answer = Answer::unknown;
  std::string reason; ///< of `unknown`
};

/// How Z3 is run. `resources` bounds one question in Z3's own units, so that the answer does not depend on the clock.
struct Settings {
  std::uint32_t seed = 0;
  std::uint32_t resources = 0; ///< 0: no bound
};

/// Something that the encoding cannot express; the message completes "not decided, because …".
class Unsupported : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Z3 was told to stop while it was not answering a question. What was decided before stands.
class Interrupted : public std::runtime_error {
public:
  Interrupted() : std::runtime_error("interrupted") {}
};

} // namespace chaperone::solver::encoding
