// Plugs the messenger into the tests that Chaperone generates from
// specs/messenger_kids/launch.chap. This is all that a project writes by hand.
#include "messenger.hpp"

// The tests of launch.chap and of fixed.chap differ in their namespace alone.
#ifdef MESSENGER_KIDS_FIXED
#include "messenger_kids_fixed_driver.hpp"
namespace messenger_kids = messenger_kids_fixed;
#else
#include "messenger_kids_driver.hpp"
#endif

#include <vector>

namespace {

using namespace messenger_kids;

class MessengerDriver final : public Driver {
public:
  explicit MessengerDriver(messenger::Policy policy) : service_(policy) {}

  Outcome befriend(const User& a, const User& b) override { return told(service_.befriend(known(a), known(b))); }
  Outcome approve(const User& adult, const User& kid, const User& friend_) override {
    return told(service_.approve_friend(known(adult), known(kid), known(friend_)));
  }
  Outcome revoke(const User& adult, const User& kid, const User& friend_) override {
    return told(service_.withdraw_approval(known(adult), known(kid), known(friend_)));
  }
  Outcome block(const User& who, const User& whom) override { return told(service_.block(known(who), known(whom))); }
  Outcome unblock(const User& who, const User& whom) override {
    return told(service_.unblock(known(who), known(whom)));
  }
  Outcome create_group(const User& creator, const Group& group, const std::set<User>& invited) override {
    std::vector<std::string> names;
    for (const User& user : invited)
      names.push_back(known(user));
    return told(service_.create_group(known(creator), group.name, names));
  }
  Outcome add_member(const User& adder, const Group& group, const User& newcomer) override {
    return told(service_.add_to_group(known(adder), group.name, known(newcomer)));
  }
  Outcome leave(const User& who, const Group& group) override {
    return told(service_.leave_group(known(who), group.name));
  }
  Outcome remove_child(const User& adult, const User& kid, const Group& group) override {
    return told(service_.take_child_out(known(adult), known(kid), group.name));
  }

  bool approved(const User& kid, const User& friend_) const override {
    return known(kid, friend_) && service_.has_approved(kid.name, friend_.name);
  }
  bool contact(const User& a, const User& b) const override { return known(a, b) && service_.can_chat(a.name, b.name); }
  bool blocked(const User& who, const User& whom) const override {
    return known(who, whom) && service_.has_blocked(who.name, whom.name);
  }
  bool member(const Group& group, const User& user) const override {
    return service_.members_of(group.name).count(user.name) != 0;
  }

  void given_child(const User& user) override {
    users_.insert(user);
    service_.register_child(user.name);
  }
  void given_parent(const User& adult, const User& kid) override { service_.link_family(known(adult), known(kid)); }

private:
  static Outcome told(const messenger::Refusal& refusal) {
    return refusal ? Outcome::refused(*refusal) : Outcome::allowed();
  }

  /// Whoever was not registered as a child is an adult, registered when first heard of.
  const std::string& known(const User& user) {
    if (users_.insert(user).second)
      service_.register_adult(user.name);
    return user.name;
  }
  bool known(const User& a, const User& b) const { return users_.count(a) != 0 && users_.count(b) != 0; }

  messenger::Messenger service_;
  std::set<User> users_;
};

} // namespace

std::unique_ptr<Driver> messenger_kids::make_driver() {
  return driver_for<MessengerDriver>(messenger::Policy::MESSENGER_POLICY);
}
