#include "messenger.hpp"

namespace messenger {

void Messenger::register_adult(const std::string& name) {
  accounts_.try_emplace(name);
}

void Messenger::register_child(const std::string& name) {
  accounts_[name].is_child = true;
}

void Messenger::link_family(const std::string& parent, const std::string& child) {
  account(child).parents.insert(parent);
}

bool Messenger::is_parent(const std::string& parent, const std::string& child) const {
  return account(child).parents.count(parent) != 0;
}

bool Messenger::is_stranger(const std::string& child, const std::string& other) const {
  return account(child).is_child && child != other && !has_approved(child, other) && !is_parent(other, child);
}

bool Messenger::may_meet(const std::string& a, const std::string& b) const {
  return !is_stranger(a, b) && !is_stranger(b, a) && !has_blocked(a, b) && !has_blocked(b, a);
}

void Messenger::end_contact(const std::string& a, const std::string& b) {
  account(a).contacts.erase(b);
  account(b).contacts.erase(a);
}

void Messenger::leave_shared_groups(const std::string& who, const std::string& other) {
  for (auto& [title, members] : groups_)
    if (members.count(other) != 0)
      members.erase(who);
}

Refusal Messenger::befriend(const std::string& a, const std::string& b) {
  if (a == b)
    return "nobody is their own contact";
  if (account(a).is_child || account(b).is_child)
    return "a child's contacts are for the parents to approve";
  if (has_blocked(a, b) || has_blocked(b, a))
    return "one of them has blocked the other";
  account(a).contacts.insert(b);
  account(b).contacts.insert(a);
  return std::nullopt;
}

Refusal Messenger::approve_friend(const std::string& parent, const std::string& child, const std::string& friend_name) {
  if (!is_parent(parent, child))
    return "only a parent approves";
  if (friend_name == child)
    return "nobody is their own friend";
  if (has_blocked(child, friend_name) || has_blocked(friend_name, child))
    return "one of them has blocked the other";
  account(child).approved.insert(friend_name);
  // Two children become contacts when both families have said yes.
  if (!account(friend_name).is_child || has_approved(friend_name, child)) {
    account(child).contacts.insert(friend_name);
    account(friend_name).contacts.insert(child);
  }
  return std::nullopt;
}

Refusal Messenger::withdraw_approval(const std::string& parent, const std::string& child,
                                     const std::string& friend_name) {
  if (!is_parent(parent, child))
    return "only a parent takes an approval back";
  if (!has_approved(child, friend_name))
    return "there is no approval to take back";
  account(child).approved.erase(friend_name);
  end_contact(child, friend_name);
  leave_shared_groups(child, friend_name);
  return std::nullopt;
}

Refusal Messenger::block(const std::string& who, const std::string& whom) {
  if (who == whom)
    return "nobody blocks themselves";
  account(who).blocked.insert(whom);
  end_contact(who, whom);
  leave_shared_groups(who, whom);
  return std::nullopt;
}

Refusal Messenger::unblock(const std::string& who, const std::string& whom) {
  if (account(who).blocked.erase(whom) == 0)
    return "there is no block to lift";
  return std::nullopt;
}

Refusal Messenger::create_group(const std::string& creator, const std::string& title,
                                const std::vector<std::string>& invited) {
  if (!members_of(title).empty())
    return "the group exists";
  std::set<std::string> members{creator};
  for (const auto& name : invited) {
    if (!can_chat(creator, name))
      return "only contacts can be invited";
    if (policy_ == Policy::fixed)
      for (const auto& member : members)
        if (!may_meet(member, name))
          return member + " and " + name + " may not be in one group";
    members.insert(name);
  }
  groups_[title] = members;
  return std::nullopt;
}

Refusal Messenger::add_to_group(const std::string& adder, const std::string& title, const std::string& newcomer) {
  const auto& members = members_of(title);
  if (members.count(adder) == 0)
    return "only members add members";
  if (members.count(newcomer) != 0)
    return "already a member";
  if (!can_chat(adder, newcomer))
    return "only contacts can be added";
  if (policy_ == Policy::fixed)
    for (const auto& member : members)
      if (!may_meet(member, newcomer))
        return member + " and " + newcomer + " may not be in one group";
  groups_[title].insert(newcomer);
  return std::nullopt;
}

Refusal Messenger::leave_group(const std::string& who, const std::string& title) {
  if (members_of(title).count(who) == 0)
    return "not a member";
  groups_[title].erase(who);
  return std::nullopt;
}

Refusal Messenger::take_child_out(const std::string& parent, const std::string& child, const std::string& title) {
  if (!is_parent(parent, child))
    return "only a parent takes a child out";
  return leave_group(child, title);
}

bool Messenger::can_chat(const std::string& a, const std::string& b) const {
  return account(a).contacts.count(b) != 0;
}

bool Messenger::has_approved(const std::string& child, const std::string& friend_name) const {
  return account(child).approved.count(friend_name) != 0;
}

bool Messenger::has_blocked(const std::string& who, const std::string& whom) const {
  return account(who).blocked.count(whom) != 0;
}

const std::set<std::string>& Messenger::members_of(const std::string& title) const {
  static const std::set<std::string> nobody;
  const auto group = groups_.find(title);
  return group == groups_.end() ? nobody : group->second;
}

} // namespace messenger
