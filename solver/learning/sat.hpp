// A circuit's questions for CaDiCaL (Biere et al., SAT Competition 2020): many, small,
// incremental, under assumptions. Only for learning: what is learned is proved in Z3
// before anybody is told. Tseitin's encoding, part by part as it is asked for.
// Covered by tests/solver/learning_test.cpp.
#pragma once

#include "solver/encoding/circuit.hpp"
#include "solver/encoding/interrupt.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace chaperone::solver::learning {

class Sat {
public:
  /// Both must outlive it; the circuit may grow.
  Sat(const encoding::Circuit& circuit, const encoding::Interrupt& interrupt);
  ~Sat();

  /// CaDiCaL's literal for a bit. Cost: the nodes below it that were not asked for before.
  int literal(encoding::Bit bit);
  /// A new variable that no bit has.
  int fresh();
  void add(std::span<const int> clause);
  void require(encoding::Bit bit);

  /// From now on a question that takes more conflicts is given up.
  void limit_conflicts(int most) { most_conflicts_ = most; }
  enum class Result { satisfiable, unsatisfiable, given_up, interrupted };
  Result solve(std::span<const int> assumptions);
  /// After `satisfiable`.
  bool value(int literal) const;
  /// The value of a bit; false where nothing has asked for it.
  bool value(encoding::Bit bit) const;
  /// After `unsatisfiable`: was this assumption needed?
  bool is_needed(int assumption) const;

  std::uint64_t questions() const { return questions_; }

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  const encoding::Circuit& circuit_;
  std::vector<int> literals_; ///< by node; 0: not encoded
  std::vector<int> clause_;
  std::uint64_t questions_ = 0;
  int most_conflicts_ = -1; ///< of a question; less than 0: no limit

  bool has(std::uint32_t node) const { return node < literals_.size() && literals_[node] != 0; }
  int signed_literal(encoding::Bit bit) const {
    return bit.is_negated() ? -literals_[bit.node()] : literals_[bit.node()];
  }
  void encode(std::uint32_t node);
};

} // namespace chaperone::solver::learning
