// See starts.hpp.
#include "solver/explicit_state/starts.hpp"

#include "model/meaning/closure.hpp"
#include "model/rules/mentions.hpp"

#include <algorithm>

namespace chaperone::solver::explicit_state {

using namespace model;

namespace {

/// For each partial state kept, so many extensions are tried before the search gives up.
constexpr std::uint64_t tries_per_state = 64;
/// So many are tried between two questions whether to stop.
constexpr std::uint64_t tries_between_looks = 64;

class Starts {
public:
  Starts(const Layout& layout, const Renamings& renamings, const StartsLimit& limit)
      : layout_(layout), system_(layout.system()), renamings_(renamings), limit_(limit) {
    for (const std::vector<Constraint>* constraints : {&system_.assumptions, &system_.inits})
      for (const Constraint& constraint : *constraints) {
        constraints_.push_back({&constraint, {}});
        collect_mentions(system_, constraint.formula, constraints_.back().mentions);
        if (constraint.empty_relation)
          empty_.insert(*constraint.empty_relation);
      }
  }

  std::optional<std::set<std::string>> list() {
    std::set<std::string> states;
    const State nothing(layout_);
    if (satisfies(nothing, 0))
      states.insert(renamings_.canonical(nothing).key);
    for (std::size_t chosen = 0; chosen < count_symbols() && !is_over_; ++chosen) {
      std::set<std::string> longer;
      for (const std::string& key : states) {
        State state = renamings_.unpacked(key);
        extend(state, chosen, 0, longer);
      }
      states = std::move(longer);
    }
    if (is_over_)
      return std::nullopt;
    if (system_.closures.empty())
      return states;
    std::set<std::string> closed;
    for (const std::string& key : states) {
      State state = renamings_.unpacked(key);
      close(state);
      closed.insert(renamings_.canonical(state).key);
    }
    return closed;
  }

private:
  struct Awaited {
    const Constraint* constraint;
    Mentions mentions;
  };

  std::size_t count_symbols() const { return system_.relations.size() + system_.functions.size(); }
  bool is_relation(std::size_t symbol) const { return symbol < system_.relations.size(); }
  RelationId relation(std::size_t symbol) const { return {static_cast<std::uint32_t>(symbol)}; }
  FunctionId function(std::size_t symbol) const {
    return {static_cast<std::uint32_t>(symbol - system_.relations.size())};
  }

  /// The number of symbols that must be chosen before these mentions can be read.
  std::size_t needed(const Mentions& mentions) const {
    std::size_t result = 0;
    if (!mentions.relations.empty())
      result = mentions.relations.rbegin()->index + 1;
    if (!mentions.functions.empty())
      result = system_.relations.size() + mentions.functions.rbegin()->index + 1;
    return result;
  }

  /// Those constraints that can be read since the last choice.
  bool satisfies(const State& state, std::size_t chosen) const {
    std::optional<State> closed; // made where it is needed
    return std::all_of(constraints_.begin(), constraints_.end(), [&](const Awaited& awaited) {
      if (needed(awaited.mentions) != chosen)
        return true;
      if (!closed) {
        closed = state;
        close(*closed);
      }
      return evaluate(awaited.constraint->formula, Moment{*closed});
    });
  }

  /// The argument lists of a symbol that are chosen freely: of a symmetric pair one order.
  const std::vector<std::vector<std::uint32_t>>& places(std::size_t symbol) {
    if (last_symbol_ == symbol)
      return places_;
    last_symbol_ = symbol;
    places_.clear();
    const bool is_symmetric = is_relation(symbol) && system_[relation(symbol)].is_symmetric;
    // Closures follow from the rest.
    const bool is_empty = is_relation(symbol) &&
                          (empty_.contains(relation(symbol)) || system_[relation(symbol)].upkeep == Upkeep::closure);
    const std::vector<Place>& declared =
        is_relation(symbol) ? system_[relation(symbol)].places : system_[function(symbol)].places;
    for_each_place(layout_, declared, [&](const std::vector<std::uint32_t>& args) {
      if (!is_empty && !(is_symmetric && args[0] > args[1]))
        places_.push_back(args);
    });
    return places_;
  }

  void extend(State& state, std::size_t symbol, std::size_t place, std::set<std::string>& longer) {
    if (is_over_)
      return;
    const auto& list = places(symbol);
    if (place == list.size()) {
      if (satisfies(state, symbol + 1))
        longer.insert(renamings_.canonical(state).key);
      is_over_ = ++tries_ / tries_per_state > limit_.most || longer.size() > limit_.most ||
                 (tries_ % tries_between_looks == 0 && limit_.is_stopped && limit_.is_stopped());
      return;
    }
    const std::uint32_t choices = is_relation(symbol) ? 2 : layout_.size(system_[function(symbol)].result);
    for (std::uint32_t choice = 0; choice < choices; ++choice) {
      if (is_relation(symbol))
        state.put(relation(symbol), list[place], choice != 0);
      else
        state.set(function(symbol), list[place], choice);
      extend(state, symbol, place + 1, longer);
    }
  }

  const Layout& layout_;
  const System& system_;
  const Renamings& renamings_;
  const StartsLimit& limit_;
  std::vector<Awaited> constraints_;
  std::set<RelationId> empty_;
  std::optional<std::size_t> last_symbol_; ///< the one that `places_` is of
  std::vector<std::vector<std::uint32_t>> places_;
  std::uint64_t tries_ = 0;
  bool is_over_ = false;
};

} // namespace

std::optional<std::set<std::string>> list_starts(const Layout& layout, const Renamings& renamings,
                                                 const StartsLimit& limit) {
  return Starts(layout, renamings, limit).list();
}

} // namespace chaperone::solver::explicit_state
