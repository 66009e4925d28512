// See smt_formulas.hpp. Sections are those of docs/semantics.md.
#include "solver/certificate/smt_formulas.hpp"

#include "model/facts/counts.hpp"
#include "model/rules/mentions.hpp"
#include "model/rules/walk.hpp"

#include <algorithm>

namespace chaperone::solver::certificate {

using namespace model;

namespace {

/// `at least N` writes N copies of its formula; a larger one speaks of a number.
constexpr std::uint64_t most_copies = 3;
/// Values of enums are added up one by one.
constexpr std::size_t most_added_up = 10'000;

bool has_larger_count(const System& system) {
  const std::vector<std::uint32_t> found = model::counts(system);
  return std::any_of(found.begin(), found.end(), [](std::uint32_t most) { return most > most_copies; });
}

} // namespace

SmtFormulas::SmtFormulas(const System& system)
    : system_(system), names_(system), counts_far_(has_larger_count(system)), meanings_(system.variables.size()) {}

SmtFormulas::Scope::~Scope() {
  for (auto it = saved_.rbegin(); it != saved_.rend(); ++it)
    owner_.meanings_[it->first.index] = std::move(it->second);
  for (const std::string& name : names_)
    owner_.names_.release(name);
  for (const std::string& name : locals_)
    owner_.locals_.erase(name);
}

void SmtFormulas::Scope::bind(VariableId variable, Meaning meaning) {
  saved_.emplace_back(variable, std::exchange(owner_.meanings_[variable.index], std::move(meaning)));
}

std::string SmtFormulas::Scope::name(VariableId variable) {
  std::string made = name(owner_.system_[variable].name);
  if (owner_.system_[variable].is_set)
    bind(variable, SetMeaning(NamedSet{made}));
  else
    bind(variable, Sexpr(made));
  return made;
}

std::string SmtFormulas::Scope::name(const std::string& wanted) {
  return names_.emplace_back(owner_.names_.take(wanted));
}

Sexpr SmtFormulas::Scope::variable(std::string name, Sexpr sort) {
  locals_.push_back(name);
  owner_.locals_.emplace(name, sort);
  return list(std::move(name), std::move(sort));
}

std::vector<Sexpr> SmtFormulas::Scope::open(const std::vector<Binder>& binders) {
  std::vector<Sexpr> variables;
  for (const Binder& binder : binders) {
    std::string made = name(binder.variable);
    variables.push_back(variable(std::move(made), owner_.sort(owner_.system_[binder.variable].sort)));
  }
  return variables;
}

Sexpr SmtFormulas::sort(SortId id) {
  sorts_.insert(id);
  return names_.of(id);
}

// A symmetric relation is declared once and has an axiom of its own (section 1).
Sexpr SmtFormulas::holds(RelationId relation, std::vector<Sexpr> args, When when) {
  if (const auto after = relations_after_.find(relation); when == When::after && after != relations_after_.end())
    return applied(after->second, std::move(args));
  relations_.insert(relation);
  return applied(names_.of(relation), std::move(args));
}

Sexpr SmtFormulas::value(FunctionId function, std::vector<Sexpr> args, When when) {
  if (const auto after = functions_after_.find(function); when == When::after && after != functions_after_.end())
    return applied(after->second, std::move(args));
  functions_.insert(function);
  return applied(names_.of(function), std::move(args));
}

Sexpr SmtFormulas::term(const Term& term, When when) {
  return std::visit(overload{
                        [&](VariableId variable) { return std::get<Sexpr>(meanings_[variable.index]); },
                        [&](const Value& given) {
                          sorts_.insert(given.sort);
                          return Sexpr(names_.of(given));
                        },
                        [&](const std::shared_ptr<const Application>& it) {
                          return value(it->function, terms(it->args, when), when);
                        },
                    },
                    term);
}

std::vector<Sexpr> SmtFormulas::terms(const std::vector<Term>& given, When when) {
  std::vector<Sexpr> made;
  for (const Term& one : given)
    made.push_back(term(one, when));
  return made;
}

Sexpr SmtFormulas::formula(const Formula& formula_, When when) {
  const auto parts = [&](const std::vector<Formula>& given) {
    std::vector<Sexpr> made;
    for (const Formula& part : given)
      made.push_back(formula(part, when));
    return made;
  };
  return std::visit(overload{
                        [](const Constant& it) { return Sexpr(it.value ? "true" : "false"); },
                        [&](const Atom& it) { return holds(it.relation, terms(it.args, when), when); },
                        [&](const Equal& it) { return list("=", term(it.left, when), term(it.right, when)); },
                        [&](const Member& it) { return member(it, when); },
                        [&](const Not& it) { return negation(formula(it.body, when)); },
                        [&](const And& it) { return conjunction(parts(it.parts)); },
                        [&](const Or& it) { return disjunction(parts(it.parts)); },
                        [&](const Implies& it) { return implication(formula(it.left, when), formula(it.right, when)); },
                        [&](const Iff& it) { return list("=", formula(it.left, when), formula(it.right, when)); },
                        [&](const Quantified& it) { return quantified(it, when); },
                        [&](const Call& it) { return call(it, when); },
                        [&](const Can& it) { return can(it, when); },
                        [&](const Did& it) { return did(it, when); },
                        [&](const Was& it) { return formula(it.body, When::before); },
                        [&](const Reached& it) { return reached(it, when); },
                        [](const SomeSet&) -> Sexpr { throw NotWritten{"it asks for a set that no one set decides"}; },
                    },
                    formula_->kind);
}

Sexpr SmtFormulas::member(const Member& node, When when) {
  // A copy: while a deciding set is written, the variable's meaning may change.
  const SetMeaning set = std::get<SetMeaning>(meanings_[node.set.index]);
  return member_of(set, term(node.element, when), when);
}

Sexpr SmtFormulas::listed(const std::vector<Sexpr>& members, const Sexpr& element) const {
  std::vector<Sexpr> equal;
  for (const Sexpr& one : members)
    equal.push_back(list("=", element, one));
  return disjunction(std::move(equal));
}

Sexpr SmtFormulas::member_of(const SetMeaning& set, const Sexpr& element, When when) {
  return std::visit(overload{
                        [&](const NamedSet& it) { return list(it.predicate, element); },
                        [&](const std::vector<Sexpr>& members) { return listed(members, element); },
                        [&](const steps::DecidingSet& deciding) {
                          std::vector<Sexpr> within;
                          for (const steps::SetBound& bound : deciding.bounds) {
                            Scope scope(*this);
                            scope.bind(bound.variable, element);
                            within.push_back(formula(bound.formula, when));
                          }
                          for (const Term& one : deciding.members)
                            within.push_back(list("=", element, term(one, when)));
                          return deciding.is_intersection ? conjunction(std::move(within))
                                                          : disjunction(std::move(within));
                        },
                    },
                    set);
}

Sexpr SmtFormulas::guards(const std::vector<Binder>& binders, When when) {
  std::vector<Sexpr> parts;
  for (const Binder& binder : binders)
    if (binder.guard)
      parts.push_back(formula(binder.guard, when));
  return conjunction(std::move(parts));
}

// Section 3.
Sexpr SmtFormulas::quantified(const Quantified& node, When when) {
  const auto exists = [&] { return at_least(node, 1, when); };
  const auto lone = [&] { return negation(at_least(node, 2, when)); };
  switch (node.kind) {
  case Quantifier::all: {
    Scope scope(*this);
    std::vector<Sexpr> variables = scope.open(node.binders);
    Sexpr admitted = guards(node.binders, when);
    return quantifier("forall", std::move(variables), implication(std::move(admitted), formula(node.body, when)));
  }
  case Quantifier::some:
    return exists();
  case Quantifier::no:
    return negation(exists());
  case Quantifier::one:
    return conjunction({exists(), lone()});
  case Quantifier::lone:
    return lone();
  case Quantifier::at_least:
    return at_least(node, node.count, when);
  case Quantifier::at_most:
    break;
  }
  return negation(at_least(node, std::max(node.count, node.count + 1), when)); // of the largest number there is no next
}

Sexpr SmtFormulas::at_least(const Quantified& node, std::uint64_t count, When when) {
  if (count > most_copies)
    return number_at_least(node, count, when);
  Sexpr says = copies(node, count, when);
  const bool has_enum = std::any_of(node.binders.begin(), node.binders.end(), [&](const Binder& binder) {
    return system_[system_[binder.variable].sort].is_enum;
  });
  if (counts_far_ && count > 1 && !has_enum) {
    Scope scope(*this);
    const std::vector<Sexpr> elements = scope.open(node.binders);
    Sexpr body = conjunction({guards(node.binders, when), formula(node.body, when)});
    counts_.tie(elements, body, locals_, count, says);
  }
  return says;
}

/// That many assignments, each two of them different at some variable.
Sexpr SmtFormulas::copies(const Quantified& node, std::uint64_t count, When when) {
  Scope outer(*this);
  std::vector<Sexpr> variables, parts;
  std::vector<std::vector<Sexpr>> made;
  for (std::uint64_t copy = 0; copy < count; ++copy) {
    std::vector<Sexpr> assignment;
    for (Sexpr& variable : outer.open(node.binders)) {
      assignment.push_back(variable.items.front());
      variables.push_back(std::move(variable));
    }
    parts.push_back(guards(node.binders, when));
    parts.push_back(formula(node.body, when));
    for (const std::vector<Sexpr>& other : made) {
      std::vector<Sexpr> differ;
      for (std::size_t i = 0; i < other.size(); ++i)
        differ.push_back(negation(list("=", other[i], assignment[i])));
      parts.push_back(disjunction(std::move(differ)));
    }
    made.push_back(std::move(assignment));
  }
  return quantifier("exists", std::move(variables), conjunction(std::move(parts)));
}

/// Calls `visit` with every choice of values for the enums' variables among the binders, bound.
template <class Visit>
void SmtFormulas::for_each_value_of_enums(const std::vector<Binder>& binders, std::size_t next, Visit& visit) {
  if (next == binders.size())
    return visit();
  const SortId sort_ = system_[binders[next].variable].sort;
  if (!system_[sort_].is_enum)
    return for_each_value_of_enums(binders, next + 1, visit);
  for (std::uint32_t value = 0; value < system_[sort_].names.size(); ++value) {
    Scope scope(*this);
    scope.bind(binders[next].variable, term(Value{sort_, value}, When::before));
    for_each_value_of_enums(binders, next + 1, visit);
  }
}

/// The sum, over the values of enums, of the numbers of individuals.
Sexpr SmtFormulas::number_at_least(const Quantified& node, std::uint64_t count, When when) {
  std::vector<Binder> individuals;
  std::copy_if(node.binders.begin(), node.binders.end(), std::back_inserter(individuals),
               [&](const Binder& binder) { return !system_[system_[binder.variable].sort].is_enum; });
  std::vector<Sexpr> sum;
  const auto add = [&] {
    if (sum.size() > most_added_up)
      throw NotWritten{"it counts over more than " + std::to_string(most_added_up) + " values of enums"};
    Scope scope(*this);
    const std::vector<Sexpr> elements = scope.open(individuals);
    Sexpr body = conjunction({guards(node.binders, when), formula(node.body, when)});
    sum.push_back(individuals.empty() ? list("ite", std::move(body), "1", "0")
                                      : counts_.number(elements, body, locals_));
  };
  for_each_value_of_enums(node.binders, 0, add);
  Sexpr total = sum.size() == 1 ? sum.front() : applied("+", std::move(sum));
  return list(">=", std::move(total), std::to_string(count));
}

void SmtFormulas::prepare(const Node& node, When when) {
  if (const auto* call = std::get_if<Call>(&node.kind))
    define_name(call->define, when);
  if (const auto* can = std::get_if<Can>(&node.kind))
    for (const Formula& asked : asked_by_can(system_[can->rule]))
      prepare(*asked, when);
  const When inside = std::holds_alternative<Was>(node.kind) ? When::before : when;
  for_each_part(node, [&](const Node& part) { prepare(part, inside); });
}

Sexpr SmtFormulas::call(const Call& node, When when) {
  std::string name = define_name(node.define, when);
  return applied(std::move(name), terms(node.args, when));
}

bool SmtFormulas::changes(DefineId id) const {
  Mentions found;
  collect_mentions(system_, system_[id].body, found);
  const auto is_changed = [](const auto& symbols, const auto& after) {
    return std::any_of(symbols.begin(), symbols.end(), [&](auto symbol) { return after.contains(symbol); });
  };
  return is_changed(found.relations, relations_after_) || is_changed(found.functions, functions_after_);
}

std::string SmtFormulas::define_name(DefineId id, When when) {
  if (when == When::after && !changes(id))
    when = When::before;
  if (const auto known = defined_.find({id, when}); known != defined_.end())
    return known->second;
  const Define& define = system_[id];
  prepare(*define.body, when);
  std::string name = when == When::before ? names_.of(id) : names_.take(define.name + "_after");
  Scope scope(*this);
  std::vector<Sexpr> parameters;
  for (const VariableId parameter : define.parameters) {
    parameters.push_back(scope.variable(scope.name(parameter), sort(system_[parameter].sort)));
  }
  Sexpr body = formula(define.body, when);
  definitions_.push_back(list("define-fun", name, Sexpr(std::move(parameters)), "Bool", std::move(body)));
  defined_.emplace(std::pair(id, when), name);
  return name;
}

// Section 8. Individuals first, since what decides an open set may depend on all of them.
Sexpr SmtFormulas::can(const Can& node, When when) {
  const Rule& rule = system_[node.rule];
  std::vector<Meaning> given; // before any parameter is bound: the arguments may be parameters of the same rule
  for (const Argument& arg : node.args)
    given.push_back(std::visit(overload{
                                   [](const Anything&) { return Meaning(); },
                                   [&](const Term& it) { return Meaning(term(it, when)); },
                                   [&](const std::vector<Term>& it) { return Meaning(SetMeaning(terms(it, when))); },
                               },
                               arg));
  Scope scope(*this);
  std::vector<Sexpr> variables;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const VariableId parameter = rule.parameters[i];
    const bool is_open = std::holds_alternative<std::monostate>(given[i]);
    if (!is_open)
      scope.bind(parameter, std::move(given[i]));
    else if (!system_[parameter].is_set)
      variables.push_back(scope.variable(scope.name(parameter), sort(system_[parameter].sort)));
  }
  Sexpr body = can_with_sets(rule, node.args, 0, when);
  return quantifier("exists", std::move(variables), std::move(body));
}

Sexpr SmtFormulas::can_with_sets(const Rule& rule, std::span<const Argument> args, std::size_t next, When when) {
  while (next < args.size() && !(system_[rule.parameters[next]].is_set && std::holds_alternative<Anything>(args[next])))
    ++next;
  if (next < args.size()) {
    const auto deciding = steps::deciding_set(rule, rule.parameters[next]);
    if (!deciding)
      throw NotWritten{"`can " + rule.name + "(_)` asks for a set in a way that no one set decides"};
    Scope scope(*this);
    scope.bind(rule.parameters[next], SetMeaning(*deciding));
    return can_with_sets(rule, args, next + 1, when);
  }
  std::vector<Sexpr> parts;
  for (const Formula& asked : asked_by_can(rule))
    parts.push_back(formula(asked, when));
  return conjunction(std::move(parts));
}

// Section 9: the step's own arguments are the meanings of the rule's parameters.
Sexpr SmtFormulas::did(const Did& node, When when) {
  if (step_ != node.rule)
    return "false";
  std::vector<Sexpr> parts;
  for (std::size_t i = 0; i < node.args.size(); ++i) {
    const VariableId parameter = system_[node.rule].parameters[i];
    if (const auto* given = std::get_if<Term>(&node.args[i]))
      parts.push_back(list("=", std::get<Sexpr>(meanings_[parameter.index]), term(*given, when)));
    else if (const auto* members = std::get_if<std::vector<Term>>(&node.args[i])) {
      const SetMeaning set = std::get<SetMeaning>(meanings_[parameter.index]);
      const std::vector<Sexpr> written = terms(*members, when);
      Scope scope(*this);
      const std::string element = scope.name(std::string("x"));
      parts.push_back(quantifier("forall", {scope.variable(element, sort(system_[parameter].sort))},
                                 list("=", member_of(set, element, when), listed(written, element))));
    }
  }
  return conjunction(std::move(parts));
}

} // namespace chaperone::solver::certificate
