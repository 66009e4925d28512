// A circuit's questions for CaDiCaL (Biere et al., SAT Competition 2020): many, small,
// incremental, under assumptions. Tseitin's encoding, part by part as it is asked for.
// Covered by tests/solver/sat_test.cpp.
#pragma once

#include "solver/api/interrupt.hpp"
#include "solver/encoding/circuit.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace chaperone::solver::encoding {

class Sat {
public:
  /// Both must outlive it; the circuit may grow.
  Sat(const Circuit& circuit, const Interrupt& interrupt);
  ~Sat();

  /// CaDiCaL's literal for a bit. Cost: the nodes below it that were not asked for before.
  int literal(Bit bit);
  /// A new variable that no bit has.
  int fresh();
  void add(std::span<const int> clause);
  void require(Bit bit);
  /// Of a choice that is free, this one is made.
  void prefer(int literal);

  /// From now on a question that takes more conflicts is given up.
  void limit_conflicts(int most) { most_conflicts_ = most; }
  enum class Result { satisfiable, unsatisfiable, given_up, interrupted };
  Result solve(std::span<const int> assumptions);
  /// After `satisfiable`.
  bool value(int literal) const;
  /// The value of a bit; an input that nothing has asked for is false.
  bool value(Bit bit) const;
  /// After `unsatisfiable`: was this assumption needed?
  bool is_needed(int assumption) const;

  std::uint64_t questions() const { return questions_; }

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  const Circuit& circuit_;
  std::vector<int> literals_; ///< by node; 0: not encoded
  std::vector<int> clause_;
  mutable std::vector<char> values_; ///< since the last question, of nodes that are not encoded; 0: not known
  std::uint64_t questions_ = 0;
  int most_conflicts_ = -1; ///< of a question; less than 0: no limit

  bool has(std::uint32_t node) const { return node < literals_.size() && literals_[node] != 0; }
  int signed_literal(Bit bit) const { return bit.is_negated() ? -literals_[bit.node()] : literals_[bit.node()]; }
  void encode(std::uint32_t node);
};

} // namespace chaperone::solver::encoding
