// Where following a log stopped, to go on the next day: the facts, what is broken and since when, and events that wait.
// JSON lines; docs/follow.md says what stands in them. Covered by tests/records/checkpoint_test.cpp.
#pragma once

#include "records/follow/follower.hpp"
#include "records/lines/bytes.hpp"

#include <variant>

namespace chaperone::follow {

/// What tells rule files apart: of the whole of what one reads.
std::string digest_of(const Edition& edition);

/// `events` is the number of the last event.
std::string checkpoint_of(const Follower& follower, std::uint64_t events);

/// Brings a new follower to where the checkpoint stands, and gives the number of the last event. Facts are taken over
/// by names: under rules that the checkpoint was not written with, only if `may_be_of_others`.
std::variant<std::uint64_t, records::Mistake> restore(Follower& follower, const std::string& file,
                                                      records::ByteSource source, bool may_be_of_others);

} // namespace chaperone::follow
