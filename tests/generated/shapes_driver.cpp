// Behind this driver is no service but the rules themselves, played by the
// interpreter: what it says of a scenario, the generated test must say too.
#include "shapes_driver.hpp"

#include "model/meaning/interpreter.hpp"
#include "model/resolve/front_end.hpp"

#include <algorithm>
#include <stdexcept>

namespace {

using namespace shapes;
namespace model = chaperone::model;

using Index = std::uint32_t;

const model::System& rules() {
  static const model::Loaded loaded = model::load_system(SHAPES_RULES, model::read_from_disk());
  if (!loaded.system)
    throw std::runtime_error("the rules do not load");
  return *loaded.system;
}

template <class Table> Index named(const Table& table, const std::string& name) {
  for (Index index = 0; index < table.size(); ++index)
    if (table[index].name == name)
      return index;
  throw std::runtime_error("no " + name);
}

/// The cast of every scenario in the file.
model::Population cast() {
  model::Population people;
  for (const auto& sort : rules().sorts)
    people.names.push_back(sort.is_enum ? sort.names : std::vector<std::string>{"Hall", "Yard"});
  people.names[named(rules().sorts, "int")] = {"Ann", "Bea", "Cal"};
  people.names[named(rules().sorts, "Badge")] = {"none", "switch", "Gold"};
  people.names[named(rules().sorts, "Day")] = {"Mon", "Tue", "Wed"};
  return people;
}

class Interpreted final : public Driver {
public:
  Outcome delete_(const int_& a) override { return play("delete", {at(a)}); }
  Outcome befriend(const int_& a, const int_& b) override { return play("befriend", {at(a), at(b)}); }
  Outcome unfriend(const int_& a, const int_& b) override { return play("unfriend", {at(a), at(b)}); }
  Outcome enter(const int_& who, const Gru00f6u00dfe& where, Role as) override {
    return play("enter", {at(who), at(where), at(as)});
  }
  Outcome gather(const std::set<int_>& all, const Gru00f6u00dfe& where) override {
    return play("gather", {at(all), at(where)});
  }
  Outcome u00fcber(const int_& a) override { return play("über", {at(a)}); }
  Outcome lock() override { return play("lock", {}); }
  Outcome ring(const int_& a) override { return play("ring", {at(a)}); }
  Outcome decorate(const int_& by, const int_& who, const Badge& with) override {
    return play("decorate", {at(by), at(who), at("Badge", with.name)});
  }
  Outcome lose(const int_& who) override { return play("lose", {at(who)}); }

  bool can_delete(const int_& a) const override { return can("delete", {at(a)}); }
  bool can_befriend(const int_& a, const int_& b) const override { return can("befriend", {at(a), at(b)}); }
  bool can_gather(const std::set<int_>& all, const Gru00f6u00dfe& where) const override {
    return can("gather", {at(all), at(where)});
  }
  bool can_lock() const override { return can("lock", {}); }

  bool friend_(const int_& a, const int_& b) const override { return holds("friend", {at(a), at(b)}); }
  bool Catch_(const int_& a, const Gru00f6u00dfe& b) const override { return holds("Catch", {at(a), at(b)}); }
  bool delete_holds(const int_& a) const override { return holds("delete", {at(a)}); }
  bool locked() const override { return holds("locked", {}); }
  Role role(const int_& who, const Gru00f6u00dfe& where) const override {
    return static_cast<Role>(value("role", {at(who), at(where)}));
  }
  int_ first(const Gru00f6u00dfe& where) const override {
    return {people_.names[named(rules().sorts, "int")][value("first", {at(where)})]};
  }

  Badge badge(const int_& of) const override {
    return {people_.names[named(rules().sorts, "Badge")][value("badge", {at(of)})]};
  }

  void given_badge(const int_& of, const Badge& to) override { set("badge", {at(of)}, at("Badge", to.name)); }
  void given_born(const int_& who, const Day& on) override { set("born", {at(who)}, at("Day", on.name)); }
  void given_static(const int_& a) override { put("static", {at(a)}); }
  void given_friend(const int_& a, const int_& b) override { put("friend", {at(a), at(b)}); }
  void given_Catch(const int_& a, const Gru00f6u00dfe& b) override { put("Catch", {at(a), at(b)}); }
  void given_default(const int_& to) override { set("default", {}, at(to)); }
  void given_role(const int_& who, const Gru00f6u00dfe& where, Role to) override {
    set("role", {at(who), at(where)}, at(to));
  }
  void given_first(const Gru00f6u00dfe& where, const int_& to) override { set("first", {at(where)}, at(to)); }

private:
  using Args = std::vector<Index>;

  Index at(const std::string& sort, const std::string& name) const {
    const auto& names = people_.names[named(rules().sorts, sort)];
    return static_cast<Index>(std::find(names.begin(), names.end(), name) - names.begin());
  }
  Index at(const int_& a) const { return at("int", a.name); }
  Index at(const Gru00f6u00dfe& a) const { return at("Größe", a.name); }
  static Index at(Role role) { return static_cast<Index>(role); }
  std::vector<Index> at(const std::set<int_>& all) const {
    std::vector<Index> result;
    for (const auto& each : all)
      result.push_back(at(each));
    return result;
  }

  model::Action action(const std::string& rule, std::vector<model::StepArgument> args) const {
    return {{named(rules().rules, rule)}, std::move(args)};
  }
  Outcome play(const std::string& rule, std::vector<model::StepArgument> args) {
    const model::Action step = action(rule, std::move(args));
    auto after = model::take_step(state_, step);
    if (const auto* refusal = std::get_if<model::Refusal>(&after)) {
      const auto& reason = rules()[step.rule].requirements[refusal->requirement].reason;
      return Outcome::refused(reason ? model::fill_in(*reason, rules(), step, people_) : "");
    }
    for (const std::size_t choice : model::may_be_refused(state_, step))
      if (const auto& reason = rules()[step.rule].may_refuse[choice].reason)
        return Outcome::refused(model::fill_in(*reason, rules(), step, people_));
    state_ = std::get<model::State>(std::move(after));
    return Outcome::allowed();
  }
  bool can(const std::string& rule, std::vector<model::StepArgument> args) const {
    return !model::why_refused(state_, action(rule, std::move(args)));
  }
  bool holds(const std::string& relation, const Args& args) const {
    return state_.holds({named(rules().relations, relation)}, args);
  }
  void put(const std::string& relation, const Args& args) {
    state_.put({named(rules().relations, relation)}, args, true);
  }
  Index value(const std::string& function, const Args& args) const {
    return state_.value({named(rules().functions, function)}, args);
  }
  void set(const std::string& function, const Args& args, Index to) {
    state_.set({named(rules().functions, function)}, args, to);
  }

  model::Population people_ = cast();
  model::Layout layout_{rules(), people_};
  model::State state_ = model::initial_state(layout_, {});
};

} // namespace

std::unique_ptr<Driver> shapes::make_driver() {
  return driver_for<Interpreted>();
}
