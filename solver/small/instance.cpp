// See instance.hpp.
#include "solver/small/instance.hpp"

#include "solver/encoding/finite_world.hpp"
#include "solver/encoding/unrolling.hpp"

#include <algorithm>
#include <functional>

namespace chaperone::solver::small {

using namespace model;
using encoding::FiniteWorld;

using Args = std::vector<std::uint32_t>;

namespace {

std::vector<std::uint32_t> sizes_of(const System& system, const Layout& layout) {
  std::vector<std::uint32_t> sizes;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort)
    sizes.push_back(layout.size(SortId{sort}));
  return sizes;
}

} // namespace

/// Step 0 leads from any state; it is another each time.
struct Instance::Encoding {
  Encoding(const System& system, const Layout& layout)
      : world(circuit, system, sizes_of(system, layout), encoding::Symmetry::absent, encoding::EmptyAtStart::anything),
        unrolling(system, world) {}
  Encoding(const Encoding& other, const System& variant)
      : circuit(other.circuit), world(other.world, circuit, variant), unrolling(variant, world) {}

  void bind(const Action& action) {
    const std::vector<encoding::Slot> slots = unrolling.slots(action.rule, 0);
    for (std::size_t i = 0; i < slots.size(); ++i)
      std::visit([&](const auto& argument) { world.fix(slots[i], argument); }, action.args[i]);
  }
  void take(const Action& action) {
    unrolling.forget_steps();
    unrolling.add_step({action.rule});
    bind(action);
  }

  encoding::Circuit circuit;
  FiniteWorld world;
  encoding::Unrolling<FiniteWorld> unrolling;
};

Instance::Instance(const System& system, Population population)
    : system_(system), layout_(system, std::move(population)), encoding_(std::make_unique<Encoding>(system, layout_)) {
  for (std::size_t bit = 0; bit < cells().size(); ++bit) {
    places_.push_back(cells()[bit]);
    inputs_.push_back(encoding_->world.cell(bit));
  }
}

Instance::Instance(const Instance& other, const System& variant)
    : system_(variant), layout_(variant, other.layout_.population()),
      encoding_(std::make_unique<Encoding>(*other.encoding_, variant)), places_(other.places_), inputs_(other.inputs_) {
}

Instance::Instance(Instance&&) noexcept = default;
Instance::~Instance() = default;

const encoding::Cells& Instance::cells() const {
  return encoding_->world.cells();
}

const encoding::Circuit& Instance::circuit() const {
  return encoding_->circuit;
}

encoding::Circuit& Instance::circuit() {
  return encoding_->circuit;
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

std::vector<Step> Instance::steps(RuleId rule) {
  encoding::Unrolling<FiniteWorld>& unrolling = encoding_->unrolling;
  std::vector<Step> result;
  for (std::vector<StepArgument>& arguments : arguments(rule)) {
    Step step{{rule, std::move(arguments)}, Bit(false), {}};
    encoding_->take(step.action);
    std::vector<Bit> required;
    for (std::size_t i = 0; i < system_[rule].requirements.size() && (i == 0 || !required.back().is_false()); ++i)
      required.push_back(unrolling.requirement(rule, i, 0));
    step.allowed = circuit().conjunction(std::move(required));
    if (step.allowed.is_false())
      continue;
    // Section "Conflicts": what would both join and go makes the step no step.
    step.allowed = circuit().both(step.allowed, !unrolling.conflict(rule, 0));
    if (step.allowed.is_false())
      continue;
    step.updates = updates(rule);
    result.push_back(std::move(step));
  }
  return result;
}

/// Of what the step's updates may write: the bit of a tuple, or of a function's first value.
std::vector<std::size_t> Instance::written_places(RuleId rule) {
  std::vector<std::size_t> result;
  for (const auto& written : encoding_->unrolling.written(rule, 0)) {
    std::vector<Args> possible;
    for (const auto& [sort, value] : written.args) {
      possible.emplace_back();
      const auto choice = value ? std::optional(encoding_->world.choice(*value)) : std::nullopt;
      for (std::uint32_t element = 0; element < layout_.size(sort); ++element)
        if (!choice || !(*choice)[element].is_false())
          possible.back().push_back(element);
    }
    Args args;
    const std::function<void()> list = [&] {
      if (args.size() == possible.size()) {
        result.push_back(std::visit(overload{
                                        [&](const AddTuple& it) { return cells().of(it.relation, args); },
                                        [&](const RemoveTuple& it) { return cells().of(it.relation, args); },
                                        [&](const SetValue& it) { return cells().of(it.function, args); },
                                    },
                                    *written.update));
        return;
      }
      for (const std::uint32_t element : possible[args.size()]) {
        args.push_back(element);
        list();
        args.pop_back();
      }
    };
    list();
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

std::vector<Update> Instance::updates(RuleId rule) {
  FiniteWorld& world = encoding_->world;
  std::vector<Update> result;
  const auto keep = [&](std::size_t bit, Bit after) {
    if (after != inputs_[bit])
      result.push_back({bit, after});
  };
  for (const std::size_t first : written_places(rule)) {
    const encoding::Cell& cell = places_[first];
    const auto& places = cell.is_relation ? system_[cell.relation()].places : system_[cell.function()].places;
    std::vector<FiniteWorld::Value> args;
    for (std::size_t i = 0; i < places.size(); ++i)
      args.push_back(world.value({places[i].sort, cell.args[i]}));
    if (cell.is_relation) {
      keep(first, encoding_->unrolling.holds(cell.relation(), args, 1));
      continue;
    }
    const FiniteWorld::Choice after = world.choice(encoding_->unrolling.function(cell.function(), args, 1));
    for (std::size_t value = 0; value < after.size(); ++value)
      keep(first + value, after[value]);
  }
  return result;
}

Bit Instance::read(const Formula& formula, const Action& action) {
  encoding_->bind(action);
  return encoding_->unrolling.formula_with(action.rule, formula, 0);
}

Bit Instance::read(const Formula& formula) {
  return encoding_->unrolling.formula(formula, 0);
}

Bit Instance::read_after(const Formula& formula, const Step& step) {
  encoding_->take(step.action);
  return encoding_->unrolling.formula(formula, 1);
}

} // namespace chaperone::solver::small
