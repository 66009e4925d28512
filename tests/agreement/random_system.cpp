// See random_system.hpp.
#include "tests/agreement/random_system.hpp"

#include "tests/agreement/random_property.hpp"
#include "tests/agreement/random_rule.hpp"
#include "tests/agreement/random_scenario.hpp"
#include "tests/agreement/random_way_back.hpp"

#include <algorithm>

namespace chaperone::tests {

namespace {

class SystemDraw {
public:
  SystemDraw(std::uint64_t seed, Shape shape)
      : draw_(seed), formulas_(draw_, words_), rules_(draw_, words_, formulas_), properties_(draw_, words_, formulas_),
        scenarios_(draw_, words_, formulas_), shape_(shape), is_variant_(draw_.chance(25)) {
    words_.is_wider = shape == Shape::wider;
  }

  std::map<std::string, std::string> files() {
    line("system random_rules");
    sorts();
    relations();
    functions();
    if (draw_.chance(25)) {
      const bool only_fixed = shape_ == Shape::reaching || draw_.chance(70);
      line("assume " + formulas_.formula({}, 2, {.only_fixed = only_fixed}));
    }
    const std::uint32_t defines = draw_.below(3);
    for (std::uint32_t i = 0; i < defines; ++i)
      define({});
    shape_ == Shape::reaching ? plain_starts() : starts();
    rules();
    if (shape_ == Shape::wider)
      extension();
    if (draw_.chance(20))
      define({.can = true});
    properties();
    if (shape_ == Shape::wider)
      properties_of_runs();
    const std::uint32_t scenarios = shape_ == Shape::wider || draw_.chance(50) ? 0 : 1 + draw_.below(2);
    for (std::uint32_t i = 0; i < scenarios; ++i) {
      const std::string name = numbered("run");
      declare([&] { return scenarios_.declaration(name); });
    }
    if (shape_ == Shape::reaching && draw_.chance(40))
      one_value();
    if (!is_variant_)
      return {{"rules.chap", base_}};
    return {{"base.chap", base_}, {"rules.chap", "use \"base.chap\"\n" + variant_}};
  }

private:
  using Scope = std::vector<DrawnVariable>;

  void line(const std::string& words) { base_ += words + "\n"; }

  std::string numbered(const char* name) { return name + std::to_string(++count_); }

  /// Writes what may be replaced: in a variant it stands in the base, in the variant, or in both, which say different
  /// things then.
  template <typename Text> void declare(Text text) {
    const std::uint32_t where = is_variant_ ? draw_.below(3) : 0;
    if (where < 2)
      base_ += text();
    if (where == 1)
      variant_ += "replace " + text();
    if (where == 2)
      variant_ += text();
  }

  /// Gives a variant something to drop.
  void drop(const std::string& kind, const std::string& name, const std::string& declaration) {
    if (!is_variant_ || !draw_.chance(30))
      return;
    base_ += declaration;
    variant_ += "drop " + kind + " " + name + "\n";
  }

  void sorts() {
    words_.sorts.push_back({"S", {}});
    line(wider_sort() + (draw_.chance(50) ? " named Ann, Bea" : ""));
    if (draw_.chance(50)) {
      words_.sorts.push_back({"T", {}});
      line("sort T");
    }
    if (draw_.chance(40)) {
      words_.sorts.push_back({"E", {"red", "green"}});
      if (draw_.chance(30))
        words_.sorts.back().values.emplace_back("blue");
      if (shape_ == Shape::wider)
        words_.sorts.back().is_ordered = draw_.chance(70);
      line(std::string(words_.sorts.back().is_ordered ? "ordered " : "") + std::string("enum E { red, green") +
           (words_.sorts.back().values.size() == 3 ? ", blue }" : " }"));
    }
  }

  /// `sort S`, in a wider file also with an order and named individuals.
  std::string wider_sort() {
    if (shape_ != Shape::wider)
      return "sort S";
    DrawnSort& sort = words_.sorts.back();
    sort.is_ordered = draw_.chance(40);
    if (draw_.chance(40))
      sort.individuals = {"zed"};
    if (draw_.chance(30) && !sort.individuals.empty())
      sort.individuals.emplace_back("yip");
    std::string text = sort.is_ordered ? "ordered sort S" : "sort S";
    for (const std::string& individual : sort.individuals)
      text += (individual == "zed" ? " with " : ", ") + individual;
    return text;
  }

  /// The closure of a relation or define over S, which no rule changes.
  void closure() {
    DrawnSymbol base;
    base.name = numbered("r");
    base.places = {0, 0};
    base.is_symmetric = draw_.chance(20);
    line("relation " + base.name + "(S, S)" + (base.is_symmetric ? " symmetric" : ""));
    DrawnSymbol closed = base;
    closed.name = numbered("over");
    closed.is_fixed = true;
    if (draw_.chance(25) && !base.is_symmetric) {
      line("define two(x: S, y: S) = " + (draw_.chance(40)
                                              ? "x = y or " + base.name + "(x, y)"
                                              : base.name + "(x, y) or " + base.name + "(y, x) and x != y"));
      line("closure " + closed.name + " of two");
    } else {
      line("closure " + closed.name + " of " + base.name);
    }
    words_.relations.push_back(base);
    words_.relations.push_back(closed);
  }

  /// More requirements and effects for a rule.
  void extension() {
    if (!draw_.chance(30))
      return;
    const DrawnSymbol& rule = draw_.any(words_.rules);
    (is_variant_ ? variant_ : base_) +=
        "extend rule " + rule.name + " { require " + formulas_.formula({}, 1, {}) + " }\n";
  }

  /// Promises about the past, who acts and ways back.
  void properties_of_runs() {
    const std::uint32_t count = 1 + draw_.below(2);
    for (std::uint32_t i = 0; i < count; ++i) {
      const Scope scope{{formulas_.variable(), 0, false}};
      const std::string& x = scope.front().name;
      const auto formula = [&](bool is_about_steps) {
        const Allowed allowed{.can = !is_about_steps, .steps = is_about_steps};
        return "(" + formulas_.formula(scope, 1, allowed) + ")";
      };
      const bool steps = draw_.chance(50);
      const std::string name = numbered("p");
      switch (draw_.below(4)) {
      case 0:
        line("never " + name + " = some " + x + ": S | " + formula(steps) + " and once " + formula(steps));
        break;
      case 1: {
        const std::string held = formula(steps), since = formula(draw_.chance(50));
        line("never " + name + " = some " + x + ": S | " + formula(false) + " and (" + held + " since " + since + ")");
        break;
      }
      case 2:
        line("always " + name + " = all " + x + ": S | acted(" + x + ") implies " + formula(false));
        break;
      default:
        way_back(name, scope);
      }
    }
  }

  void way_back(const std::string& name, const Scope& scope) {
    const DrawnSymbol& rule = draw_.any(words_.rules);
    const auto formula = [&] { return "(" + formulas_.formula(scope, 1, {}) + ")"; };
    const std::string from = formula();
    line("undoable " + name + " for " + scope.front().name + ": S = " + from + " to " + formula() + " by " + rule.name +
         (draw_.chance(20) ? " within 2" : ""));
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
      const std::uint32_t kind = draw_.below(20);
      DrawnSymbol relation;
      relation.name = numbered("r");
      relation.places = places(kind < 2 ? 0 : kind < 9 ? 1 : kind < 19 ? 2 : 3);
      if (relation.places.size() == 2 && draw_.chance(30))
        relation.places[1] = relation.places[0];
      relation.is_fixed = i > 0 && draw_.chance(30);
      relation.is_symmetric =
          relation.places.size() == 2 && relation.places[0] == relation.places[1] && draw_.chance(50);
      line(std::string(relation.is_fixed ? "fixed " : "") + "relation " + relation.name + "(" +
           places_text(relation.places) + ")" + (relation.is_symmetric ? " symmetric" : ""));
      words_.relations.push_back(relation);
    }
    if (shape_ == Shape::wider && draw_.chance(50))
      closure();
  }

  void functions() {
    const std::uint32_t count = draw_.chance(55) ? 1 : draw_.below(3);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t kind = draw_.below(16);
      DrawnSymbol function;
      function.name = numbered("f");
      function.places = places(kind < 4 ? 0 : kind < 15 ? 1 : 2);
      function.result = sort();
      function.is_fixed = draw_.chance(35);
      line(std::string(function.is_fixed ? "fixed " : "") + "function " + function.name + "(" +
           places_text(function.places) + "): " + words_.sorts[function.result].name);
      words_.functions.push_back(function);
    }
  }

  void define(Allowed allowed) {
    DrawnSymbol define;
    define.name = numbered("d");
    define.places = places(draw_.chance(10) ? 0 : 1 + draw_.below(2));
    define.asks_can = allowed.can;
    Scope scope;
    std::string binders;
    for (const std::size_t place : define.places) {
      scope.push_back({formulas_.variable(), place, false});
      binders += (binders.empty() ? "" : ", ") + scope.back().name + ": " + words_.sorts[place].name;
    }
    const std::string head = "define " + define.name + "(" + binders + ") = ";
    declare([&] { return head + formulas_.formula(scope, 2, allowed) + "\n"; });
    words_.defines.push_back(define);
  }

  void starts() {
    std::string empty;
    for (const DrawnSymbol& relation : words_.relations)
      if (!relation.is_fixed && draw_.chance(75))
        empty += (empty.empty() ? "init empty " : ", ") + relation.name;
    if (!empty.empty())
      line(empty);
    if (draw_.chance(25))
      line("init " + formulas_.formula({}, 2, {}));
  }

  /// `all x: S, y: T | r(x, y)`, for a relation or function and what may stand behind it.
  std::string for_all_places(const DrawnSymbol& symbol, const std::string& behind) {
    std::string binders, args;
    for (const std::size_t place : symbol.places) {
      const std::string name = formulas_.variable();
      binders += (binders.empty() ? "" : ", ") + name + ": " + words_.sorts[place].name;
      args += (args.empty() ? "" : ", ") + name;
    }
    return (binders.empty() ? "" : "all " + binders + " | ") + symbol.name + "(" + args + ")" + behind;
  }

  /// Relations are empty or full, and functions into enums have their first value.
  void plain_starts() {
    for (const DrawnSymbol& relation : words_.relations)
      if (!relation.is_fixed)
        line("init " + (draw_.chance(60) ? "empty " + relation.name : for_all_places(relation, "")));
    for (const DrawnSymbol& function : words_.functions)
      if (!function.is_fixed && !words_.sorts[function.result].values.empty())
        line("init " + for_all_places(function, " = " + words_.sorts[function.result].values.front()));
  }

  void rules() {
    const std::uint32_t count = 1 + draw_.below(3);
    for (std::uint32_t i = 0; i < count; ++i) {
      const DrawnRule rule = rules_.head(numbered("act"));
      if (draw_.chance(10))
        line("/// Whoever acts, acts.");
      declare([&] { return rules_.declaration(rule); });
      words_.rules.push_back(rule.symbol);
    }
    const DrawnRule gone = rules_.head("gone");
    drop("rule", "gone", rules_.declaration(gone));
  }

  void properties() {
    const std::uint32_t count = 1 + draw_.below(3);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::string name = numbered("p");
      std::string kind;
      declare([&] {
        const DrawnProperty drawn = shape_ == Shape::anything ? properties_.any_formula() : properties_.pattern();
        kind = drawn.kind;
        return kind + " " + name + " = " + drawn.formula + "\n";
      });
      if (kind != "possible")
        words_.promises.push_back(name);
    }
    drop("never", "forgotten", "never forgotten = true\n");
  }

  /// What no step can do: to give a function two values at once.
  void one_value() {
    for (const DrawnSymbol& function : words_.functions) {
      if (function.is_fixed || function.places.size() != 1)
        continue;
      const std::string x = formulas_.variable(), y = formulas_.variable(), z = formulas_.variable();
      line("never " + numbered("p") + " = some " + x + ": " + words_.sorts[function.places[0]].name + ", " + y + ", " +
           z + ": " + words_.sorts[function.result].name + " | " + y + " != " + z + " and " + function.name + "(" + x +
           ") = " + y + " and " + function.name + "(" + x + ") = " + z);
      return;
    }
  }

  Draw draw_;
  Vocabulary words_;
  FormulaDraw formulas_;
  RuleDraw rules_;
  PropertyDraw properties_;
  ScenarioDraw scenarios_;
  Shape shape_;
  bool is_variant_;
  int count_ = 0;
  std::string base_, variant_;
};

} // namespace

std::map<std::string, std::string> random_system(std::uint64_t seed, Shape shape) {
  return shape == Shape::returning ? random_way_back(seed) : SystemDraw(seed, shape).files();
}

std::string told(const std::map<std::string, std::string>& files) {
  std::string text;
  for (const auto& [name, content] : files)
    text += "// " + name + "\n" + content;
  return text;
}

} // namespace chaperone::tests
