// See random_system.hpp.
#include "tests/agreement/random_system.hpp"

#include "tests/agreement/random_formula.hpp"

#include <algorithm>
#include <set>

namespace chaperone::tests {

namespace {

class SystemDraw {
public:
  SystemDraw(std::uint64_t seed, Shape shape) : draw_(seed), formulas_(draw_, words_), shape_(shape) {}

  std::string text() {
    sorts();
    relations();
    functions();
    if (draw_.chance(25))
      line("assume " + formulas_.formula({}, 2, {.only_fixed = true}));
    const std::uint32_t defines = draw_.below(3);
    for (std::uint32_t i = 0; i < defines; ++i)
      define();
    shape_ == Shape::anything ? starts() : plain_starts();
    const std::uint32_t rules = 1 + draw_.below(3);
    for (std::uint32_t i = 0; i < rules; ++i)
      rule();
    const std::uint32_t properties = 1 + draw_.below(3);
    for (std::uint32_t i = 0; i < properties; ++i)
      shape_ == Shape::anything ? property() : pattern();
    return text_;
  }

private:
  using Scope = std::vector<DrawnVariable>;

  void line(const std::string& words) { text_ += words + "\n"; }

  std::string numbered(const char* name) { return name + std::to_string(++count_); }

  void sorts() {
    line("system random_rules");
    words_.sorts.push_back({"S", {}});
    line(draw_.chance(50) ? "sort S named Ann, Bea" : "sort S");
    if (draw_.chance(50)) {
      words_.sorts.push_back({"T", {}});
      line("sort T");
    }
    if (draw_.chance(40)) {
      words_.sorts.push_back({"E", {"red", "green"}});
      if (draw_.chance(30))
        words_.sorts.back().values.emplace_back("blue");
      line(std::string("enum E { red, green") + (words_.sorts.back().values.size() == 3 ? ", blue }" : " }"));
    }
  }

  std::size_t sort() { return draw_.below(static_cast<std::uint32_t>(words_.sorts.size())); }

  std::vector<std::size_t> places(std::uint32_t count) {
    std::vector<std::size_t> result;
    for (std::uint32_t i = 0; i < count; ++i)
      result.push_back(sort());
    return result;
  }

  std::string places_text(const std::vector<std::size_t>& places) {
    std::string result;
    for (std::size_t i = 0; i < places.size(); ++i)
      result += (i == 0 ? "" : ", ") + (draw_.chance(30) ? "place" + std::to_string(i) + ": " : std::string()) +
                words_.sorts[places[i]].name;
    return result;
  }

  void relations() {
    const std::uint32_t count = 2 + draw_.below(2);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t kind = draw_.below(10);
      DrawnSymbol relation{numbered("r"), places(kind < 1 ? 0 : kind < 5 ? 1 : 2), 0, i > 0 && draw_.chance(30), false};
      const bool is_symmetric =
          relation.places.size() == 2 && relation.places[0] == relation.places[1] && draw_.chance(40);
      line(std::string(relation.is_fixed ? "fixed " : "") + "relation " + relation.name + "(" +
           places_text(relation.places) + ")" + (is_symmetric ? " symmetric" : ""));
      words_.relations.push_back(relation);
    }
  }

  void functions() {
    const std::uint32_t count = draw_.chance(55) ? 1 : draw_.below(3);
    for (std::uint32_t i = 0; i < count; ++i) {
      DrawnSymbol function{numbered("f"), places(draw_.below(4) == 0 ? 0 : 1), sort(), draw_.chance(35), false};
      line(std::string(function.is_fixed ? "fixed " : "") + "function " + function.name + "(" +
           places_text(function.places) + "): " + words_.sorts[function.result].name);
      words_.functions.push_back(function);
    }
  }

  void define() {
    DrawnSymbol define{numbered("d"), places(1 + draw_.below(2)), 0, false, false};
    Scope scope;
    std::string binders;
    for (const std::size_t place : define.places) {
      scope.push_back({formulas_.variable(), place, false});
      binders += (binders.empty() ? "" : ", ") + scope.back().name + ": " + words_.sorts[place].name;
    }
    line("define " + define.name + "(" + binders + ") = " + formulas_.formula(scope, 2, {}));
    words_.defines.push_back(define);
  }

  void starts() {
    for (const DrawnSymbol& relation : words_.relations)
      if (!relation.is_fixed && draw_.chance(75))
        line("init empty " + relation.name);
    if (draw_.chance(25))
      line("init " + formulas_.formula({}, 2, {}));
  }

  void rule() {
    const std::uint32_t count = draw_.chance(10) ? 0 : 1 + draw_.below(2);
    DrawnSymbol rule{numbered("act"), places(count), 0, false, count > 0 && draw_.chance(35)};
    Scope scope;
    std::string parameters;
    for (std::size_t i = 0; i < rule.places.size(); ++i) {
      const bool is_set = rule.is_set_last && i + 1 == rule.places.size();
      scope.push_back({formulas_.variable(), rule.places[i], is_set});
      parameters += (i == 0 ? "" : ", ") + scope.back().name + ": " + (is_set ? "set of " : "") +
                    words_.sorts[rule.places[i]].name;
    }
    line("rule " + rule.name + "(" + parameters + ")" +
         (draw_.chance(20) && !scope.empty() ? " \"{" + scope[0].name + "} acts\"" : "") + " {");
    const std::uint32_t requirements = draw_.below(3);
    for (std::uint32_t i = 0; i < requirements; ++i) {
      // One draw a statement: the order of operands is the compiler's.
      const std::string reason = draw_.chance(20) ? " else \"no\"" : "";
      line("  require " + formulas_.formula(scope, 1 + draw_.below(2), {}) + reason);
    }
    const std::uint32_t effects = 1 + draw_.below(2);
    for (std::uint32_t i = 0; i < effects; ++i)
      effect(scope);
    line("}");
    words_.rules.push_back(rule);
  }

  /// The arguments of a changed place, each `for` variable among them where the sorts allow; empty text: they do not.
  std::string arguments(const std::vector<std::size_t>& places, const Scope& scope, const Scope& bound) {
    std::vector<std::string> args(places.size());
    std::set<std::size_t> free;
    for (std::size_t i = 0; i < places.size(); ++i)
      free.insert(i);
    for (const DrawnVariable& variable : bound) {
      const auto place =
          std::find_if(free.begin(), free.end(), [&](std::size_t i) { return places[i] == variable.sort; });
      if (place == free.end())
        return {};
      args[*place] = variable.name;
      free.erase(place);
    }
    for (const std::size_t i : free) {
      const auto term = formulas_.term(scope, places[i], {});
      if (!term)
        return {};
      args[i] = *term;
    }
    std::string text = "(";
    for (std::size_t i = 0; i < args.size(); ++i)
      text += (i == 0 ? "" : ", ") + args[i];
    return text + ")";
  }

  void effect(const Scope& scope) {
    std::vector<const DrawnSymbol*> relations;
    std::vector<const DrawnSymbol*> functions;
    for (const DrawnSymbol& relation : words_.relations)
      if (!relation.is_fixed)
        relations.push_back(&relation);
    for (const DrawnSymbol& function : words_.functions)
      if (!function.is_fixed)
        functions.push_back(&function);
    for (int attempt = 0; attempt < 6; ++attempt) {
      const bool is_set = !functions.empty() && draw_.chance(30);
      const auto& symbols = is_set ? functions : relations;
      const DrawnSymbol& symbol = *symbols[draw_.below(static_cast<std::uint32_t>(symbols.size()))];
      Scope bound;
      Scope inner = scope;
      std::string binders;
      if (draw_.chance(50)) {
        const auto [domain, sort] = formulas_.domain(scope, {});
        bound.push_back({formulas_.variable(), sort, false});
        inner.push_back(bound.back());
        binders = " for " + bound.back().name + ": " + domain;
      }
      const std::string args = arguments(symbol.places, scope, bound);
      if (args.empty())
        continue;
      std::string words = "  " +
                          std::string(is_set             ? "set "
                                      : draw_.chance(70) ? "add "
                                                         : "remove ") +
                          symbol.name + args;
      if (is_set) {
        const auto value = formulas_.term(inner, symbol.result, {});
        if (!value)
          continue;
        words += " = " + *value;
      } else if (draw_.chance(15)) {
        words += ", " + symbol.name + arguments(symbol.places, scope, bound);
      }
      words += binders;
      if (draw_.chance(binders.empty() ? 20 : 50))
        words += " where " + formulas_.formula(inner, 1, {});
      line(words);
      return;
    }
  }

  void property() {
    const std::uint32_t kind = draw_.below(10);
    const std::string name = numbered("p");
    const bool is_about_steps = draw_.chance(30);
    if (kind < 5)
      line("never " + name + " = " + formulas_.formula({}, 3, {.can = true, .steps = is_about_steps}));
    else if (kind < 8)
      line("always " + name + " = " + formulas_.formula({}, 3, {.can = true, .steps = is_about_steps}));
    else
      line("possible " + name + " = " + formulas_.formula({}, 3, {.can = true}));
  }

  /// "x: S, y: T", and the variables' names.
  std::string binders_of(const std::vector<std::size_t>& places, std::vector<std::string>& names) {
    std::string binders;
    for (const std::size_t place : places) {
      names.push_back(formulas_.variable());
      binders += (binders.empty() ? "" : ", ") + names.back() + ": " + words_.sorts[place].name;
    }
    return binders;
  }

  static std::string applied(const std::string& name, const std::vector<std::string>& args) {
    std::string text = name + "(";
    for (std::size_t i = 0; i < args.size(); ++i)
      text += (i == 0 ? "" : ", ") + args[i];
    return text + ")";
  }

  /// Relations are empty or full, and functions into enums have their first value.
  void plain_starts() {
    for (const DrawnSymbol& relation : words_.relations) {
      if (relation.is_fixed)
        continue;
      std::vector<std::string> names;
      const std::string binders = binders_of(relation.places, names);
      const bool is_empty = draw_.chance(60);
      if (is_empty)
        line("init empty " + relation.name);
      else
        line("init " + (binders.empty() ? "" : "all " + binders + " | ") + applied(relation.name, names));
    }
    for (const DrawnSymbol& function : words_.functions) {
      if (function.is_fixed || words_.sorts[function.result].values.empty())
        continue;
      std::vector<std::string> names;
      const std::string binders = binders_of(function.places, names);
      line("init " + (binders.empty() ? "" : "all " + binders + " | ") + applied(function.name, names) + " = " +
           words_.sorts[function.result].values.front());
    }
  }

  /// `some x: S, y: T | r(x, y) and not s(x) and …`, over what rules change.
  void pattern() {
    std::vector<std::string> binders;
    Scope scope;
    for (std::size_t sort = 0; sort < words_.sorts.size(); ++sort) {
      const std::uint32_t count = 1 + draw_.below(2);
      for (std::uint32_t i = 0; i < count; ++i) {
        scope.push_back({formulas_.variable(), sort, false});
        binders.push_back(scope.back().name + ": " + words_.sorts[sort].name);
      }
    }
    std::string body;
    const std::uint32_t literals = 1 + draw_.below(3);
    const bool is_about_steps = draw_.chance(30);
    for (std::uint32_t i = 0; i < literals; ++i)
      body += (i == 0 ? "" : " and ") + literal(scope, is_about_steps);
    std::string bound;
    for (const std::string& binder : binders)
      bound += (bound.empty() ? "" : ", ") + binder;
    const bool is_possible = !is_about_steps && draw_.chance(20);
    line((is_possible ? "possible " : "never ") + numbered("p") + " = some " + bound + " | " + body);
  }

  std::string variable_of(const Scope& scope, std::size_t sort) {
    std::vector<std::string> fitting;
    for (const DrawnVariable& variable : scope)
      if (variable.sort == sort)
        fitting.push_back(variable.name);
    return fitting[draw_.below(static_cast<std::uint32_t>(fitting.size()))];
  }

  std::string literal(const Scope& scope, bool is_about_steps) {
    const auto arguments_of = [&](const DrawnSymbol& symbol) {
      std::vector<std::string> args;
      for (const std::size_t place : symbol.places)
        args.push_back(variable_of(scope, place));
      return args;
    };
    std::vector<const DrawnSymbol*> relations, functions;
    for (const DrawnSymbol& relation : words_.relations)
      if (!relation.is_fixed)
        relations.push_back(&relation);
    for (const DrawnSymbol& function : words_.functions)
      if (!function.is_fixed)
        functions.push_back(&function);
    const std::string was = is_about_steps && draw_.chance(40) ? "was " : "";
    const std::string sign = draw_.chance(45) ? "not " : "";
    if (is_about_steps && draw_.chance(30)) {
      const DrawnSymbol& rule = words_.rules[draw_.below(static_cast<std::uint32_t>(words_.rules.size()))];
      std::vector<std::string> args = arguments_of(rule);
      if (rule.is_set_last)
        args.back() = "{" + args.back() + "}";
      return sign + "did " + applied(rule.name, args);
    }
    if (draw_.chance(15)) {
      const DrawnSymbol& rule = words_.rules[draw_.below(static_cast<std::uint32_t>(words_.rules.size()))];
      std::vector<std::string> args = arguments_of(rule);
      if (rule.is_set_last)
        args.back() = "{" + args.back() + "}";
      for (std::string& arg : args)
        if (draw_.chance(60))
          arg = "_";
      return sign + was + "can " + applied(rule.name, args);
    }
    if (!functions.empty() && draw_.chance(40)) {
      const DrawnSymbol& function = *functions[draw_.below(static_cast<std::uint32_t>(functions.size()))];
      const std::vector<std::string>& values = words_.sorts[function.result].values;
      std::string value;
      if (values.empty())
        value = variable_of(scope, function.result);
      else
        value = values[draw_.below(static_cast<std::uint32_t>(values.size()))];
      const std::string place = applied(function.name, arguments_of(function));
      return sign + was + "(" + place + " = " + value + ")";
    }
    const DrawnSymbol& relation = *relations[draw_.below(static_cast<std::uint32_t>(relations.size()))];
    return sign + was + applied(relation.name, arguments_of(relation));
  }

  Draw draw_;
  Vocabulary words_;
  FormulaDraw formulas_;
  Shape shape_;
  int count_ = 0;
  std::string text_;
};

} // namespace

std::string random_system(std::uint64_t seed, Shape shape) {
  return SystemDraw(seed, shape).text();
}

} // namespace chaperone::tests
