// See accepted.hpp.
#include "cli/accepted.hpp"

#include "cli/rule_files.hpp"

#include "generators/conformance/start.hpp"
#include "model/resolve/front_end.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace chaperone::cli {
namespace {

namespace fs = std::filesystem;
using conformance::Deviation;
using conformance::DeviationShape;

/// Of a pair NAME.chap and NAME.json, the latter says in what the service differs.
std::string json_of(const std::string& file) {
  return fs::path(file).replace_extension(".json").string();
}

std::optional<Deviation> load_one(const model::System& system, const std::string& file, Console& console) {
  const model::FileBytes text = model::read_from_disk()(file);
  if (!text.bytes) {
    complain(console, fmt::format("{} cannot be read: {}", model::visible(file), text.why_not));
    return std::nullopt;
  }
  const auto shape = conformance::read_deviation(*text.bytes);
  if (const auto* mistake = std::get_if<std::string>(&shape)) {
    complain(console, fmt::format("{} {}", model::visible(file), *mistake));
    return std::nullopt;
  }
  const ScenarioFile read = read_scenario_file(system, file, console.has_color_error());
  if (!read.messages.empty())
    console.error(read.messages);
  if (!read.fits || read.scenarios.size() != 1)
    return std::nullopt;
  const NamedScenario& saved = read.scenarios.front();
  Deviation deviation{std::get<DeviationShape>(shape), conformance::trial_of(saved.system, file, saved.scenario()),
                      file};
  if (deviation.trial.actions.empty() ||
      !conformance::is_start(system, {deviation.trial.population, deviation.trial.given})) {
    complain(console, fmt::format("{} cannot be judged by these rules: its start is none of theirs, or it has no step",
                                  model::visible(file)));
    return std::nullopt;
  }
  if (deviation.shape.kind != conformance::Kind::promise)
    deviation.trial.keeps.clear();
  return deviation;
}

} // namespace

std::optional<std::vector<Deviation>> load_accepted(const model::System& system, const std::string& folder,
                                                    Console& console) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    complain(console, fmt::format("--accept {}: there is no such folder", model::visible(folder)));
    return std::nullopt;
  }
  std::vector<Deviation> all;
  bool is_fine = true;
  for (const std::string& file : scenario_files(folder)) {
    auto one = load_one(system, json_of(file), console);
    is_fine = is_fine && one.has_value();
    if (one)
      all.push_back(std::move(*one));
  }
  return is_fine ? std::optional(std::move(all)) : std::nullopt;
}

} // namespace chaperone::cli
