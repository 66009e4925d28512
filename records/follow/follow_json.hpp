// What following a log found, as JSON (docs/follow.schema.json), JSON lines and CSV.
// Covered by tests/records/follow_test.cpp.
#pragma once

#include "records/follow/report.hpp"

#include <nlohmann/json_fwd.hpp>

namespace chaperone::follow {

nlohmann::ordered_json finding_json(const Finding& finding);
nlohmann::ordered_json unclear_json(const Unclear& unclear);
nlohmann::ordered_json exposure_json(const Exposure& exposure);
/// The counts, as members of one object.
nlohmann::ordered_json counts_json(const Counts& counts);

/// The columns of the rows below, as a line.
std::string csv_header();
std::string csv_row(const Finding& finding);
std::string csv_row(const Unclear& unclear);
std::string csv_row(const Exposure& exposure);

} // namespace chaperone::follow
