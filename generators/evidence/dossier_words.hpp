// What people read of a dossier, in words that its Markdown and its page share.
// Covered by tests/cli/evidence_test.cpp.
#pragma once

#include "generators/evidence/dossier.hpp"

#include <string>

namespace chaperone::evidence {

/// "proved", "shown by a run", "searched, not proved", "not decided", "not run".
std::string in_words(Class how);
/// What another solver says, and the certificate; empty where there is no proof.
std::string proof_in_words(const PromiseEvidence& promise);
/// "not run", "not seen broken in 12 scenarios", "broken".
std::string service_in_words(const ServiceEvidence& service);
/// "conforms in 12 scenarios", with the build.
std::string conformance_in_words(const SystemEvidence& system);
/// "messenger_kids: 4 kept, 1 broken".
std::string summary_in_words(const SystemEvidence& system);
/// "commit 1a2b3c, and its inputs differ from it"
std::string commit_in_words(const Dossier& dossier);

} // namespace chaperone::evidence
