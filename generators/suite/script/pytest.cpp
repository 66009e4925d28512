// See pytest.hpp.
#include "generators/suite/script/pytest.hpp"

#include "generators/suite/script/script_suite.hpp"

#include <fmt/format.h>

namespace chaperone::generators::suite::script {

using namespace model;

const ScriptSpelling& pytest_spelling() {
  static const ScriptSpelling spelling{
      false, false, {"and",          "as",        "assert",   "async",    "await",     "break",        "class",
                     "continue",     "def",       "del",      "elif",     "else",      "except",       "finally",
                     "for",          "from",      "global",   "if",       "import",    "in",           "is",
                     "lambda",       "nonlocal",  "not",      "or",       "pass",      "raise",        "return",
                     "try",          "while",     "with",     "yield",    "None",      "True",         "False",
                     "self",         "set",       "list",     "dict",     "sum",       "all",          "any",
                     "bool",         "str",       "match",    "case",     "type",      "print",        "set_up",
                     "ask",          "service",   "now",      "expected", "copy",      "Driver",       "Facts",
                     "Outcome",      "dataclass", "field",    "deepcopy", "Enum",      "ABC",          "abstractmethod",
                     "tuple",        "pytest",    "before",   "subsets",  "frozenset", "combinations", "value",
                     "places",       "took",      "told",     "story",    "steps",     "unlike",       "holds",
                     "reached_over", "note_past", "note_step"}};
  return spelling;
}

namespace {

/// `(a,)`, `(a, b)`
std::string python_tuple(const std::vector<std::string>& parts) {
  return "(" + joined(parts) + (parts.size() == 1 ? ",)" : ")");
}

class Python : public ScriptLanguage {
public:
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
    return fmt::format("({} in {}.{})", python_tuple(args), facts, relation);
  }
  std::string value_of(const std::string& facts, const std::string& function,
                       const std::vector<std::string>& args) const override {
    return fmt::format("{}.{}[{}]", facts, function, python_tuple(args));
  }
  std::string call(const std::string& object, const std::string& function,
                   const std::vector<std::string>& args) const override {
    return fmt::format("{}.{}({})", object, function, joined(args));
  }
  std::string set_of(const std::vector<std::string>& members) const override {
    return members.empty() ? "set()" : "{" + joined(members) + "}";
  }
  std::string set_in_fact(const std::vector<std::string>& members) const override {
    return members.empty() ? "frozenset()" : "frozenset({" + joined(members) + "})";
  }
  std::string subsets(const std::string& domain) const override { return "subsets(" + domain + ")"; }
};

const Python python;

constexpr const char* subsets = R"(

def subsets(elements: list) -> list[frozenset]:
    """All sets that can be made of these."""
    return [frozenset(some) for size in range(len(elements) + 1) for some in combinations(elements, size)]
)";

constexpr const char* closure_machinery = R"py(

def reached_over(steps: set) -> set:
    """What is reached over one step or more."""
    reached = set(steps)
    while True:
        further = {(a, c) for a, b in reached for other, c in steps if other == b} - reached
        if not further:
            return reached
        reached |= further
)py";

constexpr const char* unlike = R"py(

def told(symbol: str, places: tuple) -> str:
    """A place as the rules write it."""
    return f"{symbol}({', '.join(place.name for place in places)})"


def unlike_tuples(symbol: str, now: set, expected: set) -> list[str]:
    """Tuples that hold and should not, or the other way round."""
    return sorted(f"{told(symbol, places)} {'holds, and should not' if places in now else 'should hold'}"
                  for places in now ^ expected)


def unlike_values(symbol: str, now: dict, expected: dict) -> list[str]:
    """Values that are not what they should be."""
    return [f"{told(symbol, places)} is {value.name}, and should be {expected[places].name}"
            for places, value in now.items() if value != expected[places]]
)py";

/// Methods of the facts.
constexpr const char* story = R"py(
    def took(self, step: str, outcome: Outcome) -> Outcome:
        """Notes what came of a step."""
        self.steps.append(f"{step}: {'allowed' if outcome.is_allowed else 'refused ' + outcome.reason}".rstrip())
        return outcome

    def story(self, *wanted: str) -> str:
        """The last step and what is wanted now, and below them all steps so far."""
        return "\n".join(["; ".join([*self.steps[-1:], *wanted]), *self.steps, *wanted, ""]))py";

class PythonSuite : public ScriptSuite {
public:
  explicit PythonSuite(const TestSuite& suite) : ScriptSuite(suite, python, pytest_spelling(), 4) {}

  std::vector<GeneratedFile> files() {
    const std::string module = names_.cpp.name_space;
    write_driver();
    std::string driver = out_.text();
    out_ = ScriptText(4);
    out_.comment("#", origin_of(suite_));
    out_.line("from copy import deepcopy");
    out_.line();
    out_.line("from " + module + "_driver import *");
    write_tests();
    return {{module + "_driver.py", std::move(driver)}, {"test_" + module + ".py", out_.text()}};
  }

private:
  void doc(const std::string& text) { out_.line("\"\"\"" + in_docstring(text) + "\"\"\""); }

  void write_driver() {
    out_.comment("#", origin_of(suite_));
    out_.line("from __future__ import annotations");
    out_.line();
    out_.line("from abc import ABC, abstractmethod");
    out_.line("from dataclasses import dataclass, field");
    out_.line("from enum import Enum");
    if (service_.asks_for_sets())
      out_.line("from itertools import combinations");
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
    if (service_.asks_for_sets())
      out_.line(subsets);
    if (!service_.closures.empty())
      out_.line(closure_machinery);
    out_.line(unlike);
    out_.line();
    out_.open("class Driver(ABC):");
    doc("What the tests need of a service: derive from it, and give it to the tests as the fixture `service`.");
    for (const ScriptCall& call : service_.calls)
      write_call(call);
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

  std::string parameters(const std::vector<ScriptPlace>& places) const {
    std::string result = "self";
    for (const ScriptPlace& place : places)
      result += fmt::format(", {}: {}", place.name,
                            place.is_set ? "set[" + sort_name(place.sort) + "]" : sort_name(place.sort));
    return result;
  }

  std::string result_of(const ScriptCall& call) const {
    switch (call.gives) {
    case ScriptCall::Gives::outcome:
      return "Outcome";
    case ScriptCall::Gives::truth:
      return "bool";
    case ScriptCall::Gives::value:
      return sort_name(*call.result);
    case ScriptCall::Gives::nothing:
      break;
    }
    return "None";
  }

  void write_call(const ScriptCall& call) {
    out_.line();
    if (call.is_needed)
      out_.line("@abstractmethod");
    out_.open(fmt::format("def {}({}) -> {}:", call.name, parameters(call.parameters), result_of(call)));
    doc(call.about);
    if (!call.is_needed && call.gives == ScriptCall::Gives::outcome)
      out_.line("return Outcome(False, \"no test tries this\")");
    out_.close();
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
    for (const ScriptTable* table : service_.tables()) {
      const std::string type = table->result ? "dict[tuple, " + sort_name(*table->result) + "]" : "set[tuple]";
      out_.line(fmt::format("{}: {} = field(default_factory={}{})", table->name, type, table->result ? "dict" : "set",
                            table->symbol.empty() ? ", compare=False" : ""));
    }
    out_.line("steps: list[str] = field(default_factory=list, compare=False)");
    write_set_up();
    write_ask();
    for (const bool about_steps : {false, true})
      if (service_.remembers(about_steps))
        write_remember(about_steps);
    out_.line(story);
    write_unlike();
    write_predicates();
    out_.close();
  }

  void write_unlike() {
    out_.line();
    out_.open("def unlike(self, expected: Facts) -> list[str]:");
    doc("What is otherwise than expected.");
    out_.line("result = []");
    for (const ScriptTable* table : service_.tables()) {
      if (table->symbol.empty())
        continue;
      const std::string kind = table->result ? "values" : "tuples";
      out_.line(fmt::format("result += unlike_{}({}, self.{}, expected.{})", kind, quoted(table->symbol), table->name,
                            table->name));
    }
    out_.line("return result");
    out_.close();
  }

  void write_set_up() {
    out_.line();
    out_.open("def set_up(self, service: Driver) -> None:");
    doc("Brings the service to where the test starts.");
    for (const ScriptTable* table : service_.tables()) {
      if (table->given.empty())
        continue;
      out_.open(table->result ? fmt::format("for places, value in self.{}.items():", table->name)
                              : fmt::format("for places in sorted(self.{}, key=repr):", table->name));
      out_.line(fmt::format("service.{}(*places{})", table->given, table->result ? ", value" : ""));
      out_.close();
    }
    out_.close();
  }

  void write_ask() {
    out_.line();
    out_.open("def ask(self, service: Driver) -> None:");
    doc("Asks the service about everybody in the test.");
    for (const ScriptTable* table : service_.tables()) {
      if (table->is_last_step)
        out_.line(fmt::format("self.{} = set()", table->name));
      if (table->asked.empty())
        continue;
      const std::vector<std::string> places = variables(table->places);
      const std::string loops = loops_over(table->places);
      std::string answer = fmt::format("service.{}({})", table->asked, joined(places));
      if (table->is_symmetric)
        answer += fmt::format(" or service.{}({}, {})", table->asked, places[1], places[0]);
      if (table->result)
        out_.line(fmt::format("self.{} = {{{}: {}{}}}", table->name, python_tuple(places), answer, loops));
      else
        write_tuples(*table, answer);
    }
    for (const ScriptClosure& it : service_.closures) {
      const std::string everybody = "self." + it.sort_members;
      out_.line(fmt::format("self.{0} = reached_over({{(a, b) for a in {1} for b in {1} if {2}}})", it.table->name,
                            everybody, one_step(it, "a", "b")));
    }
    out_.close();
  }

  void write_remember(bool about_steps) {
    out_.line();
    const bool looks_back = about_steps && service_.remembers_looking_back();
    out_.open(fmt::format("def {}(self{}) -> None:", about_steps ? "note_step" : "note_past",
                          looks_back ? ", before: Facts" : ""));
    doc(about_steps ? "Notes what has come of the last step, for what is asked of the past."
                    : "Notes what is true now, for what is asked of the past.");
    for (const ScriptMemory& it : service_.memories)
      if (it.is_about_steps == about_steps) {
        std::vector<std::string> args = variables(it.table->places);
        if (it.looks_back)
          args.emplace_back("before");
        write_tuples(*it.table, python.call("self", it.predicate, args));
      }
    out_.close();
  }

  /// `for a in self.users for b in self.users`
  std::string loops_over(const std::vector<ScriptPlace>& places) const {
    std::string loops;
    for (const ScriptPlace& place : places) {
      const std::string everybody = "self." + names_.all_of[place.sort.index];
      loops += fmt::format(" for {} in {}", place.name, place.is_set ? python.subsets(everybody) : everybody);
    }
    return loops;
  }

  /// The table has the tuples of which `condition` is true.
  void write_tuples(const ScriptTable& table, const std::string& condition) {
    const std::vector<std::string> places = variables(table.places);
    if (places.empty())
      out_.line(fmt::format("self.{} = {{()}} if {} else set()", table.name, condition));
    else
      out_.line(fmt::format("self.{} = {{{}{} if {}}}", table.name, python_tuple(places), loops_over(table.places),
                            condition));
  }

  void write_predicate(const ScriptPredicate& it, const std::string& result) override {
    out_.line();
    out_.open(fmt::format("def {}({}{}) -> bool:", it.name, parameters(it.parameters),
                          it.looks_back ? ", before: Facts" : ""));
    doc(it.about);
    out_.line("return " + result);
    out_.close();
  }
  const char* facts_themselves() const override { return "self"; }

  void open_test(const TestCase& test, const std::string& name) override {
    out_.line();
    out_.line();
    out_.open(fmt::format("def test_{}(service: Driver) -> None:", name));
    out_.line("\"\"\"");
    out_.comment("", in_docstring(test.title));
    for (const std::string& sentence : test.story)
      out_.comment("", in_docstring(sentence));
    out_.line("\"\"\"");
  }
  void close_test() override { out_.close(); }
  void close_block() override { out_.close(); }
  void declare(const ScriptPerson& person) override {
    out_.line(fmt::format("{} = {}({})", person.variable, sort_name(person.sort), quoted(person.name)));
  }
  void begin(const std::vector<std::vector<std::string>>& everybody) override {
    std::vector<std::string> lists;
    for (std::size_t i = 0; i < everybody.size(); ++i)
      lists.push_back(fmt::format("{}=[{}]", names_.all_of[i], joined(everybody[i])));
    out_.line(fmt::format("now = Facts({})", joined(lists)));
  }
  void set_up() override { out_.line("now.set_up(service)"); }
  void copy_facts(const std::string& name) override { out_.line(name + " = deepcopy(now)"); }
  void put(const std::string& facts, const ScriptTable& table, const std::vector<std::string>& args,
           bool holds) override {
    std::string tuples = python_tuple(args);
    if (table.is_symmetric)
      tuples += ", " + python_tuple({args[1], args[0]});
    out_.line(fmt::format("{}.{} {} {{{}}}", facts, table.name, holds ? "|=" : "-=", tuples));
  }
  void set(const std::string& facts, const ScriptTable& table, const std::vector<std::string>& args,
           const std::string& value) override {
    out_.line(fmt::format("{}.{}[{}] = {}", facts, table.name, python_tuple(args), value));
  }
  void take(const std::string& step, const std::string& told, const std::string& rule,
            const std::vector<std::string>& args) override {
    out_.line(fmt::format("{} = now.took({}, service.{}({}))", step, quoted(told), rule, joined(args)));
  }
  void require_outcome(const std::string& step, const TestStep& wanted) override {
    if (wanted.expected)
      out_.line(fmt::format(
          "assert {}{}.is_allowed, now.story({})", *wanted.expected == Outcome::allowed ? "" : "not ", step,
          quoted(wanted.told + (*wanted.expected == Outcome::allowed ? ": must be allowed" : ": must be refused"))));
    if (wanted.reason)
      out_.line(fmt::format("assert {}.reason == {}, now.story()", step, quoted(*wanted.reason)));
  }
  void open_if(const std::string& step, Outcome outcome) override {
    out_.open(fmt::format("if {}{}.is_allowed:", outcome == Outcome::allowed ? "" : "not ", step));
  }
  void end_test_early() override { out_.line("return"); }
  void ask() override { out_.line("now.ask(service)"); }
  void remember(bool about_steps, const std::string& before) override {
    out_.line(fmt::format("now.{}({})", about_steps ? "note_step" : "note_past", before));
  }
  void require_expected() override { out_.line("assert now.unlike(expected) == [], now.story()"); }
  void require(const std::string& condition, const std::string& told) override {
    out_.line(fmt::format("assert {}, now.story({})", condition, quoted(told)));
  }
  const char* comment_marker() const override { return "#"; }
};

} // namespace

std::vector<GeneratedFile> write_pytest(const TestSuite& suite) {
  return PythonSuite(suite).files();
}

} // namespace chaperone::generators::suite::script
