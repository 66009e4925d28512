// See unbounded_world.hpp.
#include "solver/encoding/unbounded_world.hpp"

#include "model/facts/counts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver::encoding {

using namespace model;

namespace {

/// Of more values, a quantifier costs less than writing it out.
constexpr std::size_t many = 16;
/// So many choices of values for several copies of variables are written out.
constexpr std::size_t few_choices = 64;

bool is_large_enum(const Sort& sort) {
  return sort.is_enum && sort.names.size() > many;
}

bool counts_beyond(const System& system, std::uint64_t most) {
  const std::vector<std::uint32_t> found = counts(system);
  for (std::size_t sort = 0; sort < found.size(); ++sort)
    if (found[sort] > most && !system.sorts[sort].is_enum)
      return true;
  return false;
}

} // namespace

bool has_large_enum(const System& system) {
  return std::ranges::any_of(system.sorts, is_large_enum);
}

UnboundedWorld::UnboundedWorld(z3::context& context, const System& system, bool from_start, Enums enums,
                               const Interrupt& interrupt)
    : context_(context), system_(system), interrupt_(interrupt), ghosts_(context, counts_beyond(system, most_copies_)) {
  for (const Sort& sort : system.sorts) {
    enum_values_.emplace_back();
    is_open_.push_back(enums == Enums::open && is_large_enum(sort));
    if (is_open_.back()) {
      sorts_.push_back(context.uninterpreted_sort(sort.name.c_str()));
      for (const std::string& value : sort.names) {
        enum_values_.back().push_back(context.constant((sort.name + "." + value).c_str(), sorts_.back()));
        open_values_.insert(Z3_get_ast_id(context, enum_values_.back().back()));
      }
      continue;
    }
    if (!sort.is_enum) {
      sorts_.push_back(context.uninterpreted_sort(sort.name.c_str()));
      continue;
    }
    std::vector<std::string> names;
    for (const std::string& value : sort.names)
      names.push_back(sort.name + "." + value); // values may recur in other enums
    std::vector<const char*> spelled;
    for (const std::string& name : names)
      spelled.push_back(name.c_str());
    z3::func_decl_vector constants(context), testers(context);
    sorts_.push_back(context.enumeration_sort(sort.name.c_str(), static_cast<unsigned>(spelled.size()), spelled.data(),
                                              constants, testers));
    for (const z3::func_decl& constant : constants)
      enum_values_.back().push_back(constant());
  }
  std::vector<bool> is_empty(system.relations.size(), false);
  for (const Constraint& init : system.inits)
    if (init.empty_relation && (from_start || system[*init.empty_relation].is_fixed))
      is_empty[init.empty_relation->index] = true;
  const auto domain = [&](const std::vector<Place>& places) {
    z3::sort_vector sorts(context);
    for (const Place& place : places)
      sorts.push_back(sorts_[place.sort.index]);
    return sorts;
  };
  for (std::size_t i = 0; i < system.relations.size(); ++i) {
    const Relation& relation = system.relations[i];
    if (is_empty[i])
      relations_.emplace_back();
    else
      relations_.emplace_back(context.function(relation.name.c_str(), domain(relation.places), context.bool_sort()));
  }
  for (const Function& function : system.functions)
    functions_.push_back(
        context.function(function.name.c_str(), domain(function.places), sorts_[function.result.index]));
}

bool UnboundedWorld::are_few_values(const std::vector<BoundName>& names, std::uint64_t copies) const {
  std::size_t choices = 1;
  for (std::uint64_t copy = 0; copy < copies; ++copy)
    for (const BoundName& name : names)
      if (is_written_out(name.sort) && choices <= few_choices)
        choices *= enum_values_[name.sort.index].size();
  return choices <= few_choices;
}

z3::expr UnboundedWorld::proposition(const char* kind, std::uint32_t step, std::uint32_t index) {
  return context_.bool_const(fmt::format("{}!{}!{}", kind, step, index).c_str());
}

z3::expr UnboundedWorld::equal(const Value& left, const Value& right) {
  if (z3::eq(left, right))
    return context_.bool_val(true);
  const auto is_value = [this](const z3::expr& term) {
    return (term.is_app() && term.decl().decl_kind() == Z3_OP_DT_CONSTRUCTOR) ||
           open_values_.contains(Z3_get_ast_id(context_, term));
  };
  if (is_value(left) && is_value(right))
    return context_.bool_val(false);
  return left == right;
}

std::vector<z3::expr> UnboundedWorld::axioms() const {
  std::vector<z3::expr> made;
  for (std::size_t sort = 0; sort < sorts_.size(); ++sort) {
    if (!is_open_[sort])
      continue;
    z3::expr_vector values(context_);
    for (const z3::expr& value : enum_values_[sort])
      values.push_back(value);
    made.push_back(z3::distinct(values));
  }
  return made;
}

std::uint32_t UnboundedWorld::key(const Value& value) {
  const std::uint32_t id = Z3_get_ast_id(context_, value);
  pinned_.emplace(id, value);
  return id;
}

z3::expr UnboundedWorld::slot(const Slot& slot) {
  return context_.constant(fmt::format("arg!{}!{}!{}", slot.step, slot.sort.index, slot.index).c_str(),
                           sorts_[slot.sort.index]);
}

z3::expr UnboundedWorld::in_set(const Slot& slot, const Value& element) {
  const std::string name = fmt::format("set!{}!{}!{}", slot.step, slot.sort.index, slot.index);
  auto known = sets_.find(name);
  if (known == sets_.end())
    known = sets_.emplace(name, context_.function(name.c_str(), sorts_[slot.sort.index], context_.bool_sort())).first;
  return known->second(element);
}

z3::expr UnboundedWorld::taken(const SetStatement& statement, const std::vector<Value>& args) {
  z3::sort_vector sorts(context_);
  z3::expr_vector values(context_);
  for (const Value& arg : args) {
    sorts.push_back(arg.get_sort());
    values.push_back(arg);
  }
  const std::string name = fmt::format("taken!{}!{}!{}", statement.function.index, statement.step, statement.number);
  return context_.function(name.c_str(), sorts, sorts_[system_[statement.function].result.index])(values);
}

z3::expr UnboundedWorld::bound(const BoundName& name) {
  return context_.constant(fmt::format("x!{}!{}!{}", name.variable.index, name.state, name.copy).c_str(),
                           sorts_[name.sort.index]);
}

// A term that never occurs: only models suggest instances.
Z3_pattern UnboundedWorld::pattern_without_match(const std::vector<Z3_app>& variables) {
  z3::sort_vector sorts(context_);
  z3::expr_vector values(context_);
  for (const Z3_app variable : variables) {
    values.push_back(z3::expr(context_, Z3_app_to_ast(context_, variable)));
    sorts.push_back(values.back().get_sort());
  }
  const z3::expr term = context_.function("unmatched", sorts, context_.bool_sort())(values);
  const Z3_ast only = term;
  const Z3_pattern made = Z3_mk_pattern(context_, 1, &only);
  context_.check_error();
  patterns_.emplace_back(context_, Z3_pattern_to_ast(context_, made));
  return made;
}

z3::expr UnboundedWorld::close(bool is_universal, const std::vector<Z3_app>& variables, const z3::expr& body,
                               Instances instances) {
  // No sort is empty, so a quantifier over a constant says nothing.
  if (variables.empty() || body.is_true() || body.is_false())
    return body;
  const auto size = static_cast<unsigned>(variables.size());
  std::vector<Z3_pattern> patterns;
  if (instances == Instances::of_models)
    patterns.push_back(pattern_without_match(variables));
  const auto count = static_cast<unsigned>(patterns.size());
  const Z3_ast made = is_universal
                          ? Z3_mk_forall_const(context_, 0, size, variables.data(), count, patterns.data(), body)
                          : Z3_mk_exists_const(context_, 0, size, variables.data(), count, patterns.data(), body);
  context_.check_error();
  return z3::expr(context_, made);
}

z3::expr UnboundedWorld::has_at_most(SortId sort, std::uint32_t size) {
  const z3::expr any = context_.constant("any", sorts_[sort.index]);
  std::vector<z3::expr> cases;
  for (std::uint32_t i = 0; i < size; ++i)
    cases.push_back(any == context_.constant(fmt::format("one!{}!{}", sort.index, i).c_str(), sorts_[sort.index]));
  return close(true, {Z3_to_app(context_, any)}, disjunction(context_, cases));
}

z3::expr UnboundedWorld::holds_freely(RelationId closure, std::uint32_t unrolling, std::uint32_t step,
                                      std::uint32_t rule, std::uint32_t stage, const std::vector<Value>& args) {
  const std::string name = "closure!" + std::to_string(closure.index) + "!" + std::to_string(unrolling) + "!" +
                           std::to_string(step) + "!" + std::to_string(rule) + "!" + std::to_string(stage);
  const z3::sort sort = sorts_[system_[closure].places[0].sort.index];
  const z3::func_decl symbol = context_.function(name.c_str(), sort, sort, context_.bool_sort());
  if (system_[closure].is_symmetric && !z3::eq(args[0], args[1]))
    return symbol(args[0], args[1]) || symbol(args[1], args[0]);
  return symbol(args[0], args[1]);
}

z3::expr UnboundedWorld::relates(const std::string& name, const std::vector<Value>& args) {
  z3::sort_vector sorts(context_);
  z3::expr_vector values(context_);
  for (const Value& arg : args) {
    sorts.push_back(arg.get_sort());
    values.push_back(arg);
  }
  return context_.function(name.c_str(), sorts, context_.bool_sort())(values);
}

z3::expr UnboundedWorld::holds_at_start(RelationId relation, const std::vector<Value>& args) {
  const std::optional<z3::func_decl>& symbol = relations_[relation.index];
  if (!symbol)
    return context_.bool_val(false);
  const auto applied = [&](const std::vector<Value>& list) {
    z3::expr_vector vector(context_);
    for (const Value& one : list)
      vector.push_back(one);
    return (*symbol)(vector);
  };
  // A symmetric relation is either order's tuple: so it is symmetric in every model, without an axiom.
  if (system_[relation].is_symmetric && !z3::eq(args[0], args[1]))
    return applied(args) || applied({args[1], args[0]});
  return applied(args);
}

UnboundedWorld::Value UnboundedWorld::value_at_start(FunctionId function, const std::vector<Value>& args) {
  z3::expr_vector vector(context_);
  for (const Value& one : args)
    vector.push_back(one);
  return functions_[function.index](vector);
}

} // namespace chaperone::solver::encoding
