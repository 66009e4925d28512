#include "tests/records/random_case.hpp"

#include "model/resolve/front_end.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace chaperone::tests {

using namespace model;

std::unique_ptr<RandomCase> random_case(std::uint64_t seed) {
  const auto files = random_system(seed, seed % 3 == 0   ? Shape::anything
                                         : seed % 3 == 1 ? Shape::wider
                                                         : Shape::reaching);
  const auto reader = [&](const std::string& path) {
    const auto found = files.find(path);
    return found == files.end() ? FileBytes{std::nullopt, "no such file"} : FileBytes{found->second, {}};
  };
  Loaded loaded = load_system("rules.chap", reader);
  if (!loaded.system) // a rare draw that says too much of a way back
    return nullptr;
  Draw draw(seed);
  RandomData data = random_data(*loaded.system, draw, seed % 2 == 0 ? 0 : 2);
  return std::make_unique<RandomCase>(
      RandomCase{fmt::format("seed {}\n{}", seed, told(files)), std::move(*loaded.system), std::move(data)});
}

std::set<People> cases_in(const State& state, const System& system, const records::Violation& violation) {
  std::vector<Place> places;
  for (const VariableId variable : violation.leading)
    places.push_back({"", system[variable].sort});
  std::set<People> made;
  for_each_place(state.layout(), places, [&](const People& people) {
    std::vector<Assignment> bindings;
    for (std::size_t i = 0; i < people.size(); ++i)
      bindings.push_back({violation.leading[i], people[i]});
    if (evaluate(violation.told, {state}, bindings))
      made.insert(people);
  });
  return made;
}

std::set<People> cases_ahead(const State& state, RuleId rule, const System& system,
                             const records::Violation& violation) {
  const std::set<People> before = cases_in(state, system, violation);
  std::set<People> made;
  for (const Action& action : enabled_steps(state)) {
    if (action.rule != rule)
      continue;
    const auto after = take_step(state, action);
    if (!std::holds_alternative<State>(after))
      continue;
    for (const People& people : cases_in(std::get<State>(after), system, violation))
      if (!before.contains(people))
        made.insert(people);
  }
  return made;
}

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

} // namespace chaperone::tests
