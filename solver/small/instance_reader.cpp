// See instance_reader.hpp.
#include "solver/small/instance_reader.hpp"

#include <algorithm>

namespace chaperone::solver::small {

using namespace model;

using Args = std::vector<std::uint32_t>;

const StepArgument& Instance::Reader::slot(VariableId variable) const {
  return std::find_if(scope_.rbegin(), scope_.rend(), [&](const Slot& it) { return it.variable == variable; })
      ->argument;
}

Gate Instance::Reader::read(const Formula& formula) {
  Gates& gates = instance_.gates_;
  const auto all = [&](const std::vector<Formula>& parts) {
    std::vector<Gate> result;
    for (const Formula& part : parts)
      result.push_back(read(part));
    return result;
  };
  return std::visit(overload{
                        [](const Constant& it) { return it.value ? always_true : never_true; },
                        [&](const Not& it) { return !read(it.body); },
                        [&](const And& it) { return gates.all_of(all(it.parts)); },
                        [&](const Or& it) { return gates.any_of(all(it.parts)); },
                        [&](const Implies& it) { return gates.either(!read(it.left), read(it.right)); },
                        [&](const Iff& it) { return gates.same(read(it.left), read(it.right)); },
                        [&](const Atom& it) { return read(it); },
                        [&](const Equal& it) { return read(it); },
                        [&](const Member& it) { return read(it); },
                        [&](const Quantified& it) { return read(it); },
                        [&](const Call& it) { return read(it); },
                        [&](const Can& it) { return read(it); },
                        [&](const Did& it) { return read(it); },
                        [&](const Was& it) { return read(it); },
                    },
                    formula->kind);
}

std::vector<Gate> Instance::Reader::values(const Term& term) {
  const SortId sort = sort_of(instance_.system_, term);
  std::vector<Gate> result(instance_.layout_.size(sort), never_true);
  std::visit(overload{
                 [&](VariableId variable) { result[std::get<std::uint32_t>(slot(variable))] = always_true; },
                 [&](const Value& value) {
                   if (value.index < result.size()) // an individual of a scenario that this population lacks
                     result[value.index] = always_true;
                 },
                 [&](const std::shared_ptr<const Application>& application) {
                   for_each_place(application->args, [&](const Args& args, Gate condition) {
                     for (std::uint32_t value = 0; value < result.size(); ++value) {
                       const Gate has = (*moment_.now)[instance_.bit_of(application->function, args, value)];
                       result[value] = instance_.gates_.either(result[value], instance_.gates_.both(condition, has));
                     }
                   });
                 },
             },
             term);
  return result;
}

void Instance::Reader::for_each_place(const std::vector<Term>& terms,
                                      const std::function<void(const Args&, Gate)>& visit) {
  Args args;
  place_from(terms, args, always_true, visit);
}

void Instance::Reader::place_from(const std::vector<Term>& terms, Args& args, Gate condition,
                                  const std::function<void(const Args&, Gate)>& visit) {
  if (condition == never_true)
    return;
  if (args.size() == terms.size())
    return visit(args, condition);
  const std::vector<Gate> possible = values(terms[args.size()]);
  for (std::uint32_t value = 0; value < possible.size(); ++value) {
    args.push_back(value);
    place_from(terms, args, instance_.gates_.both(condition, possible[value]), visit);
    args.pop_back();
  }
}

void Instance::Reader::for_each(const std::vector<Binder>& binders, const std::function<void(Gate)>& visit) {
  assign_from(binders, 0, always_true, visit);
}

void Instance::Reader::assign_from(const std::vector<Binder>& binders, std::size_t at, Gate condition,
                                   const std::function<void(Gate)>& visit) {
  if (at == binders.size())
    return visit(condition);
  const Binder& binder = binders[at];
  const std::uint32_t size = instance_.layout_.size(instance_.system_[binder.variable].sort);
  for (std::uint32_t value = 0; value < size; ++value) {
    bind(binder.variable, value);
    const Gate guarded = binder.guard ? instance_.gates_.both(condition, read(binder.guard)) : condition;
    if (guarded != never_true)
      assign_from(binders, at + 1, guarded, visit);
    unbind(1);
  }
}

Gate Instance::Reader::holds(RelationId relation, const Args& args) const {
  return (*moment_.now)[instance_.bit_of(relation, args)];
}

Gate Instance::Reader::read(const Atom& atom) {
  Gate result = never_true;
  for_each_place(atom.args, [&](const Args& args, Gate condition) {
    result = instance_.gates_.either(result, instance_.gates_.both(condition, holds(atom.relation, args)));
  });
  return result;
}

Gate Instance::Reader::read(const Equal& equal) {
  const std::vector<Gate> left = values(equal.left), right = values(equal.right);
  std::vector<Gate> both;
  for (std::size_t i = 0; i < left.size(); ++i)
    both.push_back(instance_.gates_.both(left[i], right[i]));
  return instance_.gates_.any_of(both);
}

Gate Instance::Reader::read(const Member& member) {
  const std::vector<Gate> element = values(member.element);
  std::vector<Gate> inside;
  for (const std::uint32_t index : std::get<Args>(slot(member.set)))
    inside.push_back(element[index]);
  return instance_.gates_.any_of(inside);
}

Gate Instance::Reader::read(const Quantified& quantified) {
  Gates& gates = instance_.gates_;
  const bool is_all = quantified.kind == Quantifier::all;
  std::vector<Gate> cases;
  for_each(quantified.binders, [&](Gate guards) {
    const Gate body = read(quantified.body);
    cases.push_back(gates.both(guards, is_all ? !body : body));
  });
  switch (quantified.kind) {
  case Quantifier::all:
  case Quantifier::no:
    return !gates.any_of(cases);
  case Quantifier::some:
    return gates.any_of(cases);
  case Quantifier::one:
    return gates.both(gates.at_least(1, cases), !gates.at_least(2, cases));
  case Quantifier::lone:
    return !gates.at_least(2, cases);
  case Quantifier::at_least:
    return gates.at_least(quantified.count, cases);
  case Quantifier::at_most:
    return !gates.at_least(quantified.count + 1, cases);
  }
  return never_true;
}

Gate Instance::Reader::read(const Call& call) {
  const Define& define = instance_.system_[call.define];
  const bool is_before_a_step = moment_.now == &instance_.inputs_;
  Gate result = never_true;
  for_each_place(call.args, [&](const Args& args, Gate condition) {
    const auto key = std::pair(call.define, args);
    Gate body;
    if (const auto known = instance_.told_.find(key); is_before_a_step && known != instance_.told_.end()) {
      body = known->second;
    } else {
      for (std::size_t i = 0; i < args.size(); ++i)
        bind(define.parameters[i], args[i]);
      body = read(define.body);
      unbind(args.size());
      if (is_before_a_step)
        instance_.told_.emplace(key, body);
    }
    result = instance_.gates_.either(result, instance_.gates_.both(condition, body));
  });
  return result;
}

Gate Instance::Reader::matches(const Argument& pattern, const StepArgument& argument) {
  Gates& gates = instance_.gates_;
  return std::visit(overload{
                        [](const Anything&) { return always_true; },
                        [&](const Term& term) {
                          // A term that names a set parameter stands for the whole set.
                          if (const auto* members = std::get_if<Args>(&argument))
                            return std::get<Args>(slot(std::get<VariableId>(term))) == *members ? always_true
                                                                                                : never_true;
                          return values(term)[std::get<std::uint32_t>(argument)];
                        },
                        [&](const std::vector<Term>& terms) {
                          const Args& members = std::get<Args>(argument);
                          std::vector<std::vector<Gate>> elements;
                          for (const Term& term : terms)
                            elements.push_back(values(term));
                          std::vector<Gate> parts;
                          for (const std::vector<Gate>& element : elements) { // each element is a member
                            std::vector<Gate> inside;
                            for (const std::uint32_t member : members)
                              inside.push_back(element[member]);
                            parts.push_back(gates.any_of(inside));
                          }
                          for (const std::uint32_t member : members) { // each member is an element
                            std::vector<Gate> named;
                            for (const std::vector<Gate>& element : elements)
                              named.push_back(element[member]);
                            parts.push_back(gates.any_of(named));
                          }
                          return gates.all_of(parts);
                        },
                    },
                    pattern);
}

Gate Instance::Reader::read(const Can& can) {
  const Rule& rule = instance_.system_[can.rule];
  std::vector<Gate> cases;
  for (const std::vector<StepArgument>& arguments : instance_.arguments(can.rule)) {
    std::vector<Gate> parts;
    for (std::size_t i = 0; i < arguments.size(); ++i)
      parts.push_back(matches(can.args[i], arguments[i]));
    const Gate matched = instance_.gates_.all_of(parts);
    if (matched == never_true)
      continue;
    parts = {matched};
    for (std::size_t i = 0; i < arguments.size(); ++i)
      bind(rule.parameters[i], arguments[i]);
    for (const Requirement& requirement : rule.requirements)
      parts.push_back(read(requirement.formula));
    unbind(arguments.size());
    cases.push_back(instance_.gates_.all_of(parts));
  }
  return instance_.gates_.any_of(cases);
}

Gate Instance::Reader::read(const Did& did) {
  if (moment_.last_step == nullptr || moment_.last_step->rule != did.rule)
    return never_true;
  std::vector<Gate> parts;
  for (std::size_t i = 0; i < did.args.size(); ++i)
    parts.push_back(matches(did.args[i], moment_.last_step->args[i]));
  return instance_.gates_.all_of(parts);
}

Gate Instance::Reader::read(const Was& was) {
  const Moment present = moment_;
  moment_ = {present.before, nullptr, nullptr};
  const Gate result = read(was.body);
  moment_ = present;
  return result;
}

} // namespace chaperone::solver::small
