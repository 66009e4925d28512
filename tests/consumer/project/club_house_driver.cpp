#include "open_house_driver.hpp"

#include <set>

namespace {

using namespace open_house;

/// The service is so small that the driver holds it.
class ClubHouse final : public Driver {
public:
  Outcome enter(const Person& who) override { return admit(who); }
  Outcome ban(const Person& who) override {
    inside_.erase(who);
    banned_.insert(who);
    return Outcome::allowed();
  }
  Outcome bring(const Person& member, const Person& guest) override {
    if (inside_.count(member) == 0)
      return Outcome::refused("only somebody inside brings a guest");
    return admit(guest);
  }
  bool inside(const Person& person) const override { return inside_.count(person) != 0; }
  bool banned(const Person& person) const override { return banned_.count(person) != 0; }

private:
  Outcome admit(const Person& person) {
    if (banned_.count(person) != 0)
      return Outcome::refused("banned");
    inside_.insert(person);
    return Outcome::allowed();
  }

  std::set<Person> inside_, banned_;
};

} // namespace

std::unique_ptr<Driver> open_house::make_driver() {
  return driver_for<ClubHouse>();
}
