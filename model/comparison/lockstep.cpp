// See lockstep.hpp.
#include "model/comparison/lockstep.hpp"

#include "model/comparison/canonical.hpp"
#include "model/comparison/copies.hpp"
#include "model/comparison/sayable.hpp"
#include "model/comparison/starts.hpp"
#include "model/rules/spare_variables.hpp"
#include "model/steps/successor.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::model::comparison {

namespace {

/// Who takes a step, or reads what the other takes, and whose copies that one reads.
struct Reader {
  Side side;
  Side copies;
};

Side driver_of(Course course) {
  return course == Course::before || course == Course::left_behind ? Side::before : Side::after;
}

const char* words_for(Question question) {
  switch (question) {
  case Question::newly_allowed:
    return "newly allowed";
  case Question::newly_refused:
    return "newly refused";
  case Question::may_be_refused:
    return "may be refused";
  case Question::must_be_taken:
    return "must be taken";
  case Question::other_effect:
    return "other effect";
  case Question::other_state:
    return "other state";
  case Question::own_start:
    return "own start";
  }
  return "";
}

class Builder {
public:
  Builder(const System& before, const System& after, const Matching& matching, const LockstepOptions& options)
      : options_(options), driver_(driver_of(options.course)),
        copies_(before, after, matching, driver_, options.course != Course::left_behind) {}

  Lockstep run() {
    add_starts(copies_, options_.course);
    add_rules();
    add_properties();
    add_probes();
    const bool has_left_behind = options_.asks_left_behind && add_left_behind();
    judge_real_steps_only();
    Lockstep made{std::move(copies_.made()),
                  options_.course,
                  std::move(probes_),
                  std::move(judged_),
                  has_left_behind,
                  std::move(origins_),
                  {},
                  {}};
    for (const Side side : {Side::before, Side::after}) {
      const steps::SymbolMap& map = copies_.map(side, side);
      (side == Side::before ? made.before : made.after) = {map.sorts, map.values, map.relations, map.functions};
    }
    add_spare_variables(made.system);
    return made;
  }

private:
  const Rule& rule(Side side, RuleId id) const { return copies_.of(side)[id]; }
  const std::optional<RuleId>& counterpart(Side side, RuleId id) const {
    return copies_.matching().rules.of(side)[id.index];
  }
  /// The rule of one side, and its counterpart, by side.
  static Lockstep::Origin origin(Side side, RuleId id, const std::optional<RuleId>& of_other) {
    return side == Side::before ? Lockstep::Origin{id, of_other} : Lockstep::Origin{of_other, id};
  }

  RuleId add_rule(std::string name, std::vector<VariableId> parameters, std::vector<Formula> requirements,
                  std::vector<Effect> effects, Lockstep::Origin from) {
    Rule made;
    made.name = std::move(name);
    made.parameters = std::move(parameters);
    for (Formula& formula : requirements)
      if (!is_constant(formula, true))
        made.requirements.push_back({std::move(formula), std::nullopt, {}});
    made.effects = std::move(effects);
    const RuleId id{static_cast<std::uint32_t>(copies_.made().rules.size())};
    copies_.made().rules.push_back(std::move(made));
    origins_.push_back(from);
    return id;
  }

  /// All that a rule requires, the first of it that its arguments are known to that side.
  std::vector<Formula> requirements(Reader reader, RuleId id, const std::vector<VariableId>& parameters) {
    std::vector<Formula> made;
    for (const VariableId parameter : parameters) {
      const Variable variable = copies_.made()[parameter];
      if (!variable.is_set) {
        if (Formula known = copies_.is_known(reader.side, parameter, variable.sort))
          made.push_back(std::move(known));
        continue;
      }
      const VariableId member{static_cast<std::uint32_t>(copies_.made().variables.size())};
      if (Formula known = copies_.is_known(reader.side, member, variable.sort)) {
        copies_.made().variables.push_back({variable.name + "1", variable.sort, false});
        const Binder each{member, make_formula(Member{member, parameter})};
        made.push_back(make_formula(Quantified{Quantifier::all, 0, {each}, std::move(known)}));
      }
    }
    steps::Transplant in = copies_.saying(reader.side, reader.copies, id, parameters);
    for (const Requirement& requirement : rule(reader.side, id).requirements)
      made.push_back(in.of(requirement.formula));
    return made;
  }

  /// Where all of it is true, that side must take the step: Rule::may_refuse.
  std::vector<Formula> what_must_be_taken(Reader reader, RuleId id, const std::vector<VariableId>& parameters) {
    std::vector<Formula> made;
    steps::Transplant in = copies_.saying(reader.side, reader.copies, id, parameters);
    for (const MayRefuse& refusable : rule(reader.side, id).may_refuse)
      made.push_back(in.of(refusable.unless));
    return made;
  }

  Formula conflict(Reader reader, RuleId id, const std::vector<VariableId>& parameters) {
    steps::Transplant in = copies_.saying(reader.side, reader.copies, id, parameters);
    return steps::conflict_of(copies_.made(), {stated_effects(rule(reader.side, id)), in});
  }

  std::string text(const Formula& formula) { return canonical(copies_.made(), formula); }

  /// Those of `wanted` that `given` does not already say.
  std::vector<Formula> rest(std::vector<Formula> wanted, const std::vector<Formula>& given) {
    std::set<std::string> said;
    for (const Formula& formula : given)
      said.insert(text(formula));
    std::erase_if(wanted, [&](const Formula& formula) { return said.contains(text(formula)); });
    return wanted;
  }

  void add_rules() {
    const bool both_take = options_.course == Course::common;
    const std::size_t count = copies_.of(driver_).rules.size();
    std::vector<RuleId> made(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      const RuleId id{i};
      const std::optional<RuleId>& of_other = counterpart(driver_, id);
      if (both_take && !of_other)
        continue;
      std::vector<VariableId> parameters = copies_.parameters_of(driver_, id);
      std::vector<Formula> needed = requirements({driver_, driver_}, id, parameters);
      if (both_take)
        for (Formula& more : rest(requirements({other(driver_), other(driver_)}, *of_other, parameters), needed))
          needed.push_back(std::move(more));
      std::vector<Effect> effects = effects_of(id, of_other, parameters);
      std::vector<Formula> owed = what_must_be_taken({driver_, driver_}, id, parameters);
      made[i] = add_rule(rule(driver_, id).name, std::move(parameters), std::move(needed), std::move(effects),
                         origin(driver_, id, of_other));
      for (Formula& unless : owed) // `can` asks for it
        copies_.made().rules.back().may_refuse.push_back({std::move(unless), std::nullopt, {}});
    }
    rules_ = std::move(made);
  }

  std::vector<Effect> effects_of(RuleId id, const std::optional<RuleId>& of_other,
                                 const std::vector<VariableId>& parameters) {
    std::vector<Effect> effects;
    steps::Transplant own = copies_.saying(driver_, driver_, id, parameters);
    for (const Effect& effect : stated_effects(rule(driver_, id)))
      effects.push_back(own.of(effect));
    if (options_.course == Course::left_behind)
      return effects;
    const Side aside = other(driver_);
    const Reader beside = of_other ? Reader{aside, aside} : Reader{driver_, aside};
    const RuleId acting = of_other.value_or(id);
    // Where the other side's effects would conflict, its copies stay; a step that both take must not conflict at all.
    const Formula clash =
        options_.course == Course::common ? make_formula(Constant{false}) : conflict(beside, acting, parameters);
    steps::Transplant in = copies_.saying(beside.side, beside.copies, acting, parameters);
    for (const Effect& effect : stated_effects(rule(beside.side, acting))) {
      Effect made = in.of(effect);
      std::erase_if(made.updates, [&](const Update& update) { return !copies_.is_beside(update); });
      if (made.updates.empty())
        continue;
      if (!is_constant(clash, false))
        made.where = made.where ? conjunction({negation(clash), made.where}) : negation(clash);
      effects.push_back(std::move(made));
    }
    return effects;
  }

  void add_properties() {
    if (options_.along == Along::nothing)
      return;
    copies_.set_rules(driver_, rules_);
    const std::vector<Property>& own = copies_.of(driver_).properties;
    for (std::uint32_t i = 0; i < own.size(); ++i)
      if (options_.along == Along::judgments || own[i].kind != PropertyKind::possible)
        add_property(driver_, PropertyId{i}, copies_.matching().properties.of(driver_)[i]);
    if (options_.along != Along::judgments)
      return;
    const Side aside = other(driver_);
    std::vector<RuleId> their_rules(copies_.of(aside).rules.size());
    for (std::uint32_t i = 0; i < their_rules.size(); ++i)
      if (const std::optional<RuleId>& of_driver = counterpart(aside, RuleId{i}))
        their_rules[i] = rules_[of_driver->index];
    copies_.set_rules(aside, their_rules);
    for (std::uint32_t i = 0; i < copies_.of(aside).properties.size(); ++i)
      if (!copies_.matching().properties.of(aside)[i] &&
          can_be_said(copies_.of(aside), copies_.matching(), aside, copies_.of(aside).properties[i].formula))
        add_property(aside, PropertyId{i}, std::nullopt);
  }

  void add_property(Side side, PropertyId id, const std::optional<PropertyId>& of_other) {
    steps::Transplant in = copies_.saying(side, driver_);
    Property made = copies_.of(side)[id];
    made.formula = in.of(made.formula);
    made.span = {};
    made.way_back.reset(); // the formula says it all
    Judged judged{side == Side::before ? id : of_other, side == Side::before ? of_other : id,
                  PropertyId{static_cast<std::uint32_t>(copies_.made().properties.size())}};
    copies_.made().properties.push_back(std::move(made));
    judged_.push_back(judged);
  }

  /// A step by a probe is none of either side: it shows nothing of a property about steps.
  void judge_real_steps_only() {
    std::vector<Formula> probed;
    for (const Probe& probe : probes_)
      if (const Formula& shown = copies_.made()[probe.property].formula; std::holds_alternative<Did>(shown->kind))
        probed.push_back(shown);
    for (const Judged& judged : judged_) {
      Property& property = copies_.made().properties[judged.property.index];
      if (!property.is_about_steps || probed.empty())
        continue;
      std::vector<Formula> parts = probed;
      if (property.kind == PropertyKind::always) {
        parts.push_back(property.formula);
        property.formula = disjunction(std::move(parts));
      } else {
        property.formula = conjunction({property.formula, negation(disjunction(std::move(parts)))});
      }
    }
  }

  bool is_asked(Side side, RuleId id) const {
    const auto& asked = side == Side::before ? options_.before : options_.after;
    return !asked || asked->contains(id);
  }

  void add_probes() {
    switch (options_.course) {
    case Course::after:
      return ask(Question::newly_allowed, {Side::after, Side::after}, {Side::before, Side::before});
    case Course::before:
      return ask(Question::newly_refused, {Side::before, Side::before}, {Side::after, Side::after});
    case Course::common:
      return add_state_question();
    case Course::left_behind:
      return ask(Question::newly_allowed, {Side::after, Side::before}, {Side::before, Side::before});
    }
  }

  /// Where nothing is kept twice and the old side has all that is changed, the states are those of this course.
  bool add_left_behind() {
    if (options_.course != Course::before || copies_.has_something_beside())
      return false;
    course_ = Course::left_behind;
    ask(Question::newly_allowed, {Side::after, Side::before}, {Side::before, Side::before});
    return true;
  }

  void ask(Question question, Reader taking, Reader refusing) {
    const System& takers = copies_.of(taking.side);
    for (std::uint32_t i = 0; i < takers.rules.size(); ++i) {
      const RuleId id{i};
      const std::optional<RuleId>& of_other = counterpart(taking.side, id);
      if (!is_asked(taking.side, id))
        continue;
      ask_who_takes(question, taking, refusing, id, of_other);
      if (of_other && course_ != Course::left_behind)
        ask_who_may_refuse(taking, refusing, id, *of_other);
      if (of_other && course_ == Course::after)
        ask_what_is_made(id, *of_other);
    }
  }

  void ask_who_takes(Question question, Reader taking, Reader refusing, RuleId id,
                     const std::optional<RuleId>& of_other) {
    std::vector<VariableId> parameters = copies_.parameters_of(taking.side, id);
    std::vector<Formula> needed = requirements(taking, id, parameters);
    const Formula clash = conflict(taking, id, parameters);
    if (of_other) {
      std::vector<Formula> ways;
      for (const Formula& formula : rest(requirements(refusing, *of_other, parameters), needed))
        ways.push_back(negation(formula));
      Formula other_clash = conflict(refusing, *of_other, parameters);
      if (text(other_clash) != text(clash))
        ways.push_back(std::move(other_clash));
      needed.push_back(disjunction(std::move(ways)));
      if (is_constant(needed.back(), false))
        return;
    }
    needed.push_back(negation(clash));
    add_probe(question, origin(taking.side, id, of_other), std::move(parameters), std::move(needed));
  }

  /// Both take the step. In the old course it is asked whether the old rules must take it and the new ones need not; in
  /// the new course the other way round.
  void ask_who_may_refuse(Reader taking, Reader refusing, RuleId id, RuleId of_other) {
    std::vector<VariableId> parameters = copies_.parameters_of(taking.side, id);
    const std::vector<Formula> owed = what_must_be_taken(taking, id, parameters);
    std::vector<Formula> ways;
    for (const Formula& formula : rest(what_must_be_taken(refusing, of_other, parameters), owed))
      ways.push_back(negation(formula));
    Formula may_refuse = disjunction(std::move(ways));
    if (is_constant(may_refuse, false))
      return;
    std::vector<Formula> needed = requirements(taking, id, parameters);
    for (Formula& more : rest(requirements(refusing, of_other, parameters), needed))
      needed.push_back(std::move(more));
    needed.insert(needed.end(), owed.begin(), owed.end());
    needed.push_back(std::move(may_refuse));
    needed.push_back(negation(conflict(taking, id, parameters)));
    needed.push_back(negation(conflict(refusing, of_other, parameters)));
    add_probe(taking.side == Side::before ? Question::may_be_refused : Question::must_be_taken,
              origin(taking.side, id, of_other), std::move(parameters), std::move(needed));
  }

  /// Both sides read what the driving one has.
  void ask_what_is_made(RuleId id, RuleId of_other) {
    const Reader own{driver_, driver_};
    const Reader theirs{other(driver_), driver_};
    std::vector<VariableId> parameters = copies_.parameters_of(driver_, id);
    const Copies::Texts here = copies_.texts_of(own.side, own.copies, id, parameters);
    const Copies::Texts there = copies_.texts_of(theirs.side, theirs.copies, of_other, parameters);
    const std::vector<RelationId> relations = differing(here.relations, there.relations);
    const std::vector<FunctionId> functions = differing(here.functions, there.functions);
    if (relations.empty() && functions.empty())
      return;
    std::vector<Formula> needed = requirements(own, id, parameters);
    for (Formula& more : rest(requirements(theirs, of_other, parameters), needed))
      needed.push_back(std::move(more));
    needed.push_back(negation(conflict(own, id, parameters)));
    needed.push_back(negation(conflict(theirs, of_other, parameters)));
    steps::Transplant one = copies_.saying(own.side, own.copies, id, parameters);
    steps::Transplant two = copies_.saying(theirs.side, theirs.copies, of_other, parameters);
    needed.push_back(steps::difference_of(copies_.made(), {stated_effects(rule(own.side, id)), one},
                                          {stated_effects(rule(theirs.side, of_other)), two}, relations, functions));
    add_probe(Question::other_effect, origin(driver_, id, of_other), std::move(parameters), std::move(needed));
  }

  /// What only one side has is no difference of what both make of it.
  template <class Symbol>
  std::vector<Symbol> differing(const std::map<Symbol, std::set<std::string>>& one,
                                const std::map<Symbol, std::set<std::string>>& two) const {
    std::set<Symbol> found;
    for (const auto* texts : {&one, &two})
      for (const auto& [symbol, said] : *texts) {
        const auto here = one.find(symbol);
        const auto there = two.find(symbol);
        if (copies_.is_shared(symbol) && (here == one.end() || there == two.end() || here->second != there->second))
          found.insert(symbol);
      }
    return {found.begin(), found.end()};
  }

  void add_probe(Question question, Lockstep::Origin from, std::vector<VariableId> parameters,
                 std::vector<Formula> needed) {
    const Side named = from.after ? Side::after : Side::before;
    std::string name =
        fmt::format("{} {}", words_for(question), rule(named, from.after ? *from.after : *from.before).name);
    const RuleId id = add_rule(name, std::move(parameters), std::move(needed), {}, from);
    const std::vector<Argument> anything(copies_.made()[id].parameters.size(), Anything{});
    Property property;
    property.name = std::move(name);
    property.formula = make_formula(Did{id, anything});
    property.is_about_steps = true;
    add_question({question, course_, from.before, from.after, {}}, std::move(property));
  }

  void add_question(Probe probe, Property property) {
    property.kind = PropertyKind::never;
    probe.property = PropertyId{static_cast<std::uint32_t>(copies_.made().properties.size())};
    copies_.made().properties.push_back(std::move(property));
    probes_.push_back(probe);
  }

  void add_state_question() {
    std::vector<Formula> ways;
    for (const auto& [own, theirs] : copies_.split_relations())
      ways.push_back(negation(are_equal(copies_.made(), own, theirs)));
    for (const auto& [own, theirs] : copies_.split_functions())
      ways.push_back(negation(are_equal(copies_.made(), own, theirs)));
    if (ways.empty())
      return;
    Property property;
    property.name = words_for(Question::other_state);
    property.formula = disjunction(std::move(ways));
    add_question({Question::other_state, course_, std::nullopt, std::nullopt, {}}, std::move(property));
  }

  const LockstepOptions& options_;
  Course course_ = options_.course; ///< that is asked about
  Side driver_;
  Copies copies_;
  std::vector<RuleId> rules_; ///< by the driver's rule
  std::vector<Lockstep::Origin> origins_;
  std::vector<Probe> probes_;
  std::vector<Judged> judged_;
};

} // namespace

Lockstep lockstep(const System& before, const System& after, const Matching& matching, const LockstepOptions& options) {
  return Builder(before, after, matching, options).run();
}

} // namespace chaperone::model::comparison
