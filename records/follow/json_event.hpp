// One event from one line of JSON, without a tree of it in memory. Covered by tests/records/log_test.cpp.
#pragma once

#include "records/follow/event.hpp"
#include "records/follow/shape.hpp"

#include <string>
#include <string_view>

namespace chaperone::follow {

/// What is wrong with a line, and in which column (from 1; 0: the whole line).
struct LineMistake {
  std::size_t column = 0;
  std::string message;
};

/// Fills the event from an object; fields that the shape does not name are skipped. The event keeps its number and
/// place.
std::optional<LineMistake> read_json_event(std::string_view line, const Shape& shape, Event& event);

} // namespace chaperone::follow
