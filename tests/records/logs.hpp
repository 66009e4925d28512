// Rules of a room, the lines of a log about it, and rules of a clock, for tests of what following a log finds.
#pragma once

#include "tests/records/followed.hpp"

#include <string>

namespace chaperone::tests::logs {

inline const std::string room = R"(system room
sort User
sort Room
enum Mood { calm, loud }
relation member(room: Room, user: User)
relation banned(user: User)
function mood(Room): Mood
init empty member, banned
init all r: Room | mood(r) = calm
rule open(by who: User, room: Room, guests: set of User) "{who} opens {room} for {guests}" {
  require no u: User | member(room, u) else "{room} is open"
  add member(room, who)
  add member(room, u) for u: guests
}
rule enter(by who: User, room: Room) "{who} enters {room}" {
  require not banned(who) else "{who} is banned"
  require some u: User | member(room, u) else "{room} is closed"
  add member(room, who)
}
rule leave(by who: User, room: Room) "{who} leaves {room}" {
  require member(room, who)
  remove member(room, who)
}
rule ban(who: User) "{who} is banned" { add banned(who) }
rule lift(who: User) { remove banned(who) }
rule shout(room: Room, mood: Mood) { may refuse where mood = loud  set mood(room) = mood }
never banned_inside = some r: Room, u: User | member(r, u) and banned(u)
never loud = some r: Room | mood(r) = loud
)";

inline std::string open(const std::string& at = "") {
  return R"({"rule":"open","args":{"who":"Ann","room":"r","guests":["Bea"]},"outcome":"allowed")" +
         (at.empty() ? "" : ",\"at\":\"" + at + "\"") + "}\n";
}

inline std::string enter(const std::string& who, const std::string& outcome, const std::string& at = "") {
  return R"({"rule":"enter","args":{"who":")" + who + R"(","room":"r"},"outcome":")" + outcome + "\"" +
         (at.empty() ? "" : ",\"at\":\"" + at + "\"") + "}\n";
}

inline std::string ban(const std::string& who, const std::string& at = "") {
  return R"({"rule":"ban","args":{"who":")" + who + "\"},\"outcome\":\"allowed\"" +
         (at.empty() ? "" : ",\"at\":\"" + at + "\"") + "}\n";
}

inline const char* const clock_rules = R"(system clock
ordered sort Day
function today(): Day
relation pass(until: Day)
init empty pass
rule issue(until: Day) { require until >= today() add pass(until) }
rule next_day(d: Day) { require d > today() else "time does not go back" set today() = d }
rule enter(on: Day) { require pass(on) and on >= today() else "over" }
never backwards = some d: Day | pass(d) and d < d
)";

} // namespace chaperone::tests::logs
