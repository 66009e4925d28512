// See bounded.hpp.
#include "solver/bounded/bounded.hpp"

#include "model/counts.hpp"
#include "solver/api/errors.hpp"

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
  finite_->limit_conflicts(session_.settings().finite_conflicts);
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
  if (unbounded_ && unbounded_->steps() > depth)
    unbounded_.reset();
  given_up_.clear();
  depth_ = depth;
}

bool BoundedSearch::excludes(const Target& target) {
  return finite(first_sizes()).find(target, {}).answer != Answer::satisfiable &&
         ask_any_size(target).answer == Answer::unsatisfiable;
}

SearchAnswer BoundedSearch::search_small(const Target& target) {
  try {
    return small_answer(target);
  } catch (const encoding::Unsupported& why) {
    return NotDecided{why.what()};
  }
}

SearchAnswer BoundedSearch::search_any_size(const Target& target) {
  try {
    return any_size_answer(target);
  } catch (const encoding::Unsupported& why) {
    return NotDecided{why.what()};
  }
}

SearchAnswer BoundedSearch::small_answer(const Target& target) {
  const Reply small = finite(first_sizes()).find(target, {});
  switch (small.answer) {
  case Answer::satisfiable:
    return smallest(target);
  case Answer::unknown:
    return NotDecided{small.reason};
  case Answer::unsatisfiable:
    break;
  }
  if (reaches_scope(finite_->sizes()))
    return NoneOfAnySize{};
  return NoneWithin{named(finite_->sizes()), "larger sizes were not looked at"};
}

SearchAnswer BoundedSearch::any_size_answer(const Target& target) {
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
    return smallest(target);
  if (larger.answer == Answer::unknown)
    return NotDecided{larger.reason};
  if (any.answer == Answer::satisfiable)
    throw InternalError(
        fmt::format("a run of {} steps exists for any size, but not within the sizes of its own model", depth_));
  if (reaches_scope(finite_->sizes()))
    return NoneOfAnySize{};
  return NoneWithin{named(finite_->sizes()), any.reason};
}

/// Lowers one measure until nothing lower is left. Returns why it was cut short, if it was.
std::optional<std::string> BoundedSearch::shrink(const Target& target, std::uint32_t Measures::*measure,
                                                 std::optional<std::uint32_t> Limits::*limit, Limits& limits,
                                                 model::Scenario& best) {
  FiniteRun& run = *finite_;
  const auto sorts =
      std::count_if(system_.sorts.begin(), system_.sorts.end(), [](const model::Sort& sort) { return !sort.is_enum; });
  const std::uint32_t least =
      measure == &Measures::individuals ? static_cast<std::uint32_t>(sorts) : 0; // each sort has somebody
  std::uint32_t reached = run.measures().*measure;
  while (reached > least) {
    limits.*limit = reached - 1;
    const Reply reply = run.find(target, limits);
    if (reply.answer == Answer::unknown) {
      limits.*limit = reached;
      return reply.reason;
    }
    if (reply.answer == Answer::unsatisfiable)
      break;
    if (run.measures().*measure >= reached)
      throw InternalError(fmt::format("a run of {} steps is not so small as it was asked to be", depth_));
    reached = run.measures().*measure;
    best = run.scenario();
  }
  limits.*limit = reached;
  return std::nullopt;
}

/// One sort may have as many of `individuals` as the other sorts, with one each, leave over.
std::uint32_t BoundedSearch::most_of_one_sort(std::uint32_t individuals) const {
  std::uint32_t sorts = 0;
  for (const model::Sort& sort : system_.sorts)
    sorts += sort.is_enum ? 0 : 1;
  return sorts == 0 ? 1 : individuals - (sorts - 1);
}

/// Could there be a run of no more than `individuals` that does not fit into the instance searched? Each sort in turn
/// gets more than the instance has; then little is left for the others, and the question is cheap.
bool BoundedSearch::is_larger_needed(const Target& target, std::uint32_t individuals) {
  const std::uint32_t most = most_of_one_sort(individuals);
  for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort) {
    const std::uint32_t here = finite_->sizes()[sort];
    const std::uint32_t wanted = std::min(most, limit(SortId{sort}));
    if (system_.sorts[sort].is_enum || wanted <= here)
      continue;
    std::vector<std::uint32_t> sizes = sizes_at_most(most - here);
    sizes[sort] = wanted;
    FiniteRun other(session_, system_, std::move(sizes));
    while (other.steps() < depth_)
      other.extend();
    Limits limits;
    limits.individuals = individuals;
    if (other.find(target, limits).answer != Answer::unsatisfiable)
      return true;
  }
  return false;
}

/// The run just found, made as small as it can be: individuals, then given facts, then elements of sets.
Shown BoundedSearch::smallest(const Target& target) {
  model::Scenario best = finite_->scenario();
  Limits limits;
  std::optional<std::string> cut = shrink(target, &Measures::individuals, &Limits::individuals, limits, best);
  if (!cut && is_larger_needed(target, *limits.individuals)) {
    finite(sizes_at_most(most_of_one_sort(*limits.individuals)));
    const Reply again = finite_->find(target, limits);
    if (again.answer == Answer::satisfiable) {
      best = finite_->scenario();
      cut = shrink(target, &Measures::individuals, &Limits::individuals, limits, best);
    } else {
      cut = again.reason;
    }
  }
  for (const auto& [measure, limit] :
       {std::pair{&Measures::facts, &Limits::facts}, std::pair{&Measures::elements, &Limits::elements}}) {
    if (cut)
      break;
    const Reply again = finite_->find(target, limits);
    if (again.answer == Answer::satisfiable) {
      best = finite_->scenario();
      cut = shrink(target, measure, limit, limits, best);
    } else {
      cut = again.reason;
    }
  }
  return Shown{std::move(best), depth_, !cut, cut.value_or("")};
}

} // namespace chaperone::solver::bounded
