// See search.hpp.
#include "generators/memory/search.hpp"

#include "generators/memory/aim.hpp"
#include "generators/memory/requests.hpp"

#include <algorithm>
#include <map>
#include <random>

namespace chaperone::generators {

using namespace model;

namespace {

using Random = std::mt19937_64;

/// Where there are few starts each is tried more often, until there are so many attempts.
constexpr std::size_t least_attempts = 120;

/// The library's distributions differ between libraries.
std::size_t below(Random& random, std::size_t end) {
  return static_cast<std::size_t>(random() % end);
}

/// One run as it is built.
class Builder {
public:
  Builder(const Catalogue& catalogue, const MemoryBounds& bounds, Wanted& wanted, const MemoryStart& start,
          Random& random)
      : catalogue_(catalogue), bounds_(bounds), wanted_(wanted), random_(random),
        layout_(catalogue.system(), start.population), past_(catalogue, start_of(start)) {
    for (const Action& action : start.path)
      if (const auto request = request_of(past_.now(), action))
        make(*request);
  }

  /// Goes on until it finds no more. The goals are taken out of those that are wanted.
  void build() {
    std::size_t last_find = past_.length();
    while (past_.length() < bounds_.longest && past_.length() <= last_find + bounds_.patience && !is_out_of_time()) {
      requests_ = list_requests(past_.now(), bounds_.requests, past_.length() * 7 + random_() % 97);
      if (take_finds())
        last_find = past_.length();
      else if (!prepare())
        break;
    }
  }

  /// Makes the requests that lead to the goal, if they are found.
  bool aim(std::size_t goal) {
    const auto actions = Aim(catalogue_, bounds_.requests, random_).at(past_, goal);
    if (!actions || past_.length() + actions->size() > bounds_.longest)
      return false;
    for (const Action& action : *actions) {
      const auto request = request_of(past_.now(), action);
      const std::vector<std::size_t> goals = past_.met_by(*request, wanted_);
      make(*request);
      note(goals);
    }
    return true;
  }

  const Past& past() const { return past_; }
  const std::vector<std::size_t>& found() const { return found_; }

private:
  State start_of(const MemoryStart& start) const {
    Scenario scenario;
    scenario.population = start.population;
    scenario.given = start.given;
    return initial_state(layout_, scenario);
  }

  bool is_out_of_time() const { return bounds_.until && std::chrono::steady_clock::now() > *bounds_.until; }

  void note(const std::vector<std::size_t>& goals) {
    for (const std::size_t goal : goals)
      if (wanted_.has(goal)) {
        wanted_.remove(goal);
        found_.push_back(goal);
      }
  }

  /// Makes the requests of this state that meet what is wanted: the refused ones, and then the best that is allowed.
  bool take_finds() {
    struct Find {
      std::size_t request;
      std::vector<std::size_t> goals;
    };
    std::vector<Find> finds;
    for (std::size_t i = 0; i < requests_.size(); ++i)
      if (std::vector<std::size_t> goals = past_.met_by(requests_[i], wanted_); !goals.empty())
        finds.push_back({i, std::move(goals)});
    const auto most = [&](bool is_allowed) -> const Find* {
      const Find* best = nullptr;
      for (Find& it : finds) {
        std::erase_if(it.goals, [&](std::size_t goal) { return !wanted_.has(goal); });
        if (requests_[it.request].is_allowed() == is_allowed && !it.goals.empty() &&
            (best == nullptr || it.goals.size() > best->goals.size()))
          best = &it;
      }
      return best;
    };
    bool has_found = false;
    for (const bool is_allowed : {false, true})
      while (const Find* best = most(is_allowed)) {
        const std::vector<std::size_t> goals = best->goals;
        if (!make(requests_[best->request])) {
          finds.erase(finds.begin() + (best - finds.data()));
          continue;
        }
        note(goals);
        has_found = true;
        if (is_allowed || past_.length() >= bounds_.longest)
          return true;
        // A refused request changes nothing, but what comes behind it does not come right after the change any more.
        for (Find& it : finds)
          std::erase_if(it.goals, [&](std::size_t goal) { return catalogue_.goals()[goal].lapse == Lapse::at_once; });
      }
    return has_found;
  }

  /// A step that changes something of which much is wanted, and before it what should have been asked or written
  /// before; or a refused step that would have.
  bool prepare() {
    const bool is_refused = below(random_, 4) == 0;
    const std::optional<std::size_t> chosen = choose(is_refused);
    if (!chosen)
      return is_refused ? prepare_change() : false;
    if (is_refused)
      return make(requests_[*chosen]);
    return change(requests_[*chosen]);
  }

  bool prepare_change() {
    const std::optional<std::size_t> chosen = choose(false);
    return chosen && change(requests_[*chosen]);
  }

  std::vector<WouldWrite> changes_of(const Request& request) const {
    std::vector<WouldWrite> result = list_written(catalogue_, past_.now(), request.action);
    std::erase_if(result, [&](const WouldWrite& it) { return value_of(past_.now(), it.cell) == it.value; });
    return result;
  }

  /// False where the request is in conflict.
  bool make(const Request& request) {
    const std::vector<WouldWrite> changes = request.is_allowed() ? changes_of(request) : std::vector<WouldWrite>();
    std::vector<std::uint32_t> values;
    for (const WouldWrite& it : changes)
      values.push_back(value_of(past_.now(), it.cell));
    if (!past_.make(request))
      return false;
    for (std::size_t i = 0; i < changes.size(); ++i)
      before_[changes[i].cell] = {changes[i].write, values[i]};
    return true;
  }

  /// How many goals want a cell to become again what it was before.
  std::size_t wanted_back(const WouldWrite& change) const {
    const auto before = before_.find(change.cell);
    const std::uint32_t now = value_of(past_.now(), change.cell);
    if (before == before_.end() || before->second.value != change.value)
      return 0;
    return wanted_.count(Lapse::back, change.cell.symbol, change.value, now, before->second.write);
  }

  /// Drawn by how much is wanted of what the request writes.
  std::optional<std::size_t> choose(bool is_refused) {
    std::vector<std::size_t> weights(requests_.size());
    std::size_t sum = 0;
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      if (requests_[i].is_allowed() == is_refused)
        continue;
      for (const WouldWrite& it : changes_of(requests_[i]))
        weights[i] += is_refused
                          ? wanted_.count(Lapse::refused, it.cell.symbol, value_of(past_.now(), it.cell), it.value)
                          : 1 + 4 * wanted_.by_write(it.write) + 8 * wanted_back(it);
      sum += weights[i];
    }
    if (sum == 0)
      return std::nullopt;
    std::size_t drawn = below(random_, sum);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (drawn < weights[i])
        return i;
      drawn -= weights[i];
    }
    return std::nullopt;
  }

  bool change(const Request& request) {
    const std::vector<WouldWrite> changes = changes_of(request);
    for (const WouldWrite& change : changes) {
      if (below(random_, 2) == 0)
        ask_before(change);
      if (below(random_, 2) == 0)
        write_before(change);
    }
    // What was made before may have changed what comes of it.
    const auto still = request_of(past_.now(), request.action);
    return still && make(*still);
  }

  /// Requests that hang on the cell now, and may be asked again after the change.
  void ask_before(const WouldWrite& change) {
    for (const std::size_t place : catalogue_.places_of(change.cell.symbol)) {
      const ReadingPlace& it = catalogue_.places()[place];
      const auto is_wanted = [&](Lapse lapse) { return wanted_.has({lapse, it.rule, place, change.write}); };
      if (!is_wanted(Lapse::asked) && !is_wanted(Lapse::far))
        continue;
      const std::vector<Request> now = requests_;
      for (const Request& request : now)
        if (request.action.rule == it.rule && reads(request, it, change.cell) &&
            is_critical(past_.now(), request.action, it, change.cell, change.value)) {
          make(request);
          break;
        }
    }
  }

  bool reads(const Request& request, const ReadingPlace& place, const Cell& cell) const {
    const std::vector<Cell> read = cells_read(past_.now(), request.action, place);
    return std::binary_search(read.begin(), read.end(), cell);
  }

  /// An allowed request that writes what is there already.
  void write_before(const WouldWrite& change) {
    if (wanted_.count(Lapse::rewritten, change.cell.symbol, change.value, value_of(past_.now(), change.cell)) == 0)
      return;
    for (const Request& request : requests_) {
      if (!request.is_allowed())
        continue;
      const std::vector<WouldWrite> written = list_written(catalogue_, past_.now(), request.action);
      const bool fits = std::any_of(written.begin(), written.end(), [&](const WouldWrite& it) {
        return it.cell == change.cell && it.value == value_of(past_.now(), it.cell);
      });
      if (fits) {
        if (const auto still = request_of(past_.now(), request.action))
          make(*still);
        return;
      }
    }
  }

  const Catalogue& catalogue_;
  const MemoryBounds& bounds_;
  Wanted& wanted_;
  Random& random_;
  Layout layout_;
  Past past_;
  std::vector<Request> requests_; ///< of the present state
  std::vector<std::size_t> found_;
  struct LastChange {
    std::size_t write;   ///< that made it
    std::uint32_t value; ///< before
  };
  std::map<Cell, LastChange> before_;
};

/// Does the run meet all of `goals`?
bool meets(const Catalogue& catalogue, const State& start, const std::vector<Action>& actions,
           const std::vector<std::size_t>& goals) {
  Wanted wanted(catalogue, goals);
  Past past(catalogue, start);
  for (const Action& action : actions) {
    const auto request = request_of(past.now(), action);
    if (!request)
      return false;
    for (const std::size_t goal : past.met_by(*request, wanted))
      wanted.remove(goal);
    if (!past.make(*request))
      return false;
  }
  return wanted.count() == 0;
}

/// Without the requests that it does not need for its goals.
std::vector<Action> trimmed(const Catalogue& catalogue, const State& start, std::vector<Action> actions,
                            const std::vector<std::size_t>& goals) {
  for (std::size_t i = actions.size(); i-- > 0;) {
    std::vector<Action> shorter = actions;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
    if (meets(catalogue, start, shorter, goals))
      actions = std::move(shorter);
  }
  return actions;
}

bool is_same_given(const std::vector<Given>& left, const std::vector<Given>& right) {
  const auto is_same = overload{
      [](const GivenTuple& one, const GivenTuple& other) {
        return one.relation == other.relation && one.args == other.args;
      },
      [](const GivenValue& one, const GivenValue& other) {
        return one.function == other.function && one.args == other.args && one.value == other.value;
      },
      [](const auto&, const auto&) { return false; },
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](const Given& one, const Given& other) { return std::visit(is_same, one, other); });
}

/// Goes from goal to goal that is wanted, each time from a start that is near it and was tried the least.
class Schedule {
public:
  Schedule(const MemoryStarts& starts, const MemoryBounds& bounds)
      : starts_(starts), most_(std::max<std::size_t>(bounds.attempts, least_attempts / (starts.starts.size() + 1))),
        tried_(starts.starts.size()) {}

  /// Nothing where none is left.
  std::optional<std::size_t> next(const Wanted& wanted) {
    const std::size_t goals = starts_.by_goal.size();
    for (std::size_t tries = 0; tries < goals; ++tries) {
      const std::size_t goal = at_++ % goals;
      if (!wanted.has(goal))
        continue;
      std::optional<std::size_t> best;
      for (const std::size_t start : starts_.by_goal[goal])
        if (tried_[start] < most_ && (!best || tried_[start] < tried_[*best]))
          best = start;
      if (!best)
        continue;
      ++tried_[*best];
      at_ += 7; // the next goals are much like this one
      return best;
    }
    return std::nullopt;
  }

private:
  const MemoryStarts& starts_;
  std::size_t most_;
  std::size_t at_ = 0;
  std::vector<std::size_t> tried_;
};

} // namespace

bool MemoryStart::operator==(const MemoryStart& other) const {
  const auto is_same_action = [](const Action& left, const Action& right) {
    return left.rule == right.rule && left.args == right.args;
  };
  return population.names == other.population.names && is_same_given(given, other.given) &&
         std::equal(path.begin(), path.end(), other.path.begin(), other.path.end(), is_same_action);
}

std::vector<MemoryRun> find_memory_runs(const Catalogue& catalogue, const MemoryStarts& starts,
                                        const MemoryBounds& bounds, Wanted& wanted) {
  std::vector<MemoryRun> result;
  Random random(bounds.seed);
  const auto is_out_of_time = [&] { return bounds.until && std::chrono::steady_clock::now() > *bounds.until; };
  const auto keep = [&](const MemoryStart& start, const Builder& builder) {
    std::vector<Action> actions;
    for (const Request& request : builder.past().requests())
      actions.push_back(request.action);
    actions = trimmed(catalogue, builder.past().start(), std::move(actions), builder.found());
    result.push_back({start.population, start.given, std::move(actions), builder.found()});
  };
  Schedule schedule(starts, bounds);
  std::size_t fruitless = 0;
  while (fruitless < bounds.fruitless && !is_out_of_time()) {
    const std::optional<std::size_t> next = schedule.next(wanted);
    if (!next)
      break;
    Builder builder(catalogue, bounds, wanted, starts.starts[*next], random);
    builder.build();
    fruitless = builder.found().empty() ? fruitless + 1 : 0;
    if (!builder.found().empty())
      keep(starts.starts[*next], builder);
  }
  for (std::size_t goal = 0; goal < starts.by_goal.size(); ++goal) {
    const std::vector<std::size_t>& near = starts.by_goal[goal];
    for (std::size_t i = 0; i < near.size() && i < bounds.aims && wanted.has(goal) && !is_out_of_time(); ++i) {
      Builder builder(catalogue, bounds, wanted, starts.starts[near[i]], random);
      if (!builder.aim(goal))
        continue;
      builder.build();
      keep(starts.starts[near[i]], builder);
    }
  }
  return result;
}

} // namespace chaperone::generators
