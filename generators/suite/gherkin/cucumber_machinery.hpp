// The part of the steps for cucumber-js that is the same for every suite: facts, and what
// the sentences about them do. Part of cucumber.hpp; covered by tests/generated/.
#pragma once

namespace chaperone::generators::suite::gherkin {

/// JavaScript; what stands before it declares `people`, `values`, `relations`, `functions`, `promises` and
/// `expectations`.
extern const char* const cucumber_machinery;

} // namespace chaperone::generators::suite::gherkin
