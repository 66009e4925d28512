// Told-as texts and reasons with their parameters filled in.
// Covered by tests/model/replay_test.cpp.
#include "model/meaning/interpreter.hpp"
#include "model/print/printer.hpp"

namespace chaperone::model {
namespace {

std::string told_argument(const std::vector<std::string>& names, const StepArgument& argument) {
  return std::visit(overload{
                        [&](std::uint32_t index) { return names[index]; },
                        [&](const std::vector<std::uint32_t>& set) {
                          std::vector<std::string> members;
                          for (const std::uint32_t index : set)
                            members.push_back(names[index]);
                          return list_names(members);
                        },
                    },
                    argument);
}

} // namespace

std::string fill_in(const std::string& text, const System& system, const Action& action, const Population& population) {
  const Rule& rule = system[action.rule];
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '{') {
      result += text[at];
      continue;
    }
    if (text.compare(at, 2, "{{") == 0) {
      result += '{';
      ++at;
      continue;
    }
    const std::size_t end = text.find('}', at);
    const std::string name = text.substr(at + 1, end == std::string::npos ? end : end - at - 1);
    bool is_known = false;
    for (std::size_t i = 0; i < rule.parameters.size() && !is_known; ++i) {
      const Variable& parameter = system[rule.parameters[i]];
      is_known = parameter.name == name;
      if (is_known)
        result += told_argument(population.names[parameter.sort.index], action.args[i]);
    }
    // The front end refuses unknown names, so only a text that was not read from a file gets here.
    if (!is_known || end == std::string::npos)
      result += text[at];
    else
      at = end;
  }
  return result;
}

} // namespace chaperone::model
