// What a violation takes, as text and as JSON.
#include "generators/explanations/explain_report.hpp"

#include "generators/story/facts.hpp"
#include "generators/story/scenario_json.hpp"
#include "generators/story/story.hpp"
#include "generators/story/story_text.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace chaperone::explanations {
namespace {

using namespace model;
using Json = nlohmann::ordered_json;
using reports::Cast;

std::string words_of(const Cast& cast, const StartFact& fact) {
  return (fact.holds ? "" : "not ") + reports::print(cast, fact.now);
}

std::vector<std::string> words_of(const Cast& cast, const std::vector<StartFact>& facts) {
  std::vector<std::string> words;
  for (const StartFact& fact : facts)
    words.push_back(words_of(cast, fact));
  return words;
}

/// The requirement as a clause; a rule that requires nothing of those concerned goes by its name.
std::string cause_words(const System& system, const Cause& cause, const reports::Painter& painter) {
  const Rule& rule = system[cause.rule];
  const Span span = cause.requirement ? rule.requirements[*cause.requirement].span : rule.span;
  const std::string what = cause.requirement ? "require " + quoted(system, span) : "requires nothing of them";
  return fmt::format("{}  {}: {}", painter.paint(reports::Style::dim, place_of(system, span)), rule.name, what);
}

Json cause_json(const System& system, const Cause& cause) {
  const Rule& rule = system[cause.rule];
  const Span span = cause.requirement ? rule.requirements[*cause.requirement].span : rule.span;
  Json made = Json::object();
  if (is_written(system, span)) {
    made["file"] = system.sources->file(span.file).path();
    made["line"] = system.sources->locate(span).line;
  }
  made["rule"] = rule.name;
  if (cause.requirement)
    made["text"] = "require " + quoted(system, span);
  return made;
}

} // namespace

std::string violation_text(const ExplainReport& report, const solver::PropertyAnswer& answer,
                           const reports::Painter& painter) {
  const System& system = report.system();
  const Violation& violation = report.violations.at(answer.property);
  const auto& shown = std::get<solver::Shown>(answer.verdict);
  const Scenario run = reports::bare(shown.scenario);
  const Cast cast{system, run.population};
  std::string text =
      fmt::format("\n{} is broken like this\n", painter.paint(reports::Style::bold, system[answer.property].name));
  text += reports::short_story_text(reports::tell(system, run, replay(system, run)), painter);
  const auto list = [&](std::string_view title, const std::vector<StartFact>& facts, std::string_view none) {
    text += fmt::format("  {}: {}\n", title,
                        facts.empty() ? std::string(none) : reports::wrapped(words_of(cast, facts), title.size() + 4));
  };
  list("needed at the start", violation.needs.needed, "nothing");
  std::vector<StartFact> tied = violation.needs.fixed;
  std::erase_if(tied,
                [](const StartFact& fact) { return !fact.holds || !std::holds_alternative<GivenTuple>(fact.now); });
  list("tied to other facts by an `assume` or `init`", tied, "nothing that holds");
  list("may be anything", violation.needs.free, "nothing else");
  if (!violation.needs.spare.empty()) {
    std::vector<std::string> steps;
    for (const std::size_t step : violation.needs.spare)
      steps.push_back(std::to_string(step + 1));
    text += fmt::format("  steps that can be left out: {}\n", list_names(steps));
  }
  const Causes& causes = violation.causes;
  if (causes.violations.empty())
    return text;
  text += fmt::format("  {} found in small groups, of up to {}; any of these sets, tightened, stops all of them{}\n",
                      reports::counted(causes.violations.size(), "essentially different violation"),
                      reports::counted(causes.violations.back().items.size(), "step"),
                      causes.is_complete ? "" : "; there are too many sets to list");
  for (const std::vector<Cause>& set : causes.sets) {
    const char* mark = "-";
    for (const Cause& cause : set) {
      text += fmt::format("    {} {}\n", mark, cause_words(system, cause, painter));
      mark = " ";
    }
  }
  return text;
}

Json violation_json(const ExplainReport& report, const solver::PropertyAnswer& answer) {
  const System& system = report.system();
  const Violation& violation = report.violations.at(answer.property);
  const auto& shown = std::get<solver::Shown>(answer.verdict);
  const Cast cast{system, shown.scenario.population};
  Json sets = Json::array();
  for (const std::vector<Cause>& set : violation.causes.sets) {
    Json& causes = sets.emplace_back(Json::array());
    for (const Cause& cause : set)
      causes.push_back(cause_json(system, cause));
  }
  std::vector<std::size_t> needed, spare;
  for (const std::size_t step : violation.needs.steps)
    needed.push_back(step + 1);
  for (const std::size_t step : violation.needs.spare)
    spare.push_back(step + 1);
  return {{"scenario", reports::scenario_json(system, shown.scenario)},
          {"needed", words_of(cast, violation.needs.needed)},
          {"free", words_of(cast, violation.needs.free)},
          {"fixed", words_of(cast, violation.needs.fixed)},
          {"needed_steps", needed},
          {"spare_steps", spare},
          {"violations", violation.causes.violations.size()},
          {"causes", std::move(sets)}};
}

} // namespace chaperone::explanations
