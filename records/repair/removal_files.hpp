// A repair as files: what to remove from which relation as CSV, and all of it as a script of SQL.
// Covered by tests/records/repair_test.cpp.
#pragma once

#include "records/repair/repair.hpp"
#include "records/sources/map.hpp"

#include <string>
#include <vector>

namespace chaperone::records {

struct RemovalFile {
  std::string name, text;
};

/// NAME.csv for each relation that may lose facts and has a table, with the columns that the source has for its places:
/// a header alone where nothing is to be removed. And removals.sql, where a symmetric pair is deleted in both orders;
/// of a relation whose rows come from a query it has a comment only. `data` is what messages call the source.
std::vector<RemovalFile> removal_files(const Store& store, const Repair& repair, const std::vector<MapEntry>& map,
                                       const std::string& data);

} // namespace chaperone::records
