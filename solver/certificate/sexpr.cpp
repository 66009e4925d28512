// See sexpr.hpp.
#include "solver/certificate/sexpr.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace chaperone::solver::certificate {
namespace {

constexpr std::size_t line_width = 100;

Sexpr joined(const char* word, const char* neutral, const char* deciding, std::vector<Sexpr> parts) {
  std::vector<Sexpr> kept;
  for (Sexpr& part : parts) {
    if (part.word == deciding)
      return deciding;
    if (part.is_list && part.items.front().word == word)
      std::move(part.items.begin() + 1, part.items.end(), std::back_inserter(kept));
    else if (part.word != neutral)
      kept.push_back(std::move(part));
  }
  if (kept.empty())
    return neutral;
  return kept.size() == 1 ? std::move(kept.front()) : applied(word, std::move(kept));
}

/// Appends the expression on one line; false, and something, where it is longer than `room`.
bool write_flat(const Sexpr& expression, std::size_t room, std::string& text) {
  if (!expression.is_list) {
    text += expression.word;
    return text.size() <= room;
  }
  text += '(';
  for (std::size_t i = 0; i < expression.items.size(); ++i) {
    text += i == 0 ? "" : " ";
    if (!write_flat(expression.items[i], room, text))
      return false;
  }
  text += ')';
  return text.size() <= room;
}

/// How many parts stay on the line of the opening bracket where the rest is broken.
std::size_t parts_on_first_line(const Sexpr& expression) {
  const std::string_view word = expression.items.front().word;
  if (word == "define-fun")
    return 4;
  return word == "forall" || word == "exists" ? 2 : 1;
}

void write(const Sexpr& expression, std::size_t indent, std::string& text) {
  const std::size_t begin = text.size();
  std::string flat;
  if (write_flat(expression, indent < line_width ? line_width - indent : 0, flat) || expression.items.empty()) {
    text.resize(begin);
    text += expression.is_list ? flat : expression.word;
    return;
  }
  const std::size_t first = parts_on_first_line(expression);
  text += '(';
  for (std::size_t i = 0; i < expression.items.size(); ++i) {
    if (i >= first)
      text += "\n" + std::string(indent + 2, ' ');
    else if (i > 0)
      text += ' ';
    write(expression.items[i], indent + 2, text);
  }
  text += ')';
}

} // namespace

Sexpr applied(std::string word, std::vector<Sexpr> parts) {
  if (parts.empty())
    return word;
  parts.insert(parts.begin(), std::move(word));
  return Sexpr(std::move(parts));
}

Sexpr conjunction(std::vector<Sexpr> parts) {
  return joined("and", "true", "false", std::move(parts));
}

Sexpr disjunction(std::vector<Sexpr> parts) {
  return joined("or", "false", "true", std::move(parts));
}

Sexpr implication(Sexpr left, Sexpr right) {
  return left.word == "true" ? std::move(right) : list("=>", std::move(left), std::move(right));
}

Sexpr negation(Sexpr body) {
  if (body.is_list && body.items.front().word == "not") {
    Sexpr inner = std::move(body.items.back());
    return inner;
  }
  return list("not", std::move(body));
}

Sexpr quantifier(const char* word, std::vector<Sexpr> variables, Sexpr body) {
  if (variables.empty())
    return body;
  return list(word, Sexpr(std::move(variables)), std::move(body));
}

std::string laid_out(const Sexpr& expression) {
  std::string text;
  write(expression, 0, text);
  return text;
}

} // namespace chaperone::solver::certificate
