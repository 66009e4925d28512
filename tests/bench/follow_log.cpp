// Writes a log as a messenger for families would, for scripts/bench: families that befriend each other, groups that
// come and go, a few steps that are refused. Who may do what is found out by a live state.
//
//   follow_log RULES FOLDER EVENTS CIRCLES    writes FOLDER/data/*.csv and FOLDER/log.jsonl; EVENTS of any number
#include "model/resolve/front_end.hpp"
#include "records/live/run.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>

namespace {

using namespace chaperone;
using model::StepArgument;

/// Two families and their friends, with the groups that they share.
struct Circle {
  std::vector<std::string> adults, kids, groups;
};

class Walk {
public:
  Walk(const model::System& system, std::size_t circles, const std::string& folder)
      : system_(system), run_(system, start(system)), log_(std::fopen((folder + "/log.jsonl").c_str(), "w")) {
    std::ofstream child(folder + "/data/child.csv"), parent(folder + "/data/parent.csv");
    child << "user\n";
    parent << "adult,kid\n";
    for (std::size_t i = 0; i < circles; ++i) {
      Circle& circle = circles_.emplace_back();
      for (int j = 0; j < 5; ++j)
        circle.adults.push_back(fmt::format("a{}-{}", i, j));
      for (int j = 0; j < 3; ++j) {
        circle.kids.push_back(fmt::format("k{}-{}", i, j));
        child << circle.kids.back() << "\n";
        put("child", {circle.kids.back()});
        for (int k = 0; k < 2; ++k) {
          const std::string& adult = circle.adults[static_cast<std::size_t>(j < 2 ? k : k + 2)];
          parent << adult << "," << circle.kids.back() << "\n";
          put("parent", {adult, circle.kids.back()});
        }
      }
      for (int j = 0; j < 3; ++j)
        circle.groups.push_back(fmt::format("g{}", groups_++));
    }
  }
  ~Walk() { std::fclose(log_); }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  void write(std::uint64_t events) {
    while (written_ < events)
      step();
  }

private:
  static live::Start start(const model::System& system) {
    live::Start made = live::start_of(system);
    for (live::Start::Relation& relation : made.relations)
      relation = live::Start::Relation::empty;
    return made;
  }

  std::size_t below(std::size_t count) { return random_() % count; }
  const std::string& any(const std::vector<std::string>& of) { return of[below(of.size())]; }

  void put(const std::string& name, const std::vector<std::string>& args) {
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i)
      if (system_.relations[i].name == name) {
        std::vector<live::Number> row;
        for (std::size_t j = 0; j < args.size(); ++j)
          row.push_back(run_.individuals().found_or_added(system_.relations[i].places[j].sort, args[j]));
        run_.put(model::RelationId{i}, row.data(), live::Truth::yes);
      }
  }

  /// A rule that people use often is drawn often.
  std::size_t any_rule() {
    const std::size_t drawn = below(100);
    const char* wanted = drawn < 22   ? "approve"
                         : drawn < 36 ? "befriend"
                         : drawn < 52 ? "create_group"
                         : drawn < 78 ? "add_member"
                         : drawn < 92 ? "leave"
                         : drawn < 94 ? "revoke"
                         : drawn < 96 ? "block"
                         : drawn < 98 ? "unblock"
                                      : "remove_child";
    for (std::size_t i = 0; i < system_.rules.size(); ++i)
      if (system_.rules[i].name == wanted)
        return i;
    return below(system_.rules.size());
  }

  void step() {
    Circle& circle = circles_[below(circles_.size())];
    const std::size_t group = below(circle.groups.size());
    const model::RuleId id{static_cast<std::uint32_t>(any_rule())};
    const model::Rule& rule = system_[id];
    model::Action action{id, {}};
    std::string args;
    for (const model::VariableId each : rule.parameters) {
      const model::Variable& parameter = system_[each];
      const bool is_group = system_[parameter.sort].name == "Group";
      const auto someone = [&]() -> std::string {
        if (is_group)
          return circle.groups[group];
        if (parameter.name == "kid")
          return any(circle.kids);
        return parameter.name == "adult" || below(3) > 0 ? any(circle.adults) : any(circle.kids);
      };
      args += fmt::format("{}\"{}\":", args.empty() ? "" : ",", parameter.name);
      if (!parameter.is_set) {
        const std::string name = someone();
        action.args.emplace_back(run_.individuals().found_or_added(parameter.sort, name));
        args += "\"" + name + "\"";
        continue;
      }
      std::vector<live::Number> set;
      std::string names;
      for (std::size_t i = below(3); i > 0; --i) {
        const std::string name = someone();
        names += (names.empty() ? "\"" : ",\"") + name + "\"";
        set.push_back(run_.individuals().found_or_added(parameter.sort, name));
      }
      action.args.emplace_back(live::as_set(std::move(set)));
      args += "[" + names + "]";
    }
    const bool is_allowed = run_.judge(action).is_allowed == live::Truth::yes;
    // What is refused is seldom tried: people see what they may do.
    if (is_allowed || below(20) == 0)
      tell(rule, args, is_allowed);
    if (is_allowed)
      run_.take(action);
    if (is_allowed && rule.name == "leave" && below(4) == 0)
      circle.groups[group] = fmt::format("g{}", groups_++);
    run_.forget_changes();
    run_.individuals().forget_added();
  }

  void tell(const model::Rule& rule, const std::string& args, bool is_allowed) {
    ++written_;
    fmt::print(
        log_,
        "{{\"rule\":\"{}\",\"args\":{{{}}},\"outcome\":\"{}\",\"at\":\"2026-01-{:02}T{:02}:{:02}:{:02}.{:03}Z\"}}\n",
        rule.name, args, is_allowed ? "allowed" : "refused", 1 + written_ / 86'400'000 % 28, written_ / 3'600'000 % 24,
        written_ / 60'000 % 60, written_ / 1'000 % 60, written_ % 1'000);
  }

  const model::System& system_;
  live::LiveRun run_;
  std::FILE* log_;
  std::mt19937_64 random_{1};
  std::vector<Circle> circles_;
  std::uint64_t groups_ = 0, written_ = 0;
};

} // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: follow_log RULES FOLDER EVENTS CIRCLES\n", stderr);
    return 2;
  }
  const model::Loaded loaded = model::load_system(argv[1], model::read_from_disk());
  if (!loaded.system) {
    std::fprintf(stderr, "%s: cannot be read\n", argv[1]);
    return 2;
  }
  std::filesystem::create_directories(std::string(argv[2]) + "/data");
  Walk(*loaded.system, std::stoul(argv[4]), argv[2]).write(std::stoull(argv[3]));
  return 0;
}
