// See random_property.hpp.
#include "tests/agreement/random_property.hpp"

namespace chaperone::tests {

DrawnProperty PropertyDraw::any_formula() {
  const std::uint32_t kind = draw_.below(10);
  const bool is_about_steps = draw_.chance(30) && kind < 8;
  return {kind < 5   ? "never"
          : kind < 8 ? "always"
                     : "possible",
          formulas_.formula({}, 3, {.can = true, .steps = is_about_steps})};
}

DrawnProperty PropertyDraw::pattern() {
  std::string binders;
  Scope scope;
  for (std::size_t sort = 0; sort < vocabulary_.sorts.size(); ++sort) {
    const std::uint32_t count = 1 + draw_.below(2);
    for (std::uint32_t i = 0; i < count; ++i) {
      scope.push_back({formulas_.variable(), sort, false});
      binders += (binders.empty() ? "" : ", ") + scope.back().name + ": " + vocabulary_.sorts[sort].name;
    }
  }
  std::string body;
  const std::uint32_t literals = 1 + draw_.below(3);
  const bool is_about_steps = draw_.chance(30);
  for (std::uint32_t i = 0; i < literals; ++i)
    body += (i == 0 ? "" : " and ") + literal(scope, is_about_steps);
  const bool is_possible = !is_about_steps && draw_.chance(20);
  // What counts assignments tells one order of arguments from both.
  const std::string word = draw_.chance(70)   ? "some "
                           : draw_.chance(60) ? "at least 2 "
                           : draw_.chance(60) ? "at least 3 "
                                              : "at least 4 ";
  return {is_possible ? "possible" : "never", word + binders + " | " + body};
}

std::string PropertyDraw::variable_of(const Scope& scope, std::size_t sort) {
  std::vector<std::string> fitting;
  for (const DrawnVariable& variable : scope)
    if (variable.sort == sort)
      fitting.push_back(variable.name);
  return draw_.any(fitting);
}

std::string PropertyDraw::applied(const DrawnSymbol& symbol, const Scope& scope) {
  std::string text;
  for (const std::size_t place : symbol.places)
    text += (text.empty() ? "" : ", ") + variable_of(scope, place);
  return symbol.name + "(" + text + ")";
}

/// `can` or `did` of a rule, with `_` for so many of a hundred arguments.
std::string PropertyDraw::asked(const char* word, const Scope& scope, std::uint32_t left_open) {
  const DrawnSymbol& rule = draw_.any(vocabulary_.rules);
  std::string text;
  for (std::size_t i = 0; i < rule.places.size(); ++i) {
    const std::string variable = variable_of(scope, rule.places[i]);
    text += (i == 0 ? "" : ", ");
    text += draw_.chance(left_open) ? "_" : rule.sets[i] ? "{" + variable + "}" : variable;
  }
  return std::string(word) + " " + rule.name + "(" + text + ")";
}

std::string PropertyDraw::literal(const Scope& scope, bool is_about_steps) {
  const std::string was = is_about_steps && draw_.chance(40) ? "was " : "";
  const std::string sign = draw_.chance(45) ? "not " : "";
  if (is_about_steps && draw_.chance(30))
    return sign + asked("did", scope, 0);
  if (draw_.chance(15))
    return sign + was + asked("can", scope, 60);
  const auto relations = changing(vocabulary_.relations), functions = changing(vocabulary_.functions);
  if (functions.empty() || draw_.chance(60))
    return sign + was + applied(*draw_.any(relations), scope);
  const DrawnSymbol& function = *draw_.any(functions);
  const std::vector<std::string>& values = vocabulary_.sorts[function.result].values;
  const std::string value = values.empty() ? variable_of(scope, function.result) : draw_.any(values);
  return sign + was + "(" + applied(function, scope) + " = " + value + ")";
}

} // namespace chaperone::tests
