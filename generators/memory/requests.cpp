// See requests.hpp.
#include "generators/memory/requests.hpp"

#include "model/meaning/evaluator.hpp"

#include <algorithm>
#include <iterator>

namespace chaperone::generators {

using namespace model;

namespace {

/// The number of argument lists, and the one of a number.
class ArgumentLists {
public:
  ArgumentLists(const Layout& layout, const Rule& rule) {
    for (const VariableId parameter : rule.parameters) {
      const Variable& it = layout.system()[parameter];
      const std::uint32_t size = layout.size(it.sort);
      is_set_.push_back(it.is_set);
      choices_.push_back(it.is_set ? std::size_t{1} << std::min(size, 20U) : size);
      count_ *= choices_.back();
    }
  }
  std::size_t count() const { return count_; }
  void write(std::size_t number, std::vector<StepArgument>& into) const {
    into.resize(choices_.size());
    for (std::size_t i = 0; i < choices_.size(); ++i) {
      const std::size_t choice = number % choices_[i];
      number /= choices_[i];
      if (!is_set_[i]) {
        into[i] = static_cast<std::uint32_t>(choice);
        continue;
      }
      std::vector<std::uint32_t> members;
      for (std::uint32_t k = 0; (choice >> k) != 0; ++k)
        if (((choice >> k) & 1U) != 0)
          members.push_back(k);
      into[i] = std::move(members);
    }
  }

private:
  std::vector<bool> is_set_;
  std::vector<std::size_t> choices_;
  std::size_t count_ = 1;
};

} // namespace

std::vector<Request> list_requests(const State& state, RuleId id, std::size_t most, std::size_t shift) {
  std::vector<Request> result;
  Evaluator evaluator(Moment{state});
  const Rule& rule = state.layout().system()[id];
  const ArgumentLists lists(state.layout(), rule);
  // An odd stride that is no divisor of the count reaches every list in turn.
  const std::size_t stride = lists.count() <= most ? 1 : lists.count() / most | 1U;
  std::vector<StepArgument> args;
  for (std::size_t i = 0, number = shift % lists.count(); i < std::min(most, lists.count());
       ++i, number = (number + stride) % lists.count()) {
    lists.write(number, args);
    for (std::size_t k = 0; k < rule.parameters.size(); ++k)
      evaluator.bind(rule.parameters[k], args[k]);
    std::size_t broken = 0, first = 0;
    for (std::size_t k = 0; k < rule.requirements.size() && broken < 2; ++k)
      if (!evaluator.holds(rule.requirements[k].formula) && broken++ == 0)
        first = k;
    evaluator.unbind(rule.parameters.size());
    if (broken == 2)
      continue;
    Request request{{id, args}, {}};
    if (broken == 1)
      request.broken.push_back(first);
    // What a service may refuse ends a test there, so that no run for memory takes it.
    if (broken == 1 || rule.may_refuse.empty() || may_be_refused(state, request.action).empty())
      result.push_back(std::move(request));
  }
  return result;
}

std::vector<Request> list_requests(const State& state, std::size_t most, std::size_t shift) {
  std::vector<Request> result;
  for (std::uint32_t id = 0; id < state.layout().system().rules.size(); ++id) {
    std::vector<Request> of_rule = list_requests(state, {id}, most, shift);
    std::move(of_rule.begin(), of_rule.end(), std::back_inserter(result));
  }
  return result;
}

} // namespace chaperone::generators
