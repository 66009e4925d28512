// Reading saved scenarios: every name is looked up, and the first mistake is located by
// its JSON path.
#include "generators/story/scenario_json.hpp"

#include "generators/story/json_reading.hpp"
#include "generators/story/text.hpp"
#include "model/text/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

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

class Reader {
public:
  explicit Reader(const System& system) : system_(system) {}

  Scenario read(const json& document) {
    object_of(document, "/");
    look_for_misspelt(document, "", {"chaperone", "name", "rules", "population", "given", "steps", "keeps"});
    scenario_.name = told_text_of(member(document, "", "name"), "/name");
    population(object_of(member(document, "", "population"), "/population"));
    each(document, "given", [&](const json& line, const std::string& path) { given(line, path); });
    each(document, "steps", [&](const json& line, const std::string& path) { step(line, path); });
    ScenarioKeeps keeps;
    if (document.contains("keeps"))
      each(document, "keeps", [&](const json& name, const std::string& path) {
        keeps.properties.push_back(kept(text_of(name, path), path));
      });
    if (!keeps.properties.empty())
      scenario_.items.emplace_back(std::move(keeps));
    return std::move(scenario_);
  }

private:
  /// A misspelt `keeps` would be a scenario that asks for nothing. What is like no member is somebody else's.
  static void look_for_misspelt(const json& object, const std::string& path, const std::vector<std::string>& members) {
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
    const std::string path = fmt::format("/{}", name);
    const json& list = list_of(member(object, "", name), path);
    for (std::size_t i = 0; i < list.size(); ++i)
      visit(list[i], fmt::format("{}/{}", path, i));
  }

  void population(const json& sorts) {
    for (const auto& [name, names] : sorts.items())
      if (system_.sorts[index_of(system_.sorts, name, "sort", "/population")].is_enum)
        stop("/population", fmt::format("`{}` is an enum: its values are in the rules", name));
    for (const Sort& sort : system_.sorts) {
      if (sort.is_enum) {
        scenario_.population.names.push_back(sort.names);
        continue;
      }
      const std::string path = fmt::format("/population/{}", sort.name);
      const json& list = list_of(member(sorts, "/population", sort.name.c_str()), path);
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

  void given(const json& line, const std::string& path) {
    if (list_of(line, path).empty())
      stop(path, "expected a relation or a function");
    const std::string name = text_of(line[0], path + "/0");
    if (line.size() > 2 && line[line.size() - 2] == "=") {
      const FunctionId id{index_of(system_.functions, name, "function", path + "/0")};
      const Function& function = system_[id];
      auto args = individuals(function.places, line, line.size() - 2, path);
      const std::string value_path = fmt::format("{}/{}", path, line.size() - 1);
      scenario_.given.emplace_back(
          GivenValue{id, std::move(args), individual(function.result, line[line.size() - 1], value_path)});
      return;
    }
    const RelationId id{index_of(system_.relations, name, "relation", path + "/0")};
    scenario_.given.emplace_back(GivenTuple{id, individuals(system_[id].places, line, line.size(), path)});
  }

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
    object_of(line, path);
    look_for_misspelt(line, path, {"rule", "args", "expect", "reason"});
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
    outcome(line, path, step);
    scenario_.items.emplace_back(std::move(step));
  }

  static void outcome(const json& line, const std::string& path, ScenarioStep& step) {
    if (line.contains("expect")) {
      const std::string word = text_of(line["expect"], path + "/expect");
      if (word != "allowed" && word != "refused")
        stop(path + "/expect", "expected `allowed` or `refused`");
      step.expected = word == "allowed" ? Outcome::allowed : Outcome::refused;
    }
    if (line.contains("reason"))
      step.expected_reason = text_of(line["reason"], path + "/reason");
  }

  PropertyId kept(const std::string& name, const std::string& path) const {
    const PropertyId id{index_of(system_.properties, name, "property", path)};
    if (system_[id].kind == PropertyKind::possible)
      stop(path, fmt::format("`{}` is a `possible`: only `never` and `always` can be kept", name));
    return id;
  }

  const System& system_;
  Scenario scenario_;
};

} // namespace

std::variant<Scenario, JsonMistake> read_scenario_json(const System& system, const std::string& text) {
  const json document = json::parse(text, nullptr, false);
  if (document.is_discarded())
    return JsonMistake{"/", "this is not JSON"};
  try {
    return Reader(system).read(document);
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
