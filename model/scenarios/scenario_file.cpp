// Scenarios as text; see model/scenarios/scenario_file.hpp and docs/scenarios.md.
// Covered by tests/model/scenario_file_test.cpp.
#include "model/scenarios/scenario_file.hpp"

#include "model/meaning/interpreter.hpp"
#include "model/print/printer.hpp"
#include "model/scenarios/population.hpp"
#include "model/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <numeric>
#include <set>

namespace chaperone::model {
namespace {

constexpr std::size_t line_limit = 100;
constexpr std::uint32_t unseen = std::numeric_limits<std::uint32_t>::max();

/// Writes one scenario from the top down. A reader numbers the individuals of a sort in the order in which the
/// text names them, so the writer keeps that order (`ranks_`) and lists the members of a set by it: then writing
/// what was read gives the same text.
class ScenarioWriter {
public:
  ScenarioWriter(const System& system, const Scenario& scenario)
      : system_(system), scenario_(scenario), population_(with_usable_names(system, scenario.population)) {
    for (const std::vector<std::string>& names : population_.names) {
      ranks_.emplace_back(names.size(), unseen);
      named_.push_back(0);
    }
  }

  std::string text() {
    for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort)
      for (std::uint32_t i = 0; i < system_.sorts[sort].individuals.size(); ++i)
        mention({SortId{sort}, i});
    write_doc();
    text_ += "scenario " + scenario_.name + " {\n";
    write_given();
    std::size_t last = scenario_.items.size();
    while (last > 0 && std::holds_alternative<ScenarioKeeps>(scenario_.items[last - 1]))
      --last;
    for (std::size_t i = 0; i < last; ++i)
      write_item(scenario_.items[i]);
    name_the_rest();
    for (std::size_t i = last; i < scenario_.items.size(); ++i)
      write_item(scenario_.items[i]);
    text_ += "}\n";
    return text_;
  }

private:
  void write_doc() {
    std::size_t begin = 0;
    while (begin < scenario_.doc.size()) {
      const std::size_t end = std::min(scenario_.doc.find('\n', begin), scenario_.doc.size());
      text_ += "/// " + scenario_.doc.substr(begin, end - begin) + "\n";
      begin = end + 1;
    }
  }

  std::string name(SortId sort, std::uint32_t index) {
    mention({sort, index});
    return population_.names[sort.index][index];
  }

  void mention(const Value& value) {
    std::uint32_t& rank = ranks_[value.sort.index][value.index];
    if (rank == unseen)
      rank = named_[value.sort.index]++;
  }

  /// Members that were named before in the order of their naming, then the others.
  std::string set_text(SortId sort, std::vector<std::uint32_t> members) {
    const std::vector<std::uint32_t>& ranks = ranks_[sort.index];
    if (!system_[sort].is_enum)
      std::stable_sort(members.begin(), members.end(),
                       [&](std::uint32_t left, std::uint32_t right) { return ranks[left] < ranks[right]; });
    std::vector<std::string> names;
    for (const std::uint32_t member : members)
      names.push_back(name(sort, member));
    return fmt::format("{{{}}}", fmt::join(names, ", "));
  }

  std::string applied(const std::string& symbol, const std::vector<Place>& places,
                      const std::vector<std::uint32_t>& args) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < args.size(); ++i)
      names.push_back(name(places[i].sort, args[i]));
    return fmt::format("{}({})", symbol, fmt::join(names, ", "));
  }

  std::string fact(const GivenTuple& given) {
    const Relation& relation = system_[given.relation];
    return applied(relation.name, relation.places, given.args);
  }

  std::string fact(const GivenValue& given) {
    const Function& function = system_[given.function];
    std::string place = applied(function.name, function.places, given.args);
    return std::move(place) + " = " + name(function.result, given.value);
  }

  /// Facts of one relation or function share a `given` as long as they fit on its line.
  void write_fact(const std::string& symbol, const std::string& words) {
    const std::size_t line_start = text_.rfind('\n') + 1;
    const bool goes_on = symbol == last_symbol_ && text_.size() - line_start + words.size() + 2 <= line_limit;
    if (last_symbol_.empty())
      text_ += "  given " + words;
    else
      text_ += goes_on ? ", " + words : "\n  given " + words;
    last_symbol_ = symbol;
  }

  void write_given() {
    std::set<std::pair<FunctionId, std::vector<std::uint32_t>>> written;
    write_orders();
    for (const Given& given : scenario_.given)
      std::visit(overload{
                     [&](const GivenTuple& tuple) {
                       if (system_[tuple.relation].is_stated())
                         write_fact(system_[tuple.relation].name, fact(tuple));
                     },
                     [&](const GivenValue& value) {
                       written.insert({value.function, value.args});
                       if (!system_[value.function].is_stated())
                         return;
                       if (value.value != 0 || !system_[system_[value.function].result].is_enum)
                         write_fact(system_[value.function].name, fact(value));
                     },
                 },
                 given);
    // Which individual is the first is no business of a reader's: values of functions into sorts are all written.
    const Layout layout(system_, population_);
    for (std::uint32_t f = 0; f < system_.functions.size(); ++f) {
      const Function& function = system_.functions[f];
      if (system_[function.result].is_enum || !function.is_stated())
        continue;
      for_each_place(layout, function.places, [&](const std::vector<std::uint32_t>& args) {
        if (!written.contains({FunctionId{f}, args}))
          write_fact(function.name, fact(GivenValue{FunctionId{f}, args, 0}));
      });
    }
    if (!last_symbol_.empty())
      text_ += '\n';
  }

  /// Of ordered sorts whose order a reader would not find by itself: named individuals first, then those with declared
  /// names.
  void write_orders() {
    const Layout layout(system_, population_);
    const State start = initial_state(layout, scenario_);
    for (std::uint32_t i = 0; i < system_.sorts.size(); ++i) {
      const Sort& sort = system_.sorts[i];
      if (!sort.order)
        continue;
      std::vector<std::uint32_t> order(population_.size({i}));
      std::iota(order.begin(), order.end(), 0);
      std::ranges::stable_sort(order, [&](std::uint32_t low, std::uint32_t high) {
        return start.holds(*sort.order, std::array{low, high});
      });
      bool is_evident = std::ranges::is_sorted(order);
      std::size_t last = 0;
      for (std::size_t at = sort.individuals.size(); at < order.size(); ++at) {
        const auto declared = std::ranges::find(sort.names, population_.names[i][at]) - sort.names.begin();
        is_evident = is_evident && static_cast<std::size_t>(declared) < sort.names.size() &&
                     last <= static_cast<std::size_t>(declared);
        last = static_cast<std::size_t>(declared);
      }
      for (std::size_t at = 1; at < order.size() && !is_evident; ++at) {
        std::string low = name({i}, order[at - 1]);
        write_fact(system_[*sort.order].name, std::move(low) + " < " + name({i}, order[at]));
      }
    }
  }

  void write_item(const ScenarioItem& item) {
    std::visit(overload{
                   [&](const ScenarioStep& step) { write_step(step); },
                   [&](const ScenarioExpect& expect) {
                     text_ += "  expect " +
                              print(system_, expect.formula, &population_, [&](const Value& value) { mention(value); });
                     text_ += '\n';
                   },
                   [&](const ScenarioKeeps& keeps) {
                     std::vector<std::string> names;
                     for (const PropertyId property : keeps.properties)
                       names.push_back(system_[property].name);
                     text_ += fmt::format("  keeps {}\n", fmt::join(names, ", "));
                   },
               },
               item);
  }

  void write_step(const ScenarioStep& step) {
    const Rule& rule = system_[step.action.rule];
    std::vector<std::string> args;
    for (std::size_t i = 0; i < step.action.args.size(); ++i) {
      const SortId sort = system_[rule.parameters[i]].sort;
      args.push_back(std::visit(overload{
                                    [&](std::uint32_t index) { return name(sort, index); },
                                    [&](const std::vector<std::uint32_t>& set) { return set_text(sort, set); },
                                },
                                step.action.args[i]));
    }
    text_ += fmt::format("  {}({})", rule.name, fmt::join(args, ", "));
    if (step.expected)
      text_ += *step.expected == Outcome::allowed ? "   allowed" : "   refused";
    if (step.expected_reason)
      text_ += " \"" + *step.expected_reason + "\"";
    text_ += '\n';
  }

  /// Individuals that nothing named so far exist all the same. A sort of one needs no words: a reader gives every
  /// sort that nobody names exactly one individual.
  void name_the_rest() {
    for (std::uint32_t s = 0; s < system_.sorts.size(); ++s) {
      const std::vector<std::string>& names = population_.names[s];
      if (system_.sorts[s].is_enum || names.size() <= 1 || named_[s] == names.size())
        continue;
      std::vector<std::uint32_t> members(names.size());
      for (std::uint32_t i = 0; i < members.size(); ++i)
        members[i] = i;
      const std::string variable = variable_name();
      text_ += fmt::format("  expect all {}: {} | {} in {}\n", variable, system_.sorts[s].name, variable,
                           set_text(SortId{s}, std::move(members)));
    }
  }

  /// A variable that is named like nothing else: x, or x2, …
  std::string variable_name() const {
    const auto is_taken = [&](const std::string& candidate) {
      const auto is_it = [&](const std::string& name) { return name == candidate; };
      const auto is_named = [&](const Declared& declared) { return declared.name == candidate; };
      return std::any_of(population_.names.begin(), population_.names.end(),
                         [&](const auto& names) { return std::any_of(names.begin(), names.end(), is_it); }) ||
             std::any_of(system_.sorts.begin(), system_.sorts.end(), is_named);
    };
    std::string result = "x";
    for (int number = 2; is_taken(result); ++number)
      result = fmt::format("x{}", number);
    return result;
  }

  const System& system_;
  const Scenario& scenario_;
  Population population_;
  std::vector<std::vector<std::uint32_t>> ranks_; ///< by sort: when an individual was named first
  std::vector<std::uint32_t> named_;              ///< by sort: how many were named
  std::string last_symbol_;
  std::string text_;
};

std::size_t count_steps(const Scenario& scenario) {
  return static_cast<std::size_t>(std::count_if(scenario.items.begin(), scenario.items.end(), [](const auto& item) {
    return std::holds_alternative<ScenarioStep>(item);
  }));
}

} // namespace

std::string write_scenario(const System& system, const Scenario& scenario) {
  return ScenarioWriter(system, scenario).text();
}

namespace {

/// What stands above a counterexample of `check`.
std::string counterexample_comment(const System& system, const Scenario& scenario) {
  std::vector<std::string> promises;
  for (const ScenarioItem& item : scenario.items)
    if (const auto* keeps = std::get_if<ScenarioKeeps>(&item))
      for (const PropertyId property : keeps->properties)
        promises.push_back("`" + system[property].name + "`");
  std::string text = "// A saved run of " + system.name + ", found by `chaperone check --save`: ";
  const std::size_t steps = count_steps(scenario);
  text += fmt::format("{} step{}", steps, steps == 1 ? "" : "s");
  if (promises.empty())
    return text + ".\n";
  return text +
         fmt::format("\n// with which the rules of that day broke {}. Whichever step better rules refuse, or\n"
                     "// whatever they undo, the promise must hold. Read it, review it, edit it; run it again with\n"
                     "// `chaperone replay RULES THIS_FILE`.\n",
                     fmt::join(promises, ", "));
}

} // namespace

bool is_usable_path(std::string_view path) {
  const auto ends_or_breaks = [](unsigned char c) { return c == '"' || (c < 0x20 && c != '\t') || c == 0x7F; };
  return std::ranges::none_of(path, ends_or_breaks) && !find_invalid_utf8(path);
}

std::string write_scenario_file(const System& system, const Scenario& scenario, const std::string& rules_path,
                                const std::string& origin) {
  std::string text = origin.empty() ? counterexample_comment(system, scenario) : origin;
  text += "\nuse \"" + rules_path + "\"\n\n";
  return text + write_scenario(system, scenario);
}

} // namespace chaperone::model
