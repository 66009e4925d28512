// What the writers for Python, TypeScript and Java have in common: names, formulas over
// the facts of a test, and the order of a test's lines. A language says how each
// of them is written. Covered by tests/generators/formats_test.cpp and tests/generated/.
#pragma once

#include "generators/tests/cpp_names.hpp"
#include "generators/tests/looked_at.hpp"
#include "generators/tests/suite.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace chaperone::generators {

/// Lines with an indentation.
class ScriptText {
public:
  explicit ScriptText(std::size_t width) : width_(width) {}
  void line(const std::string& words = "");
  void open(const std::string& words) {
    line(words);
    ++depth_;
  }
  void close(const std::string& words = "") {
    --depth_;
    if (!words.empty())
      line(words);
  }
  /// Words after `marker`, filled to some 100 columns.
  void comment(const std::string& marker, const std::string& words);
  const std::string& text() const { return text_; }

private:
  std::size_t width_, depth_ = 0;
  std::string text_;
};

/// What everything is called: as in C++, but in the language's own style, and clear of its own words.
struct ScriptNames {
  ScriptNames(const model::System& system, const LookedAt& looked_at, bool camel_case,
              const std::set<std::string>& reserved);
  std::string identifier(const std::string& name) const;

  CppNames cpp;
  bool camel_case;
  const std::set<std::string>& reserved;
  std::vector<std::string> sorts, all_of, rules, relations, functions, defines, given_relations, given_functions;
  std::vector<std::vector<std::string>> values;
  std::map<model::PropertyId, std::string> keeps; ///< the function that says whether a property is kept
};

/// How a language says things.
class ScriptLanguage {
public:
  virtual ~ScriptLanguage() = default;
  virtual std::string all(const std::string& variable, const std::string& domain, const std::string& body) const = 0;
  virtual std::string any(const std::string& variable, const std::string& domain, const std::string& body) const = 0;
  /// The sum over the domain of `body`, a number.
  virtual std::string sum(const std::string& variable, const std::string& domain, const std::string& body) const = 0;
  virtual std::string number_of(const std::string& truth) const = 0; ///< 1 or 0
  virtual std::string negation(const std::string& body) const = 0;
  virtual std::string conjunction(const std::string& left, const std::string& right) const = 0;
  virtual std::string disjunction(const std::string& left, const std::string& right) const = 0;
  virtual std::string equality(const std::string& left, const std::string& right) const = 0;
  virtual std::string truth(bool value) const = 0;
  virtual std::string individual(const std::string& sort, const std::string& name) const = 0;
  virtual std::string value(const std::string& sort, const std::string& name) const = 0;
  virtual std::string holds(const std::string& facts, const std::string& relation,
                            const std::vector<std::string>& args) const = 0;
  virtual std::string value_of(const std::string& facts, const std::string& function,
                               const std::vector<std::string>& args) const = 0;
  virtual std::string call(const std::string& object, const std::string& function,
                           const std::vector<std::string>& args) const = 0;
};

/// Writes formulas as functions of the facts of a test.
class ScriptFormulas {
public:
  ScriptFormulas(const model::System& system, const ScriptNames& names, const ScriptLanguage& language)
      : system_(system), names_(names), language_(language) {}

  /// `facts` is what the formula is about: `self`, `this` or `now`. Variables are named by `bound`, individuals by
  /// their names in `population`.
  std::string text(const model::Formula& formula, const std::string& facts, const model::Population* population,
                   std::map<model::VariableId, std::string> bound = {});
  std::string variable(model::VariableId variable);

private:
  std::string of(const model::Formula& formula);
  std::string of(const model::Term& term);
  std::string of(const model::Quantified& it);
  std::string counted(const std::vector<model::Binder>& binders, std::size_t at, const model::Formula& body);
  std::string over(const std::vector<model::Binder>& binders, std::size_t at, const model::Formula& body, bool is_all);
  std::vector<std::string> of(const std::vector<model::Term>& terms);

  const model::System& system_;
  const ScriptNames& names_;
  const ScriptLanguage& language_;
  std::string facts_;
  const model::Population* population_ = nullptr;
  std::map<model::VariableId, std::string> bound_;
};

/// Whether a suite asks for what only the C++ writers can say: `can`, `did` and `was`. Names one such property or
/// scenario; empty if there is none.
std::string beyond_scripts(const TestSuite& suite);

} // namespace chaperone::generators
