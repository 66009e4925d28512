#include "records/joins/gather.hpp"

#include "records/joins/run.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace chaperone::records {

namespace {

/// Rows that are sorted as soon as there are so many, as most may be the same.
constexpr std::size_t most_unsorted = 1 << 20;
/// Individuals of the first column that one thread takes at a time.
constexpr std::uint32_t in_a_chunk = 256;
/// All at once must be so much faster to be chosen, as its rows are all in memory.
constexpr double worth_all_at_once = 4;

/// Rows of one width, sorted when they are asked for, each once.
class Heap {
public:
  explicit Heap(std::size_t width) : width_(width) {}
  void clear() {
    tuples_.clear();
    count_ = 0;
  }
  void add(std::span<const std::uint32_t> row) {
    tuples_.insert(tuples_.end(), row.begin(), row.end());
    if (++count_ >= limit_) {
      sort();
      limit_ = std::max(most_unsorted, 2 * count_);
    }
  }
  void sort() {
    if (width_ > 0)
      sort_tuples(tuples_, width_);
    count_ = width_ > 0 ? tuples_.size() / width_ : std::min<std::size_t>(count_, 1);
  }
  template <class Which> void leave_out(const Which& is_left_out) {
    std::size_t kept = 0;
    for (std::size_t row = 0; row < count_; ++row)
      if (!is_left_out((*this)[row])) {
        std::copy_n(tuples_.begin() + static_cast<std::ptrdiff_t>(row * width_), width_,
                    tuples_.begin() + static_cast<std::ptrdiff_t>(kept * width_));
        ++kept;
      }
    count_ = kept;
    tuples_.resize(count_ * width_);
  }
  std::size_t count() const { return count_; }
  std::span<const std::uint32_t> operator[](std::size_t row) const {
    return std::span(tuples_).subspan(row * width_, width_);
  }

private:
  std::size_t width_;
  std::vector<std::uint32_t> tuples_;
  std::size_t count_ = 0, limit_ = most_unsorted;
};

/// What some individuals of the first column give.
struct Chunk {
  std::vector<std::uint32_t> kept;
  std::size_t count = 0, first_column = 0;
  std::vector<std::size_t> by_group;
};

class Gathering {
public:
  Gathering(const std::vector<std::vector<Question>>& groups, const std::vector<std::uint32_t>& individuals,
            const GatherOptions& options)
      : groups_(groups), individuals_(individuals), options_(options), width_(individuals.size()) {}

  std::optional<Gathered> run() {
    if (!find_all_at_once())
      return std::nullopt;
    const std::uint32_t firsts = width_ == 0 ? 1 : individuals_.front();
    chunks_.resize((std::size_t{firsts} + in_a_chunk - 1) / in_a_chunk);
    const std::size_t wanted = std::clamp<std::size_t>(options_.threads, 1, std::max<std::size_t>(chunks_.size(), 1));
    {
      std::vector<std::jthread> others;
      for (std::size_t i = 1; i < wanted; ++i)
        others.emplace_back([this, firsts] { work(firsts, false); });
      work(firsts, true);
    }
    if (failure_)
      std::rethrow_exception(failure_);
    if (was_cut_)
      return std::nullopt;
    return whole();
  }

private:
  /// What one thread has of its own.
  struct Worker {
    std::vector<std::vector<std::optional<Run>>> runs;
    std::vector<std::vector<bool>> met; ///< by column but the first, and individual
    std::vector<Heap> heaps;            ///< by group
    Heap all;
  };

  bool find_all_at_once() {
    for (const auto& group : groups_) {
      FactTable& found = found_.emplace_back(width_);
      for (const Question& question : group)
        if (!question.has_given_first) {
          const bool is_whole = Run(question.program, options_.is_cut).each({}, [&](auto row) {
            found.add(row);
            return width_ > 0;
          });
          if (!is_whole && (width_ > 0 || options_.is_cut()))
            return false;
        }
      found.settle();
      found.order(0); // made now, as several threads will ask for it
    }
    return true;
  }

  void work(std::uint32_t firsts, bool tells) {
    try {
      Worker worker{{}, {}, {}, Heap(rest())};
      for (const auto& group : groups_) {
        auto& runs = worker.runs.emplace_back();
        for (const Question& question : group)
          runs.emplace_back(question.has_given_first
                                ? std::optional<Run>(std::in_place, question.program, options_.is_cut)
                                : std::nullopt);
        worker.heaps.emplace_back(rest());
      }
      for (std::size_t i = 1; i < width_; ++i)
        worker.met.emplace_back(individuals_[i]);
      while (!was_cut_) {
        const std::size_t chunk = next_++;
        if (chunk >= chunks_.size())
          break;
        const auto from = static_cast<std::uint32_t>(chunk * in_a_chunk);
        take(worker, chunks_[chunk], from, std::min(firsts, from + in_a_chunk));
        if (options_.is_cut())
          was_cut_ = true;
        if (tells)
          options_.on_progress(static_cast<double>(chunk) / static_cast<double>(chunks_.size()));
      }
      add_met(worker);
    } catch (...) {
      const std::scoped_lock lock(mutex_);
      failure_ = std::current_exception();
      was_cut_ = true;
    }
  }

  std::size_t rest() const { return width_ == 0 ? 0 : width_ - 1; }

  void take(Worker& worker, Chunk& chunk, std::uint32_t from, std::uint32_t to) {
    chunk.by_group.resize(groups_.size());
    for (std::uint32_t first = from; first < to && !was_cut_; ++first) {
      bool has_any = false;
      for (std::size_t group = 0; group < groups_.size(); ++group) {
        Heap& heap = worker.heaps[group];
        heap.clear();
        collect(worker, group, first, heap);
        chunk.by_group[group] += heap.count();
        has_any = has_any || heap.count() > 0;
      }
      if (has_any)
        count(worker, chunk, first);
    }
  }

  void collect(Worker& worker, std::size_t group, std::uint32_t first, Heap& heap) {
    const FactTable& found = found_[group];
    if (width_ == 0) {
      if (found.count() > 0)
        heap.add({});
    } else {
      const auto [from, to] = found.range(found.order(0), std::span(&first, 1));
      for (std::size_t i = from; i < to; ++i)
        heap.add(found.tuples().subspan(i * width_ + 1, width_ - 1));
    }
    const auto add = [&](std::span<const std::uint32_t> row) {
      heap.add(row);
      return true;
    };
    for (std::optional<Run>& run : worker.runs[group])
      if (run && !run->each(std::span(&first, 1), add))
        was_cut_ = true;
    heap.sort();
    if (!options_.is_left_out)
      return;
    std::vector<std::uint32_t> whole;
    heap.leave_out([&](std::span<const std::uint32_t> row) {
      whole.assign(width_ == 0 ? 0 : 1, first);
      whole.insert(whole.end(), row.begin(), row.end());
      return options_.is_left_out(whole);
    });
  }

  void count(Worker& worker, Chunk& chunk, std::uint32_t first) {
    const auto has_any = [](const Heap& heap) { return heap.count() > 0; };
    const Heap* rows = &*std::ranges::find_if(worker.heaps, has_any);
    if (std::ranges::count_if(worker.heaps, has_any) > 1) {
      worker.all.clear();
      for (const Heap& heap : worker.heaps)
        for (std::size_t i = 0; i < heap.count(); ++i)
          worker.all.add(heap[i]);
      worker.all.sort();
      rows = &worker.all;
    }
    chunk.count += rows->count();
    chunk.first_column += rows->count() > 0 ? 1 : 0;
    for (std::size_t i = 0; i < rows->count(); ++i) {
      const auto row = (*rows)[i];
      for (std::size_t column = 0; column < row.size(); ++column)
        worker.met[column][row[column]] = true;
      if (chunk.count - rows->count() + i < options_.most_kept && width_ > 0) {
        chunk.kept.push_back(first);
        chunk.kept.insert(chunk.kept.end(), row.begin(), row.end());
      }
    }
  }

  void add_met(const Worker& worker) {
    const std::scoped_lock lock(mutex_);
    met_.resize(worker.met.size());
    for (std::size_t column = 0; column < met_.size(); ++column) {
      met_[column].resize(individuals_[column + 1]);
      for (std::size_t i = 0; i < met_[column].size(); ++i)
        if (worker.met[column][i])
          met_[column][i] = true;
    }
  }

  Gathered whole() {
    Gathered made;
    made.rows = FactTable(width_);
    made.by_group.resize(groups_.size());
    std::size_t firsts = 0;
    for (Chunk& chunk : chunks_) {
      made.count += chunk.count;
      firsts += chunk.first_column;
      for (std::size_t group = 0; group < chunk.by_group.size(); ++group)
        made.by_group[group] += chunk.by_group[group];
      for (std::size_t at = 0; width_ > 0 && at < chunk.kept.size() && made.rows.count() < options_.most_kept;
           at += width_)
        made.rows.add(std::span(chunk.kept).subspan(at, width_));
      chunk = {};
    }
    if (width_ == 0 && made.count > 0)
      made.rows.add({});
    made.rows.settle();
    if (width_ > 0)
      made.different.push_back(firsts);
    for (const std::vector<bool>& column : met_)
      made.different.push_back(static_cast<std::size_t>(std::ranges::count(column, true)));
    return made;
  }

  const std::vector<std::vector<Question>>& groups_;
  const std::vector<std::uint32_t>& individuals_;
  const GatherOptions& options_;
  std::size_t width_;
  std::deque<FactTable> found_; ///< by group: what all at once found
  std::vector<Chunk> chunks_;
  std::vector<std::vector<bool>> met_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> was_cut_ = false;
  std::mutex mutex_;
  std::exception_ptr failure_;
};

double cost_of(const Program& program) {
  double cost = 0;
  for (const Way& way : program.ways)
    cost += way.cost;
  return cost;
}

} // namespace

Question question(const model::System& system, const JoinTables& tables, const std::vector<model::VariableId>& columns,
                  const Condition& condition, Reading reading) {
  Question made;
  made.program = Compiler(system, tables).compile({}, columns, condition, reading);
  for (const Way& way : made.program.ways)
    if (way.combinations > made.combinations) {
      made.combinations = way.combinations;
      made.tried = way.tried;
    }
  if (columns.empty())
    return made;
  Program by_first =
      Compiler(system, tables).compile({columns.front()}, {columns.begin() + 1, columns.end()}, condition, reading);
  const double each = cost_of(by_first) * tables.count(system[columns.front()].sort);
  if (cost_of(made.program) * worth_all_at_once < each)
    return made;
  made.program = std::move(by_first);
  made.has_given_first = true;
  return made;
}

std::optional<Gathered> gather(const std::vector<std::vector<Question>>& groups,
                               const std::vector<std::uint32_t>& individuals, const GatherOptions& options) {
  return Gathering(groups, individuals, options).run();
}

} // namespace chaperone::records
