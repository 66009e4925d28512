// A log that is followed in two parts, with a checkpoint between, comes to what it comes to as a whole.
#include "tests/agreement/random_system.hpp"
#include "tests/records/followed.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace chaperone;
using Strings = std::vector<std::string>;

namespace {

const std::string rules = R"(system s
sort U
sort G
enum Level { low, high }
fixed relation known(u: U)
relation at(g: G, u: U)
relation pal(U, U) symmetric
function level(G): Level
function owner(G): U
init empty at, pal
init all g: G | level(g) = high
rule join(u: U, g: G) { add at(g, u)  set owner(g) = u  set level(g) = low where known(u) }
rule quit(u: U, g: G) { require at(g, u) remove at(g, u) }
rule meet(a: U, b: U) { require not pal(a, b) add pal(a, b) }
rule give(g: G, u: U) { require owner(g) != u  require level(g) = high  set owner(g) = u }
never strangers = some g: G, a, b: U | at(g, a) and at(g, b) and a != b and not pal(a, b)
never back = some u: U, g: G | at(g, u) and once did quit(u, g)
)";

/// Of every third seed not all arguments are told.
std::string random_log(std::uint64_t seed) {
  tests::Draw draw(seed);
  const std::uint32_t lacks = seed % 3 == 0 ? 15 : 0;
  std::string log;
  for (int i = 0; i < 60; ++i) {
    const auto user = [&] { return fmt::format("u{}", draw.below(4)); };
    const std::string group = fmt::format("g{}", draw.below(3));
    const std::string at = fmt::format("\"at\":{}", 1'000 + i - static_cast<int>(draw.below(4)));
    const char* outcome = draw.chance(80) ? "allowed" : "refused";
    const char* two[] = {"join", "quit", "give"};
    if (draw.chance(30))
      log += fmt::format("{{\"rule\":\"meet\",\"args\":{{\"a\":\"{}\",\"b\":\"{}\"}},\"outcome\":\"{}\",{}}}\n", user(),
                         user(), outcome, at);
    else
      log += fmt::format("{{\"rule\":\"{}\",\"args\":{{\"{}\":\"{}\",\"{}\":\"{}\"}},\"outcome\":\"{}\",{}}}\n",
                         two[draw.below(3)], draw.chance(lacks) ? "none" : "u", user(), draw.chance(lacks) ? "no" : "g",
                         group, outcome, at);
  }
  return log;
}

/// Without what is told at the end of each part.
Strings ended(Strings lines) {
  std::erase_if(lines, [](const std::string& line) {
    return line.find("to now") != std::string::npos || line.starts_with("remark");
  });
  std::ranges::sort(lines);
  return lines;
}

} // namespace

TEST_CASE("a log followed in two parts comes to the same as the whole") {
  const auto edition = tests::edition("rules.chap", rules);
  std::size_t found = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    const std::string log = random_log(seed);
    follow::Options options;
    options.slack = seed % 2 == 0 ? 2'000'000 : 0;
    const auto whole = tests::followed({{std::nullopt, edition}}, log, {}, options);
    const std::size_t cut = log.find('\n', log.size() * (seed % 7) / 7) + 1;
    Strings lines;
    std::string state;
    for (const std::string& part : {log.substr(0, cut), log.substr(cut)}) {
      tests::Lines told;
      follow::Follower follower({{std::nullopt, edition}}, live::start_of(*edition->system), options, told);
      follow::Log reader({"-"}, {}, records::bytes_of_text(part));
      if (state.empty()) {
        follower.begin();
      } else {
        const auto restored = follow::restore(follower, "state", records::bytes_of_text(state), false);
        REQUIRE(std::holds_alternative<std::uint64_t>(restored));
        reader.count_from(std::get<std::uint64_t>(restored));
      }
      for (follow::Event event; reader.next(event);)
        follower.take(event);
      if (state.empty())
        state = follow::checkpoint_of(follower, reader.events());
      else
        follower.finish(true);
      lines.insert(lines.end(), told.lines.begin(), told.lines.end());
    }
    CHECK(ended(lines) == ended(whole.lines));
    found += ended(whole.lines).size();
  }
  CHECK(found > 300);
}

TEST_CASE("a state of other rules, or one that is cut off, is not gone on with") {
  const auto edition = tests::edition("rules.chap", rules);
  tests::Lines told;
  const auto follower_of = [&](const std::shared_ptr<const follow::Edition>& of) {
    return follow::Follower({{std::nullopt, of}}, live::start_of(*of->system), {}, told);
  };
  follow::Follower first = follower_of(edition);
  first.begin();
  follow::Log reader({"-"}, {}, records::bytes_of_text(random_log(3)));
  for (follow::Event event; reader.next(event);)
    first.take(event);
  const std::string state = follow::checkpoint_of(first, reader.events());
  const auto why_not = [&](const std::string& rules_text, const std::string& text, bool may_be_of_others) {
    follow::Follower next = follower_of(tests::edition("other.chap", rules_text));
    const auto restored = follow::restore(next, "state", records::bytes_of_text(text), may_be_of_others);
    const auto* mistake = std::get_if<records::Mistake>(&restored);
    return mistake == nullptr ? std::string() : mistake->message;
  };
  CHECK(why_not(rules, state, false).empty());
  CHECK(why_not(rules + "possible p = some g: G | true\n", state, true).empty());
  CHECK(why_not(rules + "possible p = some g: G | true\n", state, false)
            .starts_with("this state was written under other rules"));
  std::string other = rules;
  other.replace(other.find("relation at(g: G, u: U)"), 23, "relation at(u: U)       ");
  other = other.substr(0, other.find("rule join"));
  other += "never p = some u: U | at(u)\n";
  CHECK(why_not(other + "rule r(u: U) { add at(u) }\n", state, true) == "`at` has other places in these rules");
  CHECK(why_not(rules, state.substr(0, state.size() - 14), false) == "this state is cut off");
  CHECK(why_not(rules, "", false) == "this state is empty");
  CHECK(why_not(rules, "{}\n", false) == "this is no state that `chaperone follow` wrote");
  CHECK(why_not(rules, "[1]\n", false) == "this is no state that `chaperone follow` wrote");
}
