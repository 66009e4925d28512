// Rules written in a test, and runs of them.
#pragma once

#include "tests/model/rules.hpp"

#include <string>

namespace chaperone::tests {

/// A small group chat with the flaw of 2019, one scenario that shows it and one that passes.
inline const std::string chat = R"(system chat

sort User named Ann, Bea, Cal
sort Group
enum Mood { calm, angry }

fixed relation child(User)
relation approved(kid: User, friend: User)
relation contact(User, User) symmetric
relation member(Group, User)
function owner(Group): User
function mood(User): Mood

define stranger(kid: User, other: User) = child(kid) and other != kid and not approved(kid, other)

init empty approved, contact, member

rule befriend(a: User, b: User) "{a} and {b} become contacts" {
  require a != b
  add contact(a, b)
}

rule create_group(creator: User, group: Group, invited: set of User) "{creator} starts {group} with {invited}" {
  require no u: User | member(group, u)          else "the group exists"
  require all u: invited | contact(creator, u)   else "only contacts of {creator} can be invited"
  add member(group, creator)
  add member(group, u) for u: invited
  set owner(group) = creator
}

rule hand_over(group: Group, new_owner: User) {
  require member(group, new_owner)
  set owner(group) = new_owner
}

rule leave_group(who: User, group: Group) {
  require member(group, who)
  remove member(group, who)
}

/// No child is in a group with a stranger.
never meets = some g: Group, kid, other: User | member(g, kid) and member(g, other) and stranger(kid, other)

never silent = some g: Group, u: User | was member(g, u) and not member(g, u) and not did leave_group(u, g)

scenario flaw {
  given child(Bea)
  befriend(Ann, Bea)
  befriend(Ann, Cal)
  create_group(Ann, Chat, {Bea, Cal})
  keeps meets
}

scenario fine {
  given child(Bea), owner(Chat) = Cal
  create_group(Ann, Chat, {Bea}) refused "only contacts of {creator} can be invited"
  create_group(Ann, Chat, {}) allowed
  hand_over(Chat, Ann)
  leave_group(Ann, Chat) allowed
  expect no u: User | member(Chat, u)
}
)";

/// The same, where whoever is no contact is a stranger.
inline std::string chat_among_contacts() {
  std::string text = chat;
  const std::string old = "not approved(kid, other)";
  return text.replace(text.find(old), old.size(), "not contact(kid, other)");
}

} // namespace chaperone::tests
