// See exposure.hpp.
#include "solver/comparison/exposure.hpp"

#include "model/meaning/interpreter.hpp"
#include "model/print/printer.hpp"
#include "model/rules/mentions.hpp"
#include "solver/api/errors.hpp"
#include "solver/check.hpp"
#include "solver/comparison/kinds.hpp"
#include "solver/small/search.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

namespace chaperone::solver::comparison {

using namespace model;
using model::comparison::Matching;
using model::comparison::other;

namespace {

/// Twice as many kinds for each.
constexpr std::size_t most_facts = 9;
/// In each a check of either side finds kinds that small groups do not show.
constexpr std::size_t most_rounds = 24;
/// Of small groups: where kinds differ that anybody would tell apart, few states show it.
constexpr std::uint32_t small_worlds = 7;
constexpr std::uint32_t small_states = 500;
/// Of files with many rules: their groups take long to explore, and what is missed a check finds.
constexpr std::size_t many_rules = 60;
constexpr std::uint32_t worlds_of_many_rules = 2;

/// What is asked, as one side says it.
struct Query {
  std::vector<Binder> binders;
  Formula body;
  std::vector<Formula> facts;

  /// For some that come to it and are of this kind.
  Formula of_kind(const Cube& cube) const {
    std::vector<Formula> parts{body};
    for (Formula& literal : literals(cube))
      parts.push_back(std::move(literal));
    return for_some(std::move(parts));
  }
  /// For some that come to it and are neither of these kinds nor in these cubes.
  Formula of_none(const std::set<Facts>& kinds, const std::vector<Cube>& cubes) const {
    std::vector<Formula> parts{body};
    for (const Cube& cube : cover(kinds, others_than(kinds), facts.size()))
      parts.push_back(negation(conjunction(literals(cube))));
    for (const Cube& cube : cubes)
      parts.push_back(negation(conjunction(literals(cube))));
    return for_some(std::move(parts));
  }

private:
  std::vector<Formula> literals(const Cube& cube) const {
    std::vector<Formula> made;
    for (std::size_t i = 0; i < facts.size(); ++i)
      if (((cube.cared >> i) & 1U) != 0)
        made.push_back(((cube.facts >> i) & 1U) != 0 ? facts[i] : negation(facts[i]));
    return made;
  }
  std::set<Facts> others_than(const std::set<Facts>& kinds) const {
    std::set<Facts> others;
    for (Facts kind = 0; kind < (Facts{1} << facts.size()); ++kind)
      if (!kinds.contains(kind))
        others.insert(kind);
    return others;
  }
  Formula for_some(std::vector<Formula> parts) const {
    return make_formula(Quantified{Quantifier::some, 0, binders, conjunction(std::move(parts))});
  }
};

const Quantified& quantified(const Formula& formula) {
  return std::get<Quantified>(formula->kind);
}

/// One side and the kinds that it was found to have.
struct Found {
  Side side;
  const System& system;
  Query query;
  std::set<Facts> kinds = {};
  std::vector<Cube> only = {};                   ///< kinds that the other side was not found to have
  std::vector<Verdict> of_other = {};            ///< that it has none of the other side's `only`
  Verdict rest = solver::Unknown{"not decided"}; ///< that it has no others that the other side lacks
};

class Comparing {
public:
  Comparing(const System& before, const System& after, const Matching& matching, const Reach& reach,
            const Asking& asking)
      : asking_(asking) {
    const Quantified& olds = quantified(reach.before);
    const Quantified& news = quantified(reach.after);
    std::vector<Telling> facts = list_facts(before, after, matching, olds.binders, news.binders);
    result_.name = reach.name;
    if (facts.size() > most_facts) {
      result_.facts_left_out = facts.size() - most_facts;
      facts.resize(most_facts);
    }
    for (const Binder& binder : news.binders) {
      result_.variables.push_back(after[binder.variable].name);
      result_.sorts.push_back(after[binder.variable].sort);
    }
    Query old_query{olds.binders, olds.body, {}}, new_query{news.binders, news.body, {}};
    for (const Telling& fact : facts) {
      old_query.facts.push_back(fact.before);
      new_query.facts.push_back(fact.after);
      result_.facts.push_back(print(after, fact.after));
    }
    sides_.push_back({Side::before, before, std::move(old_query)});
    sides_.push_back({Side::after, after, std::move(new_query)});
  }

  ReachComparison run() {
    Found& olds = sides_[0];
    Found& news = sides_[1];
    asking_.side_by_side([&] { explore(news); }, [&] { explore(olds); });
    for (std::size_t round = 0; round < most_rounds; ++round) {
      olds.only = only_of(olds, news);
      news.only = only_of(news, olds);
      const std::size_t known = olds.kinds.size() + news.kinds.size();
      const std::set<Facts> of_old = olds.kinds, of_new = news.kinds; // neither thread sees what the other finds
      asking_.side_by_side([&] { look(news, olds.only, of_old); }, [&] { look(olds, news.only, of_new); });
      if (olds.kinds.size() + news.kinds.size() == known)
        break;
    }
    asking_.side_by_side([&] { result_.newly = told(news, olds); }, [&] { result_.no_longer = told(olds, news); });
    for (const Facts kind : news.kinds)
      result_.on_both_sides += olds.kinds.contains(kind) ? 1 : 0;
    result_.rest_of_new = news.rest;
    result_.rest_of_old = olds.rest;
    return std::move(result_);
  }

private:
  Cube whole(const Found& found, Facts kind) const { return {kind, (Facts{1} << found.query.facts.size()) - 1}; }

  /// Small groups, by a rule that changes nothing and can be tried in every state.
  void explore(Found& found) const {
    const std::optional<Options> options = asking_.options(found.side);
    if (!options)
      return;
    System asked = found.system;
    asked.rules.emplace_back().name = "probe";
    const RuleId probe{static_cast<std::uint32_t>(asked.rules.size() - 1)};
    std::vector<StepQuestion> questions;
    for (Facts kind = 0; kind < (Facts{1} << found.query.facts.size()); ++kind)
      questions.push_back({probe, found.query.of_kind(whole(found, kind))});
    SearchBounds bounds;
    bounds.scope = options->scope;
    bounds.depth = std::min(bounds.depth, options->depth);
    if (!asking_.is_thorough) {
      bounds.worlds = found.system.rules.size() > many_rules ? worlds_of_many_rules : small_worlds;
      bounds.states_per_world = small_states;
    }
    if (options->timeout)
      bounds.until = std::chrono::steady_clock::now() + *options->timeout;
    const auto answers = small::search(asked, questions, bounds);
    for (Facts kind = 0; kind < answers.size(); ++kind)
      if (answers[kind])
        found.kinds.insert(kind);
  }

  /// Those of one side alone, each as wide as can be.
  static std::vector<Cube> only_of(const Found& has, const Found& has_not) {
    std::set<Facts> own;
    std::ranges::set_difference(has.kinds, has_not.kinds, std::inserter(own, own.end()));
    return cover(own, has_not.kinds, has.query.facts.size());
  }

  /// Has this side those after all that the other alone was found to have? Has it any that the other was not found to
  /// have, but for its own? Finds one of each at most.
  void look(Found& found, const std::vector<Cube>& of_other, const std::set<Facts>& others) const {
    std::vector<Formula> asked;
    for (const Cube& cube : of_other)
      asked.push_back(found.query.of_kind(cube));
    asked.push_back(found.query.of_none(others, found.only));
    std::vector<Verdict> verdicts = ask(found, asked, false);
    for (std::size_t i = 0; i < of_other.size(); ++i)
      if (const auto* shown = std::get_if<solver::Shown>(&verdicts[i]))
        found.kinds.insert(at_end(found, shown->scenario, [&](Facts kind) { return of_other[i].holds(kind); }).kind);
    const auto is_further = [&](Facts kind) {
      return !others.contains(kind) &&
             std::ranges::none_of(found.only, [&](const Cube& cube) { return cube.holds(kind); });
    };
    if (const auto* shown = std::get_if<solver::Shown>(&verdicts.back())) {
      found.kinds.insert(at_end(found, shown->scenario, is_further).kind);
      verdicts.back() = solver::Unknown{"there are more kinds than are looked for"};
    }
    found.rest = std::move(verdicts.back());
    verdicts.pop_back();
    found.of_other = std::move(verdicts);
  }

  /// Each with a smallest run.
  std::vector<KindOfPeople> told(const Found& has, const Found& has_not) const {
    std::vector<Formula> asked;
    for (const Cube& cube : has.only)
      asked.push_back(has.query.of_kind(cube));
    const std::vector<Verdict> here = asked.empty() ? std::vector<Verdict>() : ask(has, asked, true);
    std::vector<KindOfPeople> made;
    for (std::size_t i = 0; i < here.size(); ++i) {
      const auto* shown = std::get_if<solver::Shown>(&here[i]);
      if (shown == nullptr || std::holds_alternative<solver::Shown>(has_not.of_other[i]))
        continue;
      const Cube& cube = has.only[i];
      KindOfPeople& kind = made.emplace_back();
      for (std::size_t fact = 0; fact < has.query.facts.size(); ++fact)
        kind.facts.push_back(((cube.cared >> fact) & 1U) != 0 ? std::optional(((cube.facts >> fact) & 1U) != 0)
                                                              : std::nullopt);
      kind.run = *shown;
      kind.who = at_end(has, shown->scenario, [&](Facts it) { return cube.holds(it); }).who;
      kind.elsewhere = has_not.of_other[i];
    }
    std::ranges::stable_sort(made, {}, [](const KindOfPeople& each) { return each.run.steps; });
    return made;
  }

  /// How one check goes about the questions.
  struct Pass {
    std::uint32_t rounds;
    bool explores;
    bool leans_on_promises; ///< that are proved along with it
  };
  static constexpr std::array<Pass, 3> passes{Pass{2, false, false}, Pass{2, false, true},
                                              Pass{UINT32_MAX, true, true}};

  /// Whether runs come to what the formulas say: a verdict for each. What a pass leaves open is asked again.
  std::vector<Verdict> ask(const Found& found, const std::vector<Formula>& formulas, bool wants_smallest) const {
    System asked = found.system;
    asked.scenarios.clear();
    std::vector<PropertyId> questions;
    for (const Formula& formula : formulas) {
      questions.push_back(PropertyId{static_cast<std::uint32_t>(asked.properties.size())});
      Property& property = asked.properties.emplace_back();
      property.kind = PropertyKind::possible;
      property.name = result_.name;
      property.formula = formula;
    }
    std::vector<Verdict> verdicts(formulas.size(), solver::Unknown{"out of time"});
    for (const Pass& pass : passes) {
      std::vector<PropertyId> open;
      for (std::size_t i = 0; i < questions.size(); ++i)
        if (!std::holds_alternative<solver::Shown>(verdicts[i]) && !std::holds_alternative<Proved>(verdicts[i]))
          open.push_back(questions[i]);
      std::optional<Options> options = asking_.options(found.side);
      if (open.empty() || !options)
        break;
      for (std::uint32_t i = 0; pass.leans_on_promises && i < found.system.properties.size(); ++i)
        if (asked.properties[i].kind != PropertyKind::possible)
          open.push_back(PropertyId{i});
      if (!wants_smallest)
        options->any_run = open;
      options->properties = std::move(open);
      options->rounds = std::min(options->rounds, pass.rounds);
      options->explores = pass.explores;
      for (const PropertyAnswer& answer : check(asked, *options).properties)
        if (answer.property.index >= questions.front().index)
          verdicts[answer.property.index - questions.front().index] = answer.verdict;
    }
    return verdicts;
  }

  struct Who {
    Facts kind = 0;
    std::vector<std::uint32_t> who;
  };
  /// Who has come to it at the end of the run and is of a kind that is wanted.
  Who at_end(const Found& found, const Scenario& run, const std::function<bool(Facts)>& is_wanted) const {
    const Replay replayed = replay(found.system, run);
    const Moment end{replayed.steps.empty() ? replayed.start : replayed.steps.back().after};
    Who made;
    std::vector<Assignment> chosen;
    const std::function<bool(std::size_t)> choose = [&](std::size_t place) {
      if (place == found.query.binders.size()) {
        made.kind = 0;
        for (std::size_t i = 0; i < found.query.facts.size(); ++i)
          made.kind |= evaluate(found.query.facts[i], end, chosen) ? Facts{1} << i : 0;
        return evaluate(found.query.body, end, chosen) && is_wanted(made.kind);
      }
      const Binder& binder = found.query.binders[place];
      const std::uint32_t size = run.population.size(found.system[binder.variable].sort);
      for (std::uint32_t who = 0; who < size; ++who) {
        chosen.push_back({binder.variable, who});
        if ((!binder.guard || evaluate(binder.guard, end, chosen)) && choose(place + 1)) {
          made.who.insert(made.who.begin(), who);
          return true;
        }
        chosen.pop_back();
      }
      return false;
    };
    if (!choose(0))
      throw InternalError("nobody is there at the end of a run to `" + result_.name + "`");
    return made;
  }

  const Asking& asking_;
  std::vector<Found> sides_; ///< old, new
  ReachComparison result_;
};

} // namespace

bool ReachComparison::is_decided() const {
  const auto is_proved = [](const Verdict& verdict) { return std::holds_alternative<Proved>(verdict); };
  const auto is_elsewhere = [&](const KindOfPeople& kind) { return is_proved(kind.elsewhere); };
  return is_proved(rest_of_new) && is_proved(rest_of_old) && std::ranges::all_of(newly, is_elsewhere) &&
         std::ranges::all_of(no_longer, is_elsewhere);
}

namespace {

const Define* find_define(const System& system, const std::string& name) {
  const auto found = std::ranges::find(system.defines, name, &Define::name);
  return found == system.defines.end() ? nullptr : &*found;
}

bool fit(const System& before, const System& after, const Matching& matching, const Define& old,
         const Define& declared) {
  const auto is_alike = [&](VariableId there, VariableId here) {
    return !before[there].is_set && !after[here].is_set &&
           matching.sorts.of_before[before[there].sort.index] == after[here].sort;
  };
  return !declared.parameters.empty() && std::ranges::equal(old.parameters, declared.parameters, is_alike);
}

} // namespace

std::vector<std::string> defines_on_both_sides(const System& before, const System& after, const Matching& matching) {
  std::vector<std::string> names;
  for (const Define& define : after.defines)
    if (const Define* old = find_define(before, define.name); old && fit(before, after, matching, *old, define))
      names.push_back(define.name);
  return names;
}

std::vector<std::string> defines_asked_about(const System& before, const System& after, const Matching& matching) {
  std::set<std::string> used;
  for (const System* system : {&before, &after})
    for (const Property& property : system->properties) {
      Mentions mentions;
      collect_mentions(*system, property.formula, mentions);
      for (const DefineId define : mentions.defines)
        used.insert((*system)[define].name);
    }
  std::vector<std::string> asked = defines_on_both_sides(before, after, matching);
  std::erase_if(asked, [&](const std::string& name) { return !used.contains(name); });
  return asked;
}

Reach reach_of_define(System& before, System& after, const std::string& name) {
  const auto asked = [&](System& system) {
    const Define& define = *find_define(system, name);
    const DefineId id{static_cast<std::uint32_t>(&define - system.defines.data())};
    std::vector<Binder> binders;
    std::vector<Term> args;
    for (const VariableId parameter : define.parameters) {
      const VariableId variable{static_cast<std::uint32_t>(system.variables.size())};
      system.variables.emplace_back(system[parameter]);
      binders.push_back({variable, nullptr});
      args.emplace_back(variable);
    }
    return make_formula(Quantified{Quantifier::some, 0, std::move(binders), make_formula(Call{id, std::move(args)})});
  };
  Reach made{name, nullptr, nullptr};
  made.before = asked(before);
  made.after = asked(after);
  return made;
}

ReachComparison compare_reach(const System& before, const System& after, const Matching& matching, const Reach& reach,
                              const Asking& asking) {
  return Comparing(before, after, matching, reach, asking).run();
}

} // namespace chaperone::solver::comparison
