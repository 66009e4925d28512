// What the writers for Python, JavaScript, TypeScript and Java have in common: names, and formulas
// over the facts of a test. A language says how each of them is written.
// Covered by tests/generators/formats_test.cpp and tests/generated/.
#pragma once

#include "generators/code/source_text.hpp"
#include "generators/suite/cpp/cpp_names.hpp"
#include "generators/suite/looked_at.hpp"
#include "generators/suite/suite.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace chaperone::generators::suite::script {

std::string joined(const std::vector<std::string>& parts, const std::string& between = ", ");
/// Of a documentation text its first paragraph, in one line; `otherwise` where there is none.
std::string first_line(const std::string& doc, const std::string& otherwise);

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
  void comment(const std::string& marker, const std::string& told);
  const std::string& text() const { return text_; }

private:
  std::size_t width_, depth_ = 0;
  std::string text_;
};

/// How a language spells names.
struct ScriptSpelling {
  bool camel_case = false;
  bool values_are_strings = false; ///< those of enums, which then are as the rules have them
  std::set<std::string> reserved;  ///< its own words, and those of what is generated
};

/// What everything is called: as in C++, but in the language's own spelling.
struct ScriptNames {
  /// `spelling` outlives the names.
  ScriptNames(const model::System& system, const LookedAt& looked_at, const ScriptSpelling& spelling);
  std::string identifier(const std::string& name) const;

  suite::cpp::CppNames cpp;
  const ScriptSpelling& spelling;
  std::vector<std::string> sorts, all_of, rules, relations, functions, defines, given_relations, given_functions;
  std::vector<std::vector<std::string>> values;
  std::map<model::RuleId, std::string> can, did;
  std::map<model::RelationId, std::string> remembered; ///< of a memory: whether to remember it from now on
  std::map<model::PropertyId, std::string> keeps;      ///< the function that says whether a property is kept
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
  virtual std::string set_of(const std::vector<std::string>& members) const = 0;
  /// The same as a place of a fact.
  virtual std::string set_in_fact(const std::vector<std::string>& members) const { return set_of(members); }
  virtual std::string subsets(const std::string& domain) const = 0; ///< all sets of its members
  virtual std::string holds(const std::string& facts, const std::string& relation,
                            const std::vector<std::string>& args) const = 0;
  virtual std::string value_of(const std::string& facts, const std::string& function,
                               const std::vector<std::string>& args) const = 0;
  virtual std::string call(const std::string& object, const std::string& function,
                           const std::vector<std::string>& args) const = 0;
};

/// What the languages of C's family say alike.
class BracedLanguage : public ScriptLanguage {
public:
  std::string negation(const std::string& body) const override;
  std::string conjunction(const std::string& left, const std::string& right) const override;
  std::string disjunction(const std::string& left, const std::string& right) const override;
  std::string truth(bool value) const override;
  std::string holds(const std::string& facts, const std::string& relation,
                    const std::vector<std::string>& args) const override;
  std::string value_of(const std::string& facts, const std::string& function,
                       const std::vector<std::string>& args) const override;
  std::string call(const std::string& object, const std::string& function,
                   const std::vector<std::string>& args) const override;
};

/// Writes formulas as functions of the facts of a test.
class ScriptFormulas {
public:
  ScriptFormulas(const ScriptNames& names, const ScriptLanguage& language) : names_(names), language_(language) {}

  /// A formula of `system` about `facts`: `self`, `this` or `now`; what was before the last step is `before`. Variables
  /// are named by `bound` and else by nothing that is in `taken`, individuals by their names in `population`.
  std::string text(const model::System& system, const model::Formula& formula, const std::string& facts,
                   const model::Population* population, std::map<model::VariableId, std::string> bound = {},
                   std::set<std::string> taken = {});

private:
  std::string of(const model::Formula& formula);
  std::string of(const model::Term& term);
  std::string of(const model::Quantified& it);
  /// Whether the table of steps has one with these arguments.
  std::string of(const std::string& table, model::RuleId rule, const std::vector<model::Argument>& args);
  std::string counted(const std::vector<model::Binder>& binders, std::size_t at, const model::Formula& body);
  std::string over(const std::vector<model::Binder>& binders, std::size_t at, const model::Formula& body, bool is_all);
  std::vector<std::string> of(const std::vector<model::Term>& terms);
  std::string domain(model::VariableId variable) const;
  std::string fresh(const std::string& wanted) const;
  std::string variable(model::VariableId variable);

  const ScriptNames& names_;
  const ScriptLanguage& language_;
  const model::System* system_ = nullptr;
  std::string facts_;
  const model::Population* population_ = nullptr;
  std::map<model::VariableId, std::string> bound_;
  std::set<std::string> taken_;
  std::vector<std::string> open_; ///< the variables for `_` around what is being written
};

} // namespace chaperone::generators::suite::script
