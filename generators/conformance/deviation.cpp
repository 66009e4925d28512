// A deviation is compared by names and words, not by ids: the rules may have changed since.
#include "generators/conformance/deviation.hpp"

#include "generators/story/facts.hpp"
#include "model/print/printer.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace chaperone::conformance {
namespace {

using namespace model;
using Json = nlohmann::ordered_json;

constexpr std::array kinds{Kind::allows, Kind::refuses, Kind::other, Kind::promise, Kind::race};

std::vector<std::string> differences(const State& rules, const State& seen) {
  const System& system = rules.layout().system();
  std::set<std::string> names;
  for (const auto& change : reports::changes_between(rules, seen))
    std::visit(overload{
                   [&](const GivenTuple& tuple) {
                     const char* sign = change.kind == reports::Change::Kind::joined ? "+ " : "- ";
                     names.insert(sign + system[tuple.relation].name);
                   },
                   [&](const GivenValue& value) { names.insert(system[value.function].name); },
               },
               change.fact);
  return {names.begin(), names.end()};
}

std::string requirement_of(const System& system, const SeenStep& step) {
  if (!step.refusal)
    return "";
  const Requirement& requirement = system[step.action.rule].requirements[step.refusal->requirement];
  const std::string words = quoted(system, requirement.span);
  return words.empty() ? print(system, requirement.formula) : words;
}

DeviationShape shape_of(const System& system, const SeenStep& step, const Difference& difference, const State& seen) {
  DeviationShape shape;
  shape.kind = difference.kind;
  shape.is_at_first = difference.is_at_first;
  shape.rules = {system[step.action.rule].name};
  shape.requirement = requirement_of(system, step);
  shape.differs = differences(step.rules_after, seen);
  for (const PropertyId id : difference.broken)
    shape.breaks.push_back(system[id].name);
  std::sort(shape.breaks.begin(), shape.breaks.end());
  return shape;
}

/// Is what was seen covered by what was accepted? What was accepted for good may also go away by itself.
bool covers(const DeviationShape& accepted, const DeviationShape& seen) {
  const bool lasts_longer = accepted.is_at_first && !seen.is_at_first && seen.kind == Kind::other;
  const auto includes = [](const std::vector<std::string>& all, const std::vector<std::string>& some) {
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
  };
  return accepted.kind == seen.kind && accepted.rules == seen.rules && accepted.requirement == seen.requirement &&
         !lasts_longer && includes(accepted.differs, seen.differs) && includes(accepted.breaks, seen.breaks);
}

std::optional<std::size_t> first_that_covers(const std::vector<Deviation>& deviations, const DeviationShape& seen) {
  const auto known = std::find_if(deviations.begin(), deviations.end(),
                                  [&](const Deviation& each) { return covers(each.shape, seen); });
  return known == deviations.end() ? std::nullopt : std::optional(static_cast<std::size_t>(known - deviations.begin()));
}

/// A list of names, sorted; nothing where it is none.
std::optional<std::vector<std::string>> names_of(const Json& deviation, const char* member) {
  const auto found = deviation.find(member);
  if (found == deviation.end() || !found->is_array())
    return std::nullopt;
  std::vector<std::string> names;
  for (const Json& name : *found) {
    if (!name.is_string())
      return std::nullopt;
    names.push_back(name.get<std::string>());
  }
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace

DeviationShape shape_of(const System& system, const Run& run) {
  const SeenStep& last = run.steps.back();
  DeviationShape shape = shape_of(system, last, *run.difference, last.passed ? last.passed->seen : last.seen_after);
  if (shape.kind != Kind::race)
    return shape;
  // Which of the two came first is chance, and so is what each was answered.
  shape.rules.push_back(system[run.steps[run.steps.size() - 2].action.rule].name);
  std::sort(shape.rules.begin(), shape.rules.end());
  shape.requirement.clear();
  shape.differs.clear();
  return shape;
}

Json deviation_json(const DeviationShape& shape) {
  Json json{{"kind", word_for(shape.kind)}, {"rules", shape.rules}};
  if (shape.is_at_first)
    json["at_first"] = true;
  if (!shape.requirement.empty())
    json["requirement"] = shape.requirement;
  json["differs"] = shape.differs;
  json["breaks"] = shape.breaks;
  return json;
}

std::variant<DeviationShape, std::string> read_deviation(const std::string& text) {
  const Json document = Json::parse(text, nullptr, false);
  const auto found = document.is_object() ? document.find("deviation") : document.end();
  if (!document.is_object() || found == document.end() || !found->is_object())
    return "has no `deviation`: it is no finding that `conform --save` wrote";
  DeviationShape shape;
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](Kind each) {
    return found->contains("kind") && (*found)["kind"] == word_for(each);
  });
  if (kind == kinds.end())
    return "has a `deviation` without a `kind` that is one: allows, refuses, other, promise or race";
  shape.kind = *kind;
  shape.is_at_first = found->contains("at_first") && (*found)["at_first"] == true;
  if (const auto requirement = found->find("requirement"); requirement != found->end()) {
    if (!requirement->is_string())
      return "has a `deviation` whose `requirement` is no text";
    shape.requirement = requirement->get<std::string>();
  }
  for (auto [member, names] :
       {std::pair("rules", &shape.rules), std::pair("differs", &shape.differs), std::pair("breaks", &shape.breaks)})
    if (auto list = names_of(*found, member))
      *names = std::move(*list);
    else
      return std::string("has a `deviation` whose `") + member + "` is no list of names";
  return shape;
}

std::optional<std::size_t> find_accepted(const std::vector<Deviation>& deviations, const SeenStep& step,
                                         const Difference& difference, const State& seen) {
  return first_that_covers(deviations, shape_of(seen.layout().system(), step, difference, seen));
}

std::optional<std::size_t> find_accepted(const std::vector<Deviation>& deviations, const System& system,
                                         const Run& race) {
  return first_that_covers(deviations, shape_of(system, race));
}

} // namespace chaperone::conformance
