// A suite in a scripting language or Java, line by line: the flow of each test is here, and
// what a line looks like is the writer's. Covered by tests/generators/formats_test.cpp.
#pragma once

#include "generators/suite/script/script_service.hpp"

#include <string>
#include <vector>

namespace chaperone::generators::suite::script {

/// An individual's or enum value's sort and how it is written in a test.
struct ScriptPerson {
  model::SortId sort;
  std::string variable, name;
};

/// "Made by Chaperone from …"
std::string origin_of(const TestSuite& suite);

class ScriptSuite {
public:
  /// `language` and `spelling` outlive it.
  ScriptSuite(const TestSuite& suite, const ScriptLanguage& language, const ScriptSpelling& spelling,
              std::size_t indentation)
      : suite_(suite), system_(*suite.system), language_(language), looked_at_(look_at(suite)),
        names_(system_, looked_at_, spelling), service_(system_, looked_at_, names_), formulas_(names_, language_),
        out_(indentation) {}
  virtual ~ScriptSuite() = default;

protected:
  /// All tests, into `out_`.
  void write_tests();
  /// The facts' methods for defines and promises.
  void write_predicates();
  std::string sort_name(model::SortId sort) const { return names_.sorts[sort.index]; }
  static std::vector<std::string> variables(const std::vector<ScriptPlace>& places);
  /// Whether one step leads from one to the other, asked of the facts themselves.
  std::string one_step(const ScriptClosure& closure, const std::string& from, const std::string& to) const;

  virtual void write_predicate(const ScriptPredicate& predicate, const std::string& result) = 0;
  /// What a predicate's formula calls the facts that it is asked of: `self` or `this`.
  virtual const char* facts_themselves() const = 0;

  virtual void open_test(const TestCase& test, const std::string& name) = 0;
  virtual void close_test() = 0;
  virtual void close_block() = 0; ///< what stands under a condition
  virtual void declare(const ScriptPerson& person) = 0;
  /// The facts, with everybody in them, and the service, set up.
  virtual void begin(const std::vector<std::vector<std::string>>& everybody) = 0;
  virtual void set_up() = 0;
  virtual void copy_facts(const std::string& name) = 0; ///< as `now` is
  virtual void put(const std::string& facts, const ScriptTable& table, const std::vector<std::string>& args,
                   bool holds) = 0;
  virtual void set(const std::string& facts, const ScriptTable& table, const std::vector<std::string>& args,
                   const std::string& value) = 0;
  /// Has the service try it, and the facts note that with what came of it: `told` is the step with its number.
  virtual void take(const std::string& step, const std::string& told, const std::string& rule,
                    const std::vector<std::string>& args) = 0;
  virtual void require_outcome(const std::string& step, const TestStep& wanted) = 0;
  virtual void open_if(const std::string& step, model::Outcome outcome) = 0;
  virtual void end_test_early() = 0;
  virtual void ask() = 0;
  /// The facts note what is asked of the past; `before`: the facts before the step, if that is needed.
  virtual void remember(bool about_steps, const std::string& before) = 0;
  virtual void require_expected() = 0; ///< that `now` is as `expected`
  virtual void require(const std::string& condition, const std::string& told) = 0;
  virtual const char* comment_marker() const = 0;
  virtual std::string in_comment(const std::string& text) const { return text; } ///< as it may stand in one

  const TestSuite& suite_;
  const model::System& system_;
  const ScriptLanguage& language_;
  LookedAt looked_at_;
  ScriptNames names_;
  ScriptService service_;
  ScriptFormulas formulas_;
  ScriptText out_;

private:
  void write_test(const TestCase& test);
  std::vector<std::vector<std::string>> declare_everybody(const TestCase& test);
  void write_start(const TestCase& test);
  void write_function(const TestCase& test, model::FunctionId id, const ScriptTable& table);
  void write_step(const TestCase& test, const TestStep& step, std::size_t number);
  void write_changed(const TestCase& test, const TestStep& step);
  void remember_step(const TestStep& step, const std::string& name, const std::string& before);
  /// Promises about states, or about the step that has been taken.
  void require_kept(const TestCase& test, bool is_about_steps, const std::string& before);
  void judge_step(const TestCase& test, const TestStep& step, const std::string& name, const std::string& before);
  std::string person(model::SortId sort, std::uint32_t index) const;
  std::vector<std::string> people(const std::vector<ScriptPlace>& places, const std::vector<std::uint32_t>& args) const;
  std::vector<std::string> arguments(const model::Action& action, bool in_fact) const;

  std::string numbered(const char* what, std::size_t number) const;

  std::map<model::Value, std::string> people_; ///< of the test that is being written
  std::set<std::string> locals_;               ///< its variables
  cpp::NameTable tests_;
};

} // namespace chaperone::generators::suite::script
