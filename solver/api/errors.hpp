// Faults of our own. Covered by tests/solver/check_test.cpp.
#pragma once

#include <stdexcept>

namespace chaperone::solver {

/// A fault of our own (exit 70): the encoding and the audit disagree.
class InternalError : public std::logic_error {
public:
  using std::logic_error::logic_error;
};

} // namespace chaperone::solver
