// The crowd as an engine: shortest runs of a system with a crowd. It tells nothing of a
// length where the crowd does not, nor of greater ones; the bounded search goes on there.
// Covered by tests/agreement/crowd_test.cpp.
#pragma once

#include "solver/api/engine.hpp"
#include "solver/api/observer.hpp"
#include "solver/crowd/crowd_search.hpp"

#include <map>
#include <vector>

namespace chaperone::solver::crowd {

class CrowdEngine : public Engine {
public:
  CrowdEngine(encoding::Session& session, const model::System& system, const Crowd& crowd, Observer& observer)
      : session_(session), system_(system), crowd_(crowd), observer_(observer) {}

  bool takes(const Question& question, const Budget& budget) const override;
  std::vector<Standing> run(const std::vector<Question>& questions, const Budget& budget) override;

private:
  bool search_at(CrowdSearch& search, const Question& question, Standing& standing);

  encoding::Session& session_;
  const model::System& system_;
  const Crowd& crowd_;
  Observer& observer_;
  std::map<model::PropertyId, CrowdSearch> searches_;
};

} // namespace chaperone::solver::crowd
