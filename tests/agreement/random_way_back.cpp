// See random_way_back.hpp.
#include "tests/agreement/random_way_back.hpp"

#include "tests/agreement/random_formula.hpp"

namespace chaperone::tests {

namespace {

class WayBackDraw {
public:
  explicit WayBackDraw(std::uint64_t seed) : draw_(seed), formulas_(draw_, words_) {}

  std::map<std::string, std::string> files() {
    line("system random_way_back");
    graph();
    starts();
    const std::uint32_t count = 1 + draw_.below(2);
    for (std::uint32_t i = 0; i < count; ++i)
      rule("act" + std::to_string(i));
    for (std::uint32_t i = 0; i < 2; ++i)
      way_back("back" + std::to_string(i));
    if (draw_.chance(30))
      line("never together = some a: S, b: S | over(a, b) and over(b, a)");
    return {{"rules.chap", text_}};
  }

private:
  using Scope = std::vector<DrawnVariable>;

  void line(const std::string& words) { text_ += words + "\n"; }

  void graph() {
    words_.is_wider = true;
    words_.sorts.push_back({"S", {}});
    individuals();
    const bool is_symmetric = draw_.chance(15);
    relation("e", 2, false);
    text_ += "relation e(S, S)" + std::string(is_symmetric ? " symmetric\n" : "\n");
    if (draw_.chance(30)) {
      relation("m", 1, false);
      line("relation m(S)");
    }
    const bool is_of_define = !is_symmetric && words_.relations.size() > 1 && draw_.chance(25);
    if (is_of_define)
      line("define joined(x: S, y: S) = e(x, y) and not m(x)");
    line(std::string("closure over of ") + (is_of_define ? "joined" : "e"));
    relation("over", 2, true);
  }

  /// Where all have names, and rules are about these, Z3 decides what it is asked about any number.
  void individuals() {
    const std::uint32_t kind = draw_.below(10);
    std::vector<std::string>& named = words_.sorts.back().individuals;
    if (kind < 5)
      named = {"zed", "yip", "xia"};
    else if (kind < 7)
      named = {"zed"};
    line(kind < 5 ? "sort S with zed, yip, xia" : kind < 7 ? "sort S with zed" : "sort S");
    is_all_named_ = kind < 5;
    if (kind < 4)
      line("assume all s: S | s in {zed, yip, xia}");
  }

  void relation(const char* name, std::size_t places, bool is_fixed) {
    DrawnSymbol made;
    made.name = name;
    made.places.assign(places, 0);
    made.is_fixed = is_fixed;
    words_.relations.push_back(made);
  }

  /// Any graph, one without circles, or none: only the first two have more than one way to cut.
  void starts() {
    if (draw_.chance(20))
      line("init empty e");
    else if (draw_.chance(50))
      line("init no x: S | over(x, x)");
    else if (draw_.chance(60))
      line("init no x: S | e(x, x)");
    if (words_.relations.size() > 2 && draw_.chance(50))
      line("init empty m");
  }

  /// Who takes part in a rule: a parameter, or an individual that has a name.
  std::string part(const char* name, bool is_set, Scope& scope, DrawnSymbol& symbol, std::string& parameters) {
    if (!is_set && is_all_named_ && draw_.chance(75))
      return draw_.any(words_.sorts.front().individuals);
    scope.push_back({name, 0, is_set});
    symbol.places.push_back(0);
    symbol.sets.push_back(is_set);
    parameters += (parameters.empty() ? "" : ", ") + std::string(name) + (is_set ? ": set of S" : ": S");
    return name;
  }

  void rule(const std::string& name) {
    const std::uint32_t kind = draw_.below(9);
    Scope scope;
    DrawnSymbol symbol;
    symbol.name = name;
    std::string parameters;
    const std::string x = part("x", false, scope, symbol, parameters);
    const bool takes_set = kind >= 7;
    const std::string y = kind < 5 || takes_set ? part("y", takes_set, scope, symbol, parameters) : x;
    std::string text = "rule " + name + "(" + parameters + ") {\n";
    if (draw_.chance(50))
      text += "  require " + requirement(scope, takes_set) + "\n";
    const std::string removed = "  remove e(" + x + ", ", added = "  add e(" + x + ", ";
    const std::string effects[] = {removed + y + ")",
                                   removed + y + ")",
                                   removed + y + ")",
                                   added + y + ")",
                                   removed + "z) for z: S\n" + added + y + ")",
                                   removed + "z) for z: S",
                                   "  remove e(z, " + x + ") for z: S",
                                   removed + "z) for z: y",
                                   added + "z) for z: y"};
    text += effects[kind];
    if ((kind == 5 || kind == 6) && draw_.chance(50)) {
      scope.push_back({"z", 0, false});
      text += " where " + formulas_.formula(scope, draw_.below(2), {});
    }
    if (words_.relations.size() > 2 && draw_.chance(40))
      text += std::string("\n  ") + (draw_.chance(50) ? "add" : "remove") + " m(" + x + ")";
    line(text + "\n}");
    words_.rules.push_back(symbol);
  }

  std::string requirement(const Scope& scope, bool takes_set) {
    if (!takes_set || draw_.chance(30))
      return formulas_.formula(scope, draw_.below(2), {});
    Scope inner = scope;
    inner.push_back({formulas_.variable(), 0, false});
    static constexpr const char* words[] = {"all ", "some ", "no "};
    return words[draw_.below(3)] + inner.back().name + ": y | " + formulas_.formula(inner, draw_.below(2), {});
  }

  /// Half of them ask just who reaches whom.
  std::string asked(const Scope& scope) {
    if (!scope.empty() && draw_.chance(50))
      return "(" + formulas_.formula(scope, 1, {}) + ")";
    std::vector<std::string> ends;
    for (const DrawnVariable& variable : scope)
      ends.push_back(variable.name);
    if (is_all_named_ || ends.empty())
      for (const std::string& name : words_.sorts.front().individuals)
        ends.push_back(name);
    const std::string first = draw_.any(ends), second = draw_.any(ends);
    const std::string reaches = (draw_.chance(80) ? "over(" : "e(") + first + ", ";
    if (first != second || draw_.chance(20))
      return (draw_.chance(50) ? "not " : "") + reaches + second + ")";
    return "(" + std::string(draw_.chance(50) ? "no" : "some") + " o: S | " + reaches + "o))";
  }

  void way_back(const std::string& name) {
    Scope scope;
    if (!is_all_named_ || draw_.chance(40))
      scope.push_back({"a", 0, false});
    if (!scope.empty() && draw_.chance(60))
      scope.push_back({"b", 0, false});
    const std::string from =
        draw_.chance(20) ? "true" : asked(scope) + (draw_.chance(50) ? " and " + asked(scope) : "");
    line("undoable " + name +
         (scope.empty()      ? ""
          : scope.size() > 1 ? " for a: S, b: S"
                             : " for a: S") +
         " = " + from + " to " + asked(scope) + " by " + draw_.any(words_.rules).name +
         (draw_.chance(20) ? " within 2" : ""));
  }

  Draw draw_;
  Vocabulary words_;
  FormulaDraw formulas_;
  std::string text_;
  bool is_all_named_ = false;
};

} // namespace

std::map<std::string, std::string> random_way_back(std::uint64_t seed) {
  return WayBackDraw(seed).files();
}

} // namespace chaperone::tests
