// See pytest.hpp.
#include "generators/tests/pytest.hpp"

#include "generators/tests/script_suite.hpp"
#include "model/printer.hpp"

#include <fmt/format.h>

namespace chaperone::generators {

using namespace model;

namespace {

const std::set<std::string>& reserved() {
  static const std::set<std::string> words{
      "and",     "as",     "assert",         "async",   "await",  "break", "class",   "continue",  "def",    "del",
      "elif",    "else",   "except",         "finally", "for",    "from",  "global",  "if",        "import", "in",
      "is",      "lambda", "nonlocal",       "not",     "or",     "pass",  "raise",   "return",    "try",    "while",
      "with",    "yield",  "None",           "True",    "False",  "self",  "set",     "list",      "dict",   "sum",
      "all",     "any",    "bool",           "str",     "match",  "case",  "type",    "print",     "set_up", "ask",
      "service", "now",    "expected",       "copy",    "Driver", "Facts", "Outcome", "dataclass", "field",  "deepcopy",
      "Enum",    "ABC",    "abstractmethod", "tuple",   "pytest"};
  return words;
}

class PythonSuite : public ScriptSuite {
public:
  explicit PythonSuite(const TestSuite& suite) : ScriptSuite(suite, false, reserved(), 4) {}

  std::vector<GeneratedFile> files() {
    const std::string module = names_.cpp.name_space;
    write_driver();
    std::string driver = out_.text();
    out_ = ScriptText(4);
    out_.comment("#", origin());
    out_.line("from copy import deepcopy");
    out_.line();
    out_.line("from " + module + "_driver import *");
    write_tests();
    return {{module + "_driver.py", std::move(driver)}, {"test_" + module + ".py", out_.text()}};
  }

private:
  static std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text)
      result += c == '\\' || c == '"' ? std::string("\\") + c : std::string(1, c);
    return result;
  }

  void doc(const std::string& text) { out_.line("\"\"\"" + escaped(text) + "\"\"\""); }

  static std::string tuple(const std::vector<std::string>& parts) {
    return "(" + joined(parts) + (parts.size() == 1 ? ",)" : ")");
  }

  std::string sort_of(const Place& place) const { return names_.sorts[place.sort.index]; }

  void write_driver() {
    out_.comment("#", origin());
    out_.line("from __future__ import annotations");
    out_.line();
    out_.line("from abc import ABC, abstractmethod");
    out_.line("from dataclasses import dataclass, field");
    out_.line("from enum import Enum");
    out_.line();
    for (std::uint32_t i = 0; i < system_.sorts.size(); ++i)
      write_sort(i);
    out_.line();
    out_.open("@dataclass(frozen=True)\nclass Outcome:");
    doc("What came of a step: the service did it, or it refused and nothing changed.");
    out_.line();
    out_.line("is_allowed: bool");
    out_.line("reason: str = \"\"");
    out_.close();
    out_.line();
    out_.line();
    out_.open("class Driver(ABC):");
    doc("What the tests need of a service: derive from it, and give it to the tests as the fixture `service`.");
    for (std::size_t i = 0; i < system_.rules.size(); ++i)
      write_rule(system_.rules[i], names_.rules[i]);
    write_queries();
    out_.close();
    write_facts();
  }

  void write_sort(std::uint32_t index) {
    out_.line();
    if (system_.sorts[index].is_enum) {
      out_.open("class " + names_.sorts[index] + "(Enum):");
      for (const std::string& value : names_.values[index])
        out_.line(value + " = " + quoted(value));
      out_.close();
      return;
    }
    out_.line("@dataclass(frozen=True, order=True)");
    out_.open("class " + names_.sorts[index] + ":");
    out_.line("name: str");
    out_.close();
    out_.line();
  }

  void method(const std::string& name, const std::vector<std::string>& parameters, const std::string& result,
              const std::string& about, bool is_needed) {
    out_.line();
    if (is_needed)
      out_.line("@abstractmethod");
    out_.open(fmt::format("def {}(self{}{}) -> {}:", name, parameters.empty() ? "" : ", ", joined(parameters), result));
    doc(about);
    if (!is_needed)
      out_.line("raise NotImplementedError");
    out_.close();
  }

  void write_rule(const Rule& rule, const std::string& name) {
    std::vector<std::string> parameters;
    for (const VariableId id : rule.parameters) {
      const std::string& sort = names_.sorts[system_[id].sort.index];
      parameters.push_back(names_.identifier(cpp_identifier(system_[id].name)) + ": " +
                           (system_[id].is_set ? "set[" + sort + "]" : sort));
    }
    method(name, parameters, "Outcome", first_line(rule.doc, rule.told_as.value_or("Try it.")), true);
  }

  std::vector<std::string> parameters_of(const std::vector<Place>& places) const {
    std::vector<std::string> result = place_names(places);
    for (std::size_t i = 0; i < places.size(); ++i)
      result[i] += ": " + sort_of(places[i]);
    return result;
  }

  void write_queries() {
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i) {
      const Relation& it = system_.relations[i];
      if (!it.is_fixed)
        method(names_.relations[i], parameters_of(it.places), "bool",
               first_line(it.doc, "Does `" + it.name + "` hold now?"), looked_at_.is_asked(system_, RelationId{i}));
      if (looked_at_.given_relations.contains({i}))
        method(names_.given_relations[i], parameters_of(it.places), "None",
               "From the start: " + first_line(it.doc, "`" + it.name + "` holds."), true);
    }
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i) {
      const Function& it = system_.functions[i];
      if (!it.is_fixed)
        method(names_.functions[i], parameters_of(it.places), names_.sorts[it.result.index],
               first_line(it.doc, "The value of `" + it.name + "` now."), looked_at_.is_asked(system_, FunctionId{i}));
      if (looked_at_.given_functions.contains({i})) {
        std::vector<std::string> parameters = parameters_of(it.places);
        parameters.push_back("value: " + names_.sorts[it.result.index]);
        method(names_.given_functions[i], parameters, "None",
               "From the start: " + first_line(it.doc, "the value of `" + it.name + "`."), true);
      }
    }
  }

  /// `for a in self.users for b in self.users`
  std::string loops(const std::vector<Place>& places, const std::vector<std::string>& variables) const {
    std::string result;
    for (std::size_t i = 0; i < places.size(); ++i)
      result += fmt::format(" for {} in self.{}", variables[i], names_.all_of[places[i].sort.index]);
    return result;
  }

  void write_facts() {
    out_.line();
    out_.line();
    out_.line("@dataclass");
    out_.open("class Facts:");
    doc("What is true in a test: who is there, what was given, and what the service answers about them.");
    out_.line();
    for (std::uint32_t i = 0; i < system_.sorts.size(); ++i)
      out_.line(fmt::format("{}: list[{}]", names_.all_of[i], names_.sorts[i]));
    for (const RelationId id : relations())
      out_.line(names_.relations[id.index] + ": set[tuple] = field(default_factory=set)");
    for (const FunctionId id : functions())
      out_.line(fmt::format("{}: dict[tuple, {}] = field(default_factory=dict)", names_.functions[id.index],
                            names_.sorts[system_[id].result.index]));
    out_.line();
    out_.open("def set_up(self, service: Driver) -> None:");
    doc("Brings the service to where the test starts.");
    for (const RelationId id : relations())
      if (looked_at_.given_relations.contains(id)) {
        out_.open(fmt::format("for places in sorted(self.{}, key=repr):", names_.relations[id.index]));
        out_.line(fmt::format("service.{}(*places)", names_.given_relations[id.index]));
        out_.close();
      }
    for (const FunctionId id : functions())
      if (looked_at_.given_functions.contains(id)) {
        out_.open(fmt::format("for places, value in self.{}.items():", names_.functions[id.index]));
        out_.line(fmt::format("service.{}(*places, value)", names_.given_functions[id.index]));
        out_.close();
      }
    out_.close();
    write_ask();
    write_formulas();
    out_.close();
  }

  void write_ask() {
    out_.line();
    out_.open("def ask(self, service: Driver) -> None:");
    doc("Asks the service about everybody in the test.");
    for (const RelationId id : relations())
      if (looked_at_.is_asked(system_, id)) {
        const std::vector<Place>& places = system_[id].places;
        const std::vector<std::string> variables = place_names(places);
        std::string condition = fmt::format("service.{}({})", names_.relations[id.index], joined(variables));
        if (system_[id].is_symmetric)
          condition += fmt::format(" or service.{}({}, {})", names_.relations[id.index], variables[1], variables[0]);
        if (places.empty())
          out_.line(fmt::format("self.{} = {{()}} if {} else set()", names_.relations[id.index], condition));
        else
          out_.line(fmt::format("self.{} = {{{}{} if {}}}", names_.relations[id.index], tuple(variables),
                                loops(places, variables), condition));
      }
    for (const FunctionId id : functions())
      if (looked_at_.is_asked(system_, id)) {
        const std::vector<Place>& places = system_[id].places;
        const std::vector<std::string> variables = place_names(places);
        out_.line(fmt::format("self.{} = {{{}: service.{}({}){}}}", names_.functions[id.index], tuple(variables),
                              names_.functions[id.index], joined(variables), loops(places, variables)));
      }
    out_.close();
  }

  void write_formulas() {
    for (const DefineId id : looked_at_.defines) {
      const Define& define = system_[id];
      std::map<VariableId, std::string> bound;
      std::vector<std::string> parameters;
      for (const VariableId parameter : define.parameters) {
        bound[parameter] = names_.identifier(cpp_identifier(system_[parameter].name));
        parameters.push_back(bound[parameter] + ": " + names_.sorts[system_[parameter].sort.index]);
      }
      function(names_.defines[id.index], parameters, first_line(define.doc, print(system_, define.body)),
               formulas_.text(define.body, "self", nullptr, bound));
    }
    for (const auto& [id, name] : names_.keeps) {
      const Property& it = system_[id];
      const std::string formula = formulas_.text(it.formula, "self", nullptr);
      function(name, {}, first_line(it.doc, print(system_, it.formula)),
               it.kind == PropertyKind::never ? negation(formula) : formula);
    }
  }

  void function(const std::string& name, const std::vector<std::string>& parameters, const std::string& about,
                const std::string& result) {
    out_.line();
    out_.open(fmt::format("def {}(self{}{}) -> bool:", name, parameters.empty() ? "" : ", ", joined(parameters)));
    doc(about);
    out_.line("return " + result);
    out_.close();
  }

  void open_test(const TestCase& test, const std::string& name) override {
    out_.line();
    out_.line();
    out_.open(fmt::format("def test_{}(service: Driver) -> None:", name));
    out_.line("\"\"\"");
    out_.comment("", escaped(test.title));
    for (const std::string& sentence : test.story)
      out_.comment("", escaped(sentence));
    out_.line("\"\"\"");
  }
  void close_test() override { out_.close(); }
  void declare(const ScriptPerson& person) override {
    out_.line(fmt::format("{} = {}({})", person.variable, names_.sorts[person.sort.index], quoted(person.name)));
  }
  void begin(const std::vector<std::vector<std::string>>& everybody) override {
    std::vector<std::string> lists;
    for (std::size_t i = 0; i < everybody.size(); ++i)
      lists.push_back(fmt::format("{}=[{}]", names_.all_of[i], joined(everybody[i])));
    out_.line(fmt::format("now = Facts({})", joined(lists)));
  }
  void set_up() override { out_.line("now.set_up(service)"); }
  void expect_from_now_on() override { out_.line("expected = deepcopy(now)"); }
  void put(const std::string& facts, RelationId relation, const std::vector<std::string>& args, bool holds) override {
    std::string tuples = tuple(args);
    if (system_[relation].is_symmetric)
      tuples += ", " + tuple({args[1], args[0]});
    out_.line(fmt::format("{}.{} {} {{{}}}", facts, names_.relations[relation.index], holds ? "|=" : "-=", tuples));
  }
  void set(const std::string& facts, FunctionId function, const std::vector<std::string>& args,
           const std::string& value) override {
    out_.line(fmt::format("{}.{}[{}] = {}", facts, names_.functions[function.index], tuple(args), value));
  }
  void take(const std::string& step, const std::string& rule, const std::vector<std::string>& args) override {
    out_.line(fmt::format("{} = service.{}({})", step, rule, joined(args)));
  }
  std::string set_of(const std::vector<std::string>& members) const override {
    return members.empty() ? "set()" : "{" + joined(members) + "}";
  }
  void require_outcome(const std::string& step, const TestStep& wanted) override {
    if (wanted.expected)
      out_.line(fmt::format(
          "assert {}{}.is_allowed, {}", *wanted.expected == Outcome::allowed ? "" : "not ", step,
          quoted(wanted.told + (*wanted.expected == Outcome::allowed ? ": must be allowed" : ": must be refused"))));
    if (wanted.reason)
      out_.line(fmt::format("assert {}.reason == {}", step, quoted(*wanted.reason)));
  }
  void ask() override { out_.line("now.ask(service)"); }
  void require_expected() override { out_.line("assert now == expected"); }
  void require(const std::string& condition, const std::string& told) override {
    out_.line(fmt::format("assert {}, {}", condition, quoted(told)));
  }
  const char* comment_marker() const override { return "#"; }

  std::string all(const std::string& variable, const std::string& domain, const std::string& body) const override {
    return fmt::format("all({} for {} in {})", body, variable, domain);
  }
  std::string any(const std::string& variable, const std::string& domain, const std::string& body) const override {
    return fmt::format("any({} for {} in {})", body, variable, domain);
  }
  std::string sum(const std::string& variable, const std::string& domain, const std::string& body) const override {
    return fmt::format("sum({} for {} in {})", body, variable, domain);
  }
  std::string number_of(const std::string& truth) const override { return "bool(" + truth + ")"; }
  std::string negation(const std::string& body) const override { return "(not " + body + ")"; }
  std::string conjunction(const std::string& left, const std::string& right) const override {
    return fmt::format("({} and {})", left, right);
  }
  std::string disjunction(const std::string& left, const std::string& right) const override {
    return fmt::format("({} or {})", left, right);
  }
  std::string equality(const std::string& left, const std::string& right) const override {
    return fmt::format("({} == {})", left, right);
  }
  std::string truth(bool value) const override { return value ? "True" : "False"; }
  std::string individual(const std::string& sort, const std::string& name) const override {
    return fmt::format("{}({})", sort, quoted(name));
  }
  std::string value(const std::string& sort, const std::string& name) const override { return sort + "." + name; }
  std::string holds(const std::string& facts, const std::string& relation,
                    const std::vector<std::string>& args) const override {
    return fmt::format("({} in {}.{})", tuple(args), facts, relation);
  }
  std::string value_of(const std::string& facts, const std::string& function,
                       const std::vector<std::string>& args) const override {
    return fmt::format("{}.{}[{}]", facts, function, tuple(args));
  }
  std::string call(const std::string& object, const std::string& function,
                   const std::vector<std::string>& args) const override {
    return fmt::format("{}.{}({})", object, function, joined(args));
  }
};

} // namespace

std::vector<GeneratedFile> write_pytest(const TestSuite& suite) {
  return PythonSuite(suite).files();
}

} // namespace chaperone::generators
