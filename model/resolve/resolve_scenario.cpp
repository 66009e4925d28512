// Implements model/resolve/resolve_scenario.hpp. Covered by tests/model/resolver_test.cpp and specs/broken/.
#include "model/resolve/resolve_scenario.hpp"

#include "model/resolve/resolve_formula.hpp"
#include "model/resolve/resolve_individuals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace chaperone::model {

namespace {

using Indices = std::vector<std::uint32_t>;

class ScenarioResolver {
public:
  ScenarioResolver(const syntax::Declaration& declaration, Resolution& resolution)
      : declaration_(declaration), written_(std::get<syntax::ScenarioDeclaration>(declaration.kind)), r_(resolution),
        cast_(find_individuals(written_, resolution)), formulas_(resolution, Standing::expect, &cast_.individuals) {}

  std::optional<Scenario> run() {
    // A name without a sort has been complained about and would be unknown wherever it stands.
    if (!cast_.is_fine)
      return std::nullopt;
    result_.name = std::string(declaration_.name.text);
    result_.doc = declaration_.doc;
    result_.span = declaration_.name.span;
    for (const syntax::Item& item : written_.items) {
      std::visit(overload{
                     [&](const syntax::Given& it) { given(it, item); },
                     [&](const syntax::Expect& it) { expect(it, item); },
                     [&](const syntax::Keeps& it) { keeps(it, item); },
                     [&](const syntax::Step& it) { step(it, item); },
                 },
                 item.kind);
      has_begun_ = has_begun_ || std::holds_alternative<syntax::Step>(item.kind);
    }
    give_orders();
    result_.population = std::move(cast_.population);
    return is_fine_ ? std::optional(std::move(result_)) : std::nullopt;
  }

private:
  void given(const syntax::Given& it, const syntax::Item& item) {
    if (has_begun_)
      r_.report.warning("misplaced_given", item.span, "`given` says what is true at the start, wherever it stands",
                        "stands behind a step", "put it first");
    for (const syntax::Fact& fact : it.facts)
      is_fine_ = this->fact(fact) && is_fine_;
  }

  /// The individuals of an ordered sort are in the order of the population, but for what `given` says.
  void give_orders() {
    for (std::uint32_t i = 0; i < r_.system.sorts.size(); ++i) {
      const Sort& sort = r_.system.sorts[i];
      if (std::ranges::none_of(before_, [&](const auto& pair) { return std::get<0>(pair) == SortId{i}; }))
        continue;
      const std::vector<std::uint32_t> order = in_order(SortId{i});
      for (std::size_t low = 0; low < order.size(); ++low)
        for (std::size_t high = low + 1; high < order.size(); ++high)
          result_.given.emplace_back(GivenTuple{*sort.order, {order[low], order[high]}});
    }
  }

  /// As the population has them, where nothing that is given stands against it.
  std::vector<std::uint32_t> in_order(SortId sort) {
    std::vector<std::uint32_t> made;
    const std::uint32_t size = cast_.population.size(sort);
    std::vector<bool> is_placed(size);
    while (made.size() < size) {
      std::uint32_t next = 0;
      const auto waits = [&](std::uint32_t who) {
        return is_placed[who] || std::ranges::any_of(before_, [&](const auto& pair) {
                 return std::get<0>(pair) == sort && std::get<2>(pair) == who && !is_placed[std::get<1>(pair)];
               });
      };
      while (next < size && waits(next))
        ++next;
      if (next == size) {
        r_.report.error("contradictory_given", declaration_.name.span,
                        fmt::format("what is given puts {} in a circle", r_.sort_name(sort)));
        is_fine_ = false;
        return made;
      }
      is_placed[next] = true;
      made.push_back(next);
    }
    return made;
  }

  bool comparison(const syntax::Fact& it) {
    syntax::Term left = it.tuple;
    const auto one = formulas_.term(left, any_sort);
    const auto two = formulas_.term(*it.greater, one ? one->sort : any_sort);
    const auto low = one ? ground(one->term, left) : std::nullopt;
    const auto high = two ? ground(two->term, *it.greater) : std::nullopt;
    if (!low || !high || one->sort == any_sort) // whose mistake is told where it is declared
      return false;
    if (!r_.system[one->sort].order) {
      r_.report.error("not_ordered", left.span,
                      r_.system[one->sort].is_enum
                          ? fmt::format("the order of {} is that of its values", r_.sort_name(one->sort))
                          : fmt::format("{} has no order", r_.sort_name(one->sort)));
      return false;
    }
    before_.emplace_back(one->sort, *low, *high);
    return true;
  }

  bool fact(const syntax::Fact& it) {
    if (it.greater)
      return comparison(it);
    const auto symbol = r_.names.symbol(it.tuple.name.text);
    if (symbol && std::holds_alternative<RelationId>(*symbol))
      return tuple(it, std::get<RelationId>(*symbol));
    if (symbol && std::holds_alternative<FunctionId>(*symbol))
      return value(it, std::get<FunctionId>(*symbol));
    if (symbol) {
      const bool is_define = std::holds_alternative<DefineId>(*symbol);
      r_.report
          .error("not_a_relation", it.tuple.name.span,
                 fmt::format("`{}` is {}, which cannot be given", it.tuple.name.text, r_.kind_of(*symbol)),
                 "expected a relation or a function", is_define ? "give the tuples that it speaks of" : "")
          .notes.push_back(r_.declared_symbol(*symbol));
      return false;
    }
    r_.complain_unknown(it.tuple.name, "relation or function", [&](Nearest& nearest) {
      for (const Relation& candidate : r_.system.relations)
        nearest.offer(candidate.name);
      for (const Function& candidate : r_.system.functions)
        nearest.offer(candidate.name);
    });
    return false;
  }

  bool tuple(const syntax::Fact& it, RelationId relation) {
    if (r_.system[relation].upkeep == Upkeep::closure) {
      r_.report
          .error("not_a_relation", it.tuple.name.span,
                 fmt::format("`{}` is a closure, which cannot be given", it.tuple.name.text),
                 "follows from what is given", "give the relation that it is the closure of")
          .notes.push_back(r_.declared(relation));
      return false;
    }
    if (it.value) {
      r_.report
          .error("not_a_function", it.tuple.name.span,
                 fmt::format("`{}` is a relation and has no value", it.tuple.name.text), "a relation",
                 fmt::format("what is given is true: write `{}(…)` alone", it.tuple.name.text))
          .notes.push_back(r_.declared(relation));
      return false;
    }
    const auto args = formulas_.arguments(it.tuple.args, relation, it.tuple.name, it.tuple.span);
    const auto indices = args ? ground(*args, it.tuple.args) : std::nullopt;
    if (!indices)
      return false;
    Indices sorted = *indices;
    if (r_.system[relation].is_symmetric)
      std::ranges::sort(sorted);
    if (tuples_.emplace(relation, std::move(sorted)).second)
      result_.given.emplace_back(GivenTuple{relation, *indices});
    return true;
  }

  bool value(const syntax::Fact& it, FunctionId function) {
    const Owner owner = function;
    if (!it.value) {
      r_.report
          .error("not_a_relation", it.tuple.span,
                 fmt::format("`{}` is a function: its value is missing", it.tuple.name.text), "expected a value",
                 fmt::format("write `{}(…) = …`", it.tuple.name.text))
          .notes.push_back(r_.declared(function));
      return false;
    }
    const auto args = formulas_.arguments(it.tuple.args, function, it.tuple.name, it.tuple.span);
    const auto to = formulas_.term(*it.value, r_.system[function].result, &owner);
    const auto indices = args ? ground(*args, it.tuple.args) : std::nullopt;
    const auto index = to ? ground(to->term, *it.value) : std::nullopt;
    if (!indices || !index)
      return false;
    const auto [first, is_new] = values_.emplace(std::pair(function, *indices), std::pair(*index, it.tuple.span));
    if (is_new) {
      result_.given.emplace_back(GivenValue{function, *indices, *index});
      return true;
    }
    if (first->second.first == *index)
      return true;
    r_.report
        .error("contradictory_given", it.tuple.span,
               fmt::format("`{}` has two different values at the start", it.tuple.name.text), "another value here")
        .notes.push_back({first->second.second, "given here first"});
    return false;
  }

  std::optional<std::uint32_t> ground(const Term& term, const syntax::Term& written) {
    if (const auto* value = std::get_if<Value>(&term))
      return value->index;
    r_.report.error("not_ground", written.span, "an individual or a value is wanted here, not a function's value",
                    "expected a name", "name the individual");
    return std::nullopt;
  }

  std::optional<Indices> ground(const std::vector<Term>& terms, std::span<const syntax::Term> written) {
    Indices indices;
    bool is_fine = true;
    for (std::size_t i = 0; i < terms.size(); ++i) {
      const auto index = ground(terms[i], written[i]);
      is_fine = is_fine && index;
      indices.push_back(index.value_or(0));
    }
    return is_fine ? std::optional(std::move(indices)) : std::nullopt;
  }

  void expect(const syntax::Expect& it, const syntax::Item& item) {
    Formula formula = formulas_.formula(*it.formula);
    is_fine_ = is_fine_ && formula;
    if (formula)
      result_.items.emplace_back(ScenarioExpect{std::move(formula), item.span});
  }

  void keeps(const syntax::Keeps& it, const syntax::Item& item) {
    ScenarioKeeps kept{{}, item.span};
    for (const syntax::Name& name : it.properties) {
      const auto property = r_.names.property(name.text);
      if (property)
        r_.note(name.span, r_.system[*property].span, NameKind::property);
      if (property && r_.system[*property].kind != PropertyKind::possible) {
        kept.properties.push_back(*property);
        continue;
      }
      is_fine_ = false;
      if (property)
        r_.report
            .error("keeps_possible", name.span,
                   fmt::format("`{}` is a `possible` property, which no run can keep", name.text),
                   "expected a `never` or an `always`", "say what must hold with `expect`")
            .notes.push_back({r_.system[*property].span, "declared here"});
      else
        r_.complain_unknown(name, "property", [&](Nearest& nearest) {
          for (const Property& candidate : r_.system.properties)
            nearest.offer(candidate.name);
        });
    }
    result_.items.emplace_back(std::move(kept));
  }

  void step(const syntax::Step& it, const syntax::Item& item) {
    const auto rule = formulas_.rule_named(it.rule);
    const auto args = rule ? formulas_.rule_arguments(*rule, it.args, it.rule, it.call) : std::nullopt;
    ScenarioStep step;
    step.span = item.span;
    if (args) {
      step.action.rule = *rule;
      for (std::size_t i = 0; i < args->size(); ++i)
        if (auto next = step_argument((*args)[i], it.args[i]))
          step.action.args.push_back(std::move(*next));
    }
    if (!args || step.action.args.size() != args->size()) {
      is_fine_ = false;
      return;
    }
    switch (it.outcome) {
    case syntax::Step::Outcome::open:
      break;
    case syntax::Step::Outcome::allowed:
      step.expected = Outcome::allowed;
      break;
    case syntax::Step::Outcome::refused:
      step.expected = Outcome::refused;
      break;
    }
    if (it.reason)
      step.expected_reason = std::string(it.reason->text);
    result_.items.emplace_back(std::move(step));
  }

  std::optional<StepArgument> step_argument(const Argument& arg, const syntax::Argument& written) {
    return std::visit(overload{
                          [&](const Anything&) -> std::optional<StepArgument> {
                            r_.report.error("misplaced_wildcard", std::get<syntax::Wildcard>(written).span,
                                            "a step names every argument", "`_` stands in `can` and `did` only");
                            return std::nullopt;
                          },
                          [&](const Term& term) -> std::optional<StepArgument> {
                            const auto index = ground(term, std::get<syntax::Term>(written));
                            return index ? std::optional<StepArgument>(*index) : std::nullopt;
                          },
                          [&](const std::vector<Term>& terms) -> std::optional<StepArgument> {
                            auto indices = ground(terms, std::get<syntax::Listed>(written).terms);
                            if (!indices)
                              return std::nullopt;
                            std::ranges::sort(*indices);
                            indices->erase(std::unique(indices->begin(), indices->end()), indices->end());
                            return StepArgument(std::move(*indices));
                          },
                      },
                      arg);
  }

  const syntax::Declaration& declaration_;
  const syntax::ScenarioDeclaration& written_;
  Resolution& r_;
  Cast cast_;
  FormulaResolver formulas_;
  Scenario result_;
  std::set<std::pair<RelationId, Indices>> tuples_;
  std::map<std::pair<FunctionId, Indices>, std::pair<std::uint32_t, Span>> values_;
  std::vector<std::tuple<SortId, std::uint32_t, std::uint32_t>> before_; ///< `given a < b`
  bool has_begun_ = false;
  bool is_fine_ = true;
};

} // namespace

std::optional<Scenario> resolve_scenario(const syntax::Declaration& declaration, Resolution& resolution) {
  return ScenarioResolver(declaration, resolution).run();
}

} // namespace chaperone::model
