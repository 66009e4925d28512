// See bounded.hpp.
#include "solver/bounded/bounded.hpp"

#include "model/facts/counts.hpp"
#include "model/facts/rule_graph.hpp"
#include "model/scenarios/casting.hpp"
#include "solver/api/errors.hpp"
#include "solver/evidence/parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver::bounded {

using encoding::Answer;
using encoding::FiniteRun;
using encoding::Limits;
using encoding::Measures;
using encoding::Reply;
using encoding::Target;
using model::SortId;

namespace {
/// Most violations that people make need no more of a sort; larger instances are tried when Z3 says that they matter.
constexpr std::uint32_t small_size = 3;
/// Where Z3 does not decide about any size, sizes up to this one are searched, or so far as the
/// property counts.
constexpr std::uint32_t fallback_size = 4;
constexpr std::uint32_t largest_fallback_size = 8;
/// Where more is counted, instances so large are searched too, as long as their circuits are no larger than this and
/// for no more conflicts: to find there is cheap, to exclude is not.
constexpr std::uint32_t largest_counted_size = 1100;
constexpr std::uint32_t largest_rules_size = 64; ///< where the property itself does not count
constexpr std::uint64_t most_counted_conjunctions = 12'000'000;
constexpr std::uint32_t counted_conflicts = 3'000'000; ///< divided by the square of the largest size
constexpr std::uint32_t least_counted_conflicts = 3'000;
/// More given facts or elements of sets are not made fewer: it takes minutes.
constexpr std::uint32_t largest_lowered = 400;
/// A measure that is so far from its least value is lowered by more than 1 at a time.
constexpr std::uint32_t far_away = 16;
/// So many questions about any size may be in vain before they are no longer asked.
constexpr std::uint32_t most_given_up = 2;
/// A scope of at most so many is searched rather than excluded at any cost.
constexpr std::uint32_t scope_worth_searching = 16;
constexpr std::uint32_t scoped_resources = 400'000;
} // namespace

BoundedSearch::BoundedSearch(encoding::Session& session, const model::System& system,
                             std::map<SortId, std::uint32_t> scope)
    : session_(session), system_(system), scope_(std::move(scope)) {}

std::uint32_t BoundedSearch::limit(SortId sort) const {
  if (system_[sort].is_enum)
    return static_cast<std::uint32_t>(system_[sort].names.size());
  const auto scoped = scope_.find(sort);
  return scoped == scope_.end() ? UINT32_MAX : scoped->second;
}

/// All that is asked for, where that is little more.
std::vector<std::uint32_t> BoundedSearch::first_sizes() const {
  std::vector<std::uint32_t> whole = sizes_at_most(fallback_size);
  return reaches_scope(whole) ? whole : sizes_at_most(small_size);
}

std::vector<std::uint32_t> BoundedSearch::sizes_at_most(std::uint32_t size) const {
  std::vector<std::uint32_t> sizes;
  for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort)
    sizes.push_back(system_.sorts[sort].is_enum ? limit(SortId{sort}) : std::min(size, limit(SortId{sort})));
  return sizes;
}

bool BoundedSearch::reaches_scope(const std::vector<std::uint32_t>& sizes) const {
  for (std::uint32_t sort = 0; sort < sizes.size(); ++sort)
    if (sizes[sort] < limit(SortId{sort}))
      return false;
  return true;
}

std::map<SortId, std::uint32_t> BoundedSearch::named(const std::vector<std::uint32_t>& sizes) const {
  std::map<SortId, std::uint32_t> made;
  for (std::uint32_t sort = 0; sort < sizes.size(); ++sort)
    if (!system_.sorts[sort].is_enum)
      made.emplace(SortId{sort}, sizes[sort]);
  return made;
}

/// The finite run at today's depth, over instances at least so large.
FiniteRun& BoundedSearch::finite(const std::vector<std::uint32_t>& at_least) {
  std::vector<std::uint32_t> sizes = at_least;
  if (finite_) {
    for (std::size_t i = 0; i < sizes.size(); ++i)
      sizes[i] = std::max(sizes[i], finite_->sizes()[i]);
    if (sizes != finite_->sizes())
      finite_.reset();
  }
  if (!finite_)
    finite_.emplace(session_, system_, std::move(sizes));
  finite_->limit(session_.settings());
  while (finite_->steps() < depth_)
    finite_->extend();
  return *finite_;
}

Reply BoundedSearch::ask_any_size(const Target& target) {
  if (!unsupported_.empty())
    return {Answer::unknown, unsupported_};
  std::uint32_t& given_up = given_up_[encoding::key_of(target)];
  if (given_up >= most_given_up)
    return {Answer::unknown, "Z3 came to its resource limit for shorter runs"};
  try {
    if (!unbounded_) {
      unbounded_.emplace(session_, system_, encoding::StartsIn::initial_state, scope_);
      unbounded_->keep_sizes();
    }
    unbounded_->limit_resources(reaches_scope(sizes_at_most(scope_worth_searching))
                                    ? std::min(scoped_resources, session_.settings().search_resources)
                                    : session_.settings().search_resources);
    while (unbounded_->steps() < depth_)
      unbounded_->extend();
    Reply reply = unbounded_->find(target);
    // What Z3 cannot decide at one length, it hardly decides at a greater one.
    if (reply.answer == Answer::unknown && !session_.interrupt().is_requested())
      ++given_up;
    // Z3 4.8.12 may crash where a solver that came to its limit is asked once more.
    if (reply.answer == Answer::unknown)
      unbounded_.reset();
    return reply;
  } catch (const encoding::Unsupported& why) {
    // A rule that cannot be encoded spoils every later question; a target only its own.
    if (!unbounded_ || unbounded_->steps() < depth_)
      unsupported_ = why.what();
    return {Answer::unknown, why.what()};
  }
}

void BoundedSearch::go_to(std::uint32_t depth) {
  if (finite_ && finite_->steps() > depth)
    finite_.reset();
  if (counted_ && counted_->steps() > depth)
    counted_.reset();
  if (unbounded_ && unbounded_->steps() > depth)
    unbounded_.reset();
  given_up_.clear();
  depth_ = depth;
}

bool BoundedSearch::has_no_start() {
  if (finite(first_sizes()).find(encoding::AnyState{}, {}).answer == Answer::satisfiable)
    return false;
  try {
    const model::System system = model::about_its_start(system_);
    encoding::UnboundedRun start(session_, system, encoding::StartsIn::initial_state, scope_);
    return start.find(encoding::AnyState{}).answer == Answer::unsatisfiable;
  } catch (const encoding::Unsupported&) {
    return false;
  }
}

SearchAnswer BoundedSearch::search_small(const Target& target, Wanted wanted) {
  try {
    return small_answer(target, wanted);
  } catch (const encoding::Unsupported& why) {
    return NotDecided{why.what()};
  }
}

SearchAnswer BoundedSearch::search_any_size(const Target& target, Wanted wanted) {
  try {
    return any_size_answer(target, wanted);
  } catch (const encoding::Unsupported& why) {
    return NotDecided{why.what()};
  }
}

SearchAnswer BoundedSearch::small_answer(const Target& target, Wanted wanted) {
  const Reply small = finite(first_sizes()).find(target, {});
  switch (small.answer) {
  case Answer::satisfiable:
    return shown(*finite_, target, wanted);
  case Answer::unknown:
    return NotDecided{small.reason};
  case Answer::unsatisfiable:
    break;
  }
  if (reaches_scope(finite_->sizes()))
    return NoneOfAnySize{};
  return NoneWithin{named(finite_->sizes()), "larger sizes were not looked at"};
}

SearchAnswer BoundedSearch::any_size_answer(const Target& target, Wanted wanted) {
  const Reply any = ask_any_size(target);
  if (any.answer == Answer::unsatisfiable)
    return NoneOfAnySize{};
  if (session_.interrupt().is_requested())
    return NotDecided{"interrupted"};
  const auto* shows = std::get_if<encoding::Shows>(&target);
  const std::vector<std::uint32_t> counts =
      model::counts(system_, shows ? system_[shows->property].formula : model::Formula());
  std::vector<std::uint32_t> sizes;
  for (std::uint32_t sort = 0; sort < counts.size(); ++sort) {
    const std::uint32_t most = limit(SortId{sort});
    if (any.answer == Answer::satisfiable && !system_.sorts[sort].is_enum)
      sizes.push_back(std::min(unbounded_->sizes()[sort], most));
    else if (most == UINT32_MAX)
      sizes.push_back(std::clamp(counts[sort], fallback_size, largest_fallback_size));
    else
      sizes.push_back(most);
  }
  const Reply larger = finite(sizes).find(target, {});
  if (larger.answer == Answer::satisfiable)
    return shown(*finite_, target, wanted);
  if (larger.answer == Answer::unknown)
    return NotDecided{larger.reason};
  // Over sorts of any size a closure is any relation with some of its properties: what it allows need not be a run.
  if (any.answer == Answer::satisfiable && system_.closures.empty())
    throw InternalError(
        fmt::format("a run of {} steps exists for any size, but not within the sizes of its own model", depth_));
  if (reaches_scope(finite_->sizes()))
    return NoneOfAnySize{};
  NoneWithin none{named(finite_->sizes()),
                  any.answer == Answer::satisfiable
                      ? fmt::format("over any number of individuals the closure `{}` is approximated",
                                    system_[system_.closures.front()].name)
                      : any.reason};
  auto counted = search_counted(target, none, wanted);
  return counted ? std::move(*counted) : std::move(none);
}

/// No state with fewer individuals hits the target.
std::vector<std::uint32_t> BoundedSearch::fewest(const Target& target) const {
  const auto* shows = std::get_if<encoding::Shows>(&target);
  if (shows == nullptr)
    return std::vector<std::uint32_t>(system_.sorts.size(), 1);
  const model::Property& property = system_[shows->property];
  return model::fewest(system_, property.formula, property.kind != model::PropertyKind::always);
}

/// As many individuals as the property counts to, or one more than the rules do.
std::vector<std::uint32_t> BoundedSearch::counted_sizes(const Target& target) const {
  std::vector<std::uint32_t> sizes = sizes_at_most(fallback_size);
  const auto* shows = std::get_if<encoding::Shows>(&target);
  if (shows == nullptr)
    return sizes;
  const std::vector<std::uint32_t> here = model::counts(system_, system_[shows->property].formula);
  const std::vector<std::uint32_t> anywhere = model::counts(system_);
  for (std::uint32_t sort = 0; sort < sizes.size(); ++sort) {
    const std::uint32_t by_rules = anywhere[sort] > 0 && anywhere[sort] < largest_rules_size ? anywhere[sort] + 1 : 0;
    const std::uint32_t counted = here[sort] > 0 ? here[sort] : by_rules;
    if (!system_.sorts[sort].is_enum && counted <= largest_counted_size)
      sizes[sort] = std::max(sizes[sort], std::min(counted, limit(SortId{sort})));
  }
  return sizes;
}

/// On an instance as large as what is counted, where that is more than was searched. Nothing where nothing came of it.
std::optional<SearchAnswer> BoundedSearch::search_counted(const Target& target, const NoneWithin& smaller,
                                                          Wanted wanted) {
  std::vector<std::uint32_t> sizes = counted_sizes(target);
  std::uint32_t most = 0;
  for (const auto& [sort, size] : smaller.sizes) {
    most = std::max(most, sizes[sort.index] > size ? sizes[sort.index] : 0);
    sizes[sort.index] = std::max(sizes[sort.index], size);
  }
  std::uint32_t& in_vain = counted_in_vain_[encoding::key_of(target)];
  if (most == 0 || in_vain >= most_given_up)
    return std::nullopt;
  try {
    if (!counted_ || counted_->sizes() != sizes)
      counted_.emplace(session_, system_, sizes, most_counted_conjunctions);
    encoding::Settings limits;
    limits.finite_conflicts = std::max(least_counted_conflicts, counted_conflicts / (most * most));
    counted_->limit(limits);
    while (counted_->steps() < depth_)
      counted_->extend();
    const Reply reply = counted_->find(target, {});
    if (reply.answer == Answer::satisfiable)
      return shown(*counted_, target, wanted);
    if (reply.answer == Answer::unsatisfiable)
      return NoneWithin{named(sizes), smaller.reason};
    ++in_vain;
  } catch (const encoding::TooLarge&) {
    counted_.reset();
    in_vain = most_given_up;
  }
  return std::nullopt;
}

/// Lowers one measure until nothing lower is left. Returns why it was cut short, if it was.
std::optional<std::string> BoundedSearch::shrink(FiniteRun& run, const Target& target, std::uint32_t Measures::*measure,
                                                 std::optional<std::uint32_t> Limits::*limit, Limits& limits,
                                                 model::Scenario& best) {
  std::uint32_t least = 0; // nothing lower is possible
  const std::vector<std::uint32_t> needed = fewest(target);
  for (std::uint32_t sort = 0; measure == &Measures::individuals && sort < needed.size(); ++sort)
    least += system_.sorts[sort].is_enum ? 0 : needed[sort];
  std::uint32_t reached = run.measures().*measure;
  if (measure != &Measures::individuals && reached > largest_lowered)
    return fmt::format("more than {} given facts or elements of sets are not made fewer", largest_lowered);
  for (std::uint32_t by = 1; reached > least;) {
    by = reached - least > far_away ? std::min(by, reached - least) : 1;
    limits.*limit = reached - by;
    const Reply reply = run.find(target, limits);
    if (reply.answer == Answer::satisfiable) {
      if (run.measures().*measure > reached - by)
        throw InternalError(fmt::format("a run of {} steps is not so small as it was asked to be", depth_));
      reached = run.measures().*measure;
      best = run.scenario();
      by *= 2;
      continue;
    }
    if (by == 1 && reply.answer == Answer::unknown) {
      limits.*limit = reached;
      return reply.reason;
    }
    if (reply.answer == Answer::unsatisfiable)
      least = reached - by + 1;
    by = std::max(by / 2, 1U);
  }
  limits.*limit = reached;
  return std::nullopt;
}

/// A sort may have as many of `individuals` as the other sorts, with the fewest that they can have, leave over.
std::uint32_t BoundedSearch::most_of_one_sort(const Target& target, std::uint32_t individuals,
                                              std::uint32_t sort) const {
  const std::vector<std::uint32_t> needed = fewest(target);
  for (std::uint32_t other = 0; other < needed.size(); ++other)
    if (other != sort && !system_.sorts[other].is_enum)
      individuals -= std::min(individuals, needed[other]);
  return individuals;
}

std::uint32_t BoundedSearch::most_of_any_sort(const Target& target, std::uint32_t individuals) const {
  std::uint32_t most = 1;
  for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort)
    if (!system_.sorts[sort].is_enum)
      most = std::max(most, most_of_one_sort(target, individuals, sort));
  return most;
}

/// Could there be a run of no more than `individuals` that does not fit into the instance searched? Each sort in turn
/// gets more than the instance has; then little is left for the others, and the question is cheap.
bool BoundedSearch::is_larger_needed(const FiniteRun& run, const Target& target, std::uint32_t individuals) {
  const std::vector<std::uint32_t> needed = fewest(target);
  for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort) {
    const std::uint32_t here = run.sizes()[sort];
    const std::uint32_t wanted = std::min(most_of_one_sort(target, individuals, sort), limit(SortId{sort}));
    if (system_.sorts[sort].is_enum || wanted <= here)
      continue;
    std::vector<std::uint32_t> sizes = sizes_at_most(1);
    for (std::uint32_t other = 0; other < sizes.size(); ++other) {
      const std::uint32_t most = most_of_one_sort(target, individuals, other) + needed[sort] - 1;
      if (other != sort && !system_.sorts[other].is_enum)
        sizes[other] = std::min(std::max(most - std::min(most, here), 1U), limit(SortId{other}));
    }
    sizes[sort] = wanted;
    FiniteRun larger(session_, system_, std::move(sizes));
    while (larger.steps() < depth_)
      larger.extend();
    Limits limits;
    limits.individuals = individuals;
    if (larger.find(target, limits).answer != Answer::unsatisfiable)
      return true;
  }
  return false;
}

/// The run just found, and where the smallest is wanted, made as small as it can be.
Shown BoundedSearch::shown(FiniteRun& found, const Target& target, Wanted wanted) {
  model::Scenario best = found.scenario();
  std::optional<std::string> cut;
  if (wanted == Wanted::any_run)
    return Shown{std::move(best), depth_, false, "any run was asked for"};
  try {
    cut = shrink_all(found, target, best);
  } catch (const encoding::TooLarge& why) {
    cut = why.what();
  }
  const auto* shows = std::get_if<encoding::Shows>(&target);
  best = shows ? evidence::well_told(system_, system_[shows->property], std::move(best)) : model::cast(system_, best);
  return Shown{std::move(best), depth_, !cut, cut.value_or("")};
}

/// Returns why it was cut short, if it was.
std::optional<std::string> BoundedSearch::shrink_all(FiniteRun& found, const Target& target, model::Scenario& best) {
  FiniteRun* run = &found;
  Limits limits;
  std::optional<std::string> cut = shrink(*run, target, &Measures::individuals, &Limits::individuals, limits, best);
  if (!cut && is_larger_needed(*run, target, *limits.individuals)) {
    run = &finite(sizes_at_most(most_of_any_sort(target, *limits.individuals)));
    const Reply again = run->find(target, limits);
    if (again.answer == Answer::satisfiable) {
      best = run->scenario();
      cut = shrink(*run, target, &Measures::individuals, &Limits::individuals, limits, best);
    } else {
      cut = again.reason;
    }
  }
  for (const auto& [measure, limit] :
       {std::pair{&Measures::facts, &Limits::facts}, std::pair{&Measures::elements, &Limits::elements}}) {
    if (cut)
      break;
    const Reply again = run->find(target, limits);
    if (again.answer == Answer::satisfiable) {
      best = run->scenario();
      cut = shrink(*run, target, measure, limit, limits, best);
    } else {
      cut = again.reason;
    }
  }
  return cut;
}

} // namespace chaperone::solver::bounded
