#include "records/scripts/dialect.hpp"

#include "records/scripts/views.hpp"
#include "records/sql/next_step.hpp"
#include "records/sql/violation.hpp"

#include "model/print/printer.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace chaperone::records {

using model::VariableId;

namespace {

std::string comment(const std::string& text) {
  return fmt::format("-- {}\n", model::visible(text));
}

/// The queries of one promise.
class PromiseQueries {
public:
  PromiseQueries(model::System& system, const Views& views, const model::Property& property)
      : system_(system), views_(views), name_(property.name), writer_(system, views),
        found_(violation_of(system, property)) {}

  std::string text() {
    if (!found_.violation)
      return comment(fmt::format("{}: not judged: {}", name_, found_.why_not));
    if (views_.asks_unsaid(found_.violation->body))
      return comment(fmt::format("{}: not written: it asks for a closure", name_));
    std::string made = comment(fmt::format("{}: broken: {}", name_, model::print(system_, found_.violation->told)));
    made += select(found_.violation->body, Reading::certain) + ";\n";
    made += comment(fmt::format("{}: broken or possibly broken", name_));
    made += select(found_.violation->body, Reading::possible) + ";\n";
    for (std::uint32_t rule = 0; rule < system_.rules.size(); ++rule)
      made += one_step({rule});
    return made;
  }

private:
  std::string select(const Condition& condition, Reading reading) {
    return writer_.select(found_.violation->leading, found_.violation->names, condition, reading);
  }

  std::string one_step(model::RuleId rule) {
    const WaysToBreak ways = ways_to_break(system_, rule, *found_.violation);
    const std::string& by = system_[rule].name;
    std::string made;
    const auto not_written = [&](const std::string& why) {
      made += comment(fmt::format("{}: one step by {} is not written: {}", name_, by, why));
    };
    if (!ways.why_not.empty())
      not_written(ways.why_not);
    if (!ways.has_all_sets)
      made += comment(fmt::format("{}: one step by {}: larger sets than the step needs are not tried", name_, by));
    std::vector<std::string> selects;
    bool asks_unsaid = false;
    for (const WayToBreak& way : ways.ways) {
      if (views_.asks_unsaid(way.condition)) {
        asks_unsaid = true;
        continue;
      }
      std::set<VariableId> inner = free_in(way.condition);
      for (const VariableId variable : found_.violation->leading)
        inner.erase(variable);
      selects.push_back(select(exists({inner.begin(), inner.end()}, way.condition), Reading::certain));
    }
    if (asks_unsaid)
      not_written(selects.empty() ? "it asks for a closure" : "some ways to take it ask for a closure");
    if (selects.empty())
      return made;
    made += comment(fmt::format("{}: one step away, by {}, among those who are there", name_, by));
    return made + fmt::format("{};\n", fmt::join(selects, fmt::format("\n{} ", views_.distinct_union())));
  }

  model::System& system_;
  const Views& views_;
  const std::string& name_;
  SqlWriter writer_;
  ViolationOrWhyNot found_;
};

} // namespace

std::string sql_script(const model::System& original, const SqlOptions& options) {
  model::System system = original;
  Views views(system, options);
  std::string made =
      comment(fmt::format("{}: the promises as queries, for {}", system.name, words_of(options.dialect).name));
  made +=
      comment("Each row of a query is a case. `broken` is so whatever the NULLs stand for, `possibly broken` for some "
              "of that.");
  made += "\n" + views.statements();
  for (std::uint32_t i = 0; i < original.properties.size(); ++i)
    if (original.properties[i].kind != model::PropertyKind::possible &&
        (options.properties.empty() ||
         std::ranges::find(options.properties, model::PropertyId{i}) != options.properties.end()))
      made += "\n" + PromiseQueries(system, views, original.properties[i]).text();
  return made;
}

} // namespace chaperone::records
