// What was heard so far.
#include "cli/recorder.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::cli {

using namespace std::chrono_literals;

void Recorder::on_progress(const solver::Progress& progress) {
  const std::scoped_lock lock(mutex_);
  progress_ = progress;
}

void Recorder::on_note(const std::string& line) {
  if (is_verbose_)
    console_.error(fmt::format("{:7.3f} s  {}\n", seconds(), line));
}

void Recorder::on_excluded(model::PropertyId property, std::uint32_t steps) {
  const std::scoped_lock lock(mutex_);
  searched_[property] = steps + 1;
}

void Recorder::on_answer(const solver::PropertyAnswer& answer) {
  const std::scoped_lock lock(mutex_);
  answers_.insert_or_assign(answer.property, answer);
}

void Recorder::start() {
  const std::scoped_lock lock(mutex_);
  started_ = Clock::now();
  progress_ = {};
  searched_.clear();
  answers_.clear();
}

void Recorder::draw() {
  solver::Progress now;
  double elapsed = 0;
  {
    const std::scoped_lock lock(mutex_);
    if (Clock::now() - started_ < 200ms || progress_.engine.empty())
      return;
    now = progress_;
    elapsed = std::chrono::duration<double>(Clock::now() - started_).count();
  }
  const std::string about = now.property.empty() ? "" : now.property + ": ";
  const std::string decided = now.all == 0 ? "" : fmt::format("{} of {} decided; ", now.decided, now.all);
  console_.progress(fmt::format("{}{}{}, depth {}, {:.1f} s", decided, about, now.engine, now.depth, elapsed));
}

solver::CheckResult Recorder::best_known(const model::System& system, const solver::Options& options,
                                         const std::string& reason) const {
  const std::scoped_lock lock(mutex_);
  solver::CheckResult result;
  for (std::uint32_t p = 0; p < system.properties.size(); ++p) {
    const model::PropertyId id{p};
    const auto& asked = options.properties;
    if (!asked.empty() && std::find(asked.begin(), asked.end(), id) == asked.end())
      continue;
    if (const auto heard = answers_.find(id); heard != answers_.end()) {
      result.properties.push_back(heard->second);
      continue;
    }
    const auto searched = searched_.find(id);
    const std::string depth = solver::depth_phrase(searched == searched_.end() ? 0 : searched->second);
    result.properties.push_back({id, solver::Unknown{fmt::format("{}; {}", reason, depth)}, 0});
  }
  for (std::size_t i = 0; i < system.scenarios.size(); ++i)
    result.scenarios.push_back({i, model::replay(system, system.scenarios[i])});
  return result;
}

double Recorder::seconds() const {
  const std::scoped_lock lock(mutex_);
  return std::chrono::duration<double>(Clock::now() - started_).count();
}

} // namespace chaperone::cli
