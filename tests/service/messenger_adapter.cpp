// Puts the messenger behind the adapter that Chaperone generates from specs/messenger_kids/launch.chap:
//   messenger_adapter launch|fixed
// Filled in by hand; only the header beside it is generated.
#include "messenger.hpp"

#include "messenger_kids_adapter.hpp"

#include <memory>
#include <set>

namespace {

using namespace messenger_kids_adapter;

class MessengerAdapter final : public Adapter {
public:
  explicit MessengerAdapter(messenger::Policy policy) : policy_(policy) {}

  std::vector<std::string> observes() const override { return {"approved", "contact", "blocked", "member"}; }

  void reset(const std::string& /*scenario*/, const Population& population) override {
    service_ = std::make_unique<messenger::Messenger>(policy_);
    users_ = population.at("User");
    groups_ = population.at("Group");
    for (const User& user : users_)
      service_->register_adult(user);
  }

  void given_child(const User& user) override { service_->register_child(user); }
  void given_parent(const User& adult, const User& kid) override { service_->link_family(adult, kid); }

  void step_befriend(const User& a, const User& b) override { told(service_->befriend(a, b)); }
  void step_approve(const User& adult, const User& kid, const User& friend_) override {
    told(service_->approve_friend(adult, kid, friend_));
  }
  void step_revoke(const User& adult, const User& kid, const User& friend_) override {
    told(service_->withdraw_approval(adult, kid, friend_));
  }
  void step_block(const User& who, const User& whom) override { told(service_->block(who, whom)); }
  void step_unblock(const User& who, const User& whom) override { told(service_->unblock(who, whom)); }
  void step_create_group(const User& creator, const Group& group, const std::vector<User>& invited) override {
    told(service_->create_group(creator, group, invited));
  }
  void step_add_member(const User& adder, const Group& group, const User& newcomer) override {
    told(service_->add_to_group(adder, group, newcomer));
  }
  void step_leave(const User& who, const Group& group) override { told(service_->leave_group(who, group)); }
  void step_remove_child(const User& adult, const User& kid, const Group& group) override {
    told(service_->take_child_out(adult, kid, group));
  }

  Rows ask_approved() override { return pairs(&messenger::Messenger::has_approved); }
  Rows ask_contact() override { return pairs(&messenger::Messenger::can_chat); }
  Rows ask_blocked() override { return pairs(&messenger::Messenger::has_blocked); }
  Rows ask_member() override {
    Rows rows;
    for (const Group& group : groups_)
      for (const User& user : service_->members_of(group))
        rows.push_back({group, user});
    return rows;
  }

private:
  static void told(const messenger::Refusal& refusal) {
    if (refusal)
      throw Refused(*refusal);
  }

  Rows pairs(bool (messenger::Messenger::*holds)(const std::string&, const std::string&) const) const {
    Rows rows;
    for (const User& a : users_)
      for (const User& b : users_)
        if (((*service_).*holds)(a, b))
          rows.push_back({a, b});
    return rows;
  }

  messenger::Policy policy_;
  std::unique_ptr<messenger::Messenger> service_;
  std::vector<User> users_;
  std::vector<Group> groups_;
};

} // namespace

int main(int argc, char** argv) {
  const bool has_flaw = argc > 1 && std::string(argv[1]) == "launch";
  MessengerAdapter adapter(has_flaw ? messenger::Policy::launch : messenger::Policy::fixed);
  serve(adapter);
}
