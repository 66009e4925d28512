// From one state to a set of states that do the same: Instance::generalised.
//
// What nobody needs is left out: individuals whom the step neither names nor looks
// for (the state's restriction to the others is then a state that does the same),
// and truth values that no justification of the result rests on. The first is what
// makes cubes speak of few individuals (Karbyshev, Bjørner, Itzhaky, Rinetzky, Shoham,
// "Property-directed inference of universal invariants or proving their absence",
// CAV 2015); the second replaces the unsat cores of IC3's lifting.
#include "solver/invariants/instance.hpp"

#include <algorithm>
#include <functional>
#include <limits>

namespace chaperone::solver::invariants {

using namespace model;
using encoding::Bit;

struct Instance::Valuation {
  std::vector<char> model; ///< by node: an input's value in the model
  std::vector<char> value; ///< by node: in the world of those who are there
  std::vector<std::vector<char>> is_there;
  std::vector<std::vector<char>> is_required;
  std::vector<char> derived; ///< by variable: its value where all are there

  Valuation() = default;
  Valuation(Valuation&&) = default;
  Valuation(const Valuation&) = delete; // as large as the circuit
  Valuation& operator=(const Valuation&) = delete;
  bool operator()(Bit bit) const { return (value[bit.node()] != 0) != bit.is_negated(); }
};

Instance::Valuation Instance::valuation_of(const std::function<bool(Bit)>& value) const {
  Valuation made;
  made.model.resize(circuit_.size(), 0);
  made.value.resize(circuit_.size(), 0);
  for (std::uint32_t node = 1; node < circuit_.size(); ++node)
    if (circuit_.is_input(node))
      made.model[node] = value(Bit(node, false)) ? 1 : 0;
  for (std::uint32_t sort = 0; sort < sizes_.size(); ++sort) {
    made.is_there.emplace_back();
    made.is_required.emplace_back(sizes_[sort], system_.sorts[sort].is_enum ? 1 : 0);
    for (std::uint32_t i = 0; i < sizes_[sort]; ++i) {
      const Bit there = present(SortId{sort}, i);
      made.is_there.back().push_back(there.is_constant() || made.model[there.node()] != 0 ? 1 : 0);
      if (there.is_constant())
        made.is_required.back()[i] = 1;
    }
  }
  return made;
}

void Instance::evaluate(Valuation& valuation) const {
  std::vector<char>& value = valuation.value;
  for (std::uint32_t node = 1; node < circuit_.size(); ++node) {
    if (circuit_.is_input(node)) {
      const auto& needs = roles_[node].needs;
      const bool can_be = std::all_of(needs.begin(), needs.end(), [&](const auto& need) {
        return valuation.is_there[need.first.index][need.second] != 0;
      });
      value[node] = can_be ? valuation.model[node] : char{0};
      continue;
    }
    const auto parts = circuit_.parts(node);
    value[node] = std::all_of(parts.begin(), parts.end(), std::cref(valuation)) ? 1 : 0;
  }
}

/// The values of functions into sorts, at those who are there; nothing where one is somebody who is not.
std::optional<std::vector<Bit>> Instance::values_there(const Valuation& valuation) const {
  std::vector<Bit> made;
  for (std::uint32_t f = 0; f < system_.functions.size(); ++f) {
    const Function& function = system_.functions[f];
    if (system_[function.result].is_enum)
      continue;
    for (const auto& [args, choice] : world_.start_values(FunctionId{f})) {
      bool is_asked = true;
      for (std::size_t i = 0; i < args.size(); ++i)
        is_asked = is_asked && valuation.is_there[function.places[i].sort.index][args[i]] != 0;
      if (!is_asked)
        continue;
      const auto value = std::find_if(choice.begin(), choice.end(), std::cref(valuation));
      if (value == choice.end())
        return std::nullopt;
      made.push_back(*value);
    }
  }
  return made;
}

bool Instance::holds_without(Valuation& valuation, std::span<const Bit> roots) const {
  evaluate(valuation);
  return values_there(valuation) && keeps_derived(valuation) &&
         std::all_of(roots.begin(), roots.end(), std::cref(valuation)) &&
         std::all_of(facts_.begin(), facts_.end(), [&](const Fact& fact) { return valuation(fact.bit); });
}

/// Is a derived fact still what it was, of all whom it speaks of and who are there?
bool Instance::keeps_derived(const Valuation& valuation) const {
  for (std::uint32_t v = 0; v < variables_.size(); ++v)
    if (variables_[v].kind == Variable::Kind::derived && is_said(valuation, now_[v].node()) &&
        valuation(now_[v]) != (valuation.derived[v] != 0))
      return false;
  return true;
}

/// The step's arguments are needed.
void Instance::require_arguments(Valuation& valuation) const {
  for (const Arguments& arguments : arguments_)
    if (const Bit chosen = unrolling_.selector(0, arguments.rule);
        chosen.is_true() || valuation.model[chosen.node()] != 0)
      for (const auto& [sort, choice] : arguments.choices)
        for (std::uint32_t element = 0; element < choice.size(); ++element)
          if (choice[element].is_true() ||
              (!choice[element].is_false() && valuation.model[choice[element].node()] != 0))
            valuation.is_required[sort.index][element] = 1;
}

Cube Instance::generalised(const std::function<bool(Bit)>& value, std::span<const Bit> wanted,
                           const Cube& target) const {
  Valuation valuation = valuation_of(value);
  std::vector<Bit> roots(wanted.begin(), wanted.end());
  roots.insert(roots.end(), step_.begin(), step_.end());
  require_arguments(valuation);
  const auto named = individuals(target);
  for (std::size_t sort = 0; sort < named.size(); ++sort)
    for (const std::uint32_t element : named[sort])
      valuation.is_required[sort][element] = 1;
  evaluate(valuation);
  for (const Bit now : now_)
    valuation.derived.push_back(valuation(now) ? 1 : 0);
  for (std::size_t sort = 0; sort < sizes_.size(); ++sort)
    for (std::uint32_t i = sizes_[sort]; i-- > 0;) {
      if (valuation.is_required[sort][i] != 0 || valuation.is_there[sort][i] == 0)
        continue;
      valuation.is_there[sort][i] = 0;
      if (!holds_without(valuation, roots))
        valuation.is_there[sort][i] = 1;
    }
  evaluate(valuation);
  if (question_.is_whole)
    return complete(diagram(valuation));
  // Without these, what is said of part of the individuals need not be a state by itself.
  for (const Fact& fact : facts_)
    if (fact.needs_witness)
      roots.push_back(fact.bit);
  if (const auto values = values_there(valuation))
    roots.insert(roots.end(), values->begin(), values->end());
  return complete(justification(valuation, roots));
}

/// A cube cannot say that somebody is not there, nor anything of whoever is not.
bool Instance::is_said(const Valuation& valuation, std::uint32_t node) const {
  const Role& role = roles_[node];
  return role.variable && std::all_of(role.needs.begin(), role.needs.end(), [&](const auto& need) {
           return valuation.is_there[need.first.index][need.second] != 0;
         });
}

/// All that is so.
Cube Instance::diagram(const Valuation& valuation) const {
  Cube made;
  for (std::uint32_t v = 0; v < variables_.size(); ++v)
    if (is_said(valuation, now_[v].node()))
      made.push_back(literal(v, valuation(now_[v])));
  return made;
}

/// Of a false conjunction one false part is enough: the one whose own justification asks for the fewest variables.
Cube Instance::justification(const Valuation& valuation, std::span<const Bit> roots) const {
  constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max() / 4;
  std::vector<std::uint32_t> cost(circuit_.size(), 0);
  std::vector<std::uint32_t> chosen(circuit_.size(), 0); // of a false conjunction: which part
  for (std::uint32_t node = 1; node < circuit_.size(); ++node) {
    if (circuit_.is_input(node) || is_said(valuation, node)) {
      cost[node] = is_said(valuation, node) ? 1 : 0;
      continue;
    }
    const auto parts = circuit_.parts(node);
    std::uint32_t sum = 0, least = most;
    for (std::uint32_t i = 0; i < parts.size(); ++i) {
      const std::uint32_t one = cost[parts[i].node()];
      sum = std::min(most, sum + one);
      if (!valuation(parts[i]) && one < least) {
        least = one;
        chosen[node] = i;
      }
    }
    cost[node] = valuation.value[node] != 0 ? sum : least;
  }
  Cube made;
  std::vector<char> is_seen(circuit_.size(), 0);
  std::vector<std::uint32_t> open;
  const auto visit = [&](Bit bit) {
    if (is_seen[bit.node()] == 0 && cost[bit.node()] > 0) {
      is_seen[bit.node()] = 1;
      open.push_back(bit.node());
    }
  };
  for (const Bit root : roots)
    visit(root);
  while (!open.empty()) {
    const std::uint32_t node = open.back();
    open.pop_back();
    if (is_said(valuation, node)) { // an input that is not costs nothing
      const std::uint32_t variable = *roles_[node].variable;
      made.push_back(literal(variable, valuation(now_[variable])));
      continue;
    }
    const auto parts = circuit_.parts(node);
    if (valuation.value[node] == 0)
      visit(parts[chosen[node]]);
    else
      for (const Bit part : parts)
        visit(part);
  }
  return made;
}

} // namespace chaperone::solver::invariants
