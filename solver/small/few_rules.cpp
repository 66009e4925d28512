// See few_rules.hpp.
#include "solver/small/few_rules.hpp"

#include "model/facts/rule_graph.hpp"
#include "model/print/printer.hpp"
#include "model/rules/mentions.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace chaperone::solver::small {

using namespace model;

namespace {

/// Something that a run may have to make true: a tuple to be there or gone, a value to be set.
struct Need {
  enum class Kind { added, removed, set } kind;
  std::uint32_t symbol; ///< the relation's index, or the function's
  std::string value;    ///< as printed
  auto operator<=>(const Need&) const = default;
};

std::set<Need> needs_met_by(const System& system, const Rule& rule) {
  std::set<Need> result;
  for (const Effect& effect : rule.effects)
    for (const model::Update& update : effect.updates)
      result.insert(std::visit(overload{
                                   [](const AddTuple& it) {
                                     return Need{Need::Kind::added, it.relation.index, ""};
                                   },
                                   [](const RemoveTuple& it) {
                                     return Need{Need::Kind::removed, it.relation.index, ""};
                                   },
                                   [&](const SetValue& it) {
                                     return Need{Need::Kind::set, it.function.index, print(system, it.value)};
                                   },
                               },
                               update));
  return result;
}

class Choosing {
public:
  explicit Choosing(const System& system) : system_(system) {
    for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule) {
      reads_.push_back(reads_of(system, system.rules[rule]));
      meets_.push_back(needs_met_by(system, system.rules[rule]));
    }
    const auto cost = [&](std::uint32_t rule) { return reads_[rule].relations.size() + reads_[rule].functions.size(); };
    for (std::uint32_t rule = 0; rule < meets_.size(); ++rule)
      for (const Need& need : meets_[rule]) {
        const auto [best, is_new] = cheapest_.emplace(need, rule);
        if (!is_new && cost(rule) < cost(best->second))
          best->second = rule;
      }
  }

  std::vector<RuleId> rules_for(const StepQuestion& question) {
    taken_.clear();
    met_.clear();
    known_.clear();
    open_.clear();
    take(question.rule.index);
    if (question.after)
      take(question.after->index);
    Mentions asked;
    collect_mentions(system_, question.when, asked);
    read(asked);
    std::size_t next = 0;
    while (next < open_.size()) { // more come meanwhile
      const Need need = open_[next++];
      if (!met_.contains(need))
        take(cheapest_.at(need));
    }
    return {taken_.begin(), taken_.end()};
  }

private:
  void take(std::uint32_t rule) {
    if (!taken_.insert({rule}).second)
      return;
    met_.insert(meets_[rule].begin(), meets_[rule].end());
    read(reads_[rule]);
  }

  /// Whatever some rule does to what is read may be needed.
  void read(const Mentions& mentions) {
    for (const RelationId relation : mentions.relations)
      for (const Need::Kind kind : {Need::Kind::added, Need::Kind::removed})
        need_from({kind, relation.index, ""});
    for (const FunctionId function : mentions.functions)
      need_from({Need::Kind::set, function.index, ""});
  }

  void need_from(const Need& first) {
    for (auto it = cheapest_.lower_bound(first);
         it != cheapest_.end() && it->first.kind == first.kind && it->first.symbol == first.symbol; ++it)
      if (known_.insert(it->first).second)
        open_.push_back(it->first);
  }

  const System& system_;
  std::vector<Mentions> reads_;            ///< by rule
  std::vector<std::set<Need>> meets_;      ///< by rule
  std::map<Need, std::uint32_t> cheapest_; ///< the rule that meets it and reads least, of those the first
  std::set<RuleId> taken_;
  std::set<Need> met_, known_;
  std::vector<Need> open_;
};

} // namespace

std::vector<std::vector<RuleId>> few_rules_for(const System& system, const std::vector<StepQuestion>& questions) {
  Choosing choosing(system);
  std::vector<std::vector<RuleId>> result;
  result.reserve(questions.size());
  for (const StepQuestion& question : questions)
    result.push_back(choosing.rules_for(question));
  return result;
}

} // namespace chaperone::solver::small
