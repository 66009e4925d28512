// Which faults can be planted where. See memory_fault.hpp.
#include "generators/mutants/memory_fault.hpp"

#include "generators/mutants/attempt.hpp"
#include "generators/mutants/read_cells.hpp"
#include "model/rules/mentions.hpp"

#include <algorithm>
#include <set>

namespace chaperone::generators {

using namespace model;

namespace {

/// Who writes a relation or function, and how.
struct Writers {
  std::set<RuleId> adders, removers; ///< of a relation
  std::set<RuleId> setters;
  std::set<std::uint32_t> values; ///< that a function into an enum may be set to
  bool adds_several = false, removes_several = false;

  std::set<RuleId> all() const {
    std::set<RuleId> result = setters;
    result.insert(adders.begin(), adders.end());
    result.insert(removers.begin(), removers.end());
    return result;
  }
};

/// What is written of the cells that are read at one place.
class WriterReader {
public:
  WriterReader(const System& system, const ReadCells& cells) : system_(system), cells_(cells) {
    for (std::uint32_t id = 0; id < system.rules.size(); ++id) {
      added_ = removed_ = 0;
      for (const Effect& effect : stated_effects(system.rules[id]))
        for (const Update& update : effect.updates)
          count({id}, update, effect.binders.empty() ? 1 : 2);
      result_.adds_several = result_.adds_several || added_ > 1;
      result_.removes_several = result_.removes_several || removed_ > 1;
    }
  }
  const Writers& writers() const { return result_; }

private:
  void count(RuleId rule, const Update& update, std::size_t times) {
    std::visit(overload{
                   [&](const AddTuple& it) { count(rule, it.relation, it.args, times, added_, result_.adders); },
                   [&](const RemoveTuple& it) { count(rule, it.relation, it.args, times, removed_, result_.removers); },
                   [&](const SetValue& it) {
                     if (!count(rule, it.function, it.args, times, removed_, result_.setters))
                       return;
                     const Sort& result = system_[system_[it.function].result];
                     const auto* value = std::get_if<Value>(&it.value);
                     for (std::uint32_t v = 0; result.is_enum && v < result.names.size(); ++v)
                       if (value == nullptr || value->index == v)
                         result_.values.insert(v);
                   },
               },
               update);
  }

  /// Gives whether it may write what is read. Of several all count: which of them arrives depends on the others.
  bool count(RuleId rule, const Symbol& symbol, const std::vector<Term>& args, std::size_t times, std::size_t& all,
             std::set<RuleId>& rules) const {
    if (symbol != cells_.symbol)
      return false;
    all += times;
    if (!cells_.may_be(args))
      return false;
    rules.insert(rule);
    return true;
  }

  const System& system_;
  const ReadCells& cells_;
  std::size_t added_ = 0, removed_ = 0; ///< by the rule that is looked at
  Writers result_;
};

class FaultLister {
public:
  explicit FaultLister(const System& system) : system_(system) {}

  std::vector<MemoryFault> list() {
    for (const ReadingPlace& place : list_reading_places(system_)) {
      place_ = &place;
      if (const auto* relation = std::get_if<RelationId>(&place.symbol);
          relation != nullptr && system_[*relation].upkeep == Upkeep::closure) {
        list_of_closure(*relation);
        continue;
      }
      cells_ = read_cells(system_, place);
      const Writers writers = WriterReader(system_, cells_).writers();
      std::visit(overload{
                     [&](RelationId relation) { list_of(relation, writers); },
                     [&](FunctionId function) { list_of(function, writers); },
                 },
                 place.symbol);
      if (!writers.all().empty())
        list_of_any(writers);
      list_dropped();
    }
    for (std::uint32_t rule = 0; rule < system_.rules.size(); ++rule)
      for (std::size_t i = 0; i < system_.rules[rule].requirements.size(); ++i)
        list_of({{rule}, i});
    return std::move(faults_);
  }

private:
  void add(MemoryFaultKind kind) { faults_.push_back({*place_, kind}); }

  void list_of_closure(RelationId closure) {
    Mentions mentions;
    if (const auto* base = std::get_if<RelationId>(&system_[closure].closure_of))
      mentions.relations.insert(*base);
    if (const auto* base = std::get_if<DefineId>(&system_[closure].closure_of))
      collect_mentions(system_, system_[*base].body, mentions);
    if (std::all_of(mentions.relations.begin(), mentions.relations.end(),
                    [&](RelationId id) { return system_[id].is_fixed; }) &&
        std::all_of(mentions.functions.begin(), mentions.functions.end(),
                    [&](FunctionId id) { return system_[id].is_fixed; }))
      return;
    add(MissesUpdates{0, std::nullopt});
    add(CachesFirstRead{});
    for (const std::size_t end : {0U, 1U})
      add(SeesNearChanges{end});
  }

  void list_of(RelationId relation, const Writers& writers) {
    if (!writers.removers.empty()) {
      add(MissesUpdates{0, std::nullopt});
      for (const RuleId rule : writers.removers)
        if (writers.removers.size() > 1)
          add(MissesUpdates{0, rule});
    }
    if (!writers.removers.empty() && !writers.adders.empty()) {
      add(MissesReturn{1});
      add(RefreshedByGrants{});
      for (const std::uint32_t value : {0U, 1U}) {
        add(CountsUpdates{value});
        add(HoldsOnTo{value});
      }
      for (const RuleId rule : writers.adders)
        if (writers.adders.size() > 1)
          add(KeepsGrantsOf{rule});
    }
    const Relation& declared = system_[relation];
    for (std::size_t position = 0; position < declared.places.size(); ++position) {
      if (!declared.is_symmetric || position == 0)
        add(IgnoresArgument{position});
      list_mixed(declared.places[position].sort, position, cells_.args[position], false);
    }
    for (const bool sees_last : {false, true})
      if (writers.adds_several && !writers.adders.empty())
        add(SeesOneGrant{sees_last});
  }

  void list_of(FunctionId function, const Writers& writers) {
    std::vector<std::optional<std::uint32_t>> values(writers.values.begin(), writers.values.end());
    if (values.empty() && !writers.setters.empty())
      values.emplace_back(std::nullopt);
    for (const auto& value : values) {
      add(MissesUpdates{value, std::nullopt});
      add(MissesReturn{value});
      add(HoldsOnTo{value});
    }
    for (const RuleId rule : writers.setters)
      if (writers.setters.size() > 1)
        add(MissesUpdates{std::nullopt, rule});
    list_mixed(system_[function].result, std::nullopt, cells_.compared, true);
  }

  /// Where only `constant` is asked for: what is taken for it and, of a function, what it is taken for.
  void list_mixed(SortId sort, std::optional<std::size_t> position, std::optional<std::uint32_t> constant,
                  bool both_ways) {
    const auto count = static_cast<std::uint32_t>(system_[sort].is_enum ? system_[sort].names.size() : 0);
    for (std::uint32_t taken = 0; taken < count; ++taken)
      for (std::uint32_t other = 0; other < count; ++other)
        if (taken != other && (!constant || constant == other || (both_ways && constant == taken)))
          add(MixesValues{position, taken, other});
  }

  void list_of_any(const Writers& writers) {
    add(SeesLate{});
    add(CachesFirstRead{});
    for (const bool sees_last : {false, true})
      if (writers.removes_several && !(writers.removers.empty() && writers.setters.empty()))
        add(SeesOneRemoval{sees_last});
    for (const RuleId rule : writers.all())
      if (!system_[rule].requirements.empty())
        add(KeepsRefused{rule});
    for (std::uint32_t rule = 0; rule < system_.rules.size(); ++rule) {
      if (may_begin(system_, {rule}, *place_))
        add(KeptSince{{rule}});
      if (may_seem_to_end(system_, {rule}, *place_))
        add(WipedBy{{rule}});
    }
    const std::set<RuleId> all = writers.all();
    if (std::any_of(all.begin(), all.end(), [&](RuleId rule) { return is_about_actor(rule, places()); }))
      add(MissesChangesByOthers{});
  }

  /// What happens to a sibling matters, whatever stands at that argument.
  void list_dropped() {
    const auto* relation = std::get_if<RelationId>(&place_->symbol);
    for (std::size_t position = 0; position < places().size(); ++position) {
      ReadCells siblings = cells_;
      siblings.args[position].reset();
      if (relation != nullptr && system_[*relation].is_symmetric)
        siblings.args.assign(2, std::nullopt);
      if (WriterReader(system_, siblings).writers().all().empty())
        continue;
      if (relation == nullptr || !system_[*relation].is_symmetric || position == 0)
        add(DropsArgument{position});
    }
  }

  const std::vector<Place>& places() const { return places_of(system_, place_->symbol); }

  bool is_about_actor(RuleId rule, const std::vector<Place>& places) const {
    const auto actor = actor_of(system_, rule);
    return actor && std::any_of(places.begin(), places.end(), [&](const Place& place) {
             return place.sort == system_[system_[rule].parameters[*actor]].sort;
           });
  }

  void list_of(const WholeRequirement& place) {
    const Rule& rule = system_[place.rule];
    Mentions mentions;
    collect_mentions(system_, rule.requirements[place.requirement].formula, mentions);
    const bool can_change = std::any_of(mentions.relations.begin(), mentions.relations.end(),
                                        [&](RelationId id) { return !system_[id].is_fixed; }) ||
                            std::any_of(mentions.functions.begin(), mentions.functions.end(),
                                        [&](FunctionId id) { return !system_[id].is_fixed; });
    for (const bool only_same_request : {false, true}) {
      if (only_same_request ? !can_change : rule.parameters.size() < 2 || !actor_of(system_, place.rule))
        continue;
      faults_.push_back({place, RemembersPass{only_same_request}});
      faults_.push_back({place, RemembersRefusal{only_same_request}});
    }
  }

  const System& system_;
  const ReadingPlace* place_ = nullptr;
  ReadCells cells_; ///< that are read there
  std::vector<MemoryFault> faults_;
};

} // namespace

std::vector<MemoryFault> list_memory_faults(const System& system) {
  return FaultLister(system).list();
}

} // namespace chaperone::generators
