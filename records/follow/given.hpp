// What is known before a log begins, from the tables of a source. Covered by tests/records/follow_unknown_test.cpp.
#pragma once

#include "records/follow/course.hpp"
#include "records/sources/source.hpp"

#include <string>
#include <vector>

namespace chaperone::follow {

/// The start with what tables say in place of `init`: whatever has a table is known.
live::Start start_with(const model::System& system, const std::vector<records::SourceTable>& tables);

/// Puts the rows of all tables into the course, before it begins: NULL stands for anybody, and makes unknown what it
/// stands for. That, and what is left out, is told in `remarks`.
std::optional<records::Mistake> give(Course& course, records::Source& source, std::vector<std::string>& remarks);

} // namespace chaperone::follow
