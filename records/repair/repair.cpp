#include "records/repair/repair.hpp"

#include "records/audit/auditor.hpp"
#include "records/repair/reasons.hpp"
#include "records/repair/removables.hpp"

#include "solver/api/errors.hpp"
#include "solver/fewest/fewest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace chaperone::records {

using solver::fewest::Clause;

namespace {

/// Audits on the way to a repair.
constexpr std::size_t most_rounds = 1'000;
/// Reasons of one case that are looked at in one round; others come in the next.
constexpr std::size_t most_reasons = 200;
/// Clauses that come of one round; others come in the next.
constexpr std::size_t most_clauses = 5'000'000;
/// Removals for which a step is looked for.
constexpr std::size_t most_deeds = 1'000;
/// Removals of which each is tried whether it can be left out, where not every case can be restored.
constexpr std::size_t most_left_out = 30;

class Repairing {
public:
  Repairing(const Store& store, const Audit& found, const RepairOptions& options)
      : whole_(store), options_(options), system_(store.system()), removables_(store, options.from) {
    audited_.is_cut = options.is_cut;
    audited_.threads = options.threads;
    for (const PromiseAudit& promise : found.promises) {
      if (promise.not_judged)
        continue;
      const model::Property property = system_[promise.property];
      violations_.push_back({&promise, *violation_of(system_, property).violation});
    }
  }

  Repair run() {
    made_.from = options_.from;
    for (const Promise& promise : violations_)
      if (promise.audit->broken.all.arity() != promise.violation.leading.size())
        for (const std::string& why : promise.audit->open)
          give_up(fmt::format("{}: {}", system_[promise.audit->property].name, why));
    for (std::size_t round = 1; made_.is_found; ++round) {
      if (round > most_rounds) {
        give_up(fmt::format("each removal breaks another promise, {} times", most_rounds));
        break;
      }
      options_.on_progress(fmt::format("looking for removals, round {}", round));
      if (!has_more_to_do(round == 1))
        break;
      const solver::fewest::Taken taken = clauses_.solve(interrupt_);
      if (taken.was_cut || options_.is_cut()) {
        give_up("out of time");
        break;
      }
      removed_ = taken.things;
      made_.at_least = taken.at_least;
      for (const std::size_t clause : taken.contradictory)
        given_up_.insert(clauses_[clause]);
    }
    return std::move(made_);
  }

private:
  struct Promise {
    const PromiseAudit* audit;
    Violation violation;
  };

  void give_up(std::string why) {
    made_.open.push_back(std::move(why));
    made_.is_found = false;
  }

  /// What of each promise is broken where this is removed; nothing where it is not found out.
  std::optional<std::vector<FactTable>> broken_without(Auditor& auditor) {
    std::vector<FactTable> made;
    for (const Promise& promise : violations_) {
      auto cases = auditor.breaking(promise.violation, Reading::certain, nullptr, made_.open);
      if (!cases) {
        made_.is_found = false;
        return std::nullopt;
      }
      made.push_back(std::move(*cases));
    }
    return made;
  }

  static std::size_t count_of(const std::vector<FactTable>& broken) {
    std::size_t sum = 0;
    for (const FactTable& cases : broken)
      sum += cases.count();
    return sum;
  }

  /// Judges the promises on what the removals leave. Gives false where that is the end.
  bool has_more_to_do(bool is_first) {
    const Store now = whole_.without(removables_.rows(removed_));
    Auditor auditor(now, system_, audited_);
    model::System with_edges = system_;
    Reasons reasons(with_edges, whole_, auditor.tables(), removables_);
    std::vector<FactTable> again;
    std::vector<const FactTable*> broken;
    if (!is_first) {
      auto found = broken_without(auditor);
      if (!found)
        return false;
      again = std::move(*found);
    }
    for (std::size_t i = 0; i < violations_.size(); ++i)
      broken.push_back(is_first ? &violations_[i].audit->broken.all : &again[i]);
    if (!is_thinned_ && !learn_all(broken, reasons))
      return false;
    if (has_learnt_)
      return true;
    if (const std::size_t left = count_of(again); !is_thinned_ && left > 0 && thin_out(left))
      return has_more_to_do(false);
    if (made_.is_found)
      finish(auditor, broken, reasons);
    return false;
  }

  bool learn_all(const std::vector<const FactTable*>& broken, Reasons& reasons) {
    std::vector<Clause> fresh;
    for (std::size_t i = 0; i < violations_.size(); ++i)
      if (!learn(violations_[i].violation, *broken[i], reasons, fresh)) {
        give_up("out of time");
        return false;
      }
    std::ranges::sort(fresh);
    fresh.erase(std::unique(fresh.begin(), fresh.end()), fresh.end());
    has_learnt_ = !fresh.empty();
    for (Clause& clause : fresh)
      clauses_.add(std::move(clause));
    return true;
  }

  /// Leaves out removals without which no more cases are broken: those that were only for cases that are given up.
  bool thin_out(std::size_t most_broken) {
    is_thinned_ = true;
    if (removed_.size() > most_left_out)
      return false;
    options_.on_progress("trying which removals are needed");
    const std::size_t before = removed_.size();
    // One that is left out may make another one needless.
    for (std::size_t i = 0; i < removed_.size() && made_.is_found && !options_.is_cut();)
      i = is_needed(i, most_broken) ? i + 1 : 0;
    made_.at_least = std::min(made_.at_least, removed_.size());
    return removed_.size() < before;
  }

  /// Leaves the removal out where it is not.
  bool is_needed(std::size_t index, std::size_t most_broken) {
    std::vector<std::uint64_t> fewer = removed_;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(index));
    const Store now = whole_.without(removables_.rows(fewer));
    Auditor auditor(now, system_, audited_);
    const auto broken = broken_without(auditor);
    if (!broken || count_of(*broken) > most_broken)
      return true;
    removed_ = std::move(fewer);
    return false;
  }

  /// Adds what each case asks for; a case that nothing restores asks for nothing. False: interrupted.
  bool learn(const Violation& violation, const FactTable& cases, Reasons& reasons, std::vector<Clause>& into) {
    const std::size_t width = violation.leading.size();
    std::vector<Clause> of_case;
    for (std::size_t i = 0; i < cases.count() && into.size() < most_clauses; ++i) {
      if (i % 1'000 == 0 && options_.is_cut())
        return false;
      of_case.clear();
      bool is_hopeless = false, has_reason = false;
      reasons.visit(violation.body, violation.leading, cases.tuples().subspan(i * width, width), [&](Reason reason) {
        has_reason = true;
        is_hopeless = reason.size() == 0;
        of_case.push_back({std::move(reason.there), std::move(reason.gone)});
        return !is_hopeless && of_case.size() < most_reasons;
      });
      if (!has_reason)
        throw solver::InternalError("an audit finds a case broken, and nothing that breaks it");
      if (is_hopeless)
        continue;
      for (Clause& clause : of_case)
        if (!given_up_.contains(clause))
          into.push_back(std::move(clause));
    }
    return true;
  }

  void finish(Auditor& auditor, const std::vector<const FactTable*>& broken, Reasons& reasons) {
    made_.count = removed_.size();
    for (const std::uint64_t number : removed_) {
      const auto [relation, tuple] = removables_[number];
      if (made_.removals.empty() || made_.removals.back().first != relation)
        made_.removals.emplace_back(relation, FactTable(tuple.size()));
      made_.removals.back().second.add(tuple);
    }
    for (auto& [relation, facts] : made_.removals)
      facts.settle();
    for (std::size_t i = 0; i < violations_.size(); ++i) {
      const Promise& promise = violations_[i];
      if (broken[i]->count() > 0)
        made_.not_restored.push_back(not_restored(promise, *broken[i], reasons));
      if (!auditor.has_doubts(promise.violation))
        continue;
      const auto possible = auditor.breaking(promise.violation, Reading::possible, broken[i], made_.open);
      made_.possibly_broken += possible ? possible->count() : 0;
    }
    list();
  }

  NotRestored not_restored(const Promise& promise, const FactTable& cases, Reasons& reasons) const {
    NotRestored made{promise.audit->property, 0, 0, {}};
    const auto& leading = promise.violation.leading;
    for (std::size_t i = 0; i < cases.count(); ++i) {
      const auto people = cases.tuples().subspan(i * leading.size(), leading.size());
      bool is_hopeless = false;
      reasons.visit(promise.violation.body, leading, people, [&](const Reason& reason) {
        is_hopeless = reason.size() == 0;
        return !is_hopeless;
      });
      ++(is_hopeless ? made.kept_by_others : made.in_conflict);
      if (options_.limit && made.listed.size() >= *options_.limit)
        continue;
      std::vector<Person>& named = made.listed.emplace_back();
      for (std::size_t place = 0; place < leading.size(); ++place)
        named.push_back({system_[leading[place]].sort, people[place]});
    }
    return made;
  }

  void list() {
    std::optional<Auditor> today;
    for (const std::uint64_t number : removed_) {
      if (options_.limit && made_.listed.size() >= *options_.limit)
        break;
      const auto [relation, tuple] = removables_[number];
      Removal& removal = made_.listed.emplace_back(Removal{relation, {}});
      for (std::size_t place = 0; place < tuple.size(); ++place)
        removal.people.push_back({system_[relation].places[place].sort, tuple[place]});
      if (made_.listed.size() > most_deeds || options_.is_cut())
        continue;
      if (!today)
        today.emplace(whole_, system_, audited_);
      removal.deed = today->deed_removing(relation, tuple);
      removal.is_looked_for = true;
    }
  }

  const Store& whole_;
  const RepairOptions& options_;
  AuditOptions audited_;
  model::System system_;
  Removables removables_;
  std::vector<Promise> violations_;
  solver::Interrupt interrupt_; ///< Ctrl-C requests every one
  solver::fewest::Fewest clauses_;
  std::set<Clause> given_up_;
  std::vector<std::uint64_t> removed_;
  bool has_learnt_ = false;
  bool is_thinned_ = false; ///< removals were left out: this is the end
  Repair made_;
};

} // namespace

Repair find_repair(const Store& store, const Audit& found, const RepairOptions& options) {
  return Repairing(store, found, options).run();
}

} // namespace chaperone::records
