// From names to ids.
#include "cli/check_options.hpp"

#include "cli/spelling.hpp"

#include "solver/explicit_state/exploration.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::cli {
namespace {

/// Looks names up in one rule file; says what is wrong with them.
class Lookup {
public:
  Lookup(const std::string& file, Console& console, std::vector<model::Diagnostic>* kept)
      : file_(file), console_(console), kept_(kept) {}

  bool is_fine() const { return is_fine_; }

  void refuse(const std::string& what) {
    is_fine_ = false;
    complain(console_, fmt::format("{}: {}", file_, what));
    if (kept_)
      kept_->push_back({model::Severity::error, "usage", model::nowhere, what, "", "", {}});
  }

  /// The index of the row of that name.
  template <class Row>
  std::optional<std::uint32_t> find(const std::vector<Row>& table, const std::string& name, std::string_view what) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < table.size(); ++i) {
      if (table[i].name == name)
        return static_cast<std::uint32_t>(i);
      known.push_back(table[i].name);
    }
    refuse(fmt::format("unknown {} `{}`{}", what, name, did_you_mean(name, known)));
    return std::nullopt;
  }

private:
  const std::string& file_;
  Console& console_;
  std::vector<model::Diagnostic>* kept_;
  bool is_fine_ = true;
};

} // namespace

std::optional<solver::Options> check_options(const Settings& settings, const model::System& system,
                                             const std::string& file, Console& console,
                                             std::vector<model::Diagnostic>* kept) {
  solver::Options options;
  options.depth = settings.depth;
  options.seed = settings.seed;
  options.engine = settings.engine;
  Lookup lookup(file, console, kept);
  for (const std::string& name : settings.properties)
    if (const auto index = lookup.find(system.properties, name, "property"))
      options.properties.push_back(model::PropertyId{*index});
  std::sort(options.properties.begin(), options.properties.end());
  const auto repeated = std::unique(options.properties.begin(), options.properties.end());
  options.properties.erase(repeated, options.properties.end());
  for (const auto& [name, size] : settings.scope) {
    const auto index = lookup.find(system.sorts, name, "sort");
    if (!index)
      continue;
    if (system.sorts[*index].is_enum)
      lookup.refuse(fmt::format("`{}` is an enum: its size is fixed by its values", name));
    else if (settings.engine == solver::EngineChoice::explicit_state &&
             size > solver::explicit_state::most_explicit_individuals)
      lookup.refuse(fmt::format("--engine explicit takes at most {} individuals of a sort, and --scope gives `{}` {}",
                                solver::explicit_state::most_explicit_individuals, name, size));
    else
      options.scope[model::SortId{*index}] = size;
  }
  return lookup.is_fine() ? std::optional(options) : std::nullopt;
}

} // namespace chaperone::cli
