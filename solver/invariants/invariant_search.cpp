// See inductive.hpp.
#include "solver/invariants/invariant_search.hpp"

#include "model/facts/rule_graph.hpp"
#include "model/rules/walk.hpp"
#include "solver/encoding/unbounded_run.hpp"
#include "solver/induction/induction.hpp"
#include "solver/invariants/lift.hpp"
#include "solver/invariants/pdr.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace chaperone::solver::invariants {

using namespace model;
using encoding::Answer;
using encoding::InductiveStep;
using encoding::Reply;
using encoding::StartsIn;
using encoding::UnboundedRun;
using invariants::Chain;
using invariants::Cube;
using invariants::GaveUp;
using invariants::Instance;
using invariants::Pdr;
using invariants::Unreachable;

namespace {

/// More individuals of a sort at first would only slow learning down, and a chain be found later.
constexpr std::uint32_t first_size = 3;
/// Where as many variables are bound at once, so many individuals are learned about before Z3 is asked; what is missing
/// then, Z3 tells.
constexpr std::uint32_t largest_asked_size = 4;
constexpr std::uint32_t largest_size = 6;
constexpr std::uint32_t most_rounds = 12;

/// So much of the work may go into the encoding of an instance: each conjunction is asked for several times.
constexpr std::uint64_t share_of_encoding = 10;

/// Of Z3's first try at a step, some 5 ms: what is kept it mostly sees at once; what is not, it finds later than a
/// slightly larger instance does.
constexpr std::uint32_t few_resources = 20'000;
/// Of a question about the larger instance: to find nothing there costs no more than Z3's next try.
constexpr int few_conflicts = 2000;

/// A cube without an instance.
using Portable = std::vector<std::pair<invariants::Variable, bool>>;

Portable portable(const Instance& instance, const Cube& cube) {
  Portable made;
  for (const invariants::Literal one : cube)
    made.emplace_back(instance.variables()[invariants::variable_of(one)], invariants::is_true(one));
  return made;
}

std::optional<Cube> on(const Instance& instance, const Portable& wanted) {
  Cube made;
  for (const auto& [variable, is_true] : wanted)
    if (const auto found = instance.find(variable))
      made.push_back(invariants::literal(*found, is_true));
    else if (variable.kind != invariants::Variable::Kind::presence)
      return std::nullopt;
  return instance.complete(std::move(made));
}

class Search {
public:
  Search(encoding::Session& session, const System& system, const InvariantSearch& search)
      : session_(session), system_(system), search_(search), question_{search.property,
                                                                       slice(system, search.property).rules,
                                                                       search.known,
                                                                       search.is_whole,
                                                                       {}},
        sizes_(sizes_named(first_size)), asked_sizes_(sizes_named(largest_asked_size)) {
    if (search.is_whole) {
      question_.rules.clear();
      for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
        question_.rules.push_back(RuleId{rule});
    }
    question_.derived = derived_facts(system, search.property, question_.rules, search.facts);
    if (search.progress != nullptr && !search.progress->sizes.empty()) {
      sizes_ = search.progress->sizes;
      learned_ = search.progress->learned;
    }
  }

  InvariantFound run() {
    if (search_.facts != Facts::none && question_.derived.empty())
      return {false, {}, "there is nothing more to say", {}};
    for (std::uint32_t round = 1; round <= most_rounds; ++round) {
      const Instance instance(system_, question_, sizes_, most_conjunctions(), &session_.interrupt());
      Pdr pdr(instance, {questions_about(instance), search_.seed, search_.conflicts, search_.facts == Facts::lasting},
              session_.interrupt());
      std::vector<Cube> candidates;
      for (const Portable& one : learned_)
        if (auto cube = on(instance, one))
          candidates.push_back(std::move(*cube));
      invariants::Learned learned = pdr.run(candidates);
      if (search_.progress != nullptr)
        *search_.progress = {sizes_, learned_};
      if (const auto* gave_up = std::get_if<GaveUp>(&learned))
        return {false, {}, gave_up->reason, {}, false, true};
      if (const auto* chain = std::get_if<Chain>(&learned)) {
        note(fmt::format("a chain of {} steps with sizes {} ({} questions)", chain->steps, fmt::join(sizes_, ","),
                         pdr.questions()));
        return {false, {}, "no universally quantified invariant proves it", chain->steps};
      }
      const auto& all = std::get<Unreachable>(learned).cubes;
      keep(all, instance);
      if (round == 1 && !all.empty() && sizes_ == sizes_named(first_size) && sizes_ != asked_sizes_) {
        note(fmt::format("learned {} lemmas with sizes {}: next sizes {}", all.size(), fmt::join(sizes_, ","),
                         fmt::join(asked_sizes_, ",")));
        sizes_ = asked_sizes_;
        continue;
      }
      const Pdr::Needed needed = pdr.minimal(all);
      const std::vector<Cube>& cubes = needed.cubes;
      rest_on(needed.known);
      note(fmt::format("learned {} lemmas, {} needed, with sizes {} ({} questions)", all.size(), cubes.size(),
                       fmt::join(sizes_, ","), pdr.questions()));
      const auto formulas = all_lifted(instance, cubes);
      if (!formulas)
        return {false, {}, "a fact speaks of too many individuals", {}};
      const bool is_alone = formulas->empty() && known_.empty();
      Gap gap = is_alone ? gap_alone() : find_gap(*formulas, few_resources);
      if (gap.answer != Answer::unsatisfiable)
        if (const auto more = with_closures(instance, cubes, *formulas))
          return {true, with_known(*more), {}, {}};
      if (gap.answer == Answer::unknown) {
        if (auto larger = look_beyond(cubes, instance)) {
          sizes_ = *larger;
          note(fmt::format("a step breaks {}: next sizes {}", is_alone ? "the property" : "a lemma",
                           fmt::join(sizes_, ",")));
          continue;
        }
        if (!is_alone)
          gap = find_gap(*formulas, std::nullopt);
      }
      if (gap.answer == Answer::unsatisfiable)
        return {true, with_known(*formulas), {}, {}};
      if (gap.answer == Answer::unknown && !(search_.facts != Facts::none && grow_all()))
        return {false, {}, gap.reason, {}, true, true};
      if (gap.answer == Answer::satisfiable && !grow(instance, cubes, gap))
        return {false, {}, "no invariant was found on small instances", {}};
    }
    return {false, {}, "no invariant was found on small instances", {}};
  }

private:
  /// Where the formulas are not kept, for some number of individuals.
  struct Gap {
    Answer answer = Answer::unsatisfiable;
    std::string reason;
    std::vector<std::uint32_t> sizes;
    std::optional<RuleId> rule;
    std::optional<std::size_t> formula; ///< none: the property
  };

  void keep(const std::vector<Cube>& cubes, const Instance& instance) {
    learned_.clear();
    for (const Cube& cube : cubes)
      learned_.push_back(portable(instance, cube));
  }

  void rest_on(const std::vector<std::size_t>& known) {
    known_.clear();
    for (const std::size_t each : known)
      known_.push_back(search_.known[each]);
  }

  static std::optional<std::vector<Formula>> all_lifted(const Instance& instance, const std::vector<Cube>& cubes) {
    std::vector<Formula> made;
    for (const Cube& cube : cubes)
      if (auto formula = invariants::lifted(instance, cube))
        made.push_back(std::move(*formula));
      else
        return std::nullopt;
    return made;
  }

  std::uint64_t most_conjunctions() const { return session_.settings().learning_work / share_of_encoding; }
  std::uint64_t questions_about(const Instance& instance) const {
    const std::uint64_t work = session_.settings().learning_work;
    return work == 0 ? search_.questions : std::min(search_.questions, work / instance.circuit().size());
  }

  void note(const std::string& line) const {
    if (search_.note)
      search_.note(line);
  }

  /// For each sort as many individuals as are spoken of at once, but no more than `largest`.
  std::vector<std::uint32_t> sizes_named(std::uint32_t largest) const {
    std::vector<std::uint32_t> most(system_.sorts.size(), 1);
    const auto count = [&](const std::vector<VariableId>& variables) {
      std::vector<std::uint32_t> here(system_.sorts.size(), 0);
      for (const VariableId variable : variables)
        if (!system_[variable].is_set)
          ++here[system_[variable].sort.index];
      for (std::size_t sort = 0; sort < most.size(); ++sort)
        most[sort] = std::max(most[sort], here[sort]);
    };
    const auto count_bound = [&](const Formula& formula) {
      std::vector<VariableId> variables;
      if (const auto* quantified = std::get_if<Quantified>(&formula->kind))
        for (const Binder& binder : quantified->binders)
          variables.push_back(binder.variable);
      count(variables);
    };
    for (const RuleId rule : question_.rules)
      count(system_[rule].parameters);
    count_bound(system_[search_.property].formula);
    for (const Constraint& assumption : system_.assumptions)
      count_bound(assumption.formula);
    // Different individuals may well have different values.
    for (const Function& function : system_.functions)
      for (const Place& place : function.places)
        most[function.result.index] = std::max(most[function.result.index], most[place.sort.index]);
    for (std::size_t sort = 0; sort < most.size(); ++sort)
      most[sort] = system_.sorts[sort].is_enum ? static_cast<std::uint32_t>(system_.sorts[sort].names.size())
                                               : std::min(most[sort], largest);
    return most;
  }

  /// Of the property by itself.
  Gap gap_alone() {
    if (search_.undecided_alone.empty())
      return find_gap({}, std::nullopt);
    return {Answer::unknown, search_.undecided_alone, {}, std::nullopt, std::nullopt};
  }

  /// Sizes with at most one more individual of each sort at which the cubes are not kept: found faster here than by Z3.
  std::optional<std::vector<std::uint32_t>> look_beyond(const std::vector<Cube>& cubes, const Instance& instance) {
    std::vector<std::uint32_t> larger = sizes_;
    for (std::size_t sort = 0; sort < larger.size(); ++sort)
      larger[sort] += system_.sorts[sort].is_enum || larger[sort] >= largest_size ? 0 : 1;
    const Instance beyond(system_, question_, larger, most_conjunctions(), &session_.interrupt());
    std::vector<Cube> there;
    for (const Cube& cube : cubes)
      if (auto one = on(beyond, portable(instance, cube)))
        there.push_back(std::move(*one));
    if (there.size() < cubes.size())
      return std::nullopt;
    const Pdr::Limits limits{questions_about(beyond), search_.seed, few_conflicts};
    return Pdr(beyond, limits, session_.interrupt()).sizes_that_lose(there, sizes_);
  }

  /// `resources`: of a question about a step; none: as many as the session allows.
  Gap find_gap(const std::vector<Formula>& formulas, std::optional<std::uint32_t> resources) {
    const PropertyId property = search_.property;
    UnboundedRun start(session_, system_, StartsIn::initial_state);
    for (std::size_t i = 0; i < formulas.size(); ++i)
      if (Gap gap = gap_of(start.breaks(formulas[i]), {}); gap.answer != Answer::unsatisfiable) {
        gap.formula = i;
        return gap;
      }
    InductiveStep step(session_, system_);
    step.keep_sizes();
    if (resources)
      step.limit_resources(*resources);
    for (const std::vector<Formula>* supposed : {&std::as_const(known_), &formulas})
      for (const Formula& formula : *supposed)
        step.suppose(formula);
    step.suppose_not_shown(property);
    for (const RuleId rule : question_.rules)
      if (Gap gap = gap_in(step, formulas, rule); gap.answer != Answer::unsatisfiable)
        return gap;
    return {};
  }

  /// The formulas, with what holds of all that closures join; nothing where these are not kept together either.
  std::optional<std::vector<Formula>> with_closures(const Instance& instance, const std::vector<Cube>& cubes,
                                                    const std::vector<Formula>& formulas) {
    const std::vector<Formula> wider = lifted_to_closures(instance, cubes);
    if (wider.empty())
      return std::nullopt;
    std::vector<Formula> supposed = formulas, all = formulas;
    supposed.insert(supposed.end(), known_.begin(), known_.end());
    const std::vector<Formula> kept = induction::kept_together(session_, system_, wider, supposed);
    all.insert(all.end(), kept.begin(), kept.end());
    note(fmt::format("{} of {} lemmas also hold of what a closure joins", kept.size(), wider.size()));
    if (kept.empty() || find_gap(all, std::nullopt).answer != Answer::unsatisfiable)
      return std::nullopt;
    return all;
  }

  /// What is needed of the known facts, with the formulas; all of them, where Z3 does not see that it is kept by
  /// itself.
  std::vector<Formula> with_known(const std::vector<Formula>& formulas) {
    std::vector<Formula> all = formulas;
    all.insert(all.end(), known_.begin(), known_.end());
    if (induction::kept(session_, system_, all, known_).result == induction::Induction::holds)
      return all;
    all = formulas;
    all.insert(all.end(), search_.known.begin(), search_.known.end());
    return all;
  }

  Gap gap_in(InductiveStep& step, const std::vector<Formula>& formulas, RuleId rule) {
    const Property& property = system_[search_.property];
    if (can_show(system_, rule, property)) {
      const auto breaks = [&] { return step.breaks(search_.property, rule); };
      if (Gap gap = gap_of(breaks(), step.sizes()); gap.answer != Answer::unsatisfiable) {
        gap.rule = rule;
        look_one_further(gap, step, breaks);
        return gap;
      }
    }
    for (std::size_t i = 0; i < formulas.size(); ++i) {
      if (!can_touch(system_, rule, formulas[i]))
        continue;
      const auto breaks = [&] { return step.breaks(formulas[i], rule); };
      if (Gap gap = gap_of(breaks(), step.sizes()); gap.answer != Answer::unsatisfiable) {
        gap.rule = rule;
        gap.formula = i;
        look_one_further(gap, step, breaks);
        return gap;
      }
    }
    return {};
  }

  /// Z3's step may well be larger than need be. Where it has more of every sort than the instance: is one more of one
  /// sort enough?
  template <class Breaks> void look_one_further(Gap& gap, InductiveStep& step, Breaks breaks) {
    std::map<SortId, std::uint32_t> most;
    for (std::uint32_t sort = 0; sort < sizes_.size(); ++sort)
      if (!system_.sorts[sort].is_enum)
        most[SortId{sort}] = sizes_[sort];
    if (gap.answer != Answer::satisfiable ||
        std::ranges::any_of(most, [&](const auto& each) { return gap.sizes[each.first.index] <= each.second; }))
      return;
    for (const auto& [sort, size] : most) {
      auto one_more = most;
      ++one_more[sort];
      step.limit_sizes(std::move(one_more));
      if (breaks().answer == Answer::satisfiable) {
        gap.sizes = step.sizes();
        break;
      }
    }
    step.limit_sizes({});
  }

  static Gap gap_of(const Reply& reply, const std::vector<std::uint32_t>& sizes) {
    return {reply.answer, reply.reason, sizes, std::nullopt, std::nullopt};
  }

  /// The individuals that the lemma and the rule name, and no more than the step that Z3 found has.
  bool grow(const Instance& instance, const std::vector<Cube>& cubes, const Gap& gap) {
    std::vector<std::uint32_t> needed(sizes_.size(), 0);
    if (gap.formula) {
      const auto individuals = instance.individuals(cubes[*gap.formula]);
      for (std::size_t sort = 0; sort < needed.size(); ++sort)
        needed[sort] += static_cast<std::uint32_t>(individuals[sort].size());
    }
    if (gap.rule)
      for (const VariableId parameter : system_[*gap.rule].parameters)
        if (!system_[parameter].is_set)
          ++needed[system_[parameter].sort.index];
    bool has_grown = false;
    for (std::size_t sort = 0; sort < sizes_.size(); ++sort) {
      if (system_.sorts[sort].is_enum)
        continue;
      const std::uint32_t seen = gap.sizes.empty() ? UINT32_MAX : gap.sizes[sort];
      const std::uint32_t wanted = std::min({std::max(needed[sort], sizes_[sort] + 1), seen, largest_size});
      has_grown = has_grown || wanted > sizes_[sort];
      sizes_[sort] = std::max(sizes_[sort], wanted);
    }
    note(fmt::format("rule `{}` breaks {} with sizes {}: next sizes {}", gap.rule ? system_[*gap.rule].name : "(start)",
                     gap.formula ? "a lemma" : "the property", fmt::join(gap.sizes, ","), fmt::join(sizes_, ",")));
    return has_grown;
  }

  /// All, or of facts that last those that they bind: what else the fact is about need not be more.
  std::set<SortId> sorts_to_grow() const {
    std::set<SortId> made;
    for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort)
      if (!system_.sorts[sort].is_enum && search_.facts != Facts::lasting)
        made.insert(SortId{sort});
    if (search_.facts == Facts::lasting)
      for (const Derived& fact : question_.derived)
        walk(*fact.formula, [&](const Node& node) {
          if (const auto* quantified = std::get_if<Quantified>(&node.kind))
            for (const Binder& binder : quantified->binders)
              if (!system_[system_[binder.variable].sort].is_enum)
                made.insert(system_[binder.variable].sort);
        });
    return made;
  }

  /// Where Z3 does not know whether facts that say `some` are kept, maybe they are none of larger instances.
  bool grow_all() {
    bool has_grown = false;
    const std::set<SortId> sorts = sorts_to_grow();
    for (std::uint32_t sort = 0; sort < sizes_.size(); ++sort)
      if (sorts.contains(SortId{sort}) && sizes_[sort] < first_size) {
        ++sizes_[sort];
        has_grown = true;
      }
    note(fmt::format("Z3 does not know: next sizes {}", fmt::join(sizes_, ",")));
    return has_grown;
  }

  encoding::Session& session_;
  const System& system_;
  const InvariantSearch& search_;
  invariants::Question question_;
  std::vector<std::uint32_t> sizes_, asked_sizes_;
  std::vector<Portable> learned_;
  std::vector<Formula> known_; ///< what is needed of all that is known, as far as the last instance tells
};

} // namespace

InvariantFound find_invariant(encoding::Session& session, const System& system, const InvariantSearch& search) {
  try {
    return Search(session, system, search).run();
  } catch (const encoding::TooLarge&) {
    return {false, {}, "no invariant was found on small instances", {}, false, false, true};
  } catch (const encoding::Unsupported& why) {
    return {false, {}, why.what(), {}, true};
  }
}

} // namespace chaperone::solver::invariants
