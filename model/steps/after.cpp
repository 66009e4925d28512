// See after.hpp.
#include "model/steps/after.hpp"

#include "model/rules/mentions.hpp"
#include "model/rules/substitution.hpp"
#include "model/rules/walk.hpp"
#include "model/steps/set_elimination.hpp"

#include <algorithm>

namespace chaperone::model::steps {

namespace {

template <class Id> std::vector<Id> all_of(std::size_t count) {
  std::vector<Id> made;
  for (std::uint32_t i = 0; i < count; ++i)
    made.push_back({i});
  return made;
}

Formula are_equal(Term left, Term right) {
  return make_formula(Equal{std::move(left), std::move(right)});
}

} // namespace

SymbolMap identity(const System& system) {
  SymbolMap made{all_of<SortId>(system.sorts.size()),         {},
                 all_of<RelationId>(system.relations.size()), all_of<FunctionId>(system.functions.size()),
                 all_of<RuleId>(system.rules.size()),         {}};
  for (const Sort& sort : system.sorts) {
    std::vector<std::uint32_t>& values = made.values.emplace_back();
    for (std::uint32_t i = 0; i < sort.names.size(); ++i)
      values.push_back(i);
  }
  made.known_values.resize(system.sorts.size());
  return made;
}

Formula renewed(System& system, const Formula& formula, const std::map<VariableId, VariableId>& renamed) {
  const SymbolMap symbols = identity(system);
  Transplant copy(system, system, symbols, [](DefineId id) { return id; });
  Mentions mentions;
  collect_mentions(system, formula, mentions);
  for (const VariableId variable : mentions.variables) {
    const auto found = renamed.find(variable);
    copy.bind(variable, found == renamed.end() ? variable : found->second);
  }
  return copy.of(formula);
}

After::After(System& system, RuleId rule, std::vector<VariableId> arguments)
    : system_(system), rule_(rule), arguments_(std::move(arguments)), symbols_(identity(system)),
      own_(system, system, symbols_, [](DefineId id) { return id; }) {
  const std::vector<VariableId>& parameters = system[rule].parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    own_.bind(parameters[i], arguments_[i]);
  for (const Effect& effect : system[rule].effects)
    for (const Update& update : effect.updates)
      std::visit(overload{
                     [&](const AddTuple& it) { relations_.insert(it.relation); },
                     [&](const RemoveTuple& it) { relations_.insert(it.relation); },
                     [&](const SetValue& it) { functions_.insert(it.function); },
                 },
                 update);
  for (std::uint32_t i = 0; i < system.relations.size(); ++i)
    if (system.relations[i].upkeep == Upkeep::closure) {
      Mentions read;
      collect_mentions(system, make_formula(Atom{RelationId{i}, {}}), read);
      const auto meets = [](const auto& some, const auto& others) {
        return std::ranges::any_of(some, [&](const auto& id) { return others.contains(id); });
      };
      if (meets(read.relations, relations_) || meets(read.functions, functions_))
        relations_.insert({i});
    }
}

Saying After::saying() {
  return {system_[rule_].effects, own_};
}

VariableId After::fresh(const std::string& name, SortId sort, bool is_set) {
  system_.variables.push_back({name, sort, is_set});
  return {static_cast<std::uint32_t>(system_.variables.size() - 1)};
}

bool After::changes(const Term& term) const {
  bool result = false;
  walk_term(term, [&](const Term& part) {
    if (const auto* application = std::get_if<std::shared_ptr<const Application>>(&part))
      result = result || functions_.contains((*application)->function);
  });
  return result;
}

bool After::changes(const Formula& formula) const {
  bool asks_step = false;
  walk(*formula, [&](const Node& node) {
    asks_step = asks_step || std::holds_alternative<Did>(node.kind) || std::holds_alternative<Was>(node.kind);
  });
  Mentions read;
  collect_mentions(system_, formula, read);
  const auto meets = [](const auto& some, const auto& others) {
    return std::ranges::any_of(some, [&](const auto& id) { return others.contains(id); });
  };
  const bool names_set =
      std::ranges::any_of(read.variables, [&](VariableId variable) { return sets_.contains(variable); });
  return asks_step || names_set || meets(read.relations, relations_) || meets(read.functions, functions_);
}

Formula After::with_values(const std::vector<Term>& terms, const Build& build) {
  return with_values(terms, 0, build);
}

Formula After::with_values(std::vector<Term> terms, std::size_t next, const Build& build) {
  while (next < terms.size() && !changes(terms[next]))
    ++next;
  if (next == terms.size())
    return build(terms);
  const auto application = std::get<std::shared_ptr<const Application>>(terms[next]);
  return with_values(application->args, [&](const std::vector<Term>& args) {
    const VariableId value = fresh("v", system_[application->function].result);
    Formula is_it =
        functions_.contains(application->function)
            ? is_value_after(system_, saying(), application->function, args, value)
            : are_equal(std::make_shared<const Application>(Application{application->function, args}), value);
    terms[next] = value;
    Formula body = conjunction({std::move(is_it), with_values(terms, next + 1, build)});
    return make_formula(Quantified{Quantifier::some, 0, {{value, nullptr}}, std::move(body)});
  });
}

Formula After::parts_of(const std::vector<Formula>& parts, bool is_and) {
  std::vector<Formula> made;
  for (const Formula& part : parts)
    made.push_back(of(part));
  return is_and ? make_formula(And{std::move(made)}) : make_formula(Or{std::move(made)});
}

Formula After::of(const Formula& formula) {
  if (!changes(formula))
    return renewed(system_, formula);
  return std::visit(overload{
                        [&](const Constant&) { return formula; },
                        [&](const Atom& it) {
                          return with_values(it.args, [&](const std::vector<Term>& args) {
                            if (!relations_.contains(it.relation))
                              return make_formula(Atom{it.relation, args});
                            return system_[it.relation].upkeep == Upkeep::closure
                                       ? closure(it.relation, args)
                                       : holds_after(system_, saying(), it.relation, args);
                          });
                        },
                        [&](const Equal& it) {
                          return with_values({it.left, it.right}, [&](const std::vector<Term>& sides) {
                            return are_equal(sides[0], sides[1]);
                          });
                        },
                        [&](const Member& it) {
                          return with_values({it.element}, [&](const std::vector<Term>& element) {
                            const auto listed = sets_.find(it.set);
                            if (listed == sets_.end())
                              return make_formula(Member{element[0], it.set});
                            std::vector<Formula> ways;
                            for (const Term& member : listed->second)
                              ways.push_back(are_equal(element[0], member));
                            return disjunction(std::move(ways));
                          });
                        },
                        [&](const Not& it) { return make_formula(Not{of(it.body)}); },
                        [&](const And& it) { return parts_of(it.parts, true); },
                        [&](const Or& it) { return parts_of(it.parts, false); },
                        [&](const Implies& it) {
                          return make_formula(Implies{of(it.left), of(it.right)});
                        },
                        [&](const Iff& it) {
                          return make_formula(Iff{of(it.left), of(it.right)});
                        },
                        [&](const Quantified& it) { return quantified(it); },
                        [&](const Call& it) {
                          Substitution given;
                          for (std::size_t i = 0; i < it.args.size(); ++i)
                            given.terms.emplace(system_[it.define].parameters[i], it.args[i]);
                          return of(with_terms(system_[it.define].body, given));
                        },
                        [&](const Can& it) { return can(it); },
                        [&](const Did& it) { return did(it); },
                        [&](const Was& it) { return renewed(system_, it.body); },
                        [&](const Reached&) { return reached(renewed(system_, formula)); },
                        [&](const SomeSet&) {
                          const Formula own = renewed(system_, formula);
                          const auto& some = std::get<SomeSet>(own->kind);
                          return make_formula(SomeSet{some.set, of(some.body)});
                        },
                    },
                    formula->kind);
}

// A guard may come to be any formula, so it joins the body.
Formula After::quantified(const Quantified& it) {
  Substitution renamed;
  std::vector<Binder> binders;
  std::vector<Formula> guards;
  for (const Binder& binder : it.binders) {
    const Variable& variable = system_[binder.variable];
    const VariableId made = fresh(std::string(variable.name), variable.sort);
    renamed.terms.emplace(binder.variable, made);
    binders.push_back({made, nullptr});
  }
  for (const Binder& binder : it.binders)
    if (binder.guard)
      guards.push_back(of(with_terms(binder.guard, renamed)));
  Formula body = of(with_terms(it.body, renamed));
  if (!guards.empty()) {
    if (it.kind == Quantifier::all) {
      body = make_formula(Implies{conjunction(std::move(guards)), std::move(body)});
    } else {
      guards.push_back(std::move(body));
      body = conjunction(std::move(guards));
    }
  }
  return make_formula(Quantified{it.kind, it.count, std::move(binders), std::move(body)});
}

Formula After::can(const Can& it) {
  const std::vector<VariableId> parameters = system_[it.rule].parameters;
  Substitution given;
  std::vector<Binder> open;
  std::vector<VariableId> sets;
  const auto outer = sets_;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    std::visit(overload{
                   [&](const Anything&) {
                     const Variable variable = system_[parameters[i]];
                     const VariableId made = fresh(variable.name, variable.sort, variable.is_set);
                     if (variable.is_set) {
                       sets.push_back(made);
                       given.members.emplace(parameters[i], [made](const Term& element) {
                         return make_formula(Member{element, made});
                       });
                       return;
                     }
                     open.push_back({made, nullptr});
                     given.terms.emplace(parameters[i], made);
                   },
                   [&](const Term& term) { given.terms.emplace(parameters[i], term); },
                   [&](const std::vector<Term>& terms) { sets_[parameters[i]] = terms; },
               },
               it.args[i]);
  std::vector<Formula> asked;
  for (const Formula& each : asked_by_can(system_[it.rule]))
    asked.push_back(of(with_terms(each, given)));
  sets_ = outer;
  Formula body = conjunction(std::move(asked));
  for (const VariableId set : sets)
    body = for_some_set(system_, set, body);
  return open.empty() ? body : make_formula(Quantified{Quantifier::some, 0, std::move(open), std::move(body)});
}

Formula After::did(const Did& it) {
  if (it.rule != rule_)
    return make_formula(Constant{false});
  std::vector<Formula> parts;
  for (std::size_t i = 0; i < it.args.size(); ++i)
    std::visit(overload{
                   [](const Anything&) {},
                   [&](const Term& term) {
                     parts.push_back(with_values(
                         {term}, [&](const std::vector<Term>& value) { return are_equal(arguments_[i], value[0]); }));
                   },
                   [&](const std::vector<Term>& terms) {
                     const VariableId member = fresh("x", system_[arguments_[i]].sort);
                     std::vector<Formula> ways;
                     for (const Term& term : terms) {
                       parts.push_back(make_formula(Member{term, arguments_[i]}));
                       ways.push_back(are_equal(member, term));
                     }
                     parts.push_back(make_formula(Quantified{Quantifier::all,
                                                             0,
                                                             {{member, make_formula(Member{member, arguments_[i]})}},
                                                             disjunction(std::move(ways))}));
                   },
               },
               it.args[i]);
  return conjunction(std::move(parts));
}

} // namespace chaperone::model::steps
