// Times as logs write them: RFC 3339 (`2026-01-03T10:00:00.5+01:00`, a day alone, a blank in place of the T), or a
// number: seconds since 1970, milliseconds from 100,000,000,000 on. Covered by tests/records/log_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace chaperone::follow {

/// Microseconds since 1970, UTC.
using When = std::int64_t;

/// Nothing where the text is no such time. A time without a zone is taken as UTC.
std::optional<When> read_when(std::string_view text);

} // namespace chaperone::follow
