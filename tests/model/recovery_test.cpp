// One mistake is told in one message, or in two: reserved words as names, and brackets that are missing.
#include "tests/model/rules.hpp"

#include "model/syntax/lexer.hpp"

#include <algorithm>
#include <cctype>

using namespace chaperone;

namespace {

const std::string house = R"(system house
sort User
sort Folder
enum Level { low, mid, high }
fixed relation parent(User, User)
relation member(Folder, User)
function owner(f: Folder): User
function level(f: Folder): Level
assume all u: User | not parent(u, u)
init empty member
init all f: Folder | level(f) = low
define trusted(u: User, f: Folder) = owner(f) = u or member(f, u)
define elder(u: User) = some v: User | parent(u, v) and v != u
rule join(u: User, f: Folder) "{u} joins {f}" {
  require trusted(owner(f), f) else "no"
  require not member(f, u) and (level(f) = low or elder(u))
  add member(f, u)
}
rule clear(f: Folder, who: set of User) {
  require all u: who | member(f, u)
  remove member(f, u) for u: who where u != owner(f)
  set level(f) = high
}
never orphan = some f: Folder, u: User | member(f, u) and not trusted(u, f) and elder(u)
always kept = all f: Folder | level(f) in {low, high} implies (some u: User | trusted(u, f))
possible full = some f: Folder | at least 2 u: User | member(f, u) and can clear(f, {u})
scenario s {
  given owner(F) = Ann, parent(Ann, Bea)
  join(Bea, F) allowed
  clear(F, {Bea}) refused "no"
  expect member(F, Bea)
  keeps kept
}
)";

std::vector<model::Diagnostic> mistakes(const std::string& text) {
  model::Loaded loaded = model::load_system("rules.chap", tests::reader({{"rules.chap", text}}));
  std::erase_if(loaded.diagnostics,
                [](const model::Diagnostic& it) { return it.severity == model::Severity::warning; });
  return loaded.diagnostics;
}

bool is_in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::string renamed(const std::string& from, const std::string& to) {
  std::string text = house;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    const bool is_whole = (at == 0 || !is_in_word(text[at - 1])) && !is_in_word(text[at + from.size()]);
    if (is_whole)
      text.replace(at, from.size(), to);
    else
      ++at;
  }
  return text;
}

} // namespace

TEST_CASE("a reserved word as a name is told once, wherever the name stands") {
  REQUIRE(mistakes(house).empty());
  const std::vector<std::string> reserved = {
      "all",      "always", "and",      "assume", "can",      "define", "did",  "else",    "enum",
      "expect",   "false",  "fixed",    "for",    "function", "given",  "iff",  "implies", "in",
      "init",     "keeps",  "lone",     "never",  "no",       "not",    "one",  "or",      "possible",
      "relation", "rule",   "scenario", "some",   "sort",     "system", "true", "was",     "where"};
  for (const char* name :
       {"house", "User",   "Folder", "Level", "low", "parent", "member", "owner", "level", "trusted", "elder", "join",
        "clear", "orphan", "kept",   "full",  "s",   "f",      "u",      "v",     "who",   "Ann",     "F"})
    for (const std::string& word : reserved) {
      REQUIRE(model::word_kind(word) != model::TokenKind::name);
      const auto found = mistakes(renamed(name, word));
      INFO(name << " as " << word);
      CHECK(found.size() >= 1);
      CHECK(found.size() <= 2);
    }
}

TEST_CASE("a reserved word as a function's name is told at its declaration") {
  const auto found = mistakes(renamed("owner", "in"));
  REQUIRE(found.size() == 1);
  CHECK(found.front().code == "reserved_word");
  CHECK(found.front().message == "`in` is a reserved word and cannot be a name");
}

TEST_CASE("a bracket or a sign that is missing is told in one message, or in two") {
  for (std::size_t at = 0; at < house.size(); ++at) {
    if (std::string("(){}|:=,\"").find(house[at]) == std::string::npos)
      continue;
    std::string text = house;
    text[at] = ' ';
    const auto found = mistakes(text);
    INFO(text.substr(at - std::min<std::size_t>(at, 30), 60));
    if (std::string("()|:=\"").find(house[at]) != std::string::npos) // a told text does without `{u}`
      CHECK(found.size() >= 1);
    CHECK(found.size() <= 2);
  }
}
