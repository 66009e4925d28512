// See variants.hpp.
#include "solver/small/variants.hpp"

#include "model/rules/walk.hpp"
#include "solver/api/errors.hpp"
#include "solver/small/search.hpp"
#include "solver/small/sizes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::solver::small {

using namespace model;

namespace {

/// `can` reads the requirements of a rule, which may be the one that is changed.
bool reads_rules(const System& system, const Formula& formula) {
  bool result = false;
  walk(*formula, [&](const Node& node) {
    result = result || std::holds_alternative<Can>(node.kind);
    if (const auto* call = std::get_if<Call>(&node.kind))
      result = result || reads_rules(system, system[call->define].body);
  });
  return result;
}

} // namespace

Variants::Variants(const System& system, std::vector<StepQuestion> questions, SearchBounds bounds)
    : questions_(std::move(questions)), bounds_(std::move(bounds)) {
  for (const std::vector<std::uint32_t>& sizes : list_sizes(system, bounds_)) {
    World world(system, sizes, bounds_.states_per_world);
    if (!world.start())
      continue;
    std::vector<WorldQuestion> prepared;
    for (std::size_t i = 0; i < questions_.size(); ++i)
      prepared.push_back(world.prepared(i, questions_[i]));
    worlds_.push_back({std::move(world), std::move(prepared)});
  }
}

std::vector<bool> Variants::are_answered(const System& variant, RuleId changed,
                                         const std::vector<std::size_t>& asked) const {
  std::vector<bool> result(questions_.size(), false);
  std::vector<std::size_t> left = asked;
  for (const Explored& explored : worlds_) {
    if (left.empty() || bounds_.is_out_of_time())
      break;
    World world(explored.world, variant, changed);
    world.until = bounds_.until;
    std::vector<WorldQuestion> open;
    for (const std::size_t i : left) {
      open.push_back(reads_rules(variant, questions_[i].when) ? world.prepared(i, questions_[i])
                                                              : explored.questions[i]);
      if (open.back().any.is_false())
        open.pop_back();
    }
    std::vector<World::Answer> found;
    for (std::uint32_t depth = 0;
         !open.empty() && !bounds_.is_out_of_time() && world.advance(open, found, depth < bounds_.depth); ++depth) {
    }
    for (const World::Answer& answer : found) {
      if (!is_confirmed(variant, questions_[answer.index], answer.found))
        throw InternalError(fmt::format("a run of `{}` with a change was not confirmed", variant.name));
      result[answer.index] = true;
      std::erase(left, answer.index);
    }
  }
  std::vector<bool> told;
  for (const std::size_t i : asked)
    told.push_back(result[i]);
  return told;
}

} // namespace chaperone::solver::small
