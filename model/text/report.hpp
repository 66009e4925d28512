// Collects the mistakes that one stage of the front end finds.
// Covered through specs/broken/.
#pragma once

#include "model/text/diagnostic.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace chaperone::model {

class Report {
public:
  /// Adds an error and returns it, for a label, a hint or notes to be put in. The reference is good until the next
  /// call.
  Diagnostic& error(std::string code, Span span, std::string message, std::string label = {}, std::string hint = {}) {
    return add({Severity::error, std::move(code), span, std::move(message), std::move(label), std::move(hint), {}});
  }
  Diagnostic& warning(std::string code, Span span, std::string message, std::string label = {}, std::string hint = {}) {
    return add({Severity::warning, std::move(code), span, std::move(message), std::move(label), std::move(hint), {}});
  }
  Diagnostic& add(Diagnostic diagnostic) {
    diagnostics_.push_back(std::move(diagnostic));
    return diagnostics_.back();
  }
  /// Forgets all but the first `count`: what followed from reading a misspelt word as its likely meaning.
  void keep_first(std::size_t count) { diagnostics_.resize(std::min(count, diagnostics_.size())); }
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  std::vector<Diagnostic> take() { return std::exchange(diagnostics_, {}); }

private:
  std::vector<Diagnostic> diagnostics_;
};

} // namespace chaperone::model
