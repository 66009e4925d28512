// Tables of a messenger for `audit` to be measured on: audit_data USERS GROUPS MEMBERSHIPS DIR [SEED]
//
// Two in five users are children with one or two parents each. Contacts are mostly within neighbourhoods of 50, and
// most are approved. Groups are of contacts of their first member, but for one in a thousand, which has a stranger in
// it. The same numbers give the same bytes.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

namespace {

class Town {
public:
  Town(std::uint32_t users, std::uint32_t seed) : users_(users), random_(seed) {}

  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(random_() % count); }
  bool is_child(std::uint32_t user) const { return user % 5 < 2; }
  std::uint32_t neighbour(std::uint32_t user) {
    constexpr std::uint32_t street = 50;
    const std::uint32_t first = user / street * street;
    return std::min(first + below(street), users_ - 1);
  }

private:
  std::uint32_t users_;
  std::mt19937_64 random_;
};

} // namespace

int main(int count, char** args) {
  if (count < 5) {
    std::cerr << "audit_data USERS GROUPS MEMBERSHIPS DIR [SEED]\n";
    return 2;
  }
  const auto number = [&](int index) { return static_cast<std::uint32_t>(std::strtoul(args[index], nullptr, 10)); };
  const std::uint32_t users = number(1), groups = number(2), memberships = number(3);
  Town town(users, count > 5 ? number(5) : 1);
  const std::string folder = args[4];
  std::ofstream child(folder + "/child.csv"), parent(folder + "/parent.csv"), approved(folder + "/approved.csv");
  std::ofstream contact(folder + "/contact.csv"), blocked(folder + "/blocked.csv"), member(folder + "/member.csv");
  child << "user\n";
  parent << "adult,kid\n";
  approved << "kid,friend\n";
  contact << "user,other\n";
  blocked << "who,whom\n";
  member << "group,user\n";
  std::vector<std::vector<std::uint32_t>> contacts(users);
  for (std::uint32_t user = 0; user < users; ++user) {
    if (town.is_child(user)) {
      child << 'u' << user << '\n';
      for (std::uint32_t i = 0; i <= town.below(2); ++i)
        parent << 'u' << (user / 5 * 5 + 2 + i) % users << ",u" << user << '\n';
    }
    for (std::uint32_t i = 0; i < 5; ++i) {
      const std::uint32_t other = town.neighbour(user);
      if (other == user)
        continue;
      contact << 'u' << user << ",u" << other << '\n';
      contacts[user].push_back(other);
      contacts[other].push_back(user);
      for (const auto& [kid, friend_of] : {std::pair(user, other), std::pair(other, user)})
        if (town.is_child(kid))
          approved << 'u' << kid << ",u" << friend_of << '\n';
    }
    if (town.below(100) == 0)
      blocked << 'u' << user << ",u" << town.below(users) << '\n';
  }
  std::uint32_t left = memberships;
  for (std::uint32_t group = 0; group < groups && left > 0; ++group) {
    const std::uint32_t first = town.below(users);
    const std::uint32_t size = std::min(left, 2 + town.below(2 * (memberships / groups) - 3));
    member << 'g' << group << ",u" << first << '\n';
    for (std::uint32_t i = 1; i < size; ++i) {
      // With a child there are grown-up contacts of its own; adults meet whoever lives near.
      std::uint32_t who = (first / 5 * 5 + 2 + town.below(3) + 5 * town.below(40)) % users;
      if (town.is_child(first)) {
        who = first / 5 * 5 + 2;
        if (!contacts[first].empty())
          if (const std::uint32_t friend_of =
                  contacts[first][town.below(static_cast<std::uint32_t>(contacts[first].size()))];
              !town.is_child(friend_of))
            who = friend_of;
      }
      member << 'g' << group << ",u" << (town.below(20'000) == 0 ? town.below(users) : who) << '\n';
    }
    left -= size;
  }
  return 0;
}
