// See sentences.hpp.
#include "solver/strategy/sentences.hpp"

#include "model/facts/sort_cycles.hpp"
#include "solver/encoding/reply.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace chaperone::solver::strategy {
namespace {

/// Where Z3 gave up: which lines may be to blame. Empty where none is.
std::string fragment_phrase(const Work& work, const model::System& system) {
  const auto cycle = work.has_given_up || work.runs.limited ? model::sort_cycle(system, work.property)
                                                            : std::optional<model::SortCycle>();
  if (!cycle)
    return {};
  std::vector<std::string> places, texts;
  for (const model::EdgeReason& reason : cycle->reasons) {
    const std::string place = model::place_of(system, reason.span);
    if (std::ranges::find(places, place) == places.end())
      places.push_back(place);
    texts.push_back(reason.text);
  }
  return fmt::format("; Z3 cannot be sure to decide this: at {}, {}", fmt::join(places, " and "),
                     fmt::join(texts, ", and "));
}

/// The cheapest thing to try next.
std::string advice(const Work& work, const Ending& ending, bool is_cut) {
  const bool is_scoped = !ending.options.scope.empty();
  if (is_cut && ending.options.timeout)
    return is_scoped ? "; a longer --timeout or a smaller --scope may decide it"
                     : "; a longer --timeout, or --scope for few individuals, may decide it";
  if (ending.options.depth > 0 && work.suspected > ending.last_depth && work.suspected >= work.runs.searched)
    return fmt::format("; a run of {0} steps may show it: try --depth {0}", work.suspected);
  if (work.runs.limited && !is_scoped)
    return "; --scope searches larger sizes";
  return {};
}

} // namespace

Verdict open_verdict(const Work& work, const Ending& ending) {
  const RunsKnown& runs = work.runs;
  const std::uint32_t searched = std::max(runs.searched, runs.excluded);
  const auto hints = [&](bool is_cut) {
    return ending.options.advises ? fragment_phrase(work, ending.system) + advice(work, ending, is_cut) : "";
  };
  if (searched <= ending.last_depth) {
    const bool is_cut = runs.stopped.empty() || ending.was_interrupted;
    return Unknown{fmt::format("{}; {}{}", is_cut ? ending.cut : runs.stopped, depth_phrase(searched), hints(is_cut))};
  }
  Bounded bounded{ending.last_depth, {}, ending.makes_proofs ? work.no_proof : "no proof was looked for"};
  if (ending.options.depth == 0)
    bounded.reason = "only the start was searched, since --depth is 0: raise it";
  if (runs.small && std::max(runs.beyond, runs.excluded) <= ending.last_depth) {
    // What lies beyond small sizes was not looked at for all lengths: nothing is said of it.
    bounded.sizes = runs.small->sizes;
    bounded.reason = runs.stopped.empty() ? runs.small->reason : runs.stopped;
  } else if (runs.limited) {
    bounded.sizes = runs.limited->sizes;
    bounded.reason = runs.limited->reason;
  } else if (!ending.options.scope.empty()) {
    bounded.sizes = ending.options.scope;
  }
  if (ending.was_interrupted) {
    if (bounded.reason == encoding::Interrupted().what()) // `cut` says by what
      bounded.reason.clear();
    bounded.reason += (bounded.reason.empty() ? "" : "; ") + ending.cut;
  }
  bounded.reason += hints(ending.was_interrupted);
  return bounded;
}

} // namespace chaperone::solver::strategy
