// See random_rule.hpp.
#include "tests/agreement/random_rule.hpp"

#include <algorithm>

namespace chaperone::tests {

DrawnRule RuleDraw::head(const std::string& name) {
  DrawnRule rule;
  rule.symbol.name = name;
  const std::uint32_t count = draw_.chance(10) ? 0 : 1 + draw_.below(draw_.chance(10) ? 3 : 2);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t sort = draw_.below(static_cast<std::uint32_t>(vocabulary_.sorts.size()));
    const bool is_set = draw_.chance(i + 1 == count ? 35 : 8);
    rule.symbol.places.push_back(sort);
    rule.symbol.sets.push_back(is_set);
    rule.parameters.push_back({formulas_.variable(), sort, is_set});
    if (vocabulary_.is_wider && !rule.actor && !is_set && vocabulary_.sorts[sort].values.empty() && draw_.chance(60))
      rule.actor = rule.parameters.back().name;
  }
  return rule;
}

std::string RuleDraw::by(const DrawnRule& rule, const DrawnVariable& parameter) {
  return rule.actor && *rule.actor == parameter.name ? "by " : "";
}

std::string RuleDraw::declaration(const DrawnRule& rule) {
  std::string parameters;
  for (const DrawnVariable& parameter : rule.parameters)
    parameters += (parameters.empty() ? "" : ", ") + by(rule, parameter) + parameter.name + ": " +
                  (parameter.is_set ? "set of " : "") + vocabulary_.sorts[parameter.sort].name;
  std::string text = "rule " + rule.symbol.name + "(" + parameters + ")";
  if (draw_.chance(20) && !rule.parameters.empty())
    text += " \"{" + rule.parameters[0].name + "} acts\"";
  text += " {\n";
  const std::uint32_t requirements = draw_.below(3);
  for (std::uint32_t i = 0; i < requirements; ++i)
    text += requirement(rule.parameters);
  if (draw_.chance(20))
    text += may_refuse(rule.parameters);
  const std::uint32_t effects = 1 + draw_.below(2);
  for (std::uint32_t i = 0; i < effects; ++i)
    text += effect(rule.parameters);
  return text + "}\n";
}

std::string RuleDraw::requirement(const Scope& parameters) {
  const auto set =
      std::find_if(parameters.begin(), parameters.end(), [](const auto& parameter) { return parameter.is_set; });
  std::string text = "  require ";
  if (set != parameters.end() && draw_.chance(50)) {
    // What bounds a set: this is how rules speak of them, and chance alone seldom does.
    Scope inner = parameters;
    inner.push_back({formulas_.variable(), set->sort, false});
    const char* word = draw_.chance(60) ? "all " : draw_.chance(50) ? "no " : "some ";
    text += word + inner.back().name + ": " + set->name + " | ";
    text += formulas_.formula(inner, draw_.below(2), {});
  } else {
    const std::uint32_t depth = 1 + draw_.below(2);
    text += formulas_.formula(parameters, depth, {});
  }
  if (draw_.chance(20))
    text += " else \"no\"";
  return text + "\n";
}

std::string RuleDraw::may_refuse(const Scope& parameters) {
  std::string text = "  may refuse";
  if (draw_.chance(75))
    text += " where " + formulas_.formula(parameters, 1 + draw_.below(2), {});
  if (draw_.chance(30))
    text += " \"busy\"";
  return text + "\n";
}

/// `r(x, f(y))`, each `for` variable among the arguments; empty where the sorts do not allow that.
std::string RuleDraw::changed_tuple(const DrawnSymbol& symbol, const Scope& parameters, const Scope& bound) {
  std::vector<std::string> args(symbol.places.size());
  for (const DrawnVariable& variable : bound) {
    bool is_there = false;
    for (std::size_t i = 0; i < args.size() && !is_there; ++i) {
      if (!args[i].empty())
        continue;
      if (symbol.places[i] == variable.sort)
        args[i] = variable.name;
      for (const DrawnSymbol& function : vocabulary_.functions)
        if (function.places == std::vector{variable.sort} && function.result == symbol.places[i] && draw_.chance(25))
          args[i] = function.name + "(" + variable.name + ")";
      is_there = !args[i].empty();
    }
    if (!is_there)
      return {};
  }
  std::string text;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i].empty()) {
      const auto term = formulas_.term(parameters, symbol.places[i], {});
      if (!term)
        return {};
      args[i] = *term;
    }
    text += (i == 0 ? "" : ", ") + args[i];
  }
  return symbol.name + "(" + text + ")";
}

std::string RuleDraw::effect(const Scope& parameters) {
  const auto relations = changing(vocabulary_.relations), functions = changing(vocabulary_.functions);
  for (int attempt = 0; attempt < 8; ++attempt) {
    const bool is_set = !functions.empty() && draw_.chance(30);
    const DrawnSymbol& symbol = *draw_.any(is_set ? functions : relations);
    Scope bound;
    Scope inner = parameters;
    std::string binders;
    const std::uint32_t variables = draw_.chance(50) ? 0 : draw_.chance(80) ? 1 : 2;
    for (std::uint32_t i = 0; i < variables; ++i) {
      const auto [domain, sort] = formulas_.domain(parameters, {});
      bound.push_back({formulas_.variable(), sort, false});
      inner.push_back(bound.back());
      binders += (binders.empty() ? " for " : ", ") + bound.back().name + ": " + domain;
    }
    const std::string tuple = changed_tuple(symbol, parameters, bound);
    if (tuple.empty())
      continue;
    std::string text = is_set ? "  set " : draw_.chance(70) ? "  add " : "  remove ";
    text += tuple;
    if (is_set) {
      const auto value = formulas_.term(inner, symbol.result, {});
      if (!value)
        continue;
      text += " = " + *value;
    } else if (draw_.chance(20)) {
      const std::string second = changed_tuple(*draw_.any(relations), parameters, bound);
      text += second.empty() ? "" : ", " + second;
    }
    text += binders;
    if (draw_.chance(binders.empty() ? 20 : 50))
      text += " where " + formulas_.formula(inner, 1, {});
    return text + "\n";
  }
  return {};
}

} // namespace chaperone::tests
