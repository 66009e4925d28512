// What a report on `diff` tells, part by part, for every format that people read.
// Covered by tests/generators/diff_report_test.cpp.
#pragma once

#include "generators/differences/diff_report.hpp"
#include "model/text/source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chaperone::differences {

/// What a part says of the new rules beside the old ones.
enum class Weight { looser, stricter, both, neither, open, worse, broken };

struct Part {
  std::string what; ///< "rule create_group"
  reports::Style style = reports::Style::plain;
  std::string word; ///< "newly refused"
  std::string rest; ///< ", in 3 steps"
  std::string body; ///< the story, indented; ends in a line feed, or is empty
  Weight weight = Weight::neither;
  std::optional<model::comparison::Side> side = std::nullopt; ///< in whose file `span` lies
  model::Span span = {};
  const solver::comparison::Shown* shown = nullptr; ///< the run that `body` tells, of DiffReport::found

  std::string line() const { return what + ": " + word + rest; }
};

struct Parts {
  Part verdict;
  std::vector<Part> changes;    ///< starts, rules, states
  std::vector<Part> properties; ///< without bodies
  std::vector<Part> reaches;
  std::vector<Part> lost;

  std::vector<const Part*> all() const; ///< but for the verdict, in this order
};

/// If quiet, no part has a body.
Parts parts_of(const DiffReport& report, const reports::Painter& painter, bool is_quiet);

} // namespace chaperone::differences
