// Random rule files: well sorted, small, and using the whole language, so that every
// engine can be held against every other. The same seed gives the same text on every
// platform. Its variety is itself tested by tests/agreement/random_system_test.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>

namespace chaperone::tests {

/// Draws that do not depend on the standard library's distributions.
class Draw {
public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}
  /// 0 … count - 1.
  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>((engine_() >> 11U) % count); }
  bool chance(std::uint32_t percent) { return below(100) < percent; }
  template <typename List> const auto& any(const List& list) {
    return list[below(static_cast<std::uint32_t>(list.size()))];
  }

private:
  std::mt19937_64 engine_;
};

enum class Shape {
  anything,  ///< any start, and properties that are any formula: most are decided at the start
  wider,     ///< any start, and what the language's second part adds: order, named individuals, closures, the past, …
  returning, ///< small graphs, rules that cut and join them, and ways back that ask who reaches whom
  reaching,  ///< a start that is empty or full, and properties that ask whether steps lead to some pattern of facts
};

/// "rules.chap", which is to be loaded, and "base.chap" where that is a variant of it; one to three properties.
std::map<std::string, std::string> random_system(std::uint64_t seed, Shape shape = Shape::anything);

/// The files as one text, for a message.
std::string told(const std::map<std::string, std::string>& files);

} // namespace chaperone::tests
