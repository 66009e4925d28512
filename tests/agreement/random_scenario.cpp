// See random_scenario.hpp.
#include "tests/agreement/random_scenario.hpp"

#include <algorithm>

namespace chaperone::tests {

std::string ScenarioDraw::individual(std::size_t sort) {
  const std::vector<std::string>& values = vocabulary_.sorts[sort].values;
  if (!values.empty())
    return draw_.any(values);
  const std::vector<std::string> names =
      sort == 0 ? std::vector<std::string>{"Ann", "Bea"} : std::vector<std::string>{"Tom", "Ulf"};
  const std::string& name = draw_.any(names);
  if (std::none_of(named_.begin(), named_.end(), [&](const DrawnVariable& other) { return other.name == name; }))
    named_.push_back({name, sort, false});
  return name;
}

std::string ScenarioDraw::tuple(const DrawnSymbol& symbol) {
  std::string text;
  for (const std::size_t place : symbol.places)
    text += (text.empty() ? "" : ", ") + individual(place);
  return symbol.name + "(" + text + ")";
}

std::string ScenarioDraw::given() {
  std::string text;
  std::set<std::string> places;
  const std::uint32_t facts = 1 + draw_.below(3);
  for (std::uint32_t i = 0; i < facts; ++i) {
    const bool is_value = !vocabulary_.functions.empty() && draw_.chance(40);
    const DrawnSymbol& symbol = draw_.any(is_value ? vocabulary_.functions : vocabulary_.relations);
    const std::string place = tuple(symbol);
    if (!places.insert(place).second)
      continue; // a second value for a place is a mistake
    text += (text.empty() ? "  given " : ", ") + place;
    if (is_value)
      text += " = " + individual(symbol.result);
  }
  return text + "\n";
}

std::string ScenarioDraw::step() {
  const DrawnSymbol& rule = draw_.any(vocabulary_.rules);
  std::string text;
  for (std::size_t i = 0; i < rule.places.size(); ++i) {
    text += (i == 0 ? "" : ", ");
    if (!rule.sets[i]) {
      text += individual(rule.places[i]);
      continue;
    }
    std::set<std::string> members;
    const std::uint32_t count = draw_.below(3);
    for (std::uint32_t member = 0; member < count; ++member)
      members.insert(individual(rule.places[i]));
    std::string list;
    for (const std::string& member : members)
      list += (list.empty() ? "" : ", ") + member;
    text += "{" + list + "}";
  }
  const std::uint32_t outcome = draw_.below(10);
  return "  " + rule.name + "(" + text + ")" + (outcome < 6 ? "" : outcome < 8 ? " allowed" : " refused") + "\n";
}

std::string ScenarioDraw::declaration(const std::string& name) {
  named_.clear();
  std::string text = "scenario " + name + " {\n";
  if (draw_.chance(60))
    text += given();
  const std::uint32_t steps = 1 + draw_.below(3);
  for (std::uint32_t i = 0; i < steps; ++i)
    text += step();
  if (!vocabulary_.promises.empty() && draw_.chance(70))
    text += "  keeps " + draw_.any(vocabulary_.promises) + "\n";
  if (draw_.chance(30))
    text += "  expect " + formulas_.formula(named_, 1, {.can = true}) + "\n";
  return text + "}\n";
}

} // namespace chaperone::tests
