// What is told of one step, as text and as JSON.
#include "generators/explanations/step.hpp"

#include "generators/story/facts.hpp"
#include "generators/story/scenario_json.hpp"
#include "generators/story/story_text.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace chaperone::explanations {
namespace {

using namespace model;
using Json = nlohmann::ordered_json;
using reports::Cast;
using reports::Style;

std::string_view word_for(const StepExplained& step) {
  const auto* outcome = std::get_if<Outcome>(&step.outcome);
  return !outcome ? "a conflict" : *outcome == Outcome::allowed ? "allowed" : "refused";
}

/// The facts that a requirement's truth comes down to; what there is to say where there are none.
std::vector<std::string> why(const StepExplained& step, const RequirementSeen& seen) {
  std::vector<std::string> facts;
  for (const reports::Reason& reason : reports::tuples(*step.system, seen.why.reasons))
    facts.push_back(print(*step.system, reason.statement, &step.population));
  if (seen.why.counted)
    facts.push_back(fmt::format("it counts {}", *seen.why.counted));
  if (facts.empty())
    facts.emplace_back(seen.why.looked_at_nobody ? "there was nobody to ask about" : "it does not depend on the state");
  return facts;
}

std::string words_of(const Cast& cast, const MissingFact& fact) {
  return (fact.holds ? "" : "not ") + reports::print(cast, fact.wanted);
}

} // namespace

std::string step_text(const StepExplained& step, const reports::Painter& painter) {
  const System& system = *step.system;
  const Cast cast{system, step.population};
  const bool is_allowed = word_for(step) == "allowed";
  std::string text = fmt::format("step {}: {}: {}\n  {}\n", step.number, print(system, step.action, step.population),
                                 painter.paint(is_allowed ? Style::good : Style::bad, word_for(step)),
                                 reports::sentence_of(cast, step.action));
  const Rule& rule = system[step.action.rule];
  for (const RequirementSeen& seen : step.requirements) {
    const Span span = rule.requirements[seen.requirement].span;
    text += fmt::format("\n  {}  require {}\n    {}: {}\n", painter.paint(Style::dim, place_of(system, span)),
                        quoted(system, span),
                        painter.paint(seen.holds ? Style::good : Style::bad, seen.holds ? "holds" : "fails"),
                        reports::wrapped(why(step, seen), 11));
  }
  if (is_allowed)
    return text;
  text += "\n";
  if (step.missing.empty())
    text += "  no change of up to three facts is enough for it to be allowed\n";
  for (const std::vector<MissingFact>& set : step.missing) {
    std::vector<std::string> words;
    bool is_fixed = false;
    for (const MissingFact& fact : set) {
      words.push_back(words_of(cast, fact));
      is_fixed = is_fixed || fact.is_fixed;
    }
    text += fmt::format("  it would be allowed with {}{}\n", list_names(words),
                        is_fixed ? ", which no step can change" : "");
  }
  if (step.are_more_missing)
    text += "  and with others of this size\n";
  if (!step.way) {
    text += "  no short run of those who are there comes to where it is allowed\n";
    return text;
  }
  text += "\n  it would be allowed after\n";
  for (std::size_t i = 0; i < step.way->size(); ++i)
    text += fmt::format("  {}. {}\n", i + 1, reports::sentence_of(cast, (*step.way)[i]));
  return text;
}

Json step_json(const StepExplained& step) {
  const System& system = *step.system;
  const Cast cast{system, step.population};
  const Rule& rule = system[step.action.rule];
  Json requirements = Json::array(), missing = Json::array();
  for (const RequirementSeen& seen : step.requirements) {
    const Span span = rule.requirements[seen.requirement].span;
    Json made{{"text", "require " + quoted(system, span)}, {"holds", seen.holds}, {"facts", why(step, seen)}};
    if (is_written(system, span)) {
      made["file"] = system.sources->file(span.file).path();
      made["line"] = system.sources->locate(span).line;
    }
    requirements.push_back(std::move(made));
  }
  for (const std::vector<MissingFact>& set : step.missing) {
    std::vector<std::string> words;
    for (const MissingFact& fact : set)
      words.push_back(words_of(cast, fact));
    missing.push_back(std::move(words));
  }
  Json made{{"chaperone", CHAPERONE_VERSION},
            {"system", system.name},
            {"step", step.number},
            {"action", reports::action_json(cast, step.action)},
            {"outcome", word_for(step) == "a conflict" ? "conflict" : word_for(step)},
            {"requirements", std::move(requirements)},
            {"missing", std::move(missing)}};
  if (step.way) {
    made["way"] = Json::array();
    for (const Action& action : *step.way)
      made["way"].push_back(reports::action_json(cast, action));
  }
  return made;
}

} // namespace chaperone::explanations
