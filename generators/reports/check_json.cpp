// Every report's contents, as JSON.
#include "generators/reports/check_json.hpp"

#include "generators/story/blame.hpp"
#include "generators/story/scenario_json.hpp"
#include "generators/story/story.hpp"
#include "model/print/printer.hpp"
#include "model/text/visible.hpp"
#include "solver/evidence/parts.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace chaperone::reports {
namespace {

using namespace model;
using Json = nlohmann::ordered_json;

void add_place(Json& into, const System& system, Span span) {
  if (!system.sources || span.begin == span.end)
    return;
  into["file"] = system.sources->file(span.file).path();
  into["line"] = system.sources->locate(span).line;
}

std::vector<std::string> bare_statements(const Story& story, const std::vector<Reason>& reasons) {
  std::vector<std::string> words;
  words.reserve(reasons.size());
  for (const Reason& reason : reasons)
    words.push_back((reason.was_before ? "was " : "") + print(*story.system, reason.statement, &story.population));
  return words;
}

/// Of each deed: the effect, the fact, whether it came to be, and why.
Json effects_json(const Story& story, const Blame& blame) {
  Json effects = Json::array();
  for (const Deed& deed : blame.deeds) {
    const Span span = (*story.system)[story.steps.back().action.rule].effects[deed.effect].span;
    Json line{{"text", quoted(*story.system, span)}};
    add_place(line, *story.system, span);
    line["fact"] = bare_statements(story, {deed.fact}).front();
    line["done"] = deed.is_done;
    line["since"] = bare_statements(story, tuples(*story.system, deed.because));
    effects.push_back(std::move(line));
  }
  return effects;
}

Json blame_json(const Story& story, const Blame& blame) {
  const System& system = *story.system;
  Json choices = Json::object();
  for (const Choice& choice : blame.broken_by.choices)
    choices[system[choice.variable].name] = name_of(story.cast(), system[choice.variable].sort, choice.value);
  Json facts = Json::array();
  for (const Reason& reason : blame.broken_by.reasons) {
    Json fact{{"fact", bare_statements(story, {reason}).front()}};
    if (!reason.because.empty())
      fact["since"] = bare_statements(story, tuples(system, reason.because));
    if (reason.true_since)
      fact["since_step"] = *reason.true_since;
    facts.push_back(std::move(fact));
  }
  Json requirements = Json::array();
  for (const Check& check : blame.checks) {
    const Requirement& requirement = system[story.steps.back().action.rule].requirements[check.requirement];
    Json line{{"text", quoted(system, requirement.span)}};
    add_place(line, system, requirement.span);
    line["held"] = bare_statements(story, check.satisfied_by.reasons);
    requirements.push_back(std::move(line));
  }
  Json together = Json::array();
  for (const auto& [first, second] : blame.strangers)
    together.push_back(
        {name_of(story.cast(), first.sort, first.index), name_of(story.cast(), second.sort, second.index)});
  Json mistaken = Json::array();
  for (const Mistaken& each : blame.mistaken)
    mistaken.push_back({{"fact", bare_statements(story, {each.fact}).front()},
                        {"looked_at_instead", bare_statements(story, each.instead)}});
  Json no_ways = Json::array();
  for (const NoWay& tried : blame.no_ways) {
    Json line{{"rule", system[tried.rule].name}, {"allowed", tried.allowed}};
    for (const Value& each : tried.named)
      line["named"].push_back(name_of(story.cast(), each.sort, each.index));
    if (tried.refused && tried.allowed == 0) {
      line["refused"] = print(system, *tried.refused, story.population);
      line["by"] = quoted(system, system[tried.rule].requirements[tried.requirement].span);
    }
    no_ways.push_back(std::move(line));
  }
  Json made = {{"choices", std::move(choices)},
               {"facts", std::move(facts)},
               {"requirements", std::move(requirements)},
               {"effects", effects_json(story, blame)},
               {"overlooked", bare_statements(story, blame.overlooked)},
               {"never_looked_at_together", std::move(together)},
               {"mistaken", std::move(mistaken)},
               {"unchanged", bare_statements(story, blame.unchanged)}};
  if (!no_ways.empty())
    made["no_ways"] = std::move(no_ways);
  return made;
}

Json counts(const System& system, const Population& population) {
  Json result = Json::object();
  for (std::uint32_t s = 0; s < system.sorts.size(); ++s)
    if (!system.sorts[s].is_enum)
      result[system.sorts[s].name] = population.size(SortId{s});
  return result;
}

/// Who stands for two parameters of a step, and whether it takes no more steps with one for each.
Json two_parts_json(const System& system, const Property& property, const Scenario& run) {
  Json list = Json::array();
  for (const solver::evidence::TwoParts& both : solver::evidence::two_parts(system, run)) {
    const Action& action = std::get<ScenarioStep>(run.items[both.step]).action;
    const std::vector<VariableId>& parameters = system[action.rule].parameters;
    const Variable& first = system[parameters[both.first]];
    const std::uint32_t who = std::get<std::uint32_t>(action.args[both.first]);
    list.push_back({{"step", both.step + 1},
                    {"individual", name_of({system, run.population}, first.sort, who)},
                    {"parameters", {first.name, system[parameters[both.second]].name}},
                    {"apart", solver::evidence::apart(system, property, run, both).has_value()}});
  }
  return list;
}

void write_shown(Json& line, const System& system, const Property& property, const solver::Shown& shown) {
  line["steps"] = shown.steps;
  line["individuals"] = counts(system, shown.scenario.population);
  const Scenario run = bare(shown.scenario);
  const Replay replayed = replay(system, run);
  line["scenario"] = story_json(system, run, replayed);
  line["smallest"] = shown.is_smallest;
  if (Json parts = two_parts_json(system, property, run); !parts.empty())
    line["two_parts"] = std::move(parts);
  if (shown.is_beyond_depth)
    line["beyond_depth"] = true;
  if (!shown.is_smallest)
    line["reason"] = shown.unproved;
  if (property.kind != PropertyKind::possible)
    line["because"] = blame_json(tell(system, run, replayed), find_blame(system, property, replayed));
}

Json keeping_json(const System& system, const solver::Proved& proved) {
  Json result = Json::array();
  for (const solver::Keeping& each : proved.keeping) {
    const Rule& rule = system[each.rule];
    Json requirements = Json::array(), parts = Json::array();
    for (const std::size_t index : each.requirements) {
      Json one{{"text", print(system, rule.requirements[index].formula)}};
      add_place(one, system, rule.requirements[index].span);
      requirements.push_back(std::move(one));
    }
    for (const std::size_t index : each.parts)
      parts.push_back(print(system, proved.invariant[index]));
    result.push_back({{"rule", rule.name}, {"requirements", std::move(requirements)}, {"before", std::move(parts)}});
  }
  return result;
}

void write_verdict(Json& line, const System& system, const Property& property, const solver::Verdict& verdict) {
  std::visit(overload{
                 [&](const solver::Shown& shown) { write_shown(line, system, property, shown); },
                 [&](const solver::Proved& proved) {
                   line["invariant"] = Json::array();
                   for (const Formula& formula : told_invariant(system, property, proved))
                     line["invariant"].push_back(print(system, formula));
                   if (!proved.keeping.empty())
                     line["keeping"] = keeping_json(system, proved);
                   if (proved.looked_at)
                     line["states"] = *proved.looked_at;
                   else
                     line["k"] = proved.k;
                 },
                 [&](const solver::Bounded& bounded) {
                   line["steps"] = bounded.steps;
                   if (!bounded.sizes.empty())
                     for (const auto& [sort, size] : bounded.sizes)
                       line["sizes"][system[sort].name] = size;
                   line["reason"] = bounded.reason;
                 },
                 [&](const solver::Unknown& unknown) { line["reason"] = unknown.reason; },
             },
             verdict);
}

/// To the millisecond: more digits would say more than was measured.
double rounded(double seconds) {
  return std::round(seconds * 1000) / 1000;
}

Json property_json(const System& system, const solver::PropertyAnswer& answer) {
  const Property& property = system[answer.property];
  Json line{{"name", property.name},
            {"kind", word_for(property)},
            {"verdict", word_for(finding_of(property, answer.verdict))}};
  if (!property.doc.empty())
    line["doc"] = property.doc;
  add_place(line, system, property.span);
  write_verdict(line, system, property, answer.verdict);
  line["seconds"] = rounded(answer.seconds);
  return line;
}

Json conflict_warning(const System& system, const solver::ConflictFound& found) {
  const Rule& rule = system[found.rule];
  Json line{{"code", "conflict"}, {"message", "conflict in " + rule.name}};
  add_place(line, system, rule.span);
  line["individuals"] = counts(system, found.scenario.population);
  line["scenario"] = scenario_json(system, bare(found.scenario));
  return line;
}

Json warnings_json(const CheckReport& report) {
  Json list = Json::array();
  for (const Diagnostic& warning : all_warnings(report))
    list.push_back(diagnostic_json(warning, *report.system->sources));
  for (const solver::ConflictFound& found : report.result->conflicts)
    list.push_back(conflict_warning(*report.system, found));
  return list;
}

} // namespace

Json diagnostic_json(const Diagnostic& diagnostic, const SourceSet& sources) {
  Json line{{"code", diagnostic.code}, {"message", diagnostic.message}};
  if (diagnostic.span.file.index < sources.size()) {
    const Location location = sources.locate(diagnostic.span);
    line["file"] = sources.file(diagnostic.span.file).path();
    line["line"] = location.line;
    line["column"] = location.column;
  }
  if (!diagnostic.hint.empty())
    line["hint"] = diagnostic.hint;
  return line;
}

Json failure_json(const System& system, const ScenarioFailure& failure) {
  Json line{{"code", failure.code}, {"message", failure.message}};
  add_place(line, system, failure.span);
  if (failure.property)
    line["property"] = system[*failure.property].name;
  return line;
}

Json story_json(const System& system, const Scenario& scenario, const Replay& replay) {
  const Story story = tell(system, scenario, replay);
  Json result = scenario_json(system, scenario);
  for (std::size_t i = 0; i < story.steps.size(); ++i) {
    Json& line = result["steps"][i];
    line["expect"] = story.steps[i].outcome == Outcome::allowed ? "allowed" : "refused";
    if (!story.steps[i].choice.empty())
      line["may_be_refused"] = true;
    line["told"] = story.steps[i].sentence;
    line["changes"] = Json::array();
    for (const Change& change : story.steps[i].changes)
      line["changes"].push_back(print(story.cast(), change));
  }
  return result;
}

Json check_json(const CheckReport& report) {
  const System& system = *report.system;
  Json document{{"chaperone", CHAPERONE_VERSION}, {"system", system.name}, {"file", report.file}};
  document["properties"] = Json::array();
  for (const solver::PropertyAnswer& answer : report.result->properties)
    document["properties"].push_back(property_json(system, answer));
  document["scenarios"] = Json::array();
  for (const solver::ScenarioAnswer& answer : report.result->scenarios) {
    Json line{{"name", system.scenarios[answer.scenario].name},
              {"verdict", answer.replay.failure ? "failed" : "passed"}};
    if (answer.replay.failure)
      line["failure"] = failure_json(system, *answer.replay.failure);
    document["scenarios"].push_back(std::move(line));
  }
  if (!report.saved.empty())
    document["saved"] = Json::array();
  for (const SavedReplay& saved : report.saved) {
    Json line{{"name", saved.name}, {"file", saved.file}, {"verdict", saved.failure ? "failed" : "passed"}};
    if (saved.failure)
      line["failure"] = failure_json(*saved.system, *saved.failure);
    document["saved"].push_back(std::move(line));
  }
  document["warnings"] = warnings_json(report);
  if (report.result->was_interrupted)
    document["interrupted"] = true;
  document["seconds"] = rounded(report.seconds);
  return document;
}

Json errors_json(const std::string& file, const std::vector<Diagnostic>& diagnostics, const SourceSet& sources) {
  Json document{{"chaperone", CHAPERONE_VERSION}, {"file", file}};
  document["errors"] = Json::array();
  document["warnings"] = Json::array();
  for (const Diagnostic& diagnostic : diagnostics)
    document[diagnostic.severity == Severity::error ? "errors" : "warnings"].push_back(
        diagnostic_json(diagnostic, sources));
  return document;
}

Json unread_json(const std::string& file, const std::string& why) {
  const SourceSet none;
  Diagnostic unread{Severity::error, "not_read", nowhere, unread_in_words(file, why), {}, {}, {}};
  return errors_json(file, {std::move(unread)}, none);
}

std::string written(const Json& document) {
  const std::string text = document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  return without_commands(visible_json(text), "\\u{:04x}");
}

} // namespace chaperone::reports
