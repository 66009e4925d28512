// Adapters come and go.
#include "generators/conformance/station.hpp"

#include <fmt/format.h>

#include <random>

namespace chaperone::conformance {

using namespace model;

ScenarioNames::ScenarioNames() {
  std::random_device random;
  prefix_ = fmt::format("{:06x}", random() & 0xFFFFFFU);
}

std::string ScenarioNames::next() {
  return fmt::format("{}-{}", prefix_, ++count_);
}

Result<Adapter*> Station::adapter() {
  if (!adapter_) {
    auto started = Adapter::start(system_, settings_);
    if (auto* failure = std::get_if<Failure>(&started))
      return *failure;
    adapter_ = std::move(std::get<std::unique_ptr<Adapter>>(started));
  }
  return adapter_.get();
}

void Station::close() {
  waited_ = waited();
  adapter_.reset();
}

Run Station::run(const Trial& trial, const Tolerance& tolerance, const Chooser& next) {
  auto started = adapter();
  if (auto* failure = std::get_if<Failure>(&started)) {
    auto layout = std::make_shared<const Layout>(*trial.system, trial.population);
    return {layout, State(*layout), {}, std::nullopt, *failure};
  }
  Adapter& adapter = *std::get<Adapter*>(started);
  Run result = conformance::run(adapter, names_.next(), trial, next ? next : steps_of(trial), tolerance);
  steps_ += result.steps.size();
  if (result.failure)
    close();
  return result;
}

} // namespace chaperone::conformance
