// What suites in TypeScript and in Java have in common: the driver's and the facts' methods, in braces.
// Covered by tests/generators/formats_test.cpp.
#pragma once

#include "generators/suite/script/script_suite.hpp"

namespace chaperone::generators::suite::script {

class BracedSuite : public ScriptSuite {
public:
  using ScriptSuite::ScriptSuite;

protected:
  /// Every method of the driver, with what it is for.
  void write_calls();
  /// The methods of the facts: a copy, setting a service up, asking it, telling what it said, and the predicates.
  void write_methods();
  void doc(const std::string& text);
  std::string parameters(const std::vector<ScriptPlace>& places) const;

  /// A driver's method that no test calls: what comes behind its name, and the line that makes it one to leave out.
  virtual std::string when_left_out() const { return {}; }
  virtual std::string left_out(const std::string& head, const std::string& result) const = 0;
  /// How the facts' own methods begin.
  struct Heads {
    std::string copy, set_up, ask, told;
    std::string remember, remember_step;
    std::string told_nothing; ///< `result`, still empty
    std::string story;        ///< methods that note steps and tell them
  };
  virtual Heads heads() const = 0;
  virtual std::string answer(const std::string& type) const = 0; ///< what a service gives that may take its time
  virtual std::string set_type(const std::string& element) const = 0;
  virtual std::string parameter(const std::string& name, const std::string& type) const = 0;
  virtual std::string method(const std::string& result, const std::string& name,
                             const std::string& parameters) const = 0;
  virtual std::string loop(const std::string& type, const std::string& variable, const std::string& domain) const = 0;
  virtual std::string awaited(const std::string& call) const = 0;
  virtual std::string constant(const std::string& name, const std::string& value) const = 0;
  virtual std::string told_line(const std::string& symbol, const std::string& table) const = 0;
  std::string in_comment(const std::string& text) const override;

  void write_predicate(const ScriptPredicate& predicate, const std::string& result) override;
  const char* facts_themselves() const override { return "this"; }
  void close_block() override { out_.close("}"); }
  void copy_facts(const std::string& name) override;
  void put(const std::string& facts, const ScriptTable& table, const std::vector<std::string>& args,
           bool holds) override;
  void set(const std::string& facts, const ScriptTable& table, const std::vector<std::string>& args,
           const std::string& value) override;
  void set_up() override;
  void take(const std::string& step, const std::string& told, const std::string& rule,
            const std::vector<std::string>& args) override;
  void open_if(const std::string& step, model::Outcome outcome) override;
  void end_test_early() override { out_.line("return;"); }
  void ask() override;
  void remember(bool about_steps, const std::string& before) override;
  const char* comment_marker() const override { return "//"; }

  /// How a test asks whether a step was allowed.
  virtual std::string is_allowed(const std::string& step) const = 0;

private:
  std::string type_of(const ScriptPlace& place) const;
  std::string result_of(const ScriptCall& call) const;
  template <class Body> void over(const std::vector<ScriptPlace>& places, const Body& body);
  void write_copy();
  void write_set_up();
  void write_ask();
  void write_closure(const ScriptClosure& closure);
  void write_remember(bool about_steps);
  void write_told();
};

} // namespace chaperone::generators::suite::script
