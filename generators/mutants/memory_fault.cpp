// See memory_fault.hpp.
#include "generators/mutants/memory_fault.hpp"

#include "model/print/printer.hpp"

#include <fmt/format.h>

namespace chaperone::generators {

using namespace model;

namespace {

/// A reading place's symbol, and what is to be said of it.
class Words {
public:
  Words(const System& system, const ReadingPlace* place) : system_(system), place_(place) {}

  std::string symbol() const {
    return std::visit([&](auto id) { return "`" + system_[id].name + "`"; }, place_->symbol);
  }
  bool is_relation() const { return std::holds_alternative<RelationId>(place_->symbol); }
  std::string rule(RuleId id) const { return "`" + system_[id].name + "`"; }

  /// "`role` is set to `viewer`", "`member` is removed".
  std::string update(const std::optional<std::uint32_t>& value) const {
    if (is_relation())
      return fmt::format("{} is {}", symbol(), value == 1U ? "added" : "removed");
    return value ? fmt::format("{} is set to `{}`", symbol(), result_value(*value))
                 : fmt::format("{} is set", symbol());
  }
  std::string result_value(std::uint32_t value) const {
    return system_[system_[std::get<FunctionId>(place_->symbol)].result].names[value];
  }
  const Place& argument(std::size_t position) const {
    return std::visit([&](auto id) -> const Place& { return system_[id].places[position]; }, place_->symbol);
  }
  /// "argument 2 (`User`)"
  std::string at(std::size_t position) const {
    return fmt::format("argument {} (`{}`)", position + 1, system_[argument(position).sort].name);
  }
  std::string mixed(const MixesValues& it) const {
    const SortId sort =
        it.position ? argument(*it.position).sort : system_[std::get<FunctionId>(place_->symbol)].result;
    const std::vector<std::string>& names = system_[sort].names;
    return fmt::format("takes `{}` for `{}` in {}", names[it.taken], names[it.other], symbol());
  }

private:
  const System& system_;
  const ReadingPlace* place_;
};

const char* asker(bool only_same_request) {
  return only_same_request ? "whoever asks the same again" : "the same actor";
}

std::string what_is_wrong(const Words& words, const MemoryFaultKind& kind) {
  return std::visit(
      overload{
          [&](const MissesUpdates& it) {
            return fmt::format("never sees that {}{}", words.update(it.value),
                               it.by ? " by " + words.rule(*it.by) : "");
          },
          [&](const MissesReturn& it) {
            return words.is_relation() ? fmt::format("never sees that {} is added again", words.symbol())
                   : it.value          ? fmt::format("never sees that {} again", words.update(it.value))
                                       : fmt::format("never sees that {} to what it was before", words.update({}));
          },
          [&](const SeesLate&) { return fmt::format("sees {} as it was one request before", words.symbol()); },
          [&](const DropsArgument& it) {
            return fmt::format("remembers {} without {}", words.symbol(), words.at(it.position));
          },
          [&](const CachesFirstRead&) { return fmt::format("keeps {} as it first read it", words.symbol()); },
          [&](const RefreshedByGrants&) {
            return fmt::format("reads {} anew only when something is added to it", words.symbol());
          },
          [&](const MixesValues& it) { return words.mixed(it); },
          [&](const SeesOneRemoval& it) {
            return fmt::format("of several {} of {} in one step sees only the {}",
                               words.is_relation() ? "removals" : "updates", words.symbol(),
                               it.sees_last ? "last" : "first");
          },
          [&](const RemembersPass& it) {
            return fmt::format("once passed lets {} pass ever after", asker(it.only_same_request));
          },
          [&](const CountsUpdates& it) {
            return fmt::format("counts how often {}, also where that changes nothing", words.update(it.value));
          },
          [&](const HoldsOnTo& it) {
            return fmt::format("misses the change after {} once more than needed", words.update(it.value));
          },
          [&](const KeepsRefused& it) {
            return fmt::format("sees in {} what refused requests for {} would have done", words.symbol(),
                               words.rule(it.rule));
          },
          [&](const SeesOneGrant& it) {
            return fmt::format("of several additions to {} in one step sees only the {}", words.symbol(),
                               it.sees_last ? "last" : "first");
          },
          [&](const MissesChangesByOthers&) {
            return fmt::format("sees only those changes of {} that are about whoever makes them", words.symbol());
          },
          [&](const KeepsGrantsOf& it) {
            return fmt::format("never sees that {} is removed where {} added it", words.symbol(), words.rule(it.rule));
          },
          [&](const IgnoresArgument& it) {
            return fmt::format("asks for {} with any {}", words.symbol(), words.at(it.position));
          },
          [&](const KeptSince& it) {
            return fmt::format("goes by {} as it was when who asks last did {}", words.symbol(), words.rule(it.rule));
          },
          [&](const WipedBy& it) { return fmt::format("forgets {} at {}", words.symbol(), words.rule(it.rule)); },
          [&](const SeesNearChanges& it) {
            return fmt::format("sees changes of {} only where what changed is next to its {}", words.symbol(),
                               it.end == 0 ? "beginning" : "end");
          },
          [&](const RemembersRefusal& it) {
            return fmt::format("once failed refuses {} ever after", asker(it.only_same_request));
          },
      },
      kind);
}

} // namespace

std::string name_of(const MemoryFaultKind& kind) {
  return std::visit(overload{
                        [](const MissesUpdates& it) {
                          return std::string(it.by ? "misses the updates of one rule" : "never sees a removal");
                        },
                        [](const MissesReturn&) { return std::string("cannot be granted again"); },
                        [](const SeesLate&) { return std::string("sees updates late"); },
                        [](const DropsArgument&) { return std::string("drops an argument of its key"); },
                        [](const CachesFirstRead&) { return std::string("caches at first read"); },
                        [](const RefreshedByGrants&) { return std::string("refreshed by grants only"); },
                        [](const MixesValues&) { return std::string("takes one enum value for another"); },
                        [](const SeesOneRemoval&) { return std::string("sees one removal of several"); },
                        [](const RemembersPass&) { return std::string("remembers a passed check"); },
                        [](const CountsUpdates&) { return std::string("counts updates"); },
                        [](const HoldsOnTo&) { return std::string("a repeated update hides the next"); },
                        [](const KeepsRefused&) { return std::string("refused requests have effects"); },
                        [](const SeesOneGrant&) { return std::string("sees one grant of several"); },
                        [](const MissesChangesByOthers&) { return std::string("misses changes by others"); },
                        [](const KeepsGrantsOf&) { return std::string("keeps what one rule granted"); },
                        [](const IgnoresArgument&) { return std::string("ignores an argument"); },
                        [](const KeptSince&) { return std::string("keeps what was when a session began"); },
                        [](const WipedBy&) { return std::string("forgets at a step of another rule"); },
                        [](const SeesNearChanges&) { return std::string("sees the first level of a cascade only"); },
                        [](const RemembersRefusal&) { return std::string("remembers a refusal"); },
                    },
                    kind);
}

std::string describe(const System& system, const MemoryFault& fault) {
  const auto* place = std::get_if<ReadingPlace>(&fault.place);
  const RuleId rule = rule_of(fault);
  const bool is_effect = place != nullptr && place->part == Misreading::Part::effect;
  const std::size_t index = place != nullptr ? place->index : std::get<WholeRequirement>(fault.place).requirement;
  return fmt::format("`{}`, {} {}, {}", system[rule].name, is_effect ? "effect" : "requirement", index + 1,
                     what_is_wrong(Words(system, place), fault.kind));
}

RuleId rule_of(const MemoryFault& fault) {
  return std::visit([](const auto& place) { return place.rule; }, fault.place);
}

Span where(const System& system, const MemoryFault& fault) {
  return std::visit(
      overload{
          [](const ReadingPlace& place) { return place.span; },
          [&](const WholeRequirement& place) { return system[place.rule].requirements[place.requirement].span; },
      },
      fault.place);
}

FaultFamily family_of(const MemoryFaultKind& kind) {
  constexpr auto first = FaultFamily::first, further = FaultFamily::further;
  return std::visit(
      overload{
          [](const MissesUpdates&) { return first; },   [](const MissesReturn&) { return first; },
          [](const SeesLate&) { return first; },        [](const DropsArgument&) { return first; },
          [](const CachesFirstRead&) { return first; }, [](const RefreshedByGrants&) { return first; },
          [](const MixesValues&) { return first; },     [](const SeesOneRemoval&) { return first; },
          [](const RemembersPass&) { return first; },   [](const CountsUpdates&) { return further; },
          [](const HoldsOnTo&) { return further; },     [](const KeepsRefused&) { return further; },
          [](const SeesOneGrant&) { return further; },  [](const MissesChangesByOthers&) { return further; },
          [](const KeepsGrantsOf&) { return further; }, [](const IgnoresArgument&) { return further; },
          [](const KeptSince&) { return first; },       [](const WipedBy&) { return further; },
          [](const SeesNearChanges&) { return first; }, [](const RemembersRefusal&) { return further; },
      },
      kind);
}

} // namespace chaperone::generators
