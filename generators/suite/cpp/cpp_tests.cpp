// One test case per scenario, over the facts and the driver.
#include "generators/suite/cpp/cpp_tests.hpp"

#include "generators/reports/check_report.hpp"
#include "generators/suite/cpp/cpp_driver.hpp"
#include "generators/suite/cpp/cpp_facts.hpp"
#include "generators/suite/cpp/cpp_formula.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace chaperone::generators::suite::cpp {
namespace {

using namespace chaperone::model;

constexpr const char* catch2_include = R"(#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif

)";

constexpr const char* googletest_include = "#include <gtest/gtest.h>\n\n";

/// What the frameworks call the same things.
struct Framework {
  const char* include;
  bool is_catch2;
  const char* require_equal; ///< `REQUIRE(` for `a == b)`, or `ASSERT_EQ(` for `a, b)`
  const char* require;
  const char* require_false;
  const char* check_equal;
};
constexpr Framework catch2{catch2_include, true, "REQUIRE(", "REQUIRE(", "REQUIRE_FALSE(", "CHECK("};
constexpr Framework googletest{googletest_include, false, "ASSERT_EQ(", "ASSERT_TRUE(", "ASSERT_FALSE(", "EXPECT_EQ("};

class TestFile {
public:
  TestFile(const TestSuite& suite, const LookedAt& looked_at, const CppNames& names, const Framework& framework)
      : suite_(suite), system_(*suite.system), looked_at_(looked_at), names_(names), framework_(framework),
        formulas_(system_, names), members_(names.taken) {}

  std::string text(const std::string& driver_file) {
    write_formulas();
    write_origin(out_, suite_);
    out_.line("#include \"" + driver_file + "\"");
    out_.line();
    out_.append(framework_.include);
    out_.append(includes());
    out_.line("namespace " + names_.name_space + " {");
    out_.line("namespace {");
    out_.line();
    out_.line("const char *const nowhere = \"nowhere\";");
    out_.line();
    write_facts(out_, system_, looked_at_, names_, formulas_.methods());
    for (const auto& test : suite_.cases)
      write_case(test);
    out_.line();
    out_.line("} // namespace");
    out_.line("} // namespace " + names_.name_space);
    return out_.text();
  }

private:
  std::string includes() const {
    const bool has_functions = !looked_at_.functions.empty() || !looked_at_.given_functions.empty();
    const bool has_steps = !looked_at_.can.empty() || !looked_at_.did.empty();
    return fmt::format("{}{}#include <memory>\n{}#include <set>\n#include <string>\n#include <tuple>\n"
                       "#include <vector>\n\n",
                       "#include <cstddef>\n", has_functions ? "#include <map>\n" : "",
                       has_steps ? "#include <optional>\n" : "");
  }

  /// The functions of `Facts`: defines, properties, and those `expect`s that a test cannot state in a line.
  void write_formulas() {
    for (const auto id : looked_at_.defines)
      formulas_.write_define(id);
    for (const Memory& memory : looked_at_.memories)
      formulas_.write_memory(memory);
    for (const auto id : looked_at_.properties) {
      const Property& property = system_[id];
      formulas_.write_where(system_, names_.where.at(id),
                            with_doc(property) + std::string(reports::word_for(property)) + " " + property.name +
                                " = " + print(system_, property.formula),
                            property.formula, property.kind == PropertyKind::never, nullptr);
    }
    for (const auto& test : suite_.cases)
      for (const auto& item : test.items)
        if (const auto* expect = std::get_if<TestExpect>(&item))
          for (const auto& conjunct : conjuncts_of(expect->formula))
            if (!is_literal(conjunct))
              write_expected(test, *expect, conjunct);
  }

  void write_expected(const TestCase& test, const TestExpect& expect, const Formula& conjunct) {
    const bool names_somebody = fails_for_somebody(conjunct);
    std::string comment = "expect " + print(*test.system, conjunct, &test.population);
    std::string name = cpp_identifier(test.name + "_expects");
    if (expect.reached) {
      const Property& property = system_[*expect.reached];
      comment = with_doc(property) + "possible " + property.name + ": " + print(system_, conjunct);
      name = cpp_identifier(property.name);
    }
    name = members_.take(names_somebody ? cpp_identifier("where_" + name + "_fails") : name);
    if (names_somebody)
      formulas_.write_where(*test.system, name, comment, conjunct, false, &test.population);
    else
      formulas_.write_whether(*test.system, name, comment, conjunct, &test.population);
    expects_[conjunct.get()] = {name, names_somebody};
  }

  static std::string with_doc(const Property& property) {
    return property.doc.empty() ? "" : reflowed(property.doc) + "\n";
  }

  void write_case(const TestCase& test) {
    steps_ = 0;
    is_asked_ = false;
    out_.line();
    write_head(test);
    out_.deepen();
    if (!framework_.is_catch2)
      out_.comment("//", test.title);
    for (const auto& sentence : test.story)
      out_.comment("//", sentence);
    write_people(test);
    write_given(test);
    if (test.is_exact) {
      out_.line("Facts expected = now;");
      check_exactly();
    }
    if (asks_past(test))
      ask();
    check_keeps(test, true);
    for (const auto& item : test.items)
      std::visit(overload{
                     [&](const TestStep& step) { write_step(test, step); },
                     [&](const TestExpect& expect) { write_expect(test, expect.formula); },
                 },
                 item);
    out_.close();
  }

  void write_head(const TestCase& test) {
    if (!framework_.is_catch2)
      return out_.call("TEST", {names_.name_space, tests_.take(cpp_identifier(test.name))}, " {");
    std::vector<std::string> tags;
    for (const auto id : test.keeps)
      tags.push_back("[" + system_[id].name + "]");
    if (tags.empty())
      tags.push_back("[" + system_.name + "]");
    out_.literals("TEST_CASE(", test.title + " (" + test.name + ")", tags, ") {");
  }

  static std::string name_of_step(std::size_t number) { return fmt::format("step_{}", number); }

  void write_people(const TestCase& test) {
    std::set<std::string> taken = names_.taken;
    for (std::size_t number = 1; number <= test.items.size(); ++number)
      taken.insert(name_of_step(number));
    NameTable locals(std::move(taken));
    individuals_.clear();
    for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort) {
      const auto& people = test.population.names[sort];
      for (std::uint32_t index = 0; index < people.size(); ++index) {
        const Value value{{sort}, index};
        if (system_.sorts[sort].is_enum) {
          individuals_[value] = names_.sorts[sort] + "::" + names_.values[sort][index];
          continue;
        }
        individuals_[value] = locals.take(cpp_variable(people[index]));
        out_.line(
            fmt::format("const {} {}{{{}}};", names_.sorts[sort], individuals_[value], cpp_string(people[index])));
      }
    }
    out_.line("Facts now;");
    for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort)
      if (!system_.sorts[sort].is_enum)
        out_.assignment("now." + names_.all_of[sort],
                        fmt::format("{{{}}};", fmt::join(everybody({sort}, test.population), ", ")));
  }

  std::vector<std::string> everybody(SortId sort, const Population& population) const {
    std::vector<std::string> result;
    for (std::uint32_t index = 0; index < population.size(sort); ++index)
      result.push_back(individuals_.at({sort, index}));
    return result;
  }

  std::string individual(SortId sort, std::uint32_t index) const { return individuals_.at({sort, index}); }

  std::vector<std::string> individuals(const std::vector<Place>& places, const std::vector<std::uint32_t>& args) const {
    std::vector<std::string> result;
    for (std::size_t at = 0; at < args.size(); ++at)
      result.push_back(individual(places[at].sort, args[at]));
    return result;
  }

  void write_given(const TestCase& test) {
    for (const auto& given : looked_at_.at_start(system_, test))
      if (const auto* tuple = std::get_if<GivenTuple>(&given))
        out_.call("now." + names_.relations[tuple->relation.index] + ".add",
                  individuals(system_[tuple->relation].places, tuple->args), ";");
    for (std::uint32_t index = 0; index < system_.functions.size(); ++index)
      if (const FunctionId id{index};
          looked_at_.given_functions.contains(id) || (test.is_exact && looked_at_.is_asked(system_, id)))
        write_function(test, id);
    out_.line("const std::unique_ptr<Driver> service = make_driver();");
    if (!looked_at_.given_relations.empty() || !looked_at_.given_functions.empty())
      out_.line("now.set_up(*service);");
  }

  /// Every value, the ones that are not given included: a function has no other way to say what it is.
  void write_function(const TestCase& test, FunctionId id) {
    const Function& function = system_[id];
    std::vector<std::uint32_t> args(function.places.size(), 0);
    while (true) {
      std::uint32_t value = 0;
      for (const auto& given : test.given)
        if (const auto* set = std::get_if<GivenValue>(&given); set && set->function == id && set->args == args)
          value = set->value;
      auto arguments = individuals(function.places, args);
      arguments.insert(arguments.begin(), individual(function.result, value));
      out_.call("now." + names_.functions[id.index] + ".set", arguments, ";");
      std::size_t at = args.size();
      while (at > 0 && ++args[at - 1] == test.population.size(function.places[at - 1].sort))
        args[--at] = 0;
      if (at == 0)
        return;
    }
  }

  template <class Claim> bool keeps_any(const TestCase& test, const Claim& claim) const {
    return std::any_of(test.keeps.begin(), test.keeps.end(), [&](PropertyId id) { return claim(system_[id]); });
  }

  /// Unless the answers are those of now already.
  void ask() {
    if (looked_at_.asks(system_) && !std::exchange(is_asked_, true))
      out_.line("now.ask(*service);");
  }

  void check_keeps(const TestCase& test, bool is_start) {
    if (test.keeps.empty())
      return;
    if (is_start)
      ask();
    for (const auto id : test.keeps)
      if (!system_[id].is_about_steps)
        require_nowhere(names_.where.at(id) + "()");
  }

  void require_nowhere(const std::string& call) { require_equal(framework_.require_equal, "now." + call, "nowhere"); }

  void require_equal(const std::string& head, const std::string& left, const std::string& right) {
    if (framework_.is_catch2)
      out_.expression(head, equality(left, right), ");");
    else
      out_.call(head.substr(0, head.size() - 1), {left, right}, ";");
  }

  void check_exactly() {
    ask();
    require_nowhere("where_unlike(expected)");
  }

  void write_step(const TestCase& test, const TestStep& step) {
    const std::string name = name_of_step(++steps_);
    const Rule& rule = system_[step.action.rule];
    std::vector<std::string> arguments;
    for (std::size_t at = 0; at < step.action.args.size(); ++at)
      arguments.push_back(argument(system_[rule.parameters[at]].sort, step.action.args[at]));
    out_.line();
    if (!step.why_refused.empty())
      out_.comment("//", "Refused: " + step.why_refused);
    if (step.may_be_refused)
      out_.comment("//", "May be refused.");
    const bool is_about_steps = keeps_any(test, [](const Property& property) { return property.is_about_steps; });
    const bool looks_back = keeps_any(test, [](const Property& property) { return says_was(property.formula); });
    if (asks_past(test) && looked_at_.remembers(false))
      out_.line("now.note_past();");
    if (looks_back || (asks_past(test) && looked_at_.remembers_looking_back()))
      out_.line(steps_ == 1 ? "Facts before = now;" : "before = now;");
    out_.assignment("const Outcome " + name,
                    fmt::format("service->{}({});", names_.rules[step.action.rule.index], fmt::join(arguments, ", ")));
    out_.literal(framework_.is_catch2 ? "INFO(" : "SCOPED_TRACE(::testing::Message() << ",
                 fmt::format("{}. {}: ", steps_, step.told), "<< " + name, ");");
    if (step.expected)
      out_.line(fmt::format("{}{}.{}());", framework_.require, name,
                            *step.expected == Outcome::allowed ? "is_allowed" : "is_refused"));
    if (step.reason)
      out_.literal(framework_.check_equal + name + ".reason()" + (framework_.is_catch2 ? " == " : ", "), *step.reason,
                   "", ");");
    is_asked_ = false;
    if (!test.is_exact && (!test.keeps.empty() || !step.changed.empty() || asks_past(test)))
      ask();
    const bool is_open = step.may_be_refused && !step.changed.empty();
    if (is_open)
      out_.open("if (" + name + ".is_allowed())");
    for (const auto& fact : step.changed)
      test.is_exact ? follow(fact) : write_changed(fact);
    if (is_open)
      out_.close();
    if (test.is_exact)
      check_exactly();
    if (asks_past(test) && looked_at_.remembers(true))
      remember_step(step, name, arguments);
    check_keeps(test, false);
    if (is_about_steps)
      check_step(test, step, name, arguments);
    if (const auto outcome = ends_with(test, step))
      end_early(name, *outcome);
  }

  /// What follows is about the other outcome of a step that may be refused.
  void end_early(const std::string& name, Outcome outcome) {
    out_.open("if (" + name + (outcome == Outcome::allowed ? ".is_allowed())" : ".is_refused())"));
    out_.line("return;");
    out_.close();
  }

  void remember_step(const TestStep& step, const std::string& name, const std::vector<std::string>& arguments) {
    if (step.expected == Outcome::refused)
      return;
    if (!step.expected)
      out_.open("if (" + name + ".is_allowed())");
    if (const auto did = names_.did.find(step.action.rule); did != names_.did.end())
      out_.call("now." + did->second + ".add", arguments, ";");
    out_.line(looked_at_.remembers_looking_back() ? "now.note_step(before);" : "now.note_step();");
    if (!step.expected)
      out_.close();
  }

  /// A refused step changes nothing and is none of the run: properties about steps are not judged by it.
  void check_step(const TestCase& test, const TestStep& step, const std::string& name,
                  const std::vector<std::string>& arguments) {
    if (step.expected == Outcome::refused)
      return;
    if (!step.expected) {
      out_.open("if (" + name + ".is_allowed())");
    }
    if (const auto did = names_.did.find(step.action.rule); did != names_.did.end())
      out_.call("now." + did->second + ".add", arguments, ";");
    for (const auto id : test.keeps)
      if (system_[id].is_about_steps)
        require_nowhere(names_.where.at(id) + (says_was(system_[id].formula) ? "(before)" : "()"));
    if (!step.expected)
      out_.close();
  }

  std::string argument(SortId sort, const StepArgument& arg) const {
    return std::visit(overload{
                          [&](std::uint32_t index) { return individual(sort, index); },
                          [&](const std::vector<std::uint32_t>& set) {
                            std::vector<std::string> members;
                            for (const auto index : set)
                              members.push_back(individual(sort, index));
                            return fmt::format("{{{}}}", fmt::join(members, ", "));
                          },
                      },
                      arg);
  }

  /// What the step changes is expected from now on.
  void follow(const ExpectedFact& fact) {
    std::visit(overload{
                   [&](const ExpectedTuple& tuple) {
                     out_.call("expected." + names_.relations[tuple.relation.index] +
                                   (tuple.holds ? ".add" : ".remove"),
                               individuals(system_[tuple.relation].places, tuple.args), ";");
                   },
                   [&](const ExpectedValue& value) {
                     const Function& function = system_[value.function];
                     auto arguments = individuals(function.places, value.args);
                     arguments.insert(arguments.begin(), individual(function.result, value.value));
                     out_.call("expected." + names_.functions[value.function.index] + ".set", arguments, ";");
                   },
               },
               fact);
  }

  void write_changed(const ExpectedFact& fact) {
    std::visit(overload{
                   [&](const ExpectedTuple& tuple) {
                     out_.call(std::string(tuple.holds ? framework_.require : framework_.require_false) + "now." +
                                   names_.relations[tuple.relation.index],
                               individuals(system_[tuple.relation].places, tuple.args), ");");
                   },
                   [&](const ExpectedValue& value) {
                     const Function& function = system_[value.function];
                     const auto args = individuals(function.places, value.args);
                     out_.expression(framework_.require,
                                     equality(fmt::format("(now.{}({})", names_.functions[value.function.index],
                                                          fmt::join(args, ", ")),
                                              individual(function.result, value.value) + ")"),
                                     ");");
                   },
               },
               fact);
  }

  void write_expect(const TestCase& test, const Formula& formula) {
    out_.line();
    ask();
    CppScope scope;
    scope.individuals = individuals_;
    scope.population = &test.population;
    scope.facts = "now.";
    for (const auto& conjunct : conjuncts_of(formula)) {
      if (const auto function = expects_.find(conjunct.get()); function != expects_.end()) {
        const auto& [name, names_somebody] = function->second;
        if (names_somebody)
          require_nowhere(name + "()");
        else
          out_.line(framework_.require + std::string("now.") + name + "());");
        continue;
      }
      const auto* negation = std::get_if<Not>(&conjunct->kind);
      const bool is_equality = std::holds_alternative<Equal>((negation ? negation->body : conjunct)->kind);
      // Individuals have no way to be printed: an equality is one condition, in brackets of its own.
      if (is_equality)
        out_.expression(framework_.require, primary("(" + formulas_.expression(conjunct, scope).text() + ")"), ");");
      else
        out_.expression(negation ? framework_.require_false : framework_.require,
                        formulas_.expression(negation ? negation->body : conjunct, scope), ");");
    }
  }

  const TestSuite& suite_;
  const System& system_;
  const LookedAt& looked_at_;
  const CppNames& names_;
  const Framework& framework_;
  FormulaWriter formulas_;
  NameTable members_;
  NameTable tests_; ///< GoogleTest's names of test cases
  /// Conjuncts that have a function, and whether it tells for whom they fail.
  std::map<const Node*, std::pair<std::string, bool>> expects_;
  std::map<Value, std::string> individuals_; ///< of the test being written
  std::size_t steps_ = 0;
  bool is_asked_ = false; ///< since the last step
  CppText out_;
};

std::vector<GeneratedFile> write_cpp(const TestSuite& suite, const Framework& framework) {
  const LookedAt looked_at = look_at(suite);
  const CppNames names(*suite.system, looked_at);
  const std::string base = suite.system->name;
  const std::string driver = base + "_driver.hpp";
  return {{driver, write_driver(suite, looked_at, names)},
          {base + "_test.cpp", TestFile(suite, looked_at, names, framework).text(driver)}};
}

} // namespace

std::vector<GeneratedFile> write_catch2(const TestSuite& suite) {
  return write_cpp(suite, catch2);
}

std::vector<GeneratedFile> write_googletest(const TestSuite& suite) {
  return write_cpp(suite, googletest);
}

} // namespace chaperone::generators::suite::cpp
