// A suite in a scripting language or Java, line by line: the flow of each test is here, and
// what a line looks like is the writer's. Covered by tests/generators/formats_test.cpp.
#pragma once

#include "generators/tests/script_language.hpp"

#include <string>
#include <vector>

namespace chaperone::generators {

/// An individual's or enum value's sort and how it is written in a test.
struct ScriptPerson {
  model::SortId sort;
  std::string variable, name;
};

class ScriptSuite : protected ScriptLanguage {
public:
  ScriptSuite(const TestSuite& suite, bool camel_case, const std::set<std::string>& reserved, std::size_t indentation)
      : suite_(suite), system_(*suite.system), looked_at_(look_at(suite)),
        names_(system_, looked_at_, camel_case, reserved), formulas_(system_, names_, *this), out_(indentation) {}

protected:
  /// All tests, into `out_`.
  void write_tests();
  /// "Made by Chaperone from …"
  std::string origin() const;
  /// Relations and functions that a test's facts have: given ones and those asked for.
  std::vector<model::RelationId> relations() const;
  std::vector<model::FunctionId> functions() const;
  /// Names for the arguments of a relation, function, define or rule: the places' own, else the sorts'.
  std::vector<std::string> place_names(const std::vector<model::Place>& places) const;
  std::string first_line(const std::string& doc, const std::string& otherwise) const;
  static std::string joined(const std::vector<std::string>& parts, const std::string& between = ", ");
  static std::string quoted(const std::string& text); ///< in double quotes, as JSON has them

  virtual void open_test(const TestCase& test, const std::string& name) = 0;
  virtual void close_test() = 0;
  virtual void declare(const ScriptPerson& person) = 0;
  /// The facts, with everybody in them, and the service, set up.
  virtual void begin(const std::vector<std::vector<std::string>>& everybody) = 0;
  virtual void set_up() = 0;
  virtual void expect_from_now_on() = 0; ///< `expected` begins as `now` is
  virtual void put(const std::string& facts, model::RelationId relation, const std::vector<std::string>& args,
                   bool holds) = 0;
  virtual void set(const std::string& facts, model::FunctionId function, const std::vector<std::string>& args,
                   const std::string& value) = 0;
  virtual void take(const std::string& step, const std::string& rule, const std::vector<std::string>& args) = 0;
  virtual std::string set_of(const std::vector<std::string>& members) const = 0;
  virtual void require_outcome(const std::string& step, const TestStep& wanted) = 0;
  virtual void ask() = 0;
  virtual void require_expected() = 0;
  virtual void require(const std::string& condition, const std::string& told) = 0;
  virtual const char* comment_marker() const = 0;

  const TestSuite& suite_;
  const model::System& system_;
  LookedAt looked_at_;
  ScriptNames names_;
  ScriptFormulas formulas_;
  ScriptText out_;

private:
  void write_test(const TestCase& test);
  void write_step(const TestCase& test, const TestStep& step, std::size_t number);
  void require_kept(const TestCase& test);
  std::string person(model::SortId sort, std::uint32_t index) const;
  std::vector<std::string> people(const std::vector<model::Place>& places,
                                  const std::vector<std::uint32_t>& args) const;
  void write_function(const TestCase& test, model::FunctionId function);

  std::map<model::Value, std::string> people_;
  NameTable tests_;
};

} // namespace chaperone::generators
