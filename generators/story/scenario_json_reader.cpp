// Reading saved scenarios and suites: every name is looked up, and the first mistake is located by
// its JSON path.
#include "generators/story/scenario_json.hpp"

#include "generators/story/json_reading.hpp"
#include "generators/story/text.hpp"
#include "model/resolve/front_end.hpp"
#include "model/text/suggest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

namespace chaperone::reports {
namespace {

using namespace model;
using nlohmann::json;

template <class Row>
std::uint32_t index_of(const std::vector<Row>& table, const std::string& name, const char* what,
                       const std::string& path) {
  Nearest nearest(name);
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].name == name)
      return static_cast<std::uint32_t>(i);
    nearest.offer(table[i].name);
  }
  const std::string question = nearest.question();
  stop(path, fmt::format("unknown {} `{}`{}", what, name, question.empty() ? "" : ", " + question));
}

/// Reads one scenario, or one test of a suite.
class Reader {
public:
  /// `root` is the path of the object that is read. Formulas of a test bring their variables into `system`.
  explicit Reader(System& system, std::string root = {}) : system_(system), root_(std::move(root)) {}

  Scenario read(const json& document) {
    object_of(document, root_ + "/");
    look_for_misspelt(document, root_, {"chaperone", "name", "rules", "population", "given", "steps", "keeps"});
    run(document, {"rule", "args", "actor", "expect", "reason"});
    if (document.contains("keeps"))
      keeps(document, [](const json& it, const std::string& path) { return std::pair(text_of(it, path), path); });
    return std::move(scenario_);
  }

  Scenario read_test(const json& test) {
    object_of(test, root_);
    look_for_misspelt(test, root_,
                      {"name", "title", "story", "population", "given", "exact", "steps", "expects", "keeps"});
    is_test_ = true;
    if (test.contains("expects"))
      each(test, "expects", [&](const json& it, const std::string& path) { formula_of(it, path); });
    run(test, {"rule", "args", "actor", "expect", "may_be_refused", "goes_on", "told", "why", "now", "no_longer"});
    if (!formulas_.empty())
      stop(root_ + "/expects", fmt::format("there is no step {}", formulas_.begin()->first));
    if (test.contains("keeps"))
      keeps(test, [](const json& it, const std::string& path) {
        return std::pair(text_of(member(object_of(it, path), path, "name"), path + "/name"), path + "/name");
      });
    return std::move(scenario_);
  }

private:
  using Words = std::vector<std::string>;

  void run(const json& document, const Words& of_steps) {
    scenario_.name = told_text_of(member(document, root_, "name"), root_ + "/name");
    population(object_of(member(document, root_, "population"), root_ + "/population"));
    each(document, "given", [&](const json& line, const std::string& path) { given(line, path); });
    expect_formulas(0);
    std::size_t number = 0;
    each(document, "steps", [&](const json& line, const std::string& path) {
      object_of(line, path);
      look_for_misspelt(line, path, of_steps);
      step(line, path);
      expect_formulas(++number);
    });
  }

  /// `name_of` gives a property's name and its path.
  template <class NameOf> void keeps(const json& document, const NameOf& name_of) {
    ScenarioKeeps keeps;
    each(document, "keeps", [&](const json& line, const std::string& path) {
      const auto [name, where] = name_of(line, path);
      keeps.properties.push_back(kept(name, where));
    });
    if (!keeps.properties.empty())
      scenario_.items.emplace_back(std::move(keeps));
  }

  /// A misspelt `keeps` would be a scenario that asks for nothing. What is like no member is somebody else's.
  static void look_for_misspelt(const json& object, const std::string& path, const Words& members) {
    for (const auto& [name, value] : object.items()) {
      if (std::find(members.begin(), members.end(), name) != members.end())
        continue;
      Nearest nearest(name);
      for (const std::string& member : members)
        if (!object.contains(member))
          nearest.offer(member);
      if (const std::string question = nearest.question(); !question.empty())
        stop(path + "/" + name, fmt::format("unknown member `{}`, {}", name, question));
    }
  }

  template <class Visit> void each(const json& object, const char* name, const Visit& visit) {
    const std::string path = fmt::format("{}/{}", root_, name);
    const json& list = list_of(member(object, root_, name), path);
    for (std::size_t i = 0; i < list.size(); ++i)
      visit(list[i], fmt::format("{}/{}", path, i));
  }

  void population(const json& sorts) {
    const std::string root = root_ + "/population";
    for (const auto& [name, names] : sorts.items())
      if (system_.sorts[index_of(system_.sorts, name, "sort", root)].is_enum)
        stop(root, fmt::format("`{}` is an enum: its values are in the rules", name));
    for (const Sort& sort : system_.sorts) {
      if (sort.is_enum) {
        scenario_.population.names.push_back(sort.names);
        continue;
      }
      const std::string path = fmt::format("{}/{}", root, sort.name);
      const json& list = list_of(member(sorts, root, sort.name.c_str()), path);
      std::vector<std::string> names;
      for (const json& name : list)
        names.push_back(told_text_of(name, path));
      if (names.empty())
        stop(path, "a sort has at least one individual");
      if (std::set<std::string>(names.begin(), names.end()).size() != names.size())
        stop(path, "a name stands here twice");
      scenario_.population.names.push_back(std::move(names));
    }
  }

  std::uint32_t individual(SortId sort, const json& value, const std::string& path) const {
    const std::string name = text_of(value, path);
    const auto& names = scenario_.population.names[sort.index];
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
      stop(path, fmt::format("there is no `{}` in {}", name, system_[sort].name));
    return static_cast<std::uint32_t>(found - names.begin());
  }

  std::vector<std::uint32_t> individuals(const std::vector<Place>& places, const json& line, std::size_t end,
                                         const std::string& path) const {
    if (end != places.size() + 1)
      stop(path, fmt::format("`{}` takes {}, not {}", line[0].get<std::string>(), counted(places.size(), "argument"),
                             end - 1));
    std::vector<std::uint32_t> args;
    for (std::size_t i = 0; i < places.size(); ++i)
      args.push_back(individual(places[i].sort, line[i + 1], fmt::format("{}/{}", path, i + 1)));
    return args;
  }

  Given fact(const json& line, const std::string& path) const {
    if (list_of(line, path).empty())
      stop(path, "expected a relation or a function");
    const std::string name = text_of(line[0], path + "/0");
    if (line.size() > 2 && line[line.size() - 2] == "=") {
      const FunctionId id{index_of(system_.functions, name, "function", path + "/0")};
      const Function& function = system_[id];
      auto args = individuals(function.places, line, line.size() - 2, path);
      const std::string value_path = fmt::format("{}/{}", path, line.size() - 1);
      return GivenValue{id, std::move(args), individual(function.result, line[line.size() - 1], value_path)};
    }
    const RelationId id{index_of(system_.relations, name, "relation", path + "/0")};
    return GivenTuple{id, individuals(system_[id].places, line, line.size(), path)};
  }

  void given(const json& line, const std::string& path) { scenario_.given.push_back(fact(line, path)); }

  StepArgument argument(const Variable& parameter, const json& value, const std::string& path) const {
    if (!parameter.is_set)
      return individual(parameter.sort, value, path);
    std::set<std::uint32_t> set;
    const json& list = list_of(value, path);
    for (std::size_t i = 0; i < list.size(); ++i)
      set.insert(individual(parameter.sort, list[i], fmt::format("{}/{}", path, i)));
    return std::vector<std::uint32_t>(set.begin(), set.end());
  }

  void step(const json& line, const std::string& path) {
    ScenarioStep step;
    step.action.rule =
        RuleId{index_of(system_.rules, text_of(member(line, path, "rule"), path + "/rule"), "rule", path + "/rule")};
    const std::string args_path = path + "/args";
    const json& args = object_of(member(line, path, "args"), args_path);
    const Rule& rule = system_[step.action.rule];
    for (const VariableId id : rule.parameters) {
      const Variable& parameter = system_[id];
      step.action.args.push_back(argument(parameter, member(args, args_path, parameter.name.c_str()),
                                          fmt::format("{}/{}", args_path, parameter.name)));
    }
    if (args.size() != rule.parameters.size())
      stop(args_path,
           fmt::format("`{}` takes {}, not {}", rule.name, counted(rule.parameters.size(), "argument"), args.size()));
    step.expected = outcome(line, path, "expect");
    if (is_test_ && !step.expected)
      step.expected = outcome(line, path, "goes_on");
    if (!is_test_ && line.contains("reason"))
      step.expected_reason = text_of(line["reason"], path + "/reason");
    // A step that is refused changes nothing, whatever it changes where it is allowed.
    const bool changes = step.expected != Outcome::refused;
    scenario_.items.emplace_back(std::move(step));
    if (is_test_ && changes)
      for (const bool holds : {true, false})
        expect_changed(line, path, holds);
  }

  static std::optional<Outcome> outcome(const json& line, const std::string& path, const char* name) {
    if (!line.contains(name))
      return std::nullopt;
    const std::string where = fmt::format("{}/{}", path, name);
    const std::string word = text_of(line[name], where);
    if (word != "allowed" && word != "refused")
      stop(where, "expected `allowed` or `refused`");
    return word == "allowed" ? Outcome::allowed : Outcome::refused;
  }

  /// What a step of a test makes true, or no longer true.
  void expect_changed(const json& line, const std::string& step, bool holds) {
    const char* const name = holds ? "now" : "no_longer";
    if (!line.contains(name))
      return;
    const std::string path = fmt::format("{}/{}", step, name);
    const json& facts = list_of(line[name], path);
    for (std::size_t i = 0; i < facts.size(); ++i) {
      const Formula formula = formula_of(fact(facts[i], fmt::format("{}/{}", path, i)));
      scenario_.items.emplace_back(ScenarioExpect{holds ? formula : negation(formula), {}});
    }
  }

  Formula formula_of(const Given& given) const {
    const auto terms = [](const std::vector<Place>& places, const std::vector<std::uint32_t>& args) {
      std::vector<Term> result;
      for (std::size_t i = 0; i < args.size(); ++i)
        result.emplace_back(Value{places[i].sort, args[i]});
      return result;
    };
    return std::visit(
        overload{
            [&](const GivenTuple& it) {
              return make_formula(Atom{it.relation, terms(system_[it.relation].places, it.args)});
            },
            [&](const GivenValue& it) {
              const Function& function = system_[it.function];
              auto place = std::make_shared<Application>(Application{it.function, terms(function.places, it.args)});
              return make_formula(Equal{std::move(place), Value{function.result, it.value}});
            },
        },
        given);
  }

  void formula_of(const json& line, const std::string& path) {
    object_of(line, path);
    const json& after = member(line, path, "after_step");
    if (!after.is_number_unsigned())
      stop(path + "/after_step", "expected a number of steps");
    formulas_[after.get<std::size_t>()].emplace_back(text_of(member(line, path, "formula"), path + "/formula"),
                                                     path + "/formula");
  }

  void expect_formulas(std::size_t after_step) {
    const auto found = formulas_.find(after_step);
    if (found == formulas_.end())
      return;
    for (const auto& [text, path] : found->second)
      scenario_.items.emplace_back(ScenarioExpect{read_formula(text, path), {}});
    formulas_.erase(found);
  }

  /// Read as a scenario's `expect`, among the same individuals.
  Formula read_formula(const std::string& text, const std::string& path) {
    std::string block = "scenario read {\n";
    for (std::size_t sort = 0; sort < system_.sorts.size(); ++sort)
      if (!system_.sorts[sort].is_enum)
        block += fmt::format("expect all somebody: {} | somebody in {{{}}}\n", system_.sorts[sort].name,
                             fmt::join(scenario_.population.names[sort], ", "));
    block += fmt::format("expect {}\n}}\n", text);
    const Loaded loaded = load_scenarios(system_, path, [&](const std::string&) { return FileBytes{block, {}}; });
    for (const Diagnostic& diagnostic : loaded.diagnostics)
      if (diagnostic.severity == Severity::error)
        stop(path, diagnostic.message);
    const Scenario& read = loaded.system->scenarios.front();
    const auto* expect = std::get_if<ScenarioExpect>(&read.items.back());
    if (expect == nullptr || read.population.names != scenario_.population.names)
      stop(path, "expected a formula about the test's individuals");
    system_.variables = loaded.system->variables;
    return std::make_shared<const Node>(Node{{}, expect->formula->kind}); // its words stand in no rule file
  }

  PropertyId kept(const std::string& name, const std::string& path) const {
    const PropertyId id{index_of(system_.properties, name, "property", path)};
    if (system_[id].kind == PropertyKind::possible)
      stop(path, fmt::format("`{}` is a `possible`: only `never` and `always` can be kept", name));
    return id;
  }

  System& system_;
  std::string root_;
  Scenario scenario_;
  bool is_test_ = false;
  /// Of a test, by the number of steps after which they are expected: formulas with their paths.
  std::map<std::size_t, std::vector<std::pair<std::string, std::string>>> formulas_;
};

/// "line 3, column 7", of the byte where a text stops being JSON.
std::string place_in(const std::string& text, std::size_t byte) {
  const std::string before = text.substr(0, byte == 0 ? 0 : byte - 1);
  const std::size_t line = before.rfind('\n');
  return fmt::format("line {}, column {}", std::count(before.begin(), before.end(), '\n') + 1,
                     before.size() - (line == std::string::npos ? 0 : line + 1) + 1);
}

json parsed(const std::string& text) {
  try {
    return json::parse(text);
  } catch (const json::exception& mistake) {
    const auto* place = dynamic_cast<const json::parse_error*>(&mistake);
    stop(place != nullptr ? place_in(text, place->byte) : "/", "this is not JSON");
  }
}

} // namespace

std::variant<System, JsonMistake> read_scenarios_json(const System& system, const std::string& text) {
  try {
    const json document = parsed(text);
    System result = system;
    result.scenarios.clear();
    if (!document.is_object() || !document.contains("tests")) {
      result.scenarios.push_back(Reader(result).read(document));
      return result;
    }
    const json& tests = list_of(document["tests"], "/tests");
    for (std::size_t i = 0; i < tests.size(); ++i)
      result.scenarios.push_back(Reader(result, fmt::format("/tests/{}", i)).read_test(tests[i]));
    return result;
  } catch (const JsonStop& stopped) {
    return stopped.mistake;
  }
}

std::optional<std::string> rules_of_saved_json(const std::string& text) {
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object() || !document.contains("rules") || !document["rules"].is_string())
    return std::nullopt;
  return document["rules"].get<std::string>();
}

} // namespace chaperone::reports
