// What a blame says, in words that text reports and pages share.
// Covered by tests/generators/story_test.cpp and tests/golden/.
#pragma once

#include "generators/story/blame.hpp"
#include "generators/story/story.hpp"

#include <string>
#include <utility>
#include <vector>

namespace chaperone::reports {

/// Each as the rule language writes it, "before the last step: …" where it is about then.
std::vector<std::string> statements(const Story& story, const std::vector<Reason>& reasons);
/// ", with g = Group1 and kid = Bea"; nothing where there are none.
/// What the reason comes down to, fact by fact; of what asks about the past the step that made it so.
std::vector<std::string> since_words(const Story& story, const Reason& reason);

std::string choices_in_words(const Story& story, const std::vector<Choice>& choices);
/// What satisfied a requirement of the last step, or that there was nothing to ask. Never empty.
std::vector<std::string> held_in_words(const Story& story, const Check& check);
/// "added member(Group1, Ann)", "did not remove owner(Group1, Ann)", in two parts.
std::pair<std::string, std::string> deed_words(const Story& story, const Deed& deed);
/// What the rule of the last step might have looked at or changed; nothing where there is nothing to say.
std::vector<std::string> lessons(const Story& story, const model::Rule& rule, const Blame& blame);

/// A list that ends where it is long enough: a story is there to be read.
std::vector<std::string> shortened(std::vector<std::string> facts);

} // namespace chaperone::reports
