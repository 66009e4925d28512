// From names to ids.
#include "cli/check_options.hpp"

#include "cli/spelling.hpp"

#include "solver/engines/explicit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::cli {
namespace {

/// The index of the row of that name; says what is wrong where there is none.
template <class Row>
std::optional<std::uint32_t> find(const std::vector<Row>& table, const std::string& name, std::string_view what,
                                  const std::string& file, Console& console) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].name == name)
      return static_cast<std::uint32_t>(i);
    known.push_back(table[i].name);
  }
  complain(console, fmt::format("{}: unknown {} `{}`{}", file, what, name, did_you_mean(name, known)));
  return std::nullopt;
}

} // namespace

std::optional<solver::Options> check_options(const Settings& settings, const model::System& system,
                                             const std::string& file, Console& console) {
  solver::Options options;
  options.depth = settings.depth;
  options.seed = settings.seed;
  options.engine = settings.engine;
  bool is_fine = true;
  for (const std::string& name : settings.properties)
    if (const auto index = find(system.properties, name, "property", file, console))
      options.properties.push_back(model::PropertyId{*index});
    else
      is_fine = false;
  std::sort(options.properties.begin(), options.properties.end());
  const auto repeated = std::unique(options.properties.begin(), options.properties.end());
  options.properties.erase(repeated, options.properties.end());
  for (const auto& [name, size] : settings.scope) {
    const auto index = find(system.sorts, name, "sort", file, console);
    if (index && system.sorts[*index].is_enum) {
      complain(console, fmt::format("{}: `{}` is an enum: its size is fixed by its values", file, name));
      is_fine = false;
    } else if (index && settings.engine == solver::Engine::exhaustive && size > solver::most_explicit_individuals) {
      complain(console, fmt::format("{}: --engine explicit takes at most {} individuals of a sort, and --scope gives "
                                    "`{}` {}",
                                    file, solver::most_explicit_individuals, name, size));
      is_fine = false;
    } else if (index) {
      options.scope[model::SortId{*index}] = size;
    } else {
      is_fine = false;
    }
  }
  return is_fine ? std::optional(options) : std::nullopt;
}

} // namespace chaperone::cli
