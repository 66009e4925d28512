// See random_formula.hpp.
#include "tests/agreement/random_formula.hpp"

#include <algorithm>
#include <array>

namespace chaperone::tests {

namespace {

std::vector<const DrawnSymbol*> usable(const std::vector<DrawnSymbol>& symbols, bool only_fixed) {
  std::vector<const DrawnSymbol*> result;
  for (const DrawnSymbol& symbol : symbols)
    if (symbol.is_fixed || !only_fixed)
      result.push_back(&symbol);
  return result;
}

} // namespace

std::optional<std::string> FormulaDraw::term(const std::vector<DrawnVariable>& scope, std::size_t sort,
                                             Allowed allowed) {
  std::vector<std::string> choices;
  for (const DrawnVariable& variable : scope)
    if (variable.sort == sort && !variable.is_set)
      choices.push_back(variable.name);
  for (const std::string& value : vocabulary_.sorts[sort].values)
    choices.push_back(value);
  const std::vector<std::string>& individuals = vocabulary_.sorts[sort].individuals;
  if (!individuals.empty() && draw_.chance(40))
    choices.push_back(draw_.any(individuals));
  if (draw_.chance(35) || choices.empty())
    for (const DrawnSymbol* function : usable(vocabulary_.functions, allowed.only_fixed))
      if (function->result == sort)
        if (const auto text = call(*function, scope, true, allowed))
          choices.push_back(*text);
  if (choices.empty())
    return std::nullopt;
  return choices[draw_.below(static_cast<std::uint32_t>(choices.size()))];
}

/// Its arguments are variables and values, now and then another function of such.
std::optional<std::string> FormulaDraw::call(const DrawnSymbol& function, const std::vector<DrawnVariable>& scope,
                                             bool may_nest, Allowed allowed) {
  std::string text = function.name + "(";
  for (std::size_t i = 0; i < function.places.size(); ++i) {
    const std::size_t sort = function.places[i];
    std::vector<std::string> args = vocabulary_.sorts[sort].values;
    for (const DrawnVariable& variable : scope)
      if (variable.sort == sort && !variable.is_set)
        args.push_back(variable.name);
    if (may_nest && draw_.chance(20))
      for (const DrawnSymbol* inner : usable(vocabulary_.functions, allowed.only_fixed))
        if (inner->result == sort)
          if (const auto nested = call(*inner, scope, false, allowed))
            args.push_back(*nested);
    if (args.empty())
      return std::nullopt;
    text += (i == 0 ? "" : ", ") + args[draw_.below(static_cast<std::uint32_t>(args.size()))];
  }
  return text + ")";
}

std::vector<const DrawnSymbol*> FormulaDraw::defines(Allowed allowed) const {
  std::vector<const DrawnSymbol*> result;
  for (const DrawnSymbol& define : vocabulary_.defines)
    if (!allowed.only_fixed && (allowed.can || !define.asks_can))
      result.push_back(&define);
  return result;
}

std::optional<std::string> FormulaDraw::applied(const DrawnSymbol& symbol, const std::vector<DrawnVariable>& scope,
                                                Allowed allowed) {
  std::string text = symbol.name + "(";
  for (std::size_t i = 0; i < symbol.places.size(); ++i) {
    const auto argument = term(scope, symbol.places[i], allowed);
    if (!argument)
      return std::nullopt;
    text += (i == 0 ? "" : ", ") + *argument;
  }
  return text + ")";
}

std::pair<std::string, std::size_t> FormulaDraw::domain(const std::vector<DrawnVariable>& scope, Allowed allowed) {
  std::vector<std::pair<std::string, std::size_t>> sorts;
  std::vector<std::pair<std::string, std::size_t>> parts;
  for (std::size_t sort = 0; sort < vocabulary_.sorts.size(); ++sort)
    sorts.emplace_back(vocabulary_.sorts[sort].name, sort);
  for (const DrawnVariable& variable : scope)
    if (variable.is_set)
      parts.emplace_back(variable.name, variable.sort);
  for (const DrawnSymbol* relation : usable(vocabulary_.relations, allowed.only_fixed))
    if (relation->places.size() == 1)
      parts.emplace_back(relation->name, relation->places[0]);
  for (const DrawnSymbol* define : defines(allowed))
    if (define->places.size() == 1)
      parts.emplace_back(define->name, define->places[0]);
  const auto& from = !parts.empty() && draw_.chance(30) ? parts : sorts;
  return from[draw_.below(static_cast<std::uint32_t>(from.size()))];
}

std::string FormulaDraw::quantified(std::vector<DrawnVariable> scope, std::uint32_t depth, Allowed allowed) {
  // From 4 on, a number is no list of individuals any more.
  static constexpr std::array words = {"all",        "some",      "no",         "some",       "all",
                                       "one",        "lone",      "at least 2", "at most 1",  "at least 0",
                                       "at least 3", "at most 0", "at most 3",  "at least 4", "at most 4"};
  std::string text = "(";
  text += words[draw_.below(draw_.chance(60) ? 5 : static_cast<std::uint32_t>(words.size()))];
  const std::uint32_t count = draw_.chance(70) ? 1 : 2;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto [name, sort] = domain(scope, allowed);
    scope.push_back({variable(), sort, false});
    text += (i == 0 ? " " : ", ") + scope.back().name;
    if (i + 1 == count && draw_.chance(30)) {
      scope.push_back({variable(), sort, false});
      text += ", " + scope.back().name;
    }
    text += ": " + name;
  }
  return text + " | " + formula(scope, depth - 1, allowed) + ")";
}

std::string FormulaDraw::connected(const std::vector<DrawnVariable>& scope, std::uint32_t depth, Allowed allowed) {
  static constexpr std::array words = {" and ", " or ", " implies ", " iff "};
  const std::string word = words[draw_.below(draw_.chance(75) ? 2 : 4)];
  std::string left = formula(scope, depth - 1, allowed);
  std::string right = formula(scope, depth - 1, allowed);
  return "(" + left + word + right + ")";
}

std::optional<std::string> FormulaDraw::atom(const std::vector<DrawnVariable>& scope, Allowed allowed) {
  std::vector<const DrawnSymbol*> symbols = usable(vocabulary_.relations, allowed.only_fixed);
  for (const DrawnSymbol* define : defines(allowed))
    symbols.push_back(define);
  if (symbols.empty())
    return std::nullopt;
  return applied(*symbols[draw_.below(static_cast<std::uint32_t>(symbols.size()))], scope, allowed);
}

std::optional<std::string> FormulaDraw::equality(const std::vector<DrawnVariable>& scope, Allowed allowed) {
  const std::size_t sort = draw_.below(static_cast<std::uint32_t>(vocabulary_.sorts.size()));
  const auto left = term(scope, sort, allowed);
  const auto right = term(scope, sort, allowed);
  // Two enum values by themselves belong to no enum in particular where another has the same.
  const auto is_value = [&](const std::string& text) {
    const auto& values = vocabulary_.sorts[sort].values;
    return std::find(values.begin(), values.end(), text) != values.end();
  };
  if (!left || !right || is_value(*left))
    return std::nullopt;
  return *left + (draw_.chance(60) ? " = " : " != ") + *right;
}

std::optional<std::string> FormulaDraw::ordering(const std::vector<DrawnVariable>& scope, Allowed allowed) {
  static constexpr std::array signs = {" < ", " <= ", " > ", " >= "};
  for (std::size_t sort = 0; sort < vocabulary_.sorts.size(); ++sort) {
    if (!vocabulary_.sorts[sort].is_ordered || !draw_.chance(60))
      continue;
    const auto left = term(scope, sort, allowed), right = term(scope, sort, allowed);
    if (left && right)
      return *left + signs[draw_.below(4)] + *right;
  }
  return std::nullopt;
}

std::optional<std::string> FormulaDraw::membership(const std::vector<DrawnVariable>& scope, Allowed allowed) {
  const auto [name, sort] = domain(scope, allowed);
  const auto& values = vocabulary_.sorts[sort].values;
  const auto element = term(scope, sort, allowed);
  if (!element || std::find(values.begin(), values.end(), *element) != values.end())
    return std::nullopt;
  const std::string word = draw_.chance(70) ? " in " : " not in ";
  const auto other = term(scope, sort, allowed);
  const bool is_sort = name == vocabulary_.sorts[sort].name;
  const bool is_define =
      std::any_of(vocabulary_.defines.begin(), vocabulary_.defines.end(),
                  [&, &domain_name = name](const auto& define) { return define.name == domain_name; });
  if (is_sort || is_define)
    return *element + word + "{" + other.value_or(*element) + "}";
  return *element + word + name;
}

std::string FormulaDraw::asked(const char* word, const std::vector<DrawnVariable>& scope, Allowed allowed) {
  const DrawnSymbol& rule = vocabulary_.rules[draw_.below(static_cast<std::uint32_t>(vocabulary_.rules.size()))];
  std::string text = std::string(word) + " " + rule.name + "(";
  for (std::size_t i = 0; i < rule.places.size(); ++i) {
    const auto argument = term(scope, rule.places[i], allowed);
    std::string argument_text = "_";
    if (argument && draw_.chance(60))
      argument_text = rule.sets[i] ? members(*argument, scope, rule.places[i], allowed) : *argument;
    else if (rule.sets[i] && draw_.chance(30))
      argument_text = "{}";
    text += (i == 0 ? "" : ", ") + argument_text;
  }
  return text + ")";
}

std::string FormulaDraw::members(const std::string& first, const std::vector<DrawnVariable>& scope, std::size_t sort,
                                 Allowed allowed) {
  const auto second = draw_.chance(30) ? term(scope, sort, allowed) : std::nullopt;
  return "{" + first + (second ? ", " + *second : "") + "}";
}

std::string FormulaDraw::formula(const std::vector<DrawnVariable>& scope, std::uint32_t depth, Allowed allowed) {
  if (allowed.steps && draw_.chance(25)) {
    if (draw_.chance(45) && !vocabulary_.rules.empty())
      return asked("did", scope, allowed);
    Allowed inside = allowed;
    inside.steps = false;
    return "was (" + formula(scope, depth > 0 ? depth - 1 : 0, inside) + ")";
  }
  if (allowed.can && !vocabulary_.rules.empty() && draw_.chance(8))
    return asked("can", scope, allowed);
  const bool is_bare = std::none_of(scope.begin(), scope.end(), [](const auto& variable) { return !variable.is_set; });
  if (depth > 0 && draw_.chance(is_bare ? 70 : 25))
    return quantified(scope, depth, allowed);
  if (depth > 0 && draw_.chance(60))
    return connected(scope, depth, allowed);
  const std::string sign = draw_.chance(30) ? "not " : "";
  std::optional<std::string> text;
  if (vocabulary_.is_wider && draw_.chance(20))
    text = ordering(scope, allowed);
  for (int attempt = 0; attempt < 4 && !text; ++attempt) {
    const std::uint32_t kind = draw_.below(10);
    text = kind < 6 ? atom(scope, allowed) : kind < 8 ? equality(scope, allowed) : membership(scope, allowed);
  }
  if (text)
    return sign.empty() ? *text : sign + "(" + *text + ")";
  return depth < 4 && draw_.chance(80) ? quantified(scope, 1, allowed) : std::string("true");
}

} // namespace chaperone::tests
