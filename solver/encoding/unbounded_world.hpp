// Sorts of any size: a sort is an uninterpreted Z3 sort, an enum a Z3 enumeration,
// quantifiers are Z3's own. For rules in the decidable fragment (docs/semantics.md,
// "Decidability") Z3 answers for every number of individuals at once.
// Only solver/encoding includes this.
#pragma once

#include "model/rules/system.hpp"
#include "solver/api/interrupt.hpp"
#include "solver/encoding/free_relations.hpp"
#include "solver/encoding/ghosts.hpp"
#include "solver/encoding/logic.hpp"
#include "solver/encoding/unbounded_run.hpp"
#include "solver/encoding/unrolling.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>
#include <z3++.h>

namespace chaperone::solver::encoding {

class UnboundedWorld {
public:
  using Value = z3::expr;
  using Truth = z3::expr;

  /// With `from_start`, relations that `init empty` names are false at the start rather than anything. Throws
  /// Interrupted, here and wherever it writes out much.
  UnboundedWorld(z3::context& context, const model::System& system, bool from_start, Enums enums,
                 const Interrupt& interrupt);

  z3::context& context() { return context_; }
  Ghosts& ghosts() { return ghosts_; }
  z3::expr truth(bool value) { return context_.bool_val(value); }
  z3::expr all_of(const std::vector<z3::expr>& parts) { return conjunction(context_, parts); }
  z3::expr any_of(const std::vector<z3::expr>& parts) { return disjunction(context_, parts); }
  z3::expr negation(const z3::expr& formula) { return encoding::negation(formula); }
  z3::expr equivalence(const z3::expr& left, const z3::expr& right) { return encoding::equivalence(left, right); }
  z3::expr count_at_least(const std::vector<z3::expr>& parts, std::uint64_t count) {
    return encoding::at_least(context_, parts, count);
  }
  z3::expr proposition(const char* kind, std::uint32_t step, std::uint32_t index);

  static constexpr bool has_every_individual = false;
  std::uint32_t next_unrolling() { return unrollings_++; }
  /// A relation that only what is asserted of it tells: of one closure, at one stage of one rule's step.
  z3::expr holds_freely(model::RelationId closure, std::uint32_t unrolling, std::uint32_t step, std::uint32_t rule,
                        std::uint32_t stage, const std::vector<Value>& args);
  /// A relation of that name between these, which only what is said of it tells.
  z3::expr relates(const std::string& name, const std::vector<Value>& args);
  /// `more` is said only in questions about one state.
  void say_of(const std::string& name, const z3::expr& fact, const z3::expr& more) { free_.say(name, fact, more); }
  FreeRelations& free_relations() { return free_; }
  static constexpr bool are_individuals_known() { return false; }
  Value value(const model::Value& value) const { return enum_values_[value.sort.index][value.index]; }
  z3::expr equal(const Value& left, const Value& right);
  /// What must be asserted of the values of open enums.
  std::vector<z3::expr> axioms() const;
  /// Z3's number of the term. Terms that were asked for stay alive, so that no number is used twice.
  std::uint32_t key(const Value& value);

  Value slot(const Slot& slot);
  z3::expr in_set(const Slot& slot, const Value& element);
  /// Nothing to say: every constant of an uninterpreted sort or enumeration is a value.
  void constrain_slots(std::uint32_t, const std::vector<z3::expr>&, std::vector<z3::expr>&) const {}

  template <class Body> z3::expr all(const std::vector<BoundName>& names, Body body) {
    return quantify(true, names, body);
  }
  template <class Body> z3::expr some(const std::vector<BoundName>& names, Body body) {
    return quantify(false, names, body);
  }
  /// `count` different assignments that match; `names` gives each copy's variables. A few are listed, more are a number
  /// (ghosts.hpp); values of enums are written out and added up.
  template <class Names, class Matches> z3::expr at_least(std::uint64_t count, Names names, Matches matches);

  /// Every individual of the sort is one of `size`.
  z3::expr has_at_most(model::SortId sort, std::uint32_t size);

  z3::expr holds_at_start(model::RelationId relation, const std::vector<Value>& args);
  Value value_at_start(model::FunctionId function, const std::vector<Value>& args);

  /// A term can stand at any place, so there is no need to go by cases.
  template <class Known> std::optional<z3::expr> by_cases(const std::vector<Value>&, Known) { return std::nullopt; }
  template <class Known> std::optional<Value> value_by_cases(const std::vector<Value>&, model::SortId, Known) {
    return std::nullopt;
  }

  /// Too many to write out.
  std::optional<std::vector<std::vector<Value>>> subsets(model::SortId) const { return std::nullopt; }
  z3::expr are_there(const std::vector<Value>&) const { return context_.bool_val(true); }

  /// A function's value after a step, from the `set` statements that may change it.
  class Changes {
  public:
    Changes(UnboundedWorld& world, model::SortId, const std::vector<Value>& args, Value before)
        : world_(world), args_(args), value_(std::move(before)) {}
    /// `new_value` gives none where the place does not say which value it takes.
    template <class Happens, class NewValue>
    void add(const z3::expr& chosen, const SetStatement& statement, Happens happens, NewValue new_value);
    Value value() const { return value_; }

  private:
    UnboundedWorld& world_;
    const std::vector<Value>& args_;
    Value value_;
  };

  /// What must be asserted of a statement that takes a value of which the place does not say which: at each place where
  /// it sets any, it sets the one that a new symbol stands for.
  template <class Happens>
  z3::expr constrain_taken(const SetStatement& statement, const std::vector<BoundName>& places, Happens happens) {
    return all(places, [&](std::span<const Value> values) {
      const std::vector<Value> place(values.begin(), values.end());
      const Value value = taken(statement, place);
      return disjunction(context_, {negation(happens(place, nullptr)), happens(place, &value)});
    });
  }

private:
  friend class Changes;
  /// So many different individuals are listed: then every answer is one. Of more, Z3 soon gives up.
  static constexpr std::uint64_t most_copies_ = 3;
  /// Copies have nothing in common: of more variables in all of them, Z3 lists every combination of what may stand for
  /// them, and heeds no limit in the meantime.
  static constexpr std::size_t most_matched_ = 5;

  /// For whom Z3 looks: by matching the terms of the body, or only by what models suggest.
  enum class Instances { matched, of_models };

  bool is_written_out(model::SortId sort) const { return system_[sort].is_enum && !is_open_[sort.index]; }
  Value taken(const SetStatement& statement, const std::vector<Value>& args);
  z3::expr bound(const BoundName& name);
  z3::expr close(bool is_universal, const std::vector<Z3_app>& variables, const z3::expr& body,
                 Instances instances = Instances::matched);
  Z3_pattern pattern_without_match(const std::vector<Z3_app>& variables);
  template <class Body>
  z3::expr quantify(bool is_universal, const std::vector<BoundName>& names, Body body,
                    Instances instances = Instances::matched);
  template <class Matches>
  z3::expr copies(std::uint64_t count, const std::vector<std::vector<BoundName>>& names,
                  const std::vector<Value>* fixed, Matches& matches);
  template <class Matches>
  z3::expr number(const std::vector<BoundName>& names, std::vector<Value> values, Matches& matches,
                  std::vector<Value>& elements);
  /// Are choices of values for the enums among so many copies of these few enough to be written out?
  bool are_few_values(const std::vector<BoundName>& names, std::uint64_t copies) const;
  /// Calls `visit` with every choice of values for the enums among these; in place of the others stands anything.
  template <class Visit> void for_each_value_of_enums(const std::vector<BoundName>& names, Visit visit);
  void look_whether_to_end() const {
    if (interrupt_.is_requested())
      throw Interrupted();
  }
  template <class Body>
  z3::expr quantify_rest(bool is_universal, const std::vector<BoundName>& names, const std::vector<std::size_t>& enums,
                         std::size_t next, std::vector<Value>& values, Body& body);

  /// Constants that will be bound once the formula inside is made.
  class Open {
  public:
    Open(UnboundedWorld& world, const std::vector<Value>& constants) : world_(world), before_(world.open_.size()) {
      world.open_.insert(world.open_.end(), constants.begin(), constants.end());
    }
    ~Open() { world_.open_.erase(world_.open_.begin() + static_cast<std::ptrdiff_t>(before_), world_.open_.end()); }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;

  private:
    UnboundedWorld& world_;
    std::size_t before_;
  };

  z3::context& context_;
  const model::System& system_;
  const Interrupt& interrupt_;
  Ghosts ghosts_;
  FreeRelations free_;
  std::vector<z3::expr> open_;
  std::vector<z3::ast> patterns_; ///< that are in use: Z3 lets go of others
  std::vector<z3::sort> sorts_;
  std::vector<std::vector<z3::expr>> enum_values_;
  std::vector<bool> is_open_;
  std::unordered_set<unsigned> open_values_;            ///< Z3's numbers of the values of open enums
  std::vector<std::optional<z3::func_decl>> relations_; ///< none: false at the start
  std::vector<z3::func_decl> functions_;
  std::uint32_t unrollings_ = 0;
  std::unordered_map<std::string, z3::func_decl> sets_;
  std::unordered_map<std::uint32_t, z3::expr> pinned_;
};

template <class Body>
z3::expr UnboundedWorld::quantify(bool is_universal, const std::vector<BoundName>& names, Body body,
                                  Instances instances) {
  std::vector<Value> values, constants;
  std::vector<std::size_t> enums;
  std::vector<Z3_app> variables;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (is_written_out(names[i].sort)) {
      enums.push_back(i);
      values.push_back(enum_values_[names[i].sort.index].front());
      continue;
    }
    values.push_back(bound(names[i]));
    constants.push_back(values.back());
    variables.push_back(Z3_to_app(context_, values.back()));
  }
  const Open open(*this, constants);
  const z3::expr inner = quantify_rest(is_universal, names, enums, 0, values, body);
  return close(is_universal, variables, inner, instances);
}

/// Enums are written out value by value.
template <class Body>
z3::expr UnboundedWorld::quantify_rest(bool is_universal, const std::vector<BoundName>& names,
                                       const std::vector<std::size_t>& enums, std::size_t next,
                                       std::vector<Value>& values, Body& body) {
  look_whether_to_end();
  if (next == enums.size())
    return body(std::span<const Value>(values));
  std::vector<z3::expr> parts;
  for (const z3::expr& one : enum_values_[names[enums[next]].sort.index]) {
    values[enums[next]] = one;
    parts.push_back(quantify_rest(is_universal, names, enums, next + 1, values, body));
  }
  return is_universal ? conjunction(context_, parts) : disjunction(context_, parts);
}

template <class Visit> void UnboundedWorld::for_each_value_of_enums(const std::vector<BoundName>& names, Visit visit) {
  std::vector<std::size_t> enums, chosen;
  std::vector<Value> values;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool is_enum = is_written_out(names[i].sort);
    values.push_back(is_enum ? enum_values_[names[i].sort.index].front() : bound(names[i]));
    if (is_enum)
      enums.push_back(i);
  }
  chosen.resize(enums.size(), 0);
  while (true) {
    look_whether_to_end();
    visit(std::as_const(values));
    std::size_t i = enums.size();
    for (; i > 0; --i) {
      const std::vector<z3::expr>& all = enum_values_[names[enums[i - 1]].sort.index];
      const bool is_last = ++chosen[i - 1] == all.size();
      chosen[i - 1] = is_last ? 0 : chosen[i - 1];
      values[enums[i - 1]] = all[chosen[i - 1]];
      if (!is_last)
        break;
    }
    if (i == 0)
      return;
  }
}

/// So many different assignments. With `fixed`, the enums' variables have these values in all of them.
template <class Matches>
z3::expr UnboundedWorld::copies(std::uint64_t count, const std::vector<std::vector<BoundName>>& names,
                                const std::vector<Value>* fixed, Matches& matches) {
  const auto is_free = [&](const BoundName& name) { return fixed == nullptr || !is_written_out(name.sort); };
  std::vector<BoundName> variables;
  for (std::size_t copy = 0; copy < count; ++copy)
    std::ranges::copy_if(names[copy], std::back_inserter(variables), is_free);
  const std::size_t width = variables.size() / count;
  const auto differ_and_match = [&](std::span<const Value> values) {
    std::vector<z3::expr> parts;
    for (std::size_t one = 0; one < count; ++one) {
      const std::span<const Value> free = values.subspan(one * width, width);
      std::vector<Value> assignment;
      for (std::size_t i = 0, next = 0; i < names[one].size(); ++i)
        assignment.push_back(is_free(names[one][i]) ? free[next++] : (*fixed)[i]);
      parts.push_back(matches(std::span<const Value>(assignment)));
      for (std::size_t other = 0; other < one; ++other) {
        std::vector<z3::expr> differ;
        for (std::size_t i = 0; i < width; ++i)
          differ.push_back(negation(equal(free[i], values[other * width + i])));
        parts.push_back(disjunction(context_, differ));
      }
    }
    return conjunction(context_, parts);
  };
  return quantify(false, variables, differ_and_match,
                  variables.size() > most_matched_ ? Instances::of_models : Instances::matched);
}

/// The body, and in `elements` the constants that it speaks of: those of the variables that are no enums.
template <class Matches>
z3::expr UnboundedWorld::number(const std::vector<BoundName>& names, std::vector<Value> values, Matches& matches,
                                std::vector<Value>& elements) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!is_written_out(names[i].sort)) {
      values[i] = bound(names[i]);
      elements.push_back(values[i]);
    }
  const Open open(*this, elements);
  return matches(std::span<const Value>(values));
}

template <class Names, class Matches>
z3::expr UnboundedWorld::at_least(std::uint64_t count, Names names, Matches matches) {
  if (count == 0)
    return context_.bool_val(true);
  std::vector<std::vector<BoundName>> copied;
  for (std::uint32_t copy = 0; copy < std::min(count, most_copies_); ++copy)
    copied.push_back(names(copy));
  const std::vector<BoundName>& first = copied.front();
  const auto is_enum = [&](const BoundName& name) { return is_written_out(name.sort); };
  const bool are_enums = std::ranges::all_of(first, is_enum);
  const bool has_enum = std::ranges::any_of(first, is_enum);
  if (count <= most_copies_ && has_enum && !are_enums && are_few_values(first, count))
    return copies(count, copied, nullptr, matches);
  std::vector<z3::expr> cases; // of which so many are to be true
  z3::expr total = context_.int_val(0);
  for_each_value_of_enums(first, [&](const std::vector<Value>& values) {
    if (are_enums) {
      cases.push_back(matches(std::span<const Value>(values)));
      return;
    }
    if (count <= most_copies_) // the number of assignments, up to `count`, is that of these that are true
      for (std::uint64_t least = has_enum ? 1 : count; least <= count; ++least)
        cases.push_back(copies(least, copied, &values, matches));
    if (count <= most_copies_ && !(ghosts_.are_expected() && count > 1))
      return;
    std::vector<Value> elements;
    const z3::expr body = number(first, values, matches, elements);
    if (count > most_copies_)
      total = total + ghosts_.number(elements, body, open_);
    else
      ghosts_.tie(elements, body, open_, count, has_enum ? copies(count, copied, &values, matches) : cases.back());
  });
  if (count > most_copies_ && !are_enums)
    return total >= context_.int_val(count);
  return has_enum ? so_many_of(context_, cases, count) : cases.front();
}

template <class Happens, class NewValue>
void UnboundedWorld::Changes::add(const z3::expr& chosen, const SetStatement& statement, Happens happens,
                                  NewValue new_value) {
  const z3::expr condition = conjunction(world_.context_, {chosen, happens(nullptr)});
  if (condition.is_false())
    return;
  const std::optional<Value> known = new_value();
  const Value changed = known ? *known : world_.taken(statement, args_);
  value_ = condition.is_true() ? changed : z3::ite(condition, changed, value_);
}

} // namespace chaperone::solver::encoding
