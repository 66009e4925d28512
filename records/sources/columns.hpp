// Which column of a table is which place of a relation or function: in their order where a map names them, else by the
// places' names where the header has them all, else in their order. A place without a name goes by its sort's, if no
// other place has that. `group_id` is `group`, and upper case is lower case. Covered by tests/records/audit_test.cpp.
#pragma once

#include "records/sources/source.hpp"

#include "model/rules/system.hpp"

#include <string>
#include <variant>
#include <vector>

namespace chaperone::records {

/// For each place, and for a function its value behind them, the index of a column; or what is wrong with the columns,
/// as the end of a sentence.
std::variant<std::vector<std::size_t>, std::string> columns_of(const model::System& system,
                                                               const std::vector<model::Place>& places, bool has_value,
                                                               const SourceTable& table);

/// What a place goes by; empty where it has no name and others have its sort.
std::string name_of_place(const model::System& system, const std::vector<model::Place>& places, std::size_t place);

} // namespace chaperone::records
