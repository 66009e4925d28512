// See instance.hpp.
#include "solver/small/instance.hpp"

#include "solver/small/instance_reader.hpp"

#include <algorithm>

namespace chaperone::solver::small {

using namespace model;

using Args = std::vector<std::uint32_t>;

Instance::Instance(const System& system, Population population)
    : system_(system), layout_(system, std::move(population)) {
  for (std::uint32_t r = 0; r < system.relations.size(); ++r)
    add_symbol(true, r, system.relations[r].places, relation_bits_.emplace_back());
  for (std::uint32_t f = 0; f < system.functions.size(); ++f)
    add_symbol(false, f, system.functions[f].places, function_bits_.emplace_back());
  for (std::size_t i = 0; i < places_.size(); ++i)
    inputs_.push_back(gates_.input());
}

Instance::Instance(const Instance& other, const System& variant)
    : system_(variant), layout_(variant, other.layout_.population()), gates_(other.gates_), places_(other.places_),
      inputs_(other.inputs_), relation_bits_(other.relation_bits_), function_bits_(other.function_bits_) {}

void Instance::add_symbol(bool is_relation, std::uint32_t symbol, const std::vector<model::Place>& places,
                          std::vector<std::size_t>& offsets) {
  const bool is_symmetric = is_relation && system_.relations[symbol].is_symmetric;
  const std::uint32_t values = is_relation ? 1 : layout_.size(system_.functions[symbol].result);
  for_each_place(layout_, places, [&](const Args& args) {
    if (is_symmetric && args[0] > args[1]) {
      offsets.push_back(offsets[flat(places, {args[1], args[0]})]);
      return;
    }
    offsets.push_back(places_.size());
    for (std::uint32_t value = 0; value < values; ++value)
      places_.push_back({is_relation, symbol, args, value});
  });
}

std::size_t Instance::flat(const std::vector<model::Place>& places, const Args& args) const {
  std::size_t result = 0;
  for (std::size_t i = 0; i < args.size(); ++i)
    result = result * layout_.size(places[i].sort) + args[i];
  return result;
}

std::size_t Instance::bit_of(RelationId relation, const Args& args) const {
  return relation_bits_[relation.index][flat(system_[relation].places, args)];
}

std::size_t Instance::bit_of(FunctionId function, const Args& args, std::uint32_t value) const {
  return function_bits_[function.index][flat(system_[function].places, args)] + value;
}

std::vector<std::vector<StepArgument>> Instance::arguments(RuleId rule) const {
  std::vector<std::vector<StepArgument>> result{{}};
  for (const VariableId parameter : system_[rule].parameters) {
    const std::uint32_t size = layout_.size(system_[parameter].sort);
    std::vector<std::vector<StepArgument>> longer;
    for (const std::vector<StepArgument>& start : result) {
      const std::uint32_t choices = system_[parameter].is_set ? 1U << size : size;
      for (std::uint32_t choice = 0; choice < choices; ++choice) {
        longer.push_back(start);
        if (!system_[parameter].is_set) {
          longer.back().emplace_back(choice);
          continue;
        }
        Args members;
        for (std::uint32_t i = 0; i < size; ++i)
          if (((choice >> i) & 1U) != 0)
            members.push_back(i);
        longer.back().emplace_back(std::move(members));
      }
    }
    result = std::move(longer);
  }
  return result;
}

std::vector<Step> Instance::steps(RuleId id) {
  const Rule& rule = system_[id];
  std::vector<Step> result;
  for (std::vector<StepArgument>& arguments : arguments(id)) {
    Step step{{id, std::move(arguments)}, never_true, {}};
    Reader reader(*this, {&inputs_, nullptr, nullptr});
    for (std::size_t i = 0; i < rule.parameters.size(); ++i)
      reader.bind(rule.parameters[i], step.action.args[i]);
    std::vector<Gate> required;
    for (const Requirement& requirement : rule.requirements)
      required.push_back(reader.read(requirement.formula));
    step.allowed = gates_.all_of(required);
    if (step.allowed == never_true)
      continue;
    write_updates(reader, step);
    if (step.allowed != never_true)
      result.push_back(std::move(step));
  }
  return result;
}

void Instance::write_updates(Reader& reader, Step& step) {
  struct Change {
    Gate joins = never_true, goes = never_true; ///< for a function's value: it becomes this, it becomes another
  };
  std::map<std::size_t, Change> changes;
  for (const Effect& effect : system_[step.action.rule].effects)
    reader.for_each(effect.binders, [&](Gate guards) {
      const Gate happens = effect.where ? gates_.both(guards, reader.read(effect.where)) : guards;
      if (happens == never_true)
        return;
      for (const model::Update& update : effect.updates)
        std::visit(overload{
                       [&](const AddTuple& add) {
                         reader.for_each_place(add.args, [&](const Args& args, Gate here) {
                           Gate& joins = changes[bit_of(add.relation, args)].joins;
                           joins = gates_.either(joins, gates_.both(happens, here));
                         });
                       },
                       [&](const RemoveTuple& remove) {
                         reader.for_each_place(remove.args, [&](const Args& args, Gate here) {
                           Gate& goes = changes[bit_of(remove.relation, args)].goes;
                           goes = gates_.either(goes, gates_.both(happens, here));
                         });
                       },
                       [&](const SetValue& set) {
                         const std::vector<Gate> values = reader.values(set.value);
                         reader.for_each_place(set.args, [&](const Args& args, Gate here) {
                           const Gate is_set = gates_.both(happens, here);
                           for (std::uint32_t value = 0; value < values.size(); ++value) {
                             Change& change = changes[bit_of(set.function, args, value)];
                             change.joins = gates_.either(change.joins, gates_.both(is_set, values[value]));
                             change.goes = gates_.either(change.goes, gates_.both(is_set, !values[value]));
                           }
                         });
                       },
                   },
                   update);
    });
  for (const auto& [bit, change] : changes) {
    // Section "Conflicts": what would both join and go makes the step no step.
    step.allowed = gates_.both(step.allowed, !gates_.both(change.joins, change.goes));
    const Gate after = gates_.either(change.joins, gates_.both(inputs_[bit], !change.goes));
    if (after != inputs_[bit])
      step.updates.push_back({bit, after});
  }
}

Gate Instance::read(const Formula& formula, const Action& action) {
  Reader reader(*this, {&inputs_, nullptr, nullptr});
  const std::vector<VariableId>& parameters = system_[action.rule].parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    reader.bind(parameters[i], action.args[i]);
  return reader.read(formula);
}

Gate Instance::read(const Formula& formula) {
  return Reader(*this, {&inputs_, nullptr, nullptr}).read(formula);
}

Gate Instance::read_after(const Formula& formula, const Step& step) {
  std::vector<Gate> after = inputs_;
  for (const Update& update : step.updates)
    after[update.bit] = update.after;
  return Reader(*this, {&after, &inputs_, &step.action}).read(formula);
}

} // namespace chaperone::solver::small
