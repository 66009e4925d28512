// See model/scenarios/population.hpp.
#include "model/scenarios/population.hpp"

#include "model/syntax/lexer.hpp"
#include "model/text/utf8.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <string>
#include <vector>

namespace chaperone::model {
namespace {

/// One word that the language does not reserve.
bool is_name(const std::string& text) {
  Report report;
  const LexedFile lexed = lex(FileId{}, text, report);
  return find_invalid_utf8(text) == std::nullopt && report.diagnostics().empty() && lexed.tokens.size() == 2 &&
         lexed.tokens.front().kind == TokenKind::name && lexed.tokens.front().begin == 0 &&
         lexed.tokens.front().end == text.size();
}

/// Every name with which a scenario's individual could be mistaken for something declared.
std::set<std::string> declared_names(const System& system) {
  std::set<std::string> names;
  for (const Sort& sort : system.sorts) {
    names.insert(sort.name);
    if (sort.is_enum)
      names.insert(sort.names.begin(), sort.names.end());
  }
  for (const Relation& relation : system.relations)
    names.insert(relation.name);
  for (const Function& function : system.functions)
    names.insert(function.name);
  for (const Define& define : system.defines)
    names.insert(define.name);
  return names;
}

} // namespace

Population with_usable_names(const System& system, Population population) {
  std::set<std::string> taken = declared_names(system);
  std::vector<std::string*> unusable;
  std::vector<const Sort*> sorts_of_unusable;
  for (std::size_t s = 0; s < system.sorts.size(); ++s) {
    if (system.sorts[s].is_enum)
      continue;
    const std::vector<FunctionId>& individuals = system.sorts[s].individuals;
    for (std::size_t at = 0; at < population.names[s].size(); ++at) {
      std::string& name = population.names[s][at];
      const bool is_own = at < individuals.size() && name == system[individuals[at]].name;
      if (is_own)
        continue;
      if (!is_name(name) || !taken.insert(name).second) {
        unusable.push_back(&name);
        sorts_of_unusable.push_back(&system.sorts[s]);
      }
    }
  }
  for (std::size_t i = 0; i < unusable.size(); ++i) {
    int number = 1;
    while (!taken.insert(fmt::format("{}{}", sorts_of_unusable[i]->name, number)).second)
      ++number;
    *unusable[i] = fmt::format("{}{}", sorts_of_unusable[i]->name, number);
  }
  return population;
}

} // namespace chaperone::model
