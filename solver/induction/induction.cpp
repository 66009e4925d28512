// See induction.hpp.
#include "solver/induction/induction.hpp"

#include "model/facts/rule_graph.hpp"

#include <algorithm>
#include <utility>

namespace chaperone::solver::induction {

using encoding::Answer;
using encoding::Enums;
using encoding::InductiveStep;
using encoding::Reply;
using model::Formula;
using model::PropertyId;
using model::RuleId;

namespace {

InductionAnswer answer_of(const Reply& reply, std::optional<RuleId> rule) {
  switch (reply.answer) {
  case Answer::unsatisfiable:
    return {Induction::holds, std::nullopt, {}};
  case Answer::satisfiable:
    return {Induction::fails, rule, {}};
  case Answer::unknown:
    break;
  }
  return {Induction::undecided, rule, reply.reason};
}

/// The question with large enums taken for sorts, and as it stands where that is no proof. `ask` may throw Unsupported.
template <class Ask> InductionAnswer answer_in_turn(const model::System& system, Ask ask) {
  try {
    if (encoding::has_large_enum(system))
      if (InductionAnswer answer = ask(Enums::open); answer.result == Induction::holds)
        return answer;
    return ask(Enums::closed);
  } catch (const encoding::Unsupported& why) {
    return {Induction::undecided, std::nullopt, why.what()};
  }
}

/// Given that the property is supposed before the step: a rule that does not touch it keeps it.
InductionAnswer all_rules_keep(InductiveStep& step, const model::System& system, PropertyId property) {
  const model::Property& wanted = system[property];
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule) {
    if (!model::can_show(system, RuleId{rule}, wanted))
      continue;
    InductionAnswer answer = answer_of(step.breaks(property, RuleId{rule}), RuleId{rule});
    if (answer.result != Induction::holds)
      return answer;
  }
  return {Induction::holds, std::nullopt, {}};
}

} // namespace

InductionAnswer base(encoding::Session& session, const model::System& system, PropertyId property, std::uint32_t k) {
  return answer_in_turn(system, [&](Enums enums) {
    encoding::UnboundedRun run(session, system, encoding::StartsIn::initial_state, {}, enums);
    for (std::uint32_t depth = 0; depth < k; ++depth) {
      if (depth > 0)
        run.extend();
      InductionAnswer answer = answer_of(run.find(encoding::Shows{property}), std::nullopt);
      if (answer.result != Induction::holds)
        return answer;
    }
    return InductionAnswer{Induction::holds, std::nullopt, {}};
  });
}

InductionAnswer AtStart::operator()(const std::vector<Formula>& formulas) {
  return answer_in_turn(system_, [&](Enums enums) {
    auto start = starts_.find(enums);
    if (start == starts_.end())
      start =
          starts_
              .emplace(enums, encoding::UnboundedRun(session_, system_, encoding::StartsIn::initial_state, {}, enums))
              .first;
    return answer_of(start->second.breaks(model::conjunction(formulas)), std::nullopt);
  });
}

InductionAnswer kept(encoding::Session& session, const model::System& system, const std::vector<Formula>& hypotheses,
                     const std::vector<Formula>& formulas) {
  return answer_in_turn(system, [&](Enums enums) {
    InductiveStep step(session, system, enums);
    for (const Formula& formula : hypotheses)
      step.suppose(formula);
    for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
      for (const Formula& formula : formulas) {
        if (!model::can_touch(system, RuleId{rule}, formula))
          continue;
        InductionAnswer answer = answer_of(step.breaks(formula, RuleId{rule}), RuleId{rule});
        if (answer.result != Induction::holds)
          return answer;
      }
    return InductionAnswer{Induction::holds, std::nullopt, {}};
  });
}

InductionAnswer implied(encoding::Session& session, const model::System& system, PropertyId property,
                        const std::vector<Formula>& lemmas) {
  return answer_in_turn(system, [&](Enums enums) {
    InductiveStep state(session, system, enums);
    for (const Formula& lemma : lemmas)
      state.suppose(lemma);
    return answer_of(state.allows(property), std::nullopt);
  });
}

InductionAnswer one_step(encoding::Session& session, const model::System& system, PropertyId property,
                         const std::vector<Formula>& lemmas) {
  return answer_in_turn(system, [&](Enums enums) {
    InductiveStep step(session, system, enums);
    for (const Formula& lemma : lemmas)
      step.suppose(lemma);
    step.suppose_not_shown(property);
    return all_rules_keep(step, system, property);
  });
}

namespace {

/// Those of `lemmas`, supposed by name, that one rule or another needs; throws Unsupported where Z3 does not say.
std::vector<Formula> needed_of(InductiveStep& step, const model::System& system, const std::vector<Formula>& lemmas,
                               std::optional<PropertyId> property, const std::vector<Formula>& kept) {
  std::vector<Formula> needed;
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule) {
    if (property ? !model::can_show(system, RuleId{rule}, system[*property])
                 : !model::can_touch(system, RuleId{rule}, kept.front()))
      continue;
    const auto hypotheses = step.hypotheses_for(property, kept, RuleId{rule});
    if (!hypotheses)
      throw encoding::Unsupported("Z3 does not say what a proof rests on");
    for (const std::size_t each : *hypotheses)
      if (std::ranges::find(needed, lemmas[each]) == needed.end())
        needed.push_back(lemmas[each]);
  }
  return needed;
}

} // namespace

const std::vector<Formula>& LemmasNeeded::of_lemma(const Formula& lemma, const std::vector<Formula>& lemmas) {
  const auto found = std::ranges::find(known_, lemma, &std::pair<Formula, Formulas>::first);
  if (found != known_.end())
    return found->second;
  InductiveStep step(session_, system_);
  for (const Formula& each : lemmas)
    step.suppose_by_name(each);
  return known_.emplace_back(lemma, needed_of(step, system_, lemmas, std::nullopt, {lemma})).second;
}

std::vector<Formula> LemmasNeeded::of(PropertyId property, const std::vector<Formula>& lemmas) try {
  InductiveStep step(session_, system_);
  for (const Formula& lemma : lemmas)
    step.suppose_by_name(lemma);
  step.suppose_not_shown(property);
  std::vector<Formula> needed = needed_of(step, system_, lemmas, property, {});
  for (std::size_t next = 0; next < needed.size(); ++next)
    for (const Formula& each : of_lemma(needed[next], lemmas))
      if (std::ranges::find(needed, each) == needed.end())
        needed.push_back(each);
  return needed;
} catch (const encoding::Unsupported&) {
  return lemmas;
}

InductionAnswer many_steps(encoding::Session& session, const model::System& system, PropertyId property,
                           std::uint32_t k, const std::vector<Formula>& lemmas) {
  return answer_in_turn(system, [&](Enums enums) {
    encoding::UnboundedRun run(session, system, encoding::StartsIn::any_state, {}, enums);
    const auto suppose_lemmas = [&] {
      for (const Formula& lemma : lemmas)
        run.assume(lemma);
    };
    suppose_lemmas();
    for (std::uint32_t step = 0; step < k; ++step) {
      run.assume_not_shown(property);
      run.extend();
      suppose_lemmas();
    }
    return answer_of(run.find(encoding::Shows{property}), std::nullopt);
  });
}

std::vector<Formula> kept_together(encoding::Session& session, const model::System& system,
                                   std::vector<Formula> candidates, const std::vector<Formula>& lemmas) try {
  AtStart at_start(session, system);
  std::erase_if(candidates, [&](const Formula& fact) { return at_start({fact}).result != Induction::holds; });
  for (bool is_stable = false; !is_stable && !candidates.empty();) {
    InductiveStep step(session, system);
    for (const std::vector<Formula>* supposed : {&lemmas, &std::as_const(candidates)})
      for (const Formula& fact : *supposed)
        step.suppose(fact);
    is_stable = std::erase_if(candidates, [&](const Formula& fact) {
                  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
                    if (model::can_touch(system, RuleId{rule}, fact) &&
                        step.breaks(fact, RuleId{rule}).answer != Answer::unsatisfiable)
                      return true;
                  return false;
                }) == 0;
  }
  return candidates;
} catch (const encoding::Unsupported&) {
  return {};
}

std::vector<PropertyId> inductive_subset(encoding::Session& session, const model::System& system,
                                         std::vector<PropertyId> candidates, const std::vector<Formula>& lemmas) {
  bool is_stable = false;
  while (!is_stable && !candidates.empty()) {
    is_stable = true;
    try {
      InductiveStep step(session, system);
      for (const Formula& lemma : lemmas)
        step.suppose(lemma);
      for (const PropertyId property : candidates)
        step.suppose_not_shown(property);
      const auto dropped = std::remove_if(candidates.begin(), candidates.end(), [&](PropertyId property) {
        return all_rules_keep(step, system, property).result != Induction::holds;
      });
      is_stable = dropped == candidates.end();
      candidates.erase(dropped, candidates.end());
    } catch (const encoding::Unsupported&) {
      return {};
    }
  }
  return candidates;
}

} // namespace chaperone::solver::induction
