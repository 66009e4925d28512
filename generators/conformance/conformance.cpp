// Which trial runs when, and what the answers add up to.
#include "generators/conformance/conformance.hpp"

#include "generators/conformance/race.hpp"
#include "generators/conformance/station.hpp"
#include "generators/conformance/walk.hpp"

#include "model/scenarios/scenario_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <numeric>
#include <thread>

namespace chaperone::conformance {
namespace {

using namespace model;

/// So many failures one after another, and the rest is not tried: each may cost a whole timeout.
constexpr int most_failures_in_a_row = 3;

class Conformance {
public:
  Conformance(std::shared_ptr<const System> system, const Settings& settings)
      : system_(std::move(system)), settings_(settings) {
    for (std::uint32_t job = 0; job < std::max(settings.jobs, 1U); ++job)
      stations_.push_back(std::make_unique<Station>(*system_, settings_.adapter, names_));
    answer_.rules.resize(system_->rules.size());
    answer_.accepted.resize(settings_.accepted.size());
  }

  Answer run(std::vector<Trial> trials) {
    const auto start = Clock::now();
    for (Trial& trial : trials)
      answer_.trials.push_back({std::move(trial), std::nullopt, std::nullopt});
    for (const Deviation& deviation : settings_.accepted)
      if (deviation.shape.kind != Kind::race)
        answer_.trials.push_back({deviation.trial, std::nullopt, std::nullopt});
    if (can_start()) {
      std::vector<std::size_t> order(answer_.trials.size());
      std::iota(order.begin(), order.end(), std::size_t(0));
      run_all(order, "scenarios");
      blame_leaks(0);
      if (!settings_.runs_once && answer_.trials.size() > 1)
        run_in_another_order();
      if (settings_.walks > 0 && !is_hopeless())
        walk();
      if (settings_.races && !is_hopeless())
        race();
      count_accepted();
      find();
      look_at_accepted();
    }
    for (const auto& station : stations_) {
      answer_.waited += station->waited();
      answer_.steps += station->steps();
    }
    answer_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return std::move(answer_);
  }

private:
  bool is_stopped() const { return settings_.adapter.is_stopped(); }
  /// Did each scenario fail, until the rest was given up? Then walks and races would fail as well.
  bool is_hopeless() const {
    return failures_in_a_row_ >= most_failures_in_a_row &&
           std::all_of(answer_.trials.begin(), answer_.trials.end(), std::mem_fn(&TrialAnswer::is_undecided));
  }
  static Failure stopped() { return {Failure::Kind::stopped, "was not asked: the command was ended before"}; }

  bool can_start() {
    auto adapter = stations_.front()->adapter();
    if (auto* failure = std::get_if<Failure>(&adapter); failure && failure->kind != Failure::Kind::stopped)
      answer_.no_adapter = *failure;
    if (!std::holds_alternative<Adapter*>(adapter))
      return false;
    note_what_is_not_shown(std::get<Adapter*>(adapter)->observed());
    return true;
  }

  void note_what_is_not_shown(const Observed& shown) {
    const auto note = [&](const auto& all, const auto& some, const auto& table) {
      for (const auto id : all)
        if (std::find(some.begin(), some.end(), id) == some.end())
          answer_.not_shown.push_back(table[id.index].name);
    };
    const Observed all = everything(*system_);
    note(all.relations, shown.relations, system_->relations);
    note(all.functions, shown.functions, system_->functions);
    answer_.shows_nothing =
        !answer_.not_shown.empty() && answer_.not_shown.size() == all.relations.size() + all.functions.size();
  }

  /// Does `work` for each index, on as many stations as there are; gives up after too many failures in a row.
  void on_stations(const std::vector<std::size_t>& order, const char* doing,
                   const std::function<void(Station&, std::size_t)>& work) {
    std::atomic<std::size_t> next{0}, done{0};
    failures_in_a_row_ = 0;
    const auto station_loop = [&](Station& station) {
      for (std::size_t at = next++; at < order.size(); at = next++) {
        work(station, order[at]);
        settings_.on_progress({doing, ++done, order.size()});
      }
    };
    std::vector<std::thread> threads;
    for (std::size_t job = 1; job < stations_.size() && job < order.size(); ++job)
      threads.emplace_back([&, job] { station_loop(*stations_[job]); });
    station_loop(*stations_.front());
    for (std::thread& thread : threads)
      thread.join();
  }

  Run try_once(Station& station, const Trial& trial, const Chooser& next = {}) {
    const auto not_run = [&](Failure why) {
      auto layout = std::make_shared<const Layout>(*trial.system, trial.population);
      return Run{layout, State(*layout), {}, std::nullopt, std::move(why)};
    };
    if (is_stopped())
      return not_run(stopped());
    if (failures_in_a_row_ >= most_failures_in_a_row)
      return not_run(
          {Failure::Kind::error, fmt::format("was not asked: it failed {} times in a row", most_failures_in_a_row)});
    Run run = station.run(trial, tolerance(), next);
    const bool is_costly =
        run.failure && run.failure->kind != Failure::Kind::unsupported && run.failure->kind != Failure::Kind::setup;
    failures_in_a_row_ = is_costly ? failures_in_a_row_ + 1 : 0;
    count(run);
    return run;
  }

  Tolerance tolerance() { return {&settings_.accepted, settings_.settle, &lasting_, settings_.adapter.is_stopped}; }

  /// Which known deviations were seen, and which are gone.
  void count_accepted() {
    for (const TrialAnswer& answer : answer_.trials) {
      if (!answer.run)
        continue;
      for (const SeenStep& step : answer.run->steps)
        if (step.passed && step.passed->accepted)
          ++answer_.accepted[*step.passed->accepted].seen;
    }
    for (std::size_t at = 0; at < settings_.accepted.size(); ++at)
      for (const TrialAnswer& answer : answer_.trials)
        if (answer_.accepted[at].seen == 0 && answer.conforms() &&
            answer.trial.name == settings_.accepted[at].trial.name)
          answer_.accepted[at].is_gone = true;
  }

  void count(const Run& run) {
    const std::scoped_lock lock(mutex_);
    for (const SeenStep& step : run.steps)
      count_step(answer_.rules, step.action.rule, step.refusal || step.is_declined());
  }

  void run_all(const std::vector<std::size_t>& order, const char* doing) {
    on_stations(order, doing, [&](Station& station, std::size_t index) {
      TrialAnswer& answer = answer_.trials[index];
      answer.run = try_once(station, answer.trial);
      answer.failure = answer.run->failure;
    });
  }

  void fresh_adapters() {
    for (const auto& station : stations_)
      station->close();
  }

  /// A trial that differs, or starts wrongly, among others and not by itself has heard of the others. Of those that
  /// differ in the same way one is enough that does so by itself.
  void blame_leaks(std::size_t first) {
    std::vector<Signature> confirmed;
    for (std::size_t index = first; index < answer_.trials.size() && !is_stopped(); ++index) {
      TrialAnswer& answer = answer_.trials[index];
      const bool has_wrong_start = answer.failure && answer.failure->kind == Failure::Kind::setup;
      const bool ends_in_difference = !answer.failure && answer.run && answer.run->difference;
      if (!ends_in_difference && !has_wrong_start)
        continue;
      if (ends_in_difference &&
          std::find(confirmed.begin(), confirmed.end(), signature_of(*answer.run)) != confirmed.end())
        continue;
      fresh_adapters();
      const Run alone = try_once(*stations_.front(), answer.trial);
      if (!alone.difference && !alone.failure)
        answer.failure = leak("after other scenarios", answer.run ? &*answer.run : nullptr);
      else if (alone.difference) {
        confirmed.push_back(signature_of(alone));
        answer.run = alone;
      }
    }
    fresh_adapters();
  }

  static Failure leak(const char* when, const Run* run) {
    const std::string seen = run != nullptr && run->difference ? fmt::format("step {} differs", run->steps.size())
                                                               : std::string("its start is wrong");
    return {Failure::Kind::leak,
            fmt::format("leaks state between scenarios, or is not the same each time: {} {}, and all is well by itself",
                        seen, when)};
  }

  void run_in_another_order() {
    std::vector<std::size_t> order;
    for (std::size_t index = answer_.trials.size(); index-- > 0;)
      if (answer_.trials[index].conforms())
        order.push_back(index);
    if (order.size() < 2)
      return;
    on_stations(order, "in another order", [&](Station& station, std::size_t index) {
      TrialAnswer& answer = answer_.trials[index];
      const Run again = try_once(station, answer.trial);
      if (again.difference || (again.failure && again.failure->kind == Failure::Kind::setup))
        answer.failure = leak("in another order of the scenarios", &again);
      else if (again.failure)
        answer.failure = again.failure;
    });
    fresh_adapters();
  }

  void walk() {
    WalkPlan plan(system_, scenarios(), settings_.seed, settings_.steps_per_walk);
    const std::size_t first = answer_.trials.size();
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t number = 0; number < settings_.walks; ++number)
      if (auto trial = plan.trial(number)) {
        answer_.trials.push_back({std::move(*trial), std::nullopt, std::nullopt});
        numbers.push_back(number);
      }
    answer_.walks_without_step = settings_.walks - numbers.size();
    std::vector<std::size_t> order(numbers.size());
    std::iota(order.begin(), order.end(), first);
    on_stations(order, "walks", [&](Station& station, std::size_t index) {
      TrialAnswer& answer = answer_.trials[index];
      answer.run = try_once(station, answer.trial, plan.chooser(answer.trial, numbers[index - first]));
      answer.failure = answer.run->failure;
      answer.trial = as_run(std::move(answer.trial), *answer.run);
    });
    blame_leaks(first);
  }

  std::vector<Trial> scenarios() const {
    std::vector<Trial> trials;
    for (const TrialAnswer& answer : answer_.trials)
      trials.push_back(answer.trial);
    return trials;
  }

  void race() {
    fresh_adapters();
    Racing racing(system_, settings_, names_);
    RaceAnswer raced = racing.run(scenarios());
    answer_.races = raced.races;
    answer_.raced = std::move(raced.raced);
    answer_.races_left_out = raced.left_out;
    for (const std::size_t accepted : raced.accepted)
      ++answer_.accepted[accepted].seen;
    for (std::size_t rule = 0; rule < answer_.rules.size(); ++rule) {
      answer_.rules[rule].allowed += raced.rules[rule].allowed;
      answer_.rules[rule].refused += raced.rules[rule].refused;
    }
    answer_.steps += raced.steps;
    answer_.waited += raced.waited;
    for (TrialAnswer& answer : raced.one_by_one)
      answer_.trials.push_back(std::move(answer));
    if (raced.undecided)
      answer_.trials.push_back(std::move(*raced.undecided));
    for (Finding& finding : raced.findings)
      add(std::move(finding));
  }

  /// The trials that show a flaw at their last step: those that differ, and those that went on behind what was so only
  /// at first, up to there.
  std::vector<TrialAnswer> flawed() const {
    std::vector<TrialAnswer> all;
    for (const TrialAnswer& answer : answer_.trials) {
      for (std::size_t at = 0; !answer.failure && answer.run && at < answer.run->steps.size(); ++at)
        if (const auto& passed = answer.run->steps[at].passed; passed && !passed->accepted)
          all.push_back({answer.trial, up_to(*answer.run, at + 1), std::nullopt});
      if (!answer.failure && answer.run && answer.run->difference)
        all.push_back(answer);
    }
    return all;
  }

  static Run up_to(Run run, std::size_t steps) {
    run.steps.erase(run.steps.begin() + static_cast<std::ptrdiff_t>(steps), run.steps.end());
    run.difference = run.steps.back().passed->difference;
    return run;
  }

  /// One finding for each flaw: of the trials that show it, the shortest is made smaller.
  void find() {
    const std::vector<TrialAnswer> all = flawed();
    std::vector<std::pair<Signature, std::vector<const TrialAnswer*>>> flaws;
    for (const TrialAnswer& answer : all) {
      const Signature signature = signature_of(*answer.run);
      auto known = std::find_if(flaws.begin(), flaws.end(), [&](const auto& flaw) { return flaw.first == signature; });
      if (known == flaws.end())
        known = flaws.insert(flaws.end(), {signature, {}});
      known->second.push_back(&answer);
    }
    for (const auto& [signature, answers] : flaws)
      find(answers);
  }

  void find(const std::vector<const TrialAnswer*>& answers) {
    const TrialAnswer& shortest =
        **std::min_element(answers.begin(), answers.end(), [](const TrialAnswer* a, const TrialAnswer* b) {
          return a->run->steps.size() < b->run->steps.size();
        });
    const bool is_at_first = shortest.run->difference->is_at_first;
    std::size_t attempts = 0;
    const Attempt attempt = [&](const Trial& trial) -> std::optional<Run> {
      if (is_stopped())
        return std::nullopt;
      settings_.on_progress({"shrinking", ++attempts, 0});
      return at_last_step(stations_.front()->run(trial, without_waiting(is_at_first)));
    };
    Shrunk shrunk = shrink(shortest.trial, *shortest.run, attempt);
    Finding finding{std::move(shrunk.trial), std::move(shrunk.run), {}, shortest.run->steps.size(), shrunk.attempts};
    for (const TrialAnswer* answer : answers)
      if (finding.found_in.empty() || finding.found_in.back() != answer->trial.name)
        finding.found_in.push_back(answer->trial.name);
    if (settings_.settle.count() > 0 && !is_at_first)
      look_again(finding, shortest);
    add(std::move(finding));
  }

  /// For the many runs that make a finding smaller: what lasts is told apart from what does not at their end.
  Tolerance without_waiting(bool is_at_first) {
    Tolerance result = tolerance();
    if (!is_at_first)
      result.settle = std::chrono::milliseconds(0);
    return result;
  }

  /// What was so only at first is a difference where nothing came behind it.
  static Run at_last_step(Run run) {
    if (!run.difference && !run.failure && !run.steps.empty() && run.steps.back().passed &&
        !run.steps.back().passed->accepted)
      run.difference = run.steps.back().passed->difference;
    return run;
  }

  /// Is it so for good? A wrong outcome is only at first where the step comes out right some time later, as where a
  /// cache has lapsed by then.
  void look_again(Finding& finding, const TrialAnswer& found) {
    const Kind kind = finding.run.difference->kind;
    const bool is_outcome = kind == Kind::allows || kind == Kind::refuses;
    if (is_stopped() || (!is_outcome && kind != Kind::other))
      return;
    settings_.on_progress({"looking again", 0, 0});
    const auto pause = [&] { wait_for(settings_.settle, settings_.adapter.is_stopped); };
    Run later =
        at_last_step(stations_.front()->run(finding.trial, tolerance_of_look(is_outcome),
                                            steps_of(finding.trial, is_outcome ? pause : std::function<void()>())));
    if (is_stopped() || later.failure)
      return;
    if (is_outcome)
      finding.run.difference->is_at_first = !later.difference;
    else if (!later.difference || later.difference->is_at_first) { // what was left out made it last
      finding.trial = as_run(found.trial, *found.run);
      finding.run = *found.run;
    }
    finding.was_looked_at_again = true;
  }

  /// An outcome that was accepted as wrong at first must still come right: its scenario is run with a pause, as when it
  /// was found.
  void look_at_accepted() {
    for (const Deviation& deviation : settings_.accepted) {
      const bool is_outcome = deviation.shape.kind == Kind::allows || deviation.shape.kind == Kind::refuses;
      if (!is_outcome || !deviation.shape.is_at_first || settings_.settle.count() == 0 || is_stopped())
        continue;
      const auto pause = [&] { wait_for(settings_.settle, settings_.adapter.is_stopped); };
      Run later = stations_.front()->run(deviation.trial, {}, steps_of(deviation.trial, pause));
      if (!later.difference)
        continue;
      Trial trial = as_run(deviation.trial, later);
      const std::size_t steps = trial.actions.size();
      Finding finding{std::move(trial), std::move(later), {deviation.trial.name}, steps, 0};
      finding.was_looked_at_again = true;
      add(std::move(finding));
    }
  }

  /// What was noted as lasting is waited for once more.
  Tolerance tolerance_of_look(bool is_outcome) {
    Tolerance result = without_waiting(!is_outcome);
    result.lasting = nullptr;
    return result;
  }

  /// Two flaws that look alike at their smallest are one.
  void add(Finding finding) {
    const auto shape = [&](const Finding& each) {
      return scenario_name(*system_, scenario_of(each.trial, &each.run), word_for(each.run.difference->kind));
    };
    for (Finding& known : answer_.findings)
      if (known.run.difference == finding.run.difference && shape(known) == shape(finding)) {
        known.found_in.insert(known.found_in.end(), finding.found_in.begin(), finding.found_in.end());
        return;
      }
    finding.not_shown = answer_.not_shown;
    answer_.findings.push_back(std::move(finding));
  }

  std::shared_ptr<const System> system_;
  const Settings& settings_;
  ScenarioNames names_;
  std::vector<std::unique_ptr<Station>> stations_;
  LastingFlaws lasting_;
  std::atomic<int> failures_in_a_row_{0};
  std::mutex mutex_;
  Answer answer_;
};

} // namespace

bool Answer::conforms() const {
  return findings.empty() && !is_undecided();
}

void count_step(std::vector<RuleCount>& by_rule, RuleId rule, bool is_refused) {
  ++(is_refused ? by_rule[rule.index].refused : by_rule[rule.index].allowed);
}

bool Answer::is_empty() const {
  return steps == 0 && findings.empty() && !is_undecided();
}

bool Answer::is_undecided() const {
  return no_adapter || std::any_of(trials.begin(), trials.end(), std::mem_fn(&TrialAnswer::is_undecided));
}

Answer conform(const std::shared_ptr<const System>& system, std::vector<Trial> trials, const Settings& settings) {
  return Conformance(system, settings).run(std::move(trials));
}

} // namespace chaperone::conformance
