// A small messenger for families, in memory: the kind of service that the generated
// tests are for. It knows nothing of Chaperone or of rule files. Its group
// chats come in two versions, as they were launched in 2019 and as repaired.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace messenger {

/// Which checks group chats get.
enum class Policy {
  launch, ///< whoever adds somebody must be their contact
  fixed   ///< and everybody in a group must be allowed to meet everybody else in it
};

/// A refused request's reason; none where the request was carried out.
using Refusal = std::optional<std::string>;

class Messenger {
public:
  explicit Messenger(Policy policy) : policy_(policy) {}

  void register_adult(const std::string& name);
  void register_child(const std::string& name);
  /// Both must be registered.
  void link_family(const std::string& parent, const std::string& child);

  Refusal befriend(const std::string& a, const std::string& b);
  Refusal approve_friend(const std::string& parent, const std::string& child, const std::string& friend_name);
  Refusal withdraw_approval(const std::string& parent, const std::string& child, const std::string& friend_name);
  Refusal block(const std::string& who, const std::string& whom);
  Refusal unblock(const std::string& who, const std::string& whom);

  Refusal create_group(const std::string& creator, const std::string& title, const std::vector<std::string>& invited);
  Refusal add_to_group(const std::string& adder, const std::string& title, const std::string& newcomer);
  Refusal leave_group(const std::string& who, const std::string& title);
  Refusal take_child_out(const std::string& parent, const std::string& child, const std::string& title);

  bool can_chat(const std::string& a, const std::string& b) const;
  bool has_approved(const std::string& child, const std::string& friend_name) const;
  bool has_blocked(const std::string& who, const std::string& whom) const;
  const std::set<std::string>& members_of(const std::string& title) const;

private:
  struct Account {
    bool is_child = false;
    std::set<std::string> parents;
    std::set<std::string> approved; ///< a child's friends that a parent said yes to
    std::set<std::string> contacts;
    std::set<std::string> blocked;
  };

  const Account& account(const std::string& name) const { return accounts_.at(name); }
  Account& account(const std::string& name) { return accounts_.at(name); }
  bool is_parent(const std::string& parent, const std::string& child) const;
  bool is_stranger(const std::string& child, const std::string& other) const;
  bool may_meet(const std::string& a, const std::string& b) const;
  void end_contact(const std::string& a, const std::string& b);
  void leave_shared_groups(const std::string& who, const std::string& other);

  Policy policy_;
  std::map<std::string, Account> accounts_;
  std::map<std::string, std::set<std::string>> groups_; ///< a group without members is none
};

} // namespace messenger
