// See checker.hpp.
#include "cli/lsp/checker.hpp"

#include "cli/rule_files.hpp"

#include <exception>
#include <utility>

namespace chaperone::cli::lsp {
namespace {

solver::CheckResult checked(const View& view, std::chrono::milliseconds limit, solver::Observer& observer) {
  solver::Options options;
  options.timeout = limit;
  solver::CheckResult result = solver::check(*view.rules.loaded.system, options, &observer);
  result.memory.clear();
  drop_allowed(result.warnings, view.sources(), {});
  return result;
}

} // namespace

class Checker::Listener : public solver::Observer {
public:
  Listener(Checker& checker, const Checked& job) : checker_(checker) {
    known_.path = job.path;
    known_.view = job.view;
  }
  void on_answer(const solver::PropertyAnswer& answer) override {
    const std::scoped_lock lock(checker_.mutex_);
    std::erase_if(known_.result.properties, [&](const auto& old) { return old.property == answer.property; });
    known_.result.properties.push_back(answer);
    if (!checker_.is_cancelled_)
      checker_.done_ = known_;
  }

private:
  Checker& checker_;
  Checked known_;
};

Checker::Checker(std::chrono::milliseconds limit, std::function<void()> on_done)
    : limit_(limit), on_done_(std::move(on_done)), thread_([this] { run(); }) {}

Checker::~Checker() {
  {
    const std::scoped_lock lock(mutex_);
    is_ending_ = true;
  }
  cancel();
  wake_.notify_one();
  thread_.join();
}

void Checker::start(const std::string& path, ViewRef view) {
  const std::scoped_lock lock(mutex_);
  job_ = Checked{path, std::move(view), {}, {}, false};
  is_busy_ = true;
  is_cancelled_ = false;
  wake_.notify_one();
}

bool Checker::is_busy() const {
  const std::scoped_lock lock(mutex_);
  return is_busy_;
}

void Checker::cancel() {
  {
    const std::scoped_lock lock(mutex_);
    is_cancelled_ = true;
    done_.reset();
    if (!is_busy_)
      return;
  }
  solver::request_interrupt();
}

bool Checker::is_cancelled() const {
  const std::scoped_lock lock(mutex_);
  return is_cancelled_;
}

std::optional<Checked> Checker::take() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(done_, std::nullopt);
}

void Checker::run() {
  while (true) {
    Checked job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return is_ending_ || job_.has_value(); });
      if (is_ending_)
        return;
      job = *std::exchange(job_, std::nullopt);
    }
    // A fault of our own must not end the editor's session: it is told there, and no verdict is.
    try {
      Listener listener(*this, job);
      job.result = checked(*job.view, limit_, listener);
    } catch (const std::exception& error) {
      job.fault = error.what();
    }
    job.is_whole = true;
    {
      const std::scoped_lock lock(mutex_);
      is_busy_ = false;
      done_.reset();
      if (!is_cancelled_)
        done_ = std::move(job);
    }
    on_done_();
  }
}

} // namespace chaperone::cli::lsp
