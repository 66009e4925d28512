// Events that wait, as a checkpoint holds them. Covered by tests/records/checkpoint_test.cpp.
#pragma once

#include "records/follow/event.hpp"

#include <nlohmann/json_fwd.hpp>

namespace chaperone::follow {

nlohmann::ordered_json event_json(const Event& event);
/// Throws nlohmann's exceptions where it is none.
Event event_of(const nlohmann::ordered_json& json);

} // namespace chaperone::follow
