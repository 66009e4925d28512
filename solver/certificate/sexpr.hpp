// S-expressions, the form of SMT-LIB text, and how they are laid out in lines.
// Covered by tests/solver/obligations_test.cpp.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace chaperone::solver::certificate {

/// A word, or a list in brackets.
struct Sexpr {
  Sexpr(std::string text) : word(std::move(text)) {} // NOLINT(google-explicit-constructor): words stand in for lists
  Sexpr(const char* text) : word(text) {}            // NOLINT(google-explicit-constructor)
  explicit Sexpr(std::vector<Sexpr> parts) : items(std::move(parts)), is_list(true) {}

  bool operator==(const Sexpr&) const = default;

  std::string word;
  std::vector<Sexpr> items;
  bool is_list = false;
};

/// `(a b c)`.
template <class... Parts> Sexpr list(Parts&&... parts) {
  std::vector<Sexpr> items;
  items.reserve(sizeof...(parts));
  (items.emplace_back(std::forward<Parts>(parts)), ...);
  return Sexpr(std::move(items));
}

/// `(word part …)`; the word alone for no parts.
Sexpr applied(std::string word, std::vector<Sexpr> parts);

/// Connectives that leave out what says nothing: `true` or brackets in a conjunction, a second `not`.
Sexpr conjunction(std::vector<Sexpr> parts);
Sexpr disjunction(std::vector<Sexpr> parts);
Sexpr implication(Sexpr left, Sexpr right);
Sexpr negation(Sexpr body);
/// `forall` or `exists` over sorted variables `((x S) …)`; the body alone where there are none.
Sexpr quantifier(const char* word, std::vector<Sexpr> variables, Sexpr body);

/// The text, broken into lines of some hundred columns.
std::string laid_out(const Sexpr& expression);

} // namespace chaperone::solver::certificate
