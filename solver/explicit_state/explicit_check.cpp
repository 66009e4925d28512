// See explicit_check.hpp.
#include "solver/explicit_state/explicit_check.hpp"

#include "solver/explicit_state/exploration.hpp"

#include <fmt/format.h>

namespace chaperone::solver::explicit_state {
namespace {

/// Where the scope says nothing. Most mistakes show with three, and four are often too many to look at.
constexpr std::uint32_t individuals_by_default = 3;

class ExplicitCheck {
public:
  ExplicitCheck(const model::System& system, const Options& options, Observer* observer, const Deadline& deadline,
                const Interrupt& interrupt)
      : system_(system), options_(options), observer_(observer), deadline_(deadline), interrupt_(interrupt) {
    for (std::uint32_t s = 0; s < system.sorts.size(); ++s)
      if (!system.sorts[s].is_enum) {
        const auto scoped = options.scope.find(model::SortId{s});
        is_all_scoped_ = is_all_scoped_ && scoped != options.scope.end();
        sizes_[model::SortId{s}] = scoped != options.scope.end() ? scoped->second : individuals_by_default;
      }
  }

  CheckResult run() {
    std::vector<model::PropertyId> properties = options_.properties;
    for (std::uint32_t p = 0; p < system_.properties.size() && options_.properties.empty(); ++p)
      properties.push_back(model::PropertyId{p});
    const auto start = std::chrono::steady_clock::now();
    answer_ = explore(system_, properties, bounds());
    if (deadline_.has_passed() && !answer_.stopped.empty())
      answer_.stopped = "out of time";
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (observer_)
      observer_->on_note(fmt::format("explicit: {} states{} ({:.1f} ms)", answer_.states,
                                     answer_.is_exhausted ? ", which are all" : "", seconds * 1000));
    CheckResult result;
    for (std::size_t p = 0; p < properties.size(); ++p)
      result.properties.push_back({properties[p], verdict(answer_.found[p], properties[p]), seconds});
    for (auto& [rule, scenario] : answer_.conflicts) {
      scenario.name = "conflict_in_" + system_[rule].name;
      result.conflicts.push_back({rule, std::move(scenario)});
    }
    return result;
  }

private:
  ExplicitBounds bounds() {
    ExplicitBounds bounds;
    bounds.sizes = sizes_;
    bounds.depth = options_.depth;
    bounds.states = UINT64_MAX;
    bounds.is_stopped = [this] { return interrupt_.is_requested(); };
    bounds.deepens = [this](std::uint32_t depth) {
      if (observer_)
        observer_->on_progress({"explicit", "", depth});
    };
    return bounds;
  }

  Verdict verdict(ExplicitFinding& found, model::PropertyId property) const {
    if (found.shown) {
      Shown shown = std::move(*found.shown);
      shown.scenario.name = system_[property].name;
      if (shown.is_smallest && !is_all_scoped_) {
        shown.is_smallest = false;
        shown.unproved = "larger sizes were not looked at";
      }
      return shown;
    }
    if (answer_.searched > 0 && answer_.states == 0)
      return Unknown{"no state of these sizes satisfies the `assume`s and `init`s: give larger ones with --scope"};
    if (answer_.is_exhausted && sizes_.empty())
      return Proved{{}, 1, answer_.states};
    if (!answer_.is_exhausted && answer_.searched <= options_.depth)
      return Unknown{fmt::format("{}; {}", answer_.stopped, depth_phrase(answer_.searched))};
    return Bounded{options_.depth, sizes_,
                   answer_.is_exhausted ? "all reachable states of these sizes were looked at, larger sizes were not"
                                        : "longer runs and larger sizes were not looked at"};
  }

  const model::System& system_;
  const Options& options_;
  Observer* observer_;
  const Deadline& deadline_;
  const Interrupt& interrupt_;
  std::map<model::SortId, std::uint32_t> sizes_; ///< of every sort that is no enum
  bool is_all_scoped_ = true;
  ExplicitAnswer answer_;
};

} // namespace

CheckResult check(const model::System& system, const Options& options, Observer* observer, const Deadline& deadline,
                  const Interrupt& interrupt) {
  return ExplicitCheck(system, options, observer, deadline, interrupt).run();
}

} // namespace chaperone::solver::explicit_state
